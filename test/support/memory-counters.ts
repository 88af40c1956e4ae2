import { COUNTER_NAME, type Compteur, type CountersStore } from '../../src/stores/counters-store';
import { z } from 'zod';

const ajoutsSchema = z.record(z.string().regex(COUNTER_NAME), z.int().positive());

/** Counters in memory. */
export function memoryCounters(): CountersStore {
  const byDay = new Map<string, Map<string, number>>();
  return {
    addToCounters: async (jour, ajouts) => {
      const day = byDay.get(z.iso.date().parse(jour)) ?? new Map<string, number>();
      for (const [nom, n] of Object.entries(ajoutsSchema.parse(ajouts))) day.set(nom, (day.get(nom) ?? 0) + n);
      byDay.set(jour, day);
    },
    readCounters: async (du, au) => [...byDay].filter(([jour]) => jour >= du && jour <= au)
      .flatMap(([jour, day]) => [...day].map(([nom, valeur]): Compteur => ({ jour, nom, valeur })))
      .sort((a, b) => (`${a.jour} ${a.nom}` < `${b.jour} ${b.nom}` ? -1 : 1)),
  };
}
