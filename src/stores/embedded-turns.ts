import { z } from 'zod';
import type { Clock } from '../ops/clock';
import { isAlive, processSpace, processStartMs } from '../ops/process';
import type { Tools } from './embedded-retention';
import type { Taken, TranscriptRow, TurnStore } from './turn-store';

/**
 * Holds are kept in a base of their own (`tours`, attached), which is not fsynced at each commit: losing them in a power failure is
 * right, since their holders are gone too. One transaction covers both bases, so that a hold and what it settles never disagree.
 */
export const TURNS_SCHEMA = `
  CREATE TABLE IF NOT EXISTS tours.prises (
    conversation TEXT PRIMARY KEY, prise INTEGER NOT NULL, porteur TEXT NOT NULL, origine TEXT NOT NULL,
    pid INTEGER NOT NULL, machine TEXT NOT NULL, depuis_ms INTEGER NOT NULL, fin_ms INTEGER NOT NULL
  ) WITHOUT ROWID;
  DROP INDEX IF EXISTS tours.prises_origine;
  CREATE TABLE IF NOT EXISTS tours.compteur (id INTEGER PRIMARY KEY CHECK (id = 1), n INTEGER NOT NULL);
  INSERT OR IGNORE INTO tours.compteur VALUES (1, 0);
  CREATE TABLE IF NOT EXISTS tours.annonces (
    rang INTEGER PRIMARY KEY AUTOINCREMENT, origine TEXT NOT NULL, conversation TEXT NOT NULL, activite TEXT, at_ms INTEGER NOT NULL
  );
  CREATE TABLE IF NOT EXISTS tours.ecoutes (origine TEXT PRIMARY KEY, pid INTEGER NOT NULL, machine TEXT NOT NULL, vu_ms INTEGER NOT NULL) WITHOUT ROWID;
`;

/** What is not answered yet is found without reading the conversation. */
export const TURNS_MIGRATION = 'CREATE INDEX activites_a_repondre ON activites (conversation, seq) WHERE en_attente = 1;';
/** That index also finds who waits: each turn writes one index less, twice. */
export const ONE_PENDING_INDEX_MIGRATION = 'DROP INDEX activites_en_attente;';

const holdRow = z.object({ prise: z.int(), porteur: z.string(), pid: z.int(), machine: z.string(), depuis_ms: z.number(), fin_ms: z.number() });
const pendingRow = z.object({ id: z.string(), seq: z.int(), activite: z.string() });
const waitingRow = z.object({ conversation: z.string() }).and(holdRow.or(z.object({ prise: z.null() })));
const countRow = z.object({ n: z.int() });
type Hold = z.infer<typeof holdRow>;
type Busy = Extract<Taken, { kind: 'busy' }>;

export type TurnTools = Pick<Tools, 'prepare' | 'guard' | 'inTransaction'> & { clock: Clock; /** Names this opening of the store. */ origine: string };

export type TranscriptTools = {
  insertActivity(conversation: string, row: TranscriptRow, pending: boolean): { seq: number; created: boolean };
  /** Waits until what was written is on the disk. */
  settled(doing: string): Promise<void>;
};

export class EmbeddedTurns implements TurnStore {
  private readonly sql;
  private readonly machine = processSpace();

  constructor(private readonly tools: TurnTools & TranscriptTools) {
    this.sql = prepareAll(tools.prepare);
  }

  async accept(conversation: string, message: TranscriptRow, holder: string, leaseMs: number): Promise<{ seq: number; created: boolean; taken: Taken }> {
    const doing = 'appending an activity';
    const accepted = this.write(doing, () => ({ ...this.tools.insertActivity(conversation, message, true), taken: this.takeOldest(conversation, holder, leaseMs) }));
    await this.tools.settled(doing);
    return accepted;
  }

  async take(conversation: string, holder: string, leaseMs: number): Promise<Taken> {
    return this.write('taking a conversation', () => this.takeOldest(conversation, holder, leaseMs));
  }

  async hold(conversation: string, holder: string, leaseMs: number): Promise<Busy | { kind: 'held'; hold: number }> {
    return this.write('holding a conversation', () =>
      this.heldByOther(conversation) ?? { kind: 'held', hold: this.grab(conversation, holder, leaseMs) });
  }

  async renew(conversation: string, hold: number, leaseMs: number): Promise<boolean> {
    return this.tools.guard('renewing a hold', () => this.extend(conversation, hold, leaseMs));
  }

  async next(conversation: string, hold: number, answered: string, leaseMs: number, replies: readonly TranscriptRow[] = []): Promise<Taken | { kind: 'lost' }> {
    const doing = 'settling a message';
    const next = this.write(doing, (): Taken | { kind: 'lost' } => {
      if (!this.extend(conversation, hold, leaseMs)) return { kind: 'lost' };
      for (const reply of replies) this.tools.insertActivity(conversation, reply, false);
      this.sql.settle.run({ conversation, answered });
      const message = this.oldest(conversation);
      if (message) return { ...message, hold };
      this.sql.drop.run({ conversation, hold });
      return { kind: 'none' };
    });
    if (replies.length > 0 && next.kind !== 'lost') await this.tools.settled(doing);
    return next;
  }

  async release(conversation: string, hold: number): Promise<void> {
    this.tools.guard('releasing a hold', () => this.sql.drop.run({ conversation, hold }));
  }

  async waiting(limit: number): Promise<string[]> {
    return this.tools.guard('looking for what waits', () => this.sql.waiting.all({})
      .map((row) => waitingRow.parse(row))
      .filter((row) => row.prise === null || !this.isLive(row))
      .slice(0, limit)
      .map(({ conversation }) => conversation));
  }

  /** Nothing runs under a store that closes: its holds are given back. */
  releaseAll(): void {
    this.sql.dropMine.run({ origine: this.tools.origine });
  }

  // -------------------------------------------------------------- parts

  private takeOldest(conversation: string, holder: string, leaseMs: number): Taken {
    const busy = this.heldByOther(conversation);
    if (busy) return busy;
    const message = this.oldest(conversation);
    return message ? { ...message, hold: this.grab(conversation, holder, leaseMs) } : { kind: 'none' };
  }

  private heldByOther(conversation: string): Busy | null {
    const row = this.sql.holdOf.get({ conversation });
    if (row === undefined) return null;
    const hold = holdRow.parse(row);
    return this.isLive(hold) ? { kind: 'busy', by: hold.porteur, sinceMs: Math.max(0, this.nowMs() - hold.depuis_ms) } : null;
  }

  /** A dead process holds nothing: it is seen from the same machine, elsewhere the lease tells. */
  private isLive({ pid, machine, depuis_ms, fin_ms }: Hold): boolean {
    if (fin_ms <= this.nowMs()) return false;
    if (machine !== this.machine) return true;
    return pid === process.pid ? depuis_ms >= processStartMs() - 1 : isAlive(pid);
  }

  private grab(conversation: string, porteur: string, leaseMs: number): number {
    const now = this.nowMs();
    // never less than the instant: a base lost and made again does not count from the start
    const { n: prise } = countRow.parse(this.sql.nextHold.get({ now }));
    const { origine } = this.tools;
    this.sql.grab.run({ conversation, prise, porteur, origine, pid: process.pid, machine: this.machine, now, until: now + leaseMs });
    return prise;
  }

  private extend(conversation: string, hold: number, leaseMs: number): boolean {
    const now = this.nowMs();
    return this.sql.extend.run({ conversation, hold, now, until: now + leaseMs }).changes === 1;
  }

  private oldest(conversation: string): { kind: 'turn'; id: string; seq: number; activity: unknown } | null {
    const row = this.sql.oldest.get({ conversation });
    if (row === undefined) return null;
    const { id, seq, activite } = pendingRow.parse(row);
    return { kind: 'turn', id, seq, activity: readable(activite) };
  }

  private nowMs(): number {
    return this.tools.clock().getTime();
  }

  private write<T>(doing: string, work: () => T): T {
    return this.tools.guard(doing, () => this.tools.inTransaction(work));
  }
}

/** A message that nobody can read any more must not stop those behind it: whoever takes it sees that it is nothing. */
function readable(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function prepareAll(prepare: Tools['prepare']) {
  return {
    holdOf: prepare('SELECT prise, porteur, pid, machine, depuis_ms, fin_ms FROM tours.prises WHERE conversation = :conversation'),
    nextHold: prepare('UPDATE tours.compteur SET n = max(n + 1, :now) RETURNING n'),
    grab: prepare(
      `INSERT INTO tours.prises (conversation, prise, porteur, origine, pid, machine, depuis_ms, fin_ms)
       VALUES (:conversation, :prise, :porteur, :origine, :pid, :machine, :now, :until)
       ON CONFLICT (conversation) DO UPDATE SET prise = excluded.prise, porteur = excluded.porteur, origine = excluded.origine,
         pid = excluded.pid, machine = excluded.machine, depuis_ms = excluded.depuis_ms, fin_ms = excluded.fin_ms`),
    extend: prepare('UPDATE tours.prises SET fin_ms = :until WHERE conversation = :conversation AND prise = :hold AND fin_ms > :now'),
    drop: prepare('DELETE FROM tours.prises WHERE conversation = :conversation AND prise = :hold'),
    dropMine: prepare('DELETE FROM tours.prises WHERE origine = :origine'),
    oldest: prepare('SELECT id, seq, activite FROM activites WHERE conversation = :conversation AND en_attente = 1 ORDER BY seq LIMIT 1'),
    settle: prepare('UPDATE activites SET en_attente = 0 WHERE conversation = :conversation AND id = :answered'),
    waiting: prepare(
      `SELECT a.conversation, p.prise, p.porteur, p.pid, p.machine, p.depuis_ms, p.fin_ms
       FROM (SELECT conversation, min(rang) AS rang FROM activites WHERE en_attente = 1 GROUP BY conversation) a
       LEFT JOIN tours.prises p ON p.conversation = a.conversation ORDER BY a.rang`),
  };
}
