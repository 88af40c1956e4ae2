import { writeSync } from 'node:fs';
import { setTimeout as after } from 'node:timers/promises';
import { generateReference } from '../../../src/domain/reference';
import { randomInt } from '../../../src/ops/ids';
import { keyring } from '../../../src/ops/sealing';
import { openRedisStore, type RedisStore } from '../../../src/stores/redis/store';
import { unDossier } from '../../support/dossiers';

/**
 * Child process of run.ts: `worker.ts <url> <first> <count>`. Confirms each demande one to three times, and prints the number and the reference
 * each time the store said so: what a person was told.
 */
const AT_ONCE = 16;
const RETRY_MS = 50;

async function main([url = '', first = '0', count = '0']: string[]): Promise<void> {
  const store = await opened(url);
  let next = Number(first);
  const end = next + Number(count);
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    while (next < end) await confirm(store, next++);
  }));
  await store.close();
}

async function confirm(store: RedisStore, n: number): Promise<void> {
  const key = `conversation-${n}:1`;
  for (let left = 1 + randomInt(3); left > 0; ) {
    try {
      const { dossier } = await store.openDossier(key, () => generateReference(randomInt), (reference) => unDossier({ reference, cle: key, personne: `personne-${n}` }));
      writeSync(1, `${n} ${dossier.reference}\n`);
      left -= 1;
    } catch {
      await after(RETRY_MS);
    }
  }
}

async function opened(url: string): Promise<RedisStore> {
  for (;;) {
    try {
      return await openRedisStore({ url, keys: keyring([new Uint8Array(32)]), commandTimeoutMs: 2_000 });
    } catch {
      await after(RETRY_MS);
    }
  }
}

void main(process.argv.slice(2));
