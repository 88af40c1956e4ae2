import { z } from 'zod';
import { COUNTER_NAME, type Compteur, type CountersStore, type EtatEnvois } from './counters-store';
import type { Tools } from './embedded-retention';

export const COUNTERS_MIGRATION = `
  CREATE TABLE compteurs (jour TEXT NOT NULL, nom TEXT NOT NULL, valeur INTEGER NOT NULL, PRIMARY KEY (jour, nom)) WITHOUT ROWID;
`;

const ajoutsSchema = z.record(z.string().regex(COUNTER_NAME), z.int().positive());
export const counterRow = z.object({ jour: z.string(), nom: z.string(), valeur: z.int() });
const envoisRow = z.object({ n: z.int(), ancien: z.string().nullable() });

export class EmbeddedCounters implements CountersStore {
  constructor(private readonly tools: Pick<Tools, 'prepare' | 'guard' | 'inTransaction'>) {}

  async addToCounters(jour: string, ajouts: Readonly<Record<string, number>>): Promise<void> {
    const day = z.iso.date().parse(jour);
    const checked = Object.entries(ajoutsSchema.parse(ajouts));
    if (checked.length === 0) return;
    this.tools.guard('adding to the counters', () => this.tools.inTransaction(() => {
      const add = this.tools.prepare('INSERT INTO compteurs VALUES (:day, :nom, :n) ON CONFLICT (jour, nom) DO UPDATE SET valeur = valeur + :n');
      for (const [nom, n] of checked) add.run({ day, nom, n });
    }));
  }

  async readCounters(du: string, au: string): Promise<Compteur[]> {
    return this.tools.guard('reading the counters', () =>
      this.tools.prepare('SELECT jour, nom, valeur FROM compteurs WHERE jour >= :du AND jour <= :au ORDER BY jour, nom').all({ du, au }).map((one) => counterRow.parse(one)));
  }

  /** The outbox as its reader left it. */
  async outboxState(): Promise<EtatEnvois> {
    return this.tools.guard('measuring the outbox', () => {
      const { n, ancien } = envoisRow.parse(this.tools.prepare('SELECT count(*) AS n, min(created_at) AS ancien FROM envois WHERE remis = 0').get({}));
      return { enAttente: n, plusAncien: ancien };
    });
  }
}
