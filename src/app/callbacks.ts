import { z } from 'zod';
import { keptRecord, type States } from './kept-record';

/** Calls back that people asked for. They are few, live a week, and are read by whoever telephones: one record holds them. */

const rappelSchema = z.object({ id: z.string(), creneau: z.string(), numero: z.string(), demandeLe: z.string() });
export type Rappel = z.infer<typeof rappelSchema>;
const record = keptRecord('telephone:rappels', z.object({ rappels: z.array(rappelSchema) }), { rappels: [] });

const KEPT_MS = 7 * 24 * 3_600_000;

/** Notes a call back; the same turn again changes nothing. Those older than a week go. */
export async function askCallback({ creneau, numero }: Pick<Rappel, 'creneau' | 'numero'>, { id, at }: { id: string; at: Date }, store: States): Promise<void> {
  await record.change(store, ({ rappels }) => ({ rappels: [...since(rappels, at).filter((other) => other.id !== id), { id, creneau, numero, demandeLe: at.toISOString() }] }));
}

/** Those still to make, oldest first. */
export const listCallbacks = async (now: Date, store: States): Promise<Rappel[]> => since((await record.read(store)).value.rappels, now);

/** Made, or given up: nothing is kept of it. False when there is none of this id. */
export async function dropCallback(id: string, store: States): Promise<boolean> {
  const { rappels } = (await record.read(store)).value;
  if (!rappels.some((rappel) => rappel.id === id)) return false;
  await record.change(store, ({ rappels: all }) => ({ rappels: all.filter((rappel) => rappel.id !== id) }));
  return true;
}

const since = (rappels: readonly Rappel[], now: Date): Rappel[] => rappels.filter(({ demandeLe }) => now.getTime() - Date.parse(demandeLe) < KEPT_MS);
