import { CodedError } from '../../domain/errors';
import { fermetureSchema } from '../../domain/fermeture';
import type { Entree, Fermeture } from '../../domain/fermeture';
import type { SwitchStore } from '../switch-store';
import type { Connection } from './connection';
import { allOf, entryOf } from './keys';
import { ANY, type Records } from './records';

export class RedisSwitches implements SwitchStore {
  constructor(private readonly connection: Connection, private readonly records: Records) {}

  async fermetures(): Promise<Fermeture[]> {
    return this.connection.guard('reading the switches', async () => (await this.records.many(await this.records.ids(allOf('e')))).map(({ value }) => toFermeture(value)));
  }

  async close(fermeture: Fermeture): Promise<void> {
    const value = fermetureSchema.parse(fermeture);
    await this.connection.guard('closing', () => this.records.put(value.entree, ANY, { version: '1', value, index: [entryOf('e', value.entree)] }));
  }

  async open(entree: Entree): Promise<boolean> {
    return this.connection.guard('opening', () => this.records.drop(entree));
  }
}

function toFermeture(value: unknown): Fermeture {
  const fermeture = fermetureSchema.safeParse(value);
  if (!fermeture.success) throw new CodedError('ETAT_ILLISIBLE', 'a stored switch does not have the expected shape');
  return fermeture.data;
}
