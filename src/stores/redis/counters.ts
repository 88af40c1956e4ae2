import { z } from 'zod';
import { COUNTER_NAME, type Compteur, type CountersStore } from '../counters-store';
import type { Connection } from './connection';
import { ALL_SHARDS, keyIn, shardOf } from './keys';
import { integer, pairs, text, texts } from './replies';
import { SCRIPTS } from './scripts';

const ajoutsSchema = z.record(z.string().regex(COUNTER_NAME), z.int().positive());

/**
 * Counters, each day in its own shard with the list of the days that are there. An addition whose answer was lost may be made again by
 * its caller: these are figures of a service, to a few turns.
 */
export class RedisCounters implements CountersStore {
  constructor(private readonly connection: Connection) {}

  async addToCounters(jour: string, ajouts: Readonly<Record<string, number>>): Promise<void> {
    const day = z.iso.date().parse(jour);
    const checked = Object.entries(ajoutsSchema.parse(ajouts));
    if (checked.length === 0) return;
    await this.connection.guard('adding to the counters', () => this.connection.run(SCRIPTS.counterAdd, [countersKey(day), daysKey(shardOf(day))], [day, ...checked.flat()]));
  }

  async readCounters(du: string, au: string): Promise<Compteur[]> {
    return this.connection.guard('reading the counters', async () => {
      const days = await Promise.all(ALL_SHARDS.map(async (shard) => texts(await this.connection.send('zrangebylex', daysKey(shard), `[${du}`, `[${au}`))));
      return (await Promise.all(days.flat().sort().map((day) => this.day(day)))).flat();
    });
  }

  private async day(jour: string): Promise<Compteur[]> {
    const counted = pairs(await this.connection.send('hgetall', countersKey(jour))).map(([nom, valeur]) => ({ jour, nom: text(nom), valeur: integer(valeur) }));
    return counted.sort((a, b) => (a.nom < b.nom ? -1 : 1));
  }
}

const countersKey = (day: string): string => keyIn(shardOf(day), `compteurs:${day}`);
const daysKey = (shard: number): string => keyIn(shard, 'compteurs-jours');
