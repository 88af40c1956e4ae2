import type { Request } from 'restify';
import { Refusal } from '../channels/refusal';
import type { Logger } from '../ops/log';

/** Past this, people would wait longer than they do for an answer: better told at once to come back. */
const LATE_MAX_MS = 500;
/** Conversations with something queued or running, at some 5 ms each: half a second. With a slow store, the loop is free while they pile up. */
const CONVERSATIONS_MAX = 100;
/** Come back in one to three seconds, not all together. */
const RETRY_FROM_MS = 1_000;
const RETRY_STEP_MS = 250;
const RETRY_STEPS = 8;
const TOLD_EVERY = 1_000;
/** Health, pages and reading cost little and are never refused; the work is in what is sent. */
const COSTS = /^\/(?:v3\/directline|api\/)/;

export type OverloadDeps = { lateMs: () => number; conversations: () => number; log: Logger };

/** A body that has not come by then is that of a slow device, or of who wants to keep the others out: it costs nothing while it waits. */
const READ_WITHIN_MS = 500;

/** What says that its answer is gone. */
type Closing = { once(event: 'close', listener: () => void): unknown };
type Asked = Pick<Request, 'method' | 'url'> & Partial<Pick<Request, 'complete'>>;

/** @returns the refusal of a request that would only wait, or null: decided before anything of it is read */
export type Overload = (req: Asked, res: Closing) => Refusal | null;

export function createOverload({ lateMs, conversations, log }: OverloadDeps): Overload {
  let refused = 0;
  // A burst is read whole before the first of its turns is queued.
  let beingRead = 0;
  return (req, res) => {
    const { method, url = '' } = req;
    if (method !== 'POST' || !COSTS.test(url)) return null;
    if (lateMs() <= LATE_MAX_MS && beingRead + conversations() < CONVERSATIONS_MAX) {
      count(req, res);
      return null;
    }
    // The journal is written at once, line by line: a line for each refusal would make the rush worse.
    if (refused % TOLD_EVERY === 0) log.warn({ lateMs: Math.round(lateMs()), conversations: conversations(), refused }, 'surcharge');
    refused += 1;
    return new Refusal('SURCHARGE', RETRY_FROM_MS + (refused % RETRY_STEPS) * RETRY_STEP_MS);
  };

  function count(req: Asked, res: Closing): void {
    beingRead += 1;
    let isCounted = true;
    const release = (): void => {
      if (isCounted) beingRead -= 1;
      isCounted = false;
    };
    const timer = setTimeout(() => req.complete === false && release(), READ_WITHIN_MS).unref();
    res.once('close', () => (clearTimeout(timer), release()));
  }
}
