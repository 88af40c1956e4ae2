/** One counter of one day (`YYYY-MM-DD`, Europe/Paris). */
export type Compteur = { jour: string; nom: string; valeur: number };

/** A name is made of codes of the trade, never of what a person said or is. */
export const COUNTER_NAME = /^[a-zA-Z][\w:-]{0,59}$/;

/** Daily counters: how many, never who. Every method rejects with CodedError STOCKAGE_INDISPONIBLE when the store cannot be reached. */
export interface CountersStore {
  /**
   * Adds to the counters of a day, all of them or none; processes that add at once add up.
   * @param ajouts by name (`COUNTER_NAME`), whole numbers from 1
   */
  addToCounters(jour: string, ajouts: Readonly<Record<string, number>>): Promise<void>;
  /** Counters of the days from `du` to `au`, both included, by day then name. */
  readCounters(du: string, au: string): Promise<Compteur[]>;
}

/** What waits to be handed over. `plusAncien`: ISO instant at which the oldest entry was written; `null` when nothing waits. */
export type EtatEnvois = { enAttente: number; plusAncien: string | null };
