import { closeSync, fdatasync, openSync } from 'node:fs';
import { promisify } from 'node:util';

const sync = promisify(fdatasync);

/**
 * One fsync of SQLite's write-ahead log for all the commits that wait for it, outside the event loop (group commit).
 * What was written to the log before the call is on the disk when the promise resolves, whoever wrote it.
 */
export class LogSync {
  private readonly fd: number;
  private waiting: Promise<void> | null = null;
  private last: Promise<void> = Promise.resolve();

  constructor(basePath: string) {
    this.fd = openSync(`${basePath}-wal`, 'r+');
  }

  /** @throws the system's error when the disk did not take it */
  settled(): Promise<void> {
    // One that runs already began before this write: the next one is waited for.
    this.waiting ??= this.next();
    return this.waiting;
  }

  async close(): Promise<void> {
    await this.last;
    closeSync(this.fd);
  }

  private next(): Promise<void> {
    const run = this.last.then(() => {
      this.waiting = null;
      return sync(this.fd);
    });
    this.last = run.catch(() => undefined);
    return run;
  }
}

/** How far the next commits go. Nothing is asked of the base while it stays the same, which turns in a row do. Never changed inside a transaction. */
export class Commits {
  private areDurable = true;

  constructor(private readonly db: { exec(sql: string): unknown }) {}

  /** They are on the disk once they return. */
  durable(): void {
    this.go(true);
  }

  /** They only reach the system: a crash of the process loses nothing, `LogSync` covers the machine's. */
  quick(): void {
    this.go(false);
  }

  private go(areDurable: boolean): void {
    if (areDurable === this.areDurable) return;
    this.db.exec(`PRAGMA main.synchronous = ${areDurable ? 'FULL' : 'NORMAL'}`);
    this.areDurable = areDurable;
  }
}
