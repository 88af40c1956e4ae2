import type { Clock } from '../ops/clock';
import type { Logger } from '../ops/log';
import type { OutboxEntry, Store } from '../stores/store';
import { Later } from './later';

const LEASE_MS = 30_000;
const BATCH = 50;
const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 3_600_000;
const MAX_TRIES = 20;

/** Hands one entry over to whoever must know; throwing leaves it for a later try. */
export type Deliver = (entry: OutboxEntry) => Promise<void>;

/**
 * Empties the outbox at regular intervals, at least once each entry, oldest first. A failing entry comes back later and later, then is given up.
 * @returns a function that stops the rounds and waits for the current one
 */
export function startOutbox(deps: RoundDeps & { everyMs: number }): () => Promise<void> {
  let round: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    round = round.then(() => deliverRound(deps)).catch((error: unknown) => deps.log.warn({ error }, 'boite-d-envoi-en-panne'));
  }, deps.everyMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await round;
  };
}

type RoundDeps = { store: Store; clock: Clock; log: Logger; deliver: Deliver };

/** One pass over what is due. What is not begun before half of the lease is gone waits for its end: nobody else may hold it meanwhile. */
export async function deliverRound(deps: RoundDeps): Promise<void> {
  const startMs = deps.clock().getTime();
  for (const entry of await deps.store.takeOutbox(BATCH, startMs, LEASE_MS)) {
    if (deps.clock().getTime() - startMs > LEASE_MS / 2) return;
    await deliverOne(entry, deps);
  }
}

async function deliverOne(entry: OutboxEntry, deps: RoundDeps): Promise<void> {
  try {
    await deps.deliver(entry);
    await deps.store.ackOutbox(entry.id);
  } catch (error) {
    await failed(entry, error, deps);
  }
}

async function failed({ id, kind, attempts }: OutboxEntry, error: unknown, { store, clock, log }: RoundDeps): Promise<void> {
  if (attempts >= MAX_TRIES) {
    log.error({ error, id, kind, tries: attempts }, 'envoi-abandonne');
    return store.ackOutbox(id);
  }
  log.warn({ error, kind, tries: attempts }, 'envoi-a-refaire');
  const askedMs = error instanceof Later ? error.retryAfterMs : 0;
  return store.postponeOutbox(id, clock().getTime() + Math.max(askedMs, waitMs(attempts)));
}

/** Half a minute, then twice as long each time, an hour at most: twenty tries last half a day. */
export const waitMs = (attempts: number): number => Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempts - 1));

/** The operator's log is the first reader of alerts: a danger is a warning there, never with the person's words. */
export const deliverToLog = (log: Logger): Deliver => async ({ kind, payload }) => {
  const fields = typeof payload === 'object' && payload !== null ? { ...payload } : {};
  if (kind === 'alerte-humaine') log.warn(fields, kind);
  else log.info(fields, kind);
};
