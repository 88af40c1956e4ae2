import { writeSync } from 'node:fs';
import { openEmbeddedStore } from '../../src/stores/embedded';

/** Child process of embedded-turns.test.ts: `holder.ts <dataDir> <conversation> <leaseMs>`. Says so once it holds the conversation and listens, then waits to be killed. */
async function main([dataDir = '', conversation = '', leaseMs = '0']: string[]): Promise<void> {
  const store = openEmbeddedStore({ dataDir });
  store.live.subscribe(() => undefined);
  const taken = await store.turns.hold(conversation, 'enfant', Number(leaseMs));
  writeSync(1, `${taken.kind}\n`);
  setInterval(() => undefined, 60_000);
}

void main(process.argv.slice(2));
