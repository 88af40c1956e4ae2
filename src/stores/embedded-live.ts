import { z } from 'zod';
import type { TurnTools } from './embedded-turns';
import type { LiveNotice, LiveNotices } from './turn-store';

const POLL_MS = 100;
const KEPT_MS = 10_000;
/** The others look every POLL_MS: this much later is not noticed. */
const LEAVE_MS = 20;
const BATCH = 500;

const noticeRow = z.object({ rang: z.int(), conversation: z.string(), activite: z.string().nullable() });
const activitySchema = z.record(z.string(), z.unknown());
const rankRow = z.object({ rang: z.int() });

/**
 * Told at once in this process; the other processes of the same directory look every tenth of a second at what the first ones left
 * for them in `tours.annonces` (embedded-turns.ts), kept for ten seconds.
 */
export class EmbeddedLive implements LiveNotices {
  private readonly listeners = new Set<(notice: LiveNotice) => void>();
  private readonly sql;
  private timer: NodeJS.Timeout | undefined;
  private lastRank = 0;
  private readonly leaving: LiveNotice[] = [];
  private leavingTimer: NodeJS.Timeout | undefined;

  constructor(private readonly tools: TurnTools) {
    this.sql = {
      put: tools.prepare('INSERT INTO tours.annonces (origine, conversation, activite, at_ms) VALUES (:origine, :conversation, :activite, :now)'),
      after: tools.prepare('SELECT rang, conversation, activite FROM tours.annonces WHERE rang > :rank AND origine <> :origine ORDER BY rang LIMIT :limit'),
      last: tools.prepare('SELECT coalesce(max(rang), 0) AS rang FROM tours.annonces'),
      oldest: tools.prepare('SELECT rang FROM tours.annonces WHERE rang = (SELECT min(rang) FROM tours.annonces) AND at_ms < :before'),
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
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** One transaction for what was said meanwhile. */
  private leave(): void {
    clearTimeout(this.leavingTimer);
    this.leavingTimer = undefined;
    const notices = this.leaving.splice(0);
    if (notices.length === 0) return;
    this.quietly('telling the other processes', () => this.tools.inTransaction(() => notices.forEach((notice) => this.put(notice))));
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
    this.lastRank = this.tools.guard('listening to the other processes', () => rankRow.parse(this.sql.last.get({})).rang);
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

  private read(): void {
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
