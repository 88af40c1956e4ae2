import { z } from 'zod';
import { fermetureSchema } from '../domain/fermeture';
import type { Entree, Fermeture } from '../domain/fermeture';
import type { Tools } from './embedded-retention';
import type { SwitchStore } from './switch-store';

export const SWITCHES_MIGRATION = 'CREATE TABLE fermetures (entree TEXT PRIMARY KEY, fermeture TEXT NOT NULL)';

const row = z.object({ fermeture: z.string() });

export class EmbeddedSwitches implements SwitchStore {
  constructor(private readonly tools: Pick<Tools, 'prepare' | 'guard' | 'readJson'>) {}

  async fermetures(): Promise<Fermeture[]> {
    return this.tools.guard('reading the switches', () =>
      this.tools.prepare('SELECT fermeture FROM fermetures').all({}).map((one) => toFermeture(one, this.tools)));
  }

  async close(fermeture: Fermeture): Promise<void> {
    const json = JSON.stringify(fermetureSchema.parse(fermeture));
    this.tools.guard('closing', () =>
      this.tools.prepare('INSERT INTO fermetures VALUES (:entree, :json) ON CONFLICT (entree) DO UPDATE SET fermeture = excluded.fermeture').run({ entree: fermeture.entree, json }));
  }

  async open(entree: Entree): Promise<boolean> {
    return this.tools.guard('opening', () => this.tools.prepare('DELETE FROM fermetures WHERE entree = :entree').run({ entree }).changes === 1);
  }
}

export const toFermeture = (stored: unknown, tools: Pick<Tools, 'readJson'>): Fermeture => fermetureSchema.parse(tools.readJson(row.parse(stored).fermeture));
