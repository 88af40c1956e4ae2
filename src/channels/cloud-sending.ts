import { z } from 'zod';
import { Later } from '../app/later';
import type { Clock } from '../ops/clock';

/** How messages leave for the service: no faster than it allows, and tried again when it is busy. */
export type Sending = <T>(thread: string, attempt: () => Promise<T>) => Promise<T>;

export type SendingDeps = { clock: Clock; randomInt: (max: number) => number; sleep?: (ms: number) => Promise<void> };

/** What Teams allows a bot in one thread. */
export const LIMITS: readonly { messages: number; windowMs: number }[] = [
  { messages: 7, windowMs: 1_000 }, { messages: 60, windowMs: 30_000 }, { messages: 1_800, windowMs: 3_600_000 },
];
const LONGEST_WINDOW_MS = 3_600_000;
/** A turn does not wait longer for its place: the channel would give it up. */
const LONGEST_WAIT_MS = 8_000;
const BUSY = [412, 429, 502, 504];
const TRIES = 4;
const FIRST_WAIT_MS = 400;
const THREADS_MAX = 10_000;

const failureSchema = z.looseObject({ statusCode: z.number() });
const responseSchema = z.looseObject({ response: z.looseObject({ headers: z.custom<{ get(name: string): string | undefined }>((headers) => typeof headers === 'object' && headers !== null && 'get' in headers && typeof headers.get === 'function') }) });

/** HTTP status of what the service refused; null when it did not answer. */
export const statusOf = (error: unknown): number | null => failureSchema.safeParse(error).data?.statusCode ?? null;

/**
 * @returns a function that waits for its place in the thread, then tries; rejects with `Later` when the service is busy for longer
 * than a turn can wait, and with what it refused otherwise
 */
export function createSending({ clock, randomInt, sleep = pause }: SendingDeps): Sending {
  const window = slidingWindow(clock);
  return async (thread, attempt) => {
    for (let tried = 1; ; tried += 1) {
      await place(thread);
      try {
        return await attempt();
      } catch (error) {
        if (!BUSY.includes(statusOf(error) ?? 0)) throw error;
        const waitMs = Math.max(retryAfterMs(error, clock), backoffMs(tried));
        if (tried === TRIES || waitMs > LONGEST_WAIT_MS) throw new Later(retryAfterMs(error, clock), { cause: error });
        await sleep(waitMs);
      }
    }
  };

  async function place(thread: string): Promise<void> {
    let waitedMs = 0;
    for (let waitMs = window(thread); waitMs > 0; waitMs = window(thread)) {
      waitedMs += waitMs;
      if (waitedMs > LONGEST_WAIT_MS) throw new Later(waitMs);
      await sleep(waitMs);
    }
  }

  /** Twice as long each time, between half and the whole of it: threads refused together do not come back together. */
  function backoffMs(tried: number): number {
    const wholeMs = FIRST_WAIT_MS * 2 ** (tried - 1);
    return wholeMs / 2 + randomInt(wholeMs / 2 + 1);
  }
}

/** Takes a place and returns 0, or returns the milliseconds after which one may be free. */
function slidingWindow(clock: Clock): (thread: string) => number {
  const sent = new Map<string, number[]>();
  return (thread) => {
    const nowMs = clock().getTime();
    const times = (sent.get(thread) ?? []).filter((at) => at > nowMs - LONGEST_WINDOW_MS);
    const waitMs = Math.max(0, ...LIMITS.map(({ messages, windowMs }) => (times.at(-messages) ?? Number.NEGATIVE_INFINITY) + windowMs - nowMs));
    if (waitMs === 0) times.push(nowMs);
    // deleted then set again: the map stays in order of last use, so that the oldest threads are the ones forgotten
    sent.delete(thread);
    sent.set(thread, times);
    if (sent.size > THREADS_MAX) sent.delete(sent.keys().next().value ?? '');
    return waitMs;
  };
}

/** RFC 9110: seconds, or a date. */
function retryAfterMs(error: unknown, clock: Clock): number {
  const header = responseSchema.safeParse(error).data?.response.headers.get('retry-after')?.trim();
  if (!header) return 0;
  if (/^\d{1,6}$/.test(header)) return Number(header) * 1_000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? 0 : Math.max(0, at - clock().getTime());
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
