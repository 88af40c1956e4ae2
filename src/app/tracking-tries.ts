import { z } from 'zod';
import type { Clock } from '../ops/clock';
import { keyedHash } from '../ops/hash';
import { CodedError } from '../domain/errors';
import type { Store } from '../stores/store';
import LIMITES from '../domain/limites.json';

/** Wrong codes allowed in one hour, for one reference and for one address. */
export const TRIES_MAX = LIMITES.essaisDeCode.points;
export const TRIES_WINDOW_MS = LIMITES.essaisDeCode.secondes * 1_000;
const MAX_REPLAYS = 50;

export type TriesDeps = { store: Pick<Store, 'loadState' | 'saveState'>; clock: Clock; /** Addresses and references are kept hashed with it. */ key: string };

const triesSchema = z.object({ essais: z.array(z.number()) });

/**
 * Counts one try, durably: neither a restart nor another process gives more.
 * @param what an address or a reference
 * @returns 0 when it may be made, otherwise the milliseconds to wait (nothing was counted)
 * @throws CodedError CONFLIT_ETAT, STOCKAGE_INDISPONIBLE
 */
export function takeTry(what: string, deps: TriesDeps): Promise<number> {
  const nowMs = deps.clock().getTime();
  return changed(what, deps, (tries) => {
    const [oldest] = tries;
    return tries.length < TRIES_MAX || oldest === undefined ? { tries: [...tries, nowMs], result: 0 } : { tries: null, result: oldest + TRIES_WINDOW_MS - nowMs };
  });
}

/** The try was right: it does not count. */
export async function giveTryBack(what: string, deps: TriesDeps): Promise<void> {
  await changed(what, deps, (tries) => ({ tries: tries.slice(0, -1), result: 0 }));
}

type Change = (tries: number[]) => { tries: number[] | null; result: number };

/** Kept beside the conversations, whose compare-and-set puts two tries at once one after the other. */
async function changed(what: string, { store, clock, key }: TriesDeps, change: Change): Promise<number> {
  const id = `essais-suivi:${keyedHash(key, `essais ${what}`).toString('hex')}`;
  for (let attempt = 0; attempt < MAX_REPLAYS; attempt++) {
    const stored = await store.loadState(id);
    const known = triesSchema.safeParse(stored?.state).data?.essais ?? [];
    const { tries, result } = change(known.filter((at) => at > clock().getTime() - TRIES_WINDOW_MS));
    // of nobody, but with an age: the purge takes it, or guesses would fill the store
    const vu = { personne: null, at: clock().toISOString(), brouillon: false };
    if (tries === null || (await store.saveState(id, { essais: tries }, stored?.version ?? 0, vu))) return result;
  }
  throw new CodedError('CONFLIT_ETAT', `tries changed ${MAX_REPLAYS} times during one`);
}
