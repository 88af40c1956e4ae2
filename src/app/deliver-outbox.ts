import type { Clock } from '../ops/clock';
import type { Logger } from '../ops/log';
import type { OutboxEntry, Store } from '../stores/store';

const LEASE_MS = 30_000;
const BATCH = 50;

/** Hands one entry over to whoever must know; throwing leaves it for a later try. */
export type Deliver = (entry: OutboxEntry) => Promise<void>;

/**
 * Empties the outbox at regular intervals, at least once each entry, oldest first. A failing entry comes back after its lease.
 * @returns a function that stops the rounds and waits for the current one
 */
export function startOutbox(deps: { store: Store; clock: Clock; log: Logger; deliver: Deliver; everyMs: number }): () => Promise<void> {
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

/** One pass over what is due. */
export async function deliverRound({ store, clock, log, deliver }: { store: Store; clock: Clock; log: Logger; deliver: Deliver }): Promise<void> {
  const entries = await store.takeOutbox(BATCH, clock().getTime(), LEASE_MS);
  for (const entry of entries) {
    try {
      await deliver(entry);
      await store.ackOutbox(entry.id);
    } catch (error) {
      log.warn({ error, kind: entry.kind, tries: entry.attempts }, 'envoi-a-refaire');
    }
  }
}

/** The operator's log is the first reader of alerts: a danger is a warning there, never with the person's words. */
export const deliverToLog = (log: Logger): Deliver => async ({ kind, payload }) => {
  const fields = typeof payload === 'object' && payload !== null ? { ...payload } : {};
  if (kind === 'alerte-humaine') log.warn(fields, kind);
  else log.info(fields, kind);
};
