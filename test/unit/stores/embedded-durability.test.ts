import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Done = (error: Error | null) => void;
const asked: Done[] = [];
jest.mock('node:fs', () => ({ ...jest.requireActual<object>('node:fs'), fdatasync: (_: number, done: Done) => asked.push(done) }));

import { Commits, LogSync } from '../../../src/stores/embedded-durability';

const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('one fsync for the commits that wait for it', () => {
  let dir: string;
  let log: LogSync;
  beforeEach(() => {
    asked.length = 0;
    dir = mkdtempSync(join(tmpdir(), 'journal-'));
    writeFileSync(join(dir, 'base-wal'), '');
    log = new LogSync(join(dir, 'base'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  it('is shared by what was written before it began', async () => {
    const told: number[] = [];
    for (const n of [1, 2, 3]) void log.settled().then(() => told.push(n));
    await soon();
    expect([asked.length, told]).toEqual([1, []]);

    asked[0]?.(null);
    await soon();
    expect(told).toEqual([1, 2, 3]);
  });

  it('does not cover what was written after it began: the next one does', async () => {
    let isTold = false;
    const first = log.settled();
    await soon();
    const late = log.settled().then(() => (isTold = true));
    asked[0]?.(null);
    await first;
    await soon();
    expect([asked.length, isTold]).toEqual([2, false]);

    asked[1]?.(null);
    await expect(late).resolves.toBe(true);
  });

  it('fails for those who waited for it, and for no other', async () => {
    const first = log.settled();
    await soon();
    const second = log.settled();
    asked[0]?.(new Error('EIO'));
    await expect(first).rejects.toThrow('EIO');
    await soon();
    asked[1]?.(null);
    await expect(second).resolves.toBeUndefined();
  });

  it('is waited for when the store closes', async () => {
    let isClosed = false;
    const waiting = log.settled();
    const closing = log.close().then(() => (isClosed = true));
    await soon();
    expect(isClosed).toBe(false);

    asked[0]?.(null);
    await Promise.all([waiting, closing]);
  });
});

describe('commits', () => {
  it('go as far as the last word, which is told to the base only when it changes', () => {
    const said: string[] = [];
    const commits = new Commits({ exec: (sql: string) => said.push(sql) });

    commits.durable();
    commits.quick();
    commits.quick();
    commits.durable();
    commits.durable();

    expect(said).toEqual(['PRAGMA main.synchronous = NORMAL', 'PRAGMA main.synchronous = FULL']);
  });

  it('goes on with what the base does when it refuses', () => {
    const said: string[] = [];
    let refuses = true;
    const commits = new Commits({ exec: (sql: string) => {
      if (refuses) throw new Error('busy');
      said.push(sql);
    } });

    expect(() => commits.quick()).toThrow('busy');
    refuses = false;
    commits.quick();

    expect(said).toEqual(['PRAGMA main.synchronous = NORMAL']);
  });
});
