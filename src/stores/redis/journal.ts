import { accesSchema } from '../../domain/access';
import type { Acces } from '../../domain/access';
import type { Connection } from './connection';
import { ALL_SHARDS, allOf, before, entryOf, keyIn, partsOf, shardOf } from './keys';
import { integer, texts } from './replies';
import { SCRIPTS } from './scripts';

type Line = { at: string; rank: string; acces: Acces };

/** The access journal, in the shard of what was read: lines are their own index entries. */
export class RedisJournal {
  constructor(private readonly connection: Connection) {}

  async add(acces: Acces): Promise<void> {
    const line = accesSchema.parse(acces);
    const shard = shardOf(line.objet);
    await this.connection.run(SCRIPTS.journalAdd, [journalKey(shard), keyIn(shard, 'rang')], [shard, line.at, line.objet, JSON.stringify(line)]);
  }

  /** Newest first. */
  async list(objet: string | null, limit: number): Promise<Acces[]> {
    const [min, max] = objet === null ? allOf('t') : allOf('o', objet);
    const read = async (shard: number): Promise<Line[]> => texts(await this.connection.send('zrevrangebylex', journalKey(shard), max, min, 'LIMIT', 0, limit)).map(toLine);
    const lines = await Promise.all((objet === null ? ALL_SHARDS : [shardOf(objet)]).map(read));
    return lines.flat().sort((a, b) => (a.at + a.rank < b.at + b.rank ? 1 : -1)).slice(0, limit).map(({ acces }) => acces);
  }

  async countOld(limit: string): Promise<number> {
    const counts = await Promise.all(ALL_SHARDS.map(async (shard) => integer(await this.connection.send('zlexcount', journalKey(shard), ...before(limit, 't')))));
    return counts.reduce((sum, n) => sum + n, 0);
  }

  async dropOld(day: string, limit: number): Promise<number> {
    const lines = await Promise.all(ALL_SHARDS.map(async (shard) => texts(await this.connection.send('zrangebylex', journalKey(shard), ...before(day, 't'), 'LIMIT', 0, limit))));
    const oldest = lines.flat().sort((a, b) => (a < b ? -1 : 1)).slice(0, limit).map((entry) => ({ entry, line: toLine(entry) }));
    await Promise.all(oldest.map(({ entry, line: { at, rank, acces } }) => this.connection.send(
      'zrem', journalKey(shardOf(acces.objet)), entry, entryOf('o', acces.objet, at, rank, JSON.stringify(acces)))));
    return oldest.length;
  }
}

const journalKey = (shard: number): string => keyIn(shard, 'acces');

/** "t at rank line", or "o object at rank line" */
function toLine(entry: string): Line {
  const [at = '', rank = '', line = ''] = partsOf(entry).slice(-3);
  return { at, rank, acces: accesSchema.parse(JSON.parse(line)) };
}
