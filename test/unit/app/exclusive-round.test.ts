import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { alone } from '../../../src/app/exclusive-round';
import { silentLogger } from '../../../src/ops/log';
import { openEmbeddedStore } from '../../../src/stores/embedded';
import type { Store } from '../../../src/stores/store';

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('a round of work that one process at a time does', () => {
  let dataDir: string;
  let stores: [Store, Store];
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'aiguillage-'));
    stores = [openEmbeddedStore({ dataDir }), openEmbeddedStore({ dataDir })];
  });
  afterEach(async () => {
    await Promise.all(stores.map((store) => store.close()));
    rmSync(dataDir, { recursive: true, force: true });
  });

  const by = (rank: 0 | 1) => ({ store: stores[rank], log: silentLogger, instance: `i${rank}` });

  it('is skipped by the others meanwhile, and theirs the next time', async () => {
    const done: string[] = [];
    const work = (name: string) => async (): Promise<void> => (await wait(50), void done.push(name));

    const first = await Promise.all([alone('suivi', by(0), work('un')), alone('suivi', by(1), work('deux'))]);
    const second = await alone('suivi', by(1), work('deux'));

    expect([first, second, done]).toEqual([[true, false], true, ['un', 'deux']]);
  });

  it('does not hinder another kind of round', async () => {
    await expect(Promise.all([alone('suivi', by(0), () => wait(30)), alone('quarantaine', by(1), () => wait(30))])).resolves.toEqual([true, true]);
  });

  it('that fails is free for the others', async () => {
    await expect(alone('suivi', by(0), () => Promise.reject(new Error('boum')))).rejects.toThrow('boum');

    await expect(alone('suivi', by(1), async () => undefined)).resolves.toBe(true);
  });
});
