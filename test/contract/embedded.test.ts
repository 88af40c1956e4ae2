import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { openEmbeddedStore } from '../../src/stores/embedded';
import type { Store } from '../../src/stores/store';
import { storeContract } from './store-contract';

const ROOT = join(__dirname, '..', '..');

storeContract('embedded', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'aiguillage-contrat-'));
  const dataDir = join(parent, 'donnees');
  let store = openEmbeddedStore({ dataDir });
  return {
    store,
    reopen: async () => {
      await store.close();
      store = openEmbeddedStore({ dataDir });
      return store;
    },
    cleanup: async () => {
      await store.close();
      rmSync(parent, { recursive: true, force: true });
    },
  };
});

describe('embedded store', () => {
  let parent: string;
  let dataDir: string;
  const stores: Store[] = [];
  const children: ChildProcess[] = [];

  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'aiguillage-embarque-'));
    dataDir = join(parent, 'a', 'donnees');
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await Promise.all(stores.splice(0).map((store) => store.close()));
    rmSync(parent, { recursive: true, force: true });
  });

  function opened(): Store {
    const store = openEmbeddedStore({ dataDir });
    stores.push(store);
    return store;
  }

  it('creates a private directory', () => {
    opened();

    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    expect(statSync(join(dataDir, 'fichiers')).mode & 0o777).toBe(0o700);
  });

  it('says so when the directory cannot be one', () => {
    writeFileSync(join(parent, 'a'), 'a file where a directory should be');

    expect(() => openEmbeddedStore({ dataDir })).toThrow(expect.objectContaining({ code: 'STOCKAGE_INDISPONIBLE' }));
  });

  it('says so when the database is not one', () => {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(join(dataDir, 'aiguillage.db'), 'this is not a database '.repeat(500));

    expect(() => openEmbeddedStore({ dataDir })).toThrow(expect.objectContaining({ code: 'STOCKAGE_INDISPONIBLE' }));
  });

  it('puts the bytes under their hash and nothing else, and removes them', async () => {
    const store = opened();
    const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    const file = { id: 'f1', conversation: 'c', personne: 'p', nom: 'a.pdf', typeMime: 'application/pdf', octets: 3, sha256, recuLe: '' };

    await store.putFile(file, Buffer.from('abc'));

    expect(readdirSync(join(dataDir, 'fichiers', 'ba'))).toEqual([sha256]);
    expect(readdirSync(join(dataDir, 'fichiers', 'en-cours'))).toEqual([]);
    await store.deleteFiles(['f1']);
    expect(readdirSync(join(dataDir, 'fichiers', 'ba'))).toEqual([]);
  });

  it('removes at opening the bytes that no file names', async () => {
    await opened().close();
    const orphan = 'c'.repeat(64);
    const dir = join(dataDir, 'fichiers', 'cc');
    mkdirSync(dir);
    writeFileSync(join(dir, orphan), 'left by a crash');

    opened();

    expect(readdirSync(dir)).toEqual([]);
  });

  it('lets two stores on the same directory race without losing or doubling anything', async () => {
    const [a, b] = [opened(), opened()];

    const results = await Promise.all(Array.from({ length: 40 }, (_, i) => (i % 2 ? a : b).appendActivity('c', `m${i}`, { i }, false)));

    expect(new Set(results.map(({ seq }) => seq)).size).toBe(40);
  });

  it('survives two processes writing to the same directory', async () => {
    opened();
    const [first, second] = [writer('a', 60), writer('b', 60)];

    const [ackA, ackB] = await Promise.all([finished(first), finished(second)]);

    expect([ackA.length, ackB.length]).toEqual([60, 60]);
    const read = await opened().readActivities('c', 0, 1_000);
    expect(read.map(({ seq }) => seq)).toEqual(Array.from({ length: 120 }, (_, i) => i + 1));
  });

  it('has every acknowledged write after kill -9', async () => {
    opened();
    const child = writer('k', 1_000_000);
    const acknowledged = await untilKilled(child, 150);

    const store = opened();
    const found = new Set((await store.readActivities('c', 0, 100_000)).map(({ activity }) => JSON.stringify(activity)));

    expect(acknowledged.length).toBeGreaterThanOrEqual(150);
    expect(acknowledged.filter((n) => !found.has(JSON.stringify({ n })))).toEqual([]);
    for (const n of acknowledged.slice(-5)) {
      await expect(store.getFile(`k${n}`)).resolves.not.toBeNull();
      await expect(store.loadState(`k${n}`)).resolves.toEqual({ state: { n }, version: 1 });
    }
    await expect(store.ping()).resolves.toBeUndefined();
  });

  /** A process that writes n = 1, 2, 3… and prints each number once the store said that it was written. */
  function writer(name: string, count: number): ChildProcess {
    const child = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'writer.ts'), dataDir, name, String(count)], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    return child;
  }
});

async function finished(child: ChildProcess): Promise<number[]> {
  const acknowledged: number[] = [];
  for await (const line of lines(child)) acknowledged.push(Number(line));
  return acknowledged;
}

async function untilKilled(child: ChildProcess, count: number): Promise<number[]> {
  const acknowledged: number[] = [];
  for await (const line of lines(child)) {
    acknowledged.push(Number(line));
    if (acknowledged.length === count) child.kill('SIGKILL');
  }
  return acknowledged;
}

function lines(child: ChildProcess): AsyncIterable<string> {
  if (!child.stdout) throw new Error('no output to read');
  return createInterface({ input: child.stdout });
}
