import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import Database from 'libsql';
import { keyring } from '../../src/ops/sealing';
import { openEmbeddedStore } from '../../src/stores/embedded';
import type { Store, StoredFile } from '../../src/stores/store';
import { openEmpty } from './embedded-opened';
import { retentionContract } from './retention-contract';
import { switchContract } from './switch-contract';
import { storeContract } from './store-contract';

const ROOT = join(__dirname, '..', '..');

storeContract('embedded', openEmpty);
retentionContract('embedded', openEmpty);
switchContract('embedded', openEmpty);

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

  it('puts the bytes, sealed, at an address that says nothing of them, and nothing else, and removes them', async () => {
    const store = opened();
    const clear = Buffer.from('abc'.repeat(50));

    await store.putFile(unFichier('f1', clear), clear);

    const [path = '', ...others] = blobs();
    expect(others).toEqual([]);
    expect(path).not.toContain(sha256(clear));
    expect(readFileSync(path).includes('abcabc')).toBe(false);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(dataDir, 'fichiers', 'en-cours'))).toEqual([]);
    await store.deleteFiles(['f1']);
    expect(blobs()).toEqual([]);
  });

  describe('encryption of files', () => {
    const [first, second] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
    const clear = Buffer.from('le bail');
    const openWith = (...keys: [Uint8Array, ...Uint8Array[]]) => {
      const store = openEmbeddedStore({ dataDir, keys: keyring(keys) });
      stores.push(store);
      return store;
    };
    const read = async (store: Store, id = 'f1') => Buffer.from((await store.getFile(id))?.bytes ?? []).toString();

    it('seals the same bytes differently each time', async () => {
      const store = openWith(first);
      await store.putFile(unFichier('f1', clear), clear);
      const before = readFileSync(blobs()[0] ?? '');
      await store.putFile(unFichier('f2', clear), clear);

      expect(blobs()).toHaveLength(1);
      expect(readFileSync(blobs()[0] ?? '').equals(before)).toBe(false);
      expect([await read(store), await read(store, 'f2')]).toEqual(['le bail', 'le bail']);
    });

    it('does not open with another key, and loses nothing by trying', async () => {
      await openWith(first).putFile(unFichier('f1', clear), clear);

      await expect(openWith(second).getFile('f1')).rejects.toMatchObject({ code: 'FICHIER_INDECHIFFRABLE' });
      expect(await read(openWith(second, first))).toBe('le bail');
    });

    it.each([0, 6, 15, 30, -1])('does not open once octet %i was changed', async (at) => {
      const store = openWith(first);
      await store.putFile(unFichier('f1', clear), clear);
      const [path = ''] = blobs();
      const blob = readFileSync(path);
      blob[at < 0 ? blob.length + at : at] = (blob.at(at) ?? 0) ^ 1;
      writeFileSync(path, blob);

      await expect(store.getFile('f1')).rejects.toMatchObject({ code: 'FICHIER_INDECHIFFRABLE' });
    });

    it('does not open in the place of another file', async () => {
      const store = openWith(first);
      await store.putFile(unFichier('f1', clear), clear);
      const [one = ''] = blobs();
      await store.putFile(unFichier('f2', Buffer.from('autre')), Buffer.from('autre'));
      const two = blobs().find((path) => path !== one) ?? '';
      writeFileSync(two, readFileSync(one));

      await expect(store.getFile('f2')).rejects.toMatchObject({ code: 'FICHIER_INDECHIFFRABLE' });
    });

    it('still reads what was written in clear, and refuses other clear bytes in its place', async () => {
      const store = openWith(first);
      await store.putFile(unFichier('f1', clear), clear);
      writeFileSync(blobs()[0] ?? '', clear);
      expect(await read(store)).toBe('le bail');
      writeFileSync(blobs()[0] ?? '', 'faux bail');

      await expect(store.getFile('f1')).rejects.toMatchObject({ code: 'FICHIER_INDECHIFFRABLE' });
    });

    it('changes keys once, while another store reads, and the old key is of no more use', async () => {
      const old = openWith(first);
      await old.putFile(unFichier('f1', clear), clear);
      await old.putFile(unFichier('f2', Buffer.from('autre')), Buffer.from('autre'));
      const both = openWith(second, first);

      const [done] = await Promise.all([both.rotateKeys(), ...Array.from({ length: 20 }, () => read(both))]);

      expect(done).toBe(2);
      await expect(both.rotateKeys()).resolves.toBe(0);
      expect(blobs()).toHaveLength(2);
      const alone = openWith(second);
      expect([await read(alone), await read(alone, 'f2')]).toEqual(['le bail', 'autre']);
    });

    it('encrypts what a version without encryption left in clear', async () => {
      const store = openWith(first);
      await store.putFile(unFichier('f1', clear), clear);
      const [path = ''] = blobs();
      const plain = join(dataDir, 'fichiers', sha256(clear).slice(0, 2));
      mkdirSync(plain, { recursive: true });
      renameSync(path, join(plain, sha256(clear)));
      writeFileSync(join(plain, sha256(clear)), clear);
      new Database(join(dataDir, 'aiguillage.db')).exec('UPDATE fichiers SET adresse = sha256');
      expect(await read(store)).toBe('le bail');

      await expect(store.rotateKeys()).resolves.toBe(1);

      expect(readFileSync(blobs()[0] ?? '').includes('le bail')).toBe(false);
      expect(await read(store)).toBe('le bail');
    });
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

  const blobs = (): string[] => readdirSync(join(dataDir, 'fichiers'), { recursive: true, encoding: 'utf8' }).filter((name) => /[0-9a-f]{64}/.test(name)).map((name) => join(dataDir, 'fichiers', name));

  /** A process that writes n = 1, 2, 3… and prints each number once the store said that it was written. */
  function writer(name: string, count: number): ChildProcess {
    const child = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'writer.ts'), dataDir, name, String(count)], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    return child;
  }
});

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const unFichier = (id: string, bytes: Uint8Array): StoredFile =>
  ({ id, conversation: 'c', personne: 'p', nom: 'a.pdf', typeMime: 'application/pdf', octets: bytes.length, sha256: sha256(bytes), recuLe: '2026-11-23T09:00:00.000Z' });

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
