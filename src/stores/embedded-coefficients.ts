import { z } from 'zod';
import { SANS_COEFFICIENTS, changementSchema, coefficientsSchema } from '../domain/coefficients';
import type { Changement, Coefficients, LigneCoefficients } from '../domain/coefficients';
import type { CoefficientsStore } from './coefficients-store';
import type { Tools } from './embedded-retention';

/** The journal is the record: its last line holds, the line before says what held. SQLite refuses to change or delete one. */
export const COEFFICIENTS_MIGRATION = `
  CREATE TABLE coefficients (version INTEGER PRIMARY KEY, at TEXT NOT NULL, qui TEXT NOT NULL, pourquoi TEXT NOT NULL, valeurs TEXT NOT NULL);
  CREATE TRIGGER coefficients_inalterable BEFORE UPDATE ON coefficients BEGIN SELECT RAISE(ABORT, 'the journal of coefficients is append-only'); END;
  CREATE TRIGGER coefficients_ineffacable BEFORE DELETE ON coefficients BEGIN SELECT RAISE(ABORT, 'the journal of coefficients is append-only'); END;
`;

const row = z.object({ version: z.int(), at: z.string(), qui: z.string(), pourquoi: z.string(), valeurs: z.string() });
type Line = Changement & { version: number; apres: Coefficients };

export class EmbeddedCoefficients implements CoefficientsStore {
  constructor(private readonly tools: Pick<Tools, 'prepare' | 'guard' | 'inTransaction' | 'readJson'>) {}

  async coefficients(): Promise<{ coefficients: Coefficients; version: number }> {
    return this.tools.guard('reading the coefficients', () => this.current());
  }

  async setCoefficients(next: Coefficients, changement: Changement, expectedVersion: number): Promise<boolean> {
    const { at, qui, pourquoi } = changementSchema.parse(changement);
    const valeurs = JSON.stringify(coefficientsSchema.parse(next));
    return this.tools.guard('changing the coefficients', () => this.tools.inTransaction(() => {
      if (this.current().version !== expectedVersion) return false;
      this.tools.prepare('INSERT INTO coefficients VALUES (:version, :at, :qui, :pourquoi, :valeurs)').run({ version: expectedVersion + 1, at, qui, pourquoi, valeurs });
      return true;
    }));
  }

  async coefficientsJournal(): Promise<LigneCoefficients[]> {
    return this.tools.guard('reading the journal of coefficients', () => {
      const lines = this.tools.prepare('SELECT * FROM coefficients ORDER BY version').all({}).map((one) => this.line(one));
      return lines.map((line, i) => ({ ...line, avant: lines[i - 1]?.apres ?? SANS_COEFFICIENTS }));
    });
  }

  private current(): { coefficients: Coefficients; version: number } {
    const last = this.tools.prepare('SELECT * FROM coefficients ORDER BY version DESC LIMIT 1').get({});
    if (last === undefined) return { coefficients: SANS_COEFFICIENTS, version: 0 };
    const { apres, version } = this.line(last);
    return { coefficients: apres, version };
  }

  private line(stored: unknown): Line {
    const { valeurs, ...line } = row.parse(stored);
    return { ...line, apres: coefficientsSchema.parse(this.tools.readJson(valeurs)) };
  }
}
