import { z } from 'zod';
import { CodedError } from '../domain/errors';
import type { Store } from '../stores/store';

/** Calls back that people asked for. They are few, live a week, and are read by whoever telephones: one record holds them. */

const rappelSchema = z.object({ id: z.string(), creneau: z.string(), numero: z.string(), demandeLe: z.string() });
export type Rappel = z.infer<typeof rappelSchema>;
const recordSchema = z.object({ rappels: z.array(rappelSchema) });

const RECORD = 'telephone:rappels';
const KEPT_MS = 7 * 24 * 3_600_000;
const MAX_REPLAYS = 20;

type States = Pick<Store, 'loadState' | 'saveState'>;

/** Notes a call back; the same turn again changes nothing. Those older than a week go. */
export async function askCallback({ creneau, numero }: Pick<Rappel, 'creneau' | 'numero'>, { id, at }: { id: string; at: Date }, store: States): Promise<void> {
  await change(store, (rappels) => [...since(rappels, at).filter((other) => other.id !== id), { id, creneau, numero, demandeLe: at.toISOString() }]);
}

/** Those still to make, oldest first. */
export const listCallbacks = async (now: Date, store: States): Promise<Rappel[]> => since((await read(store)).rappels, now);

/** Made, or given up: nothing is kept of it. False when there is none of this id. */
export async function dropCallback(id: string, store: States): Promise<boolean> {
  const { rappels } = await read(store);
  if (!rappels.some((rappel) => rappel.id === id)) return false;
  await change(store, (all) => all.filter((rappel) => rappel.id !== id));
  return true;
}

const since = (rappels: readonly Rappel[], now: Date): Rappel[] => rappels.filter(({ demandeLe }) => now.getTime() - Date.parse(demandeLe) < KEPT_MS);

async function read(store: States): Promise<{ rappels: Rappel[]; version: number }> {
  const stored = await store.loadState(RECORD);
  return { rappels: stored ? recordSchema.parse(stored.state).rappels : [], version: stored?.version ?? 0 };
}

async function change(store: States, next: (rappels: Rappel[]) => Rappel[]): Promise<void> {
  for (let attempt = 0; attempt < MAX_REPLAYS; attempt++) {
    const { rappels, version } = await read(store);
    if (await store.saveState(RECORD, { rappels: next(rappels) }, version)) return;
  }
  throw new CodedError('CONFLIT_ETAT', `calls back changed ${MAX_REPLAYS} times`);
}
