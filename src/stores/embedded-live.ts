import { z } from 'zod';
import { isAlive, processSpace } from '../ops/process';
import type { TurnTools } from './embedded-turns';
import type { LiveNotice, LiveNotices } from './turn-store';

const POLL_MS = 100;
const KEPT_MS = 10_000;
/** The others look every POLL_MS: this much later is not noticed. */
const LEAVE_MS = 20;
const BATCH = 500;
/** Who listens on another machine says so every SIGN_MS, and is gone after SIGNS_LOST_MS without a word; on this one the system tells. */
const SIGN_MS = 5_000;
const SIGNS_LOST_MS = 20_000;

const noticeRow = z.object({ rang: z.int(), conversation: z.string(), activite: z.string().nullable() });
const activitySchema = z.record(z.string(), z.unknown());
const rankRow = z.object({ rang: z.int() });
const listenerRow = z.object({ origine: z.string(), pid: z.int(), machine: z.string(), vu_ms: z.number() });

/**
 * Told at once in this process; the other processes of the same directory look every tenth of a second at what the first ones left
 * for them in `tours.annonces` (embedded-turns.ts), kept for ten seconds. Nothing is left where nobody else listens (`tours.ecoutes`).
 */
export class EmbeddedLive implements LiveNotices {
  private readonly listeners = new Set<(notice: LiveNotice) => void>();
  private readonly sql;
  private timer: NodeJS.Timeout | undefined;
  private lastRank = 0;
  private readonly leaving: LiveNotice[] = [];
  private leavingTimer: NodeJS.Timeout | undefined;
  private signedMs = Number.NEGATIVE_INFINITY;
  private readonly machine = processSpace();

  constructor(private readonly tools: TurnTools) {
    this.sql = {
      put: tools.prepare('INSERT INTO tours.annonces (origine, conversation, activite, at_ms) VALUES (:origine, :conversation, :activite, :now)'),
      after: tools.prepare('SELECT rang, conversation, activite FROM tours.annonces WHERE rang > :rank AND origine <> :origine ORDER BY rang LIMIT :limit'),
      last: tools.prepare('SELECT coalesce(max(rang), 0) AS rang FROM tours.annonces'),
      oldest: tools.prepare('SELECT rang FROM tours.annonces WHERE rang = (SELECT min(rang) FROM tours.annonces) AND at_ms < :before'),
      sign: tools.prepare('INSERT INTO tours.ecoutes (origine, pid, machine, vu_ms) VALUES (:origine, :pid, :machine, :now) ON CONFLICT (origine) DO UPDATE SET vu_ms = excluded.vu_ms'),
      signOff: tools.prepare('DELETE FROM tours.ecoutes WHERE origine = :origine'),
      others: tools.prepare('SELECT origine, pid, machine, vu_ms FROM tours.ecoutes WHERE origine <> :origine'),
      dropOld: tools.prepare('DELETE FROM tours.annonces WHERE at_ms < :before'),
    };
  }

  async publish(notice: LiveNotice): Promise<void> {
    this.tell(notice);
    this.leaving.push(notice);
    this.leavingTimer ??= setTimeout(() => this.leave(), LEAVE_MS);
  }

  subscribe(listener: (notice: LiveNotice) => void): () => void {
    if (this.listeners.size === 0) this.listen();
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.stop();
    };
  }

  stop(): void {
    if (this.timer === undefined) return;
    clearInterval(this.timer);
    this.timer = undefined;
    this.quietly('listening no more', () => this.sql.signOff.run({ origine: this.tools.origine }));
  }

  /** One transaction for what was said meanwhile. */
  private leave(): void {
    clearTimeout(this.leavingTimer);
    this.leavingTimer = undefined;
    const notices = this.leaving.splice(0);
    if (notices.length === 0) return;
    this.quietly('telling the other processes', () => {
      if (this.isHeardElsewhere()) this.tools.inTransaction(() => notices.forEach((notice) => this.put(notice)));
    });
  }

  private isHeardElsewhere(): boolean {
    const others = this.sql.others.all({ origine: this.tools.origine }).map((row) => listenerRow.parse(row));
    const gone = others.filter((other) => !this.isListening(other));
    for (const { origine } of gone) this.sql.signOff.run({ origine });
    return gone.length < others.length;
  }

  private isListening({ pid, machine, vu_ms }: z.infer<typeof listenerRow>): boolean {
    return machine === this.machine ? isAlive(pid) : this.nowMs() - vu_ms < SIGNS_LOST_MS;
  }

  private put({ conversation, activity }: LiveNotice): void {
    this.sql.put.run({ origine: this.tools.origine, conversation, activite: activity === undefined ? null : JSON.stringify(activity), now: this.nowMs() });
  }

  /** What was said is left to the others; nothing more is heard. */
  close(): void {
    this.stop();
    this.leave();
  }

  private listen(): void {
    this.tools.guard('listening to the other processes', () => {
      this.sign();
      this.lastRank = rankRow.parse(this.sql.last.get({})).rang;
    });
    this.timer = setInterval(() => this.poll(), POLL_MS);
    this.timer.unref();
  }

  private poll(): void {
    this.quietly('listening to the other processes', () => this.read());
  }

  private quietly(doing: string, work: () => void): void {
    try {
      this.tools.guard(doing, work);
    } catch {
      // a lost notice only delays: readers come back to the transcript
    }
  }

  private sign(): void {
    this.signedMs = this.nowMs();
    this.sql.sign.run({ origine: this.tools.origine, pid: process.pid, machine: this.machine, now: this.signedMs });
  }

  private read(): void {
    if (Math.abs(this.nowMs() - this.signedMs) >= SIGN_MS) this.sign();
    const rows = this.sql.after.all({ rank: this.lastRank, origine: this.tools.origine, limit: BATCH }).map((row) => noticeRow.parse(row));
    for (const { rang, conversation, activite } of rows) {
      this.lastRank = rang;
      this.tell(activite === null ? { conversation } : { conversation, activity: activitySchema.parse(JSON.parse(activite)) });
    }
    this.dropOld();
  }

  /** Only when there is something to drop: an idle process writes nothing. */
  private dropOld(): void {
    const before = this.nowMs() - KEPT_MS;
    if (this.sql.oldest.get({ before }) !== undefined) this.sql.dropOld.run({ before });
  }

  private tell(notice: LiveNotice): void {
    for (const listener of this.listeners) listener(notice);
  }

  private nowMs(): number {
    return this.tools.clock().getTime();
  }
}
