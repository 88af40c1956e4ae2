import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { LiveNotice, LiveNotices } from '../turn-store';
import type { Connection } from './connection';
import { LIVE } from './keys';
import { bytes, list, text } from './replies';

/** A reader away for less than this many notices loses none. */
const KEPT = 20_000;
const BLOCK_MS = 2_000;
const RETRY_MS = 250;
const BATCH = 500;

const noticeSchema = z.object({ conversation: z.string(), activity: z.record(z.string(), z.unknown()).optional() });

/**
 * One capped stream, read by each process on a connection of its own, from the last notice it saw: a connection lost and found again loses
 * nothing. The process that publishes hears itself through the stream too.
 */
export class RedisLive implements LiveNotices {
  private readonly listeners = new Set<(notice: LiveNotice) => void>();
  private reader: { stopped: boolean; connection?: Connection } | null = null;

  constructor(private readonly connection: Connection) {}

  /** Never rejects: a notice lost only delays. */
  async publish({ conversation, activity }: LiveNotice): Promise<void> {
    const notice = JSON.stringify(activity === undefined ? { conversation } : { conversation, activity });
    await this.connection.send('xadd', LIVE, 'MAXLEN', '~', KEPT, '*', 'a', notice).catch(() => undefined);
  }

  subscribe(listener: (notice: LiveNotice) => void): () => void {
    this.listeners.add(listener);
    this.reader ??= this.startReader();
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.stop();
    };
  }

  stop(): void {
    if (this.reader) this.reader.stopped = true;
    this.reader?.connection?.close();
    this.reader = null;
  }

  private startReader() {
    const reader: { stopped: boolean; connection?: Connection } = { stopped: false };
    // asked before anything that this process publishes next
    const start = this.lastId().catch(() => null);
    void this.read(reader, start);
    return reader;
  }

  private async read(reader: { stopped: boolean; connection?: Connection }, start: Promise<string | null>): Promise<void> {
    let last = await start;
    while (!reader.stopped) {
      try {
        last ??= await this.lastId();
        reader.connection ??= await this.connection.twin(BLOCK_MS * 3);
        if (reader.stopped) return reader.connection.close();
        const entries = entriesOf(await reader.connection.send('xread', 'COUNT', BATCH, 'BLOCK', BLOCK_MS, 'STREAMS', LIVE, last));
        last = entries.at(-1)?.id ?? last;
        for (const { notice } of entries) this.tell(notice);
      } catch {
        if (!reader.stopped) await pause(RETRY_MS, undefined, { ref: false });
      }
    }
  }

  private tell(notice: LiveNotice | null): void {
    if (notice) for (const listener of this.listeners) listener(notice);
  }

  private async lastId(): Promise<string> {
    const last = list(await this.connection.send('xrevrange', LIVE, '+', '-', 'COUNT', 1))[0];
    return last === undefined ? '0-0' : text(list(last)[0]);
  }
}

/** Nothing came: null. One stream was asked for: [[name, [[id, [field, value]], …]]]. */
function entriesOf(reply: unknown): { id: string; notice: LiveNotice | null }[] {
  if (reply === null) return [];
  return list(list(list(reply)[0])[1]).map((entry) => {
    const [id, fields] = list(entry);
    return { id: text(id), notice: toNotice(bytes(list(fields)[1])) };
  });
}

/** Another version may tell things that this one does not know. */
function toNotice(payload: Buffer): LiveNotice | null {
  try {
    const { conversation, activity } = noticeSchema.parse(JSON.parse(payload.toString()));
    return activity === undefined ? { conversation } : { conversation, activity };
  } catch {
    return null;
  }
}
