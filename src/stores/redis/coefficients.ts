import { z } from 'zod';
import { SANS_COEFFICIENTS, changementSchema, coefficientsSchema } from '../../domain/coefficients';
import type { Changement, Coefficients, LigneCoefficients } from '../../domain/coefficients';
import { CodedError } from '../../domain/errors';
import type { CoefficientsStore } from '../coefficients-store';
import type { Connection } from './connection';
import { allOf, entryOf } from './keys';
import { ABSENT, type Records, type Stored } from './records';

const lineSchema = z.object({ version: z.int(), changement: changementSchema, valeurs: coefficientsSchema });

/** The journal is the record: one line a version, written once and never changed; the last one holds. */
export class RedisCoefficients implements CoefficientsStore {
  constructor(private readonly connection: Connection, private readonly records: Records) {}

  async coefficients(): Promise<{ coefficients: Coefficients; version: number }> {
    return this.connection.guard('reading the coefficients', async () => {
      const last = (await this.lines()).at(-1);
      return { coefficients: last?.valeurs ?? SANS_COEFFICIENTS, version: last?.version ?? 0 };
    });
  }

  async setCoefficients(next: Coefficients, changement: Changement, expectedVersion: number): Promise<boolean> {
    const line = { version: expectedVersion + 1, changement: changementSchema.parse(changement), valeurs: coefficientsSchema.parse(next) };
    return this.connection.guard('changing the coefficients', async () => {
      // lines stay for ever: if the one before is there, only the next one can be missing
      if (expectedVersion !== 0 && (await this.records.get(String(expectedVersion))) === null) return false;
      const { written } = await this.records.put(String(line.version), ABSENT, { version: '1', value: line, index: [entryOf('v', String(line.version).padStart(9, '0'), String(line.version))] });
      return written;
    });
  }

  async coefficientsJournal(): Promise<LigneCoefficients[]> {
    return this.connection.guard('reading the journal of coefficients', async () => {
      const lines = await this.lines();
      return lines.map(({ version, changement, valeurs }, i) => ({ ...changement, version, avant: lines[i - 1]?.valeurs ?? SANS_COEFFICIENTS, apres: valeurs }));
    });
  }

  /** Oldest first. */
  async lines(): Promise<z.infer<typeof lineSchema>[]> {
    return (await this.records.many(await this.records.ids(allOf('v')))).map(toLine);
  }
}

function toLine({ value }: Stored): z.infer<typeof lineSchema> {
  const line = lineSchema.safeParse(value);
  if (!line.success) throw new CodedError('ETAT_ILLISIBLE', 'stored coefficients do not have the expected shape');
  return line.data;
}
