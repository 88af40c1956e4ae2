import type { Logger } from '../ops/log';
import type { Store } from '../stores/store';

export type ExclusiveDeps = { store: Pick<Store, 'turns'>; log: Logger; /** Names this process to the others. */ instance: string };

const LEASE_MS = 30_000;

/**
 * Does a round of work unless another process is at the same one. A process that stops in the middle loses its turn after half a minute;
 * what it still writes when it wakes is refused by the compare-and-set of each act.
 * @param name what the round does, the same in every process
 * @returns whether it was done here
 */
export async function alone(name: string, { store, log, instance }: ExclusiveDeps, work: () => Promise<unknown>): Promise<boolean> {
  const key = `ronde:${name}`;
  const taken = await store.turns.hold(key, instance, LEASE_MS);
  if (taken.kind !== 'held') return false;
  const { hold } = taken;
  const renewal = setInterval(() => void store.turns.renew(key, hold, LEASE_MS).catch((error: unknown) => log.debug({ error }, 'ronde-non-renouvelee')), LEASE_MS / 3);
  renewal.unref();
  try {
    await work();
    return true;
  } finally {
    clearInterval(renewal);
    await store.turns.release(key, hold).catch((error: unknown) => log.debug({ error }, 'ronde-non-rendue'));
  }
}
