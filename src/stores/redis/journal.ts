import { accesSchema } from '../../domain/access';
import type { Acces } from '../../domain/access';
import { addDays } from '../../domain/calendar';
import type { AccesFilter } from '../desk-store';
import type { Connection } from './connection';
import { ALL_SHARDS, SEP, SHARDS, allOf, before, entryOf, from, keyIn, partsOf, shardOf } from './keys';
import { integer, texts } from './replies';
import { SCRIPTS } from './scripts';

type Mark = { at: string; rank: string };
type Line = Mark & { acces: Acces };

const PAGE = 500;
const RANK_DIGITS = 16;

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
    return lines.flat().sort(newestFirst).slice(0, limit).map(({ acces }) => acces);
  }

  /** Newest first, after the line of this rank. */
  async search(filtre: AccesFilter, avant: number | null, limit: number): Promise<{ acces: Acces[]; suite: number | null }> {
    const found: Line[] = [];
    let mark = avant === null ? null : await this.lineOf(avant);
    // its line went, and all that is older with it
    if (avant !== null && mark === null) return { acces: [], suite: null };
    for (let full = true; full && found.length < limit; ) {
      const page = await this.page(filtre, mark);
      found.push(...page.filter(({ acces }) => (filtre.qui === null || acces.qui === filtre.qui) && (filtre.quoi === null || acces.quoi === filtre.quoi)));
      full = page.length === PAGE;
      mark = page.at(-1) ?? mark;
    }
    const shown = found.slice(0, limit);
    const last = shown.at(-1);
    return { acces: shown.map(({ acces }) => acces), suite: last === undefined || shown.length < limit ? null : Number(last.rank) };
  }

  private async page({ objet, du, au }: AccesFilter, mark: Mark | null): Promise<Line[]> {
    const place = objet === null ? ['t'] : ['o', objet];
    const [first] = du === null ? allOf(...place) : from(du, ...place);
    const [, end] = au === null ? allOf(...place) : before(addDays(au, 1), ...place);
    const last = mark === null ? end : before([mark.at, mark.rank].join(SEP), ...place)[1];
    const read = async (shard: number): Promise<Line[]> => texts(await this.connection.send('zrevrangebylex', journalKey(shard), last, first, 'LIMIT', 0, PAGE)).map(toLine);
    const lines = await Promise.all((objet === null ? ALL_SHARDS : [shardOf(objet)]).map(read));
    return lines.flat().sort(newestFirst).slice(0, PAGE);
  }

  private async lineOf(rank: number): Promise<Mark | null> {
    const found = texts(await this.connection.send('zrangebylex', journalKey(rank % SHARDS), ...allOf('k', padded(rank)), 'LIMIT', 0, 1))[0];
    return found === undefined ? null : { rank: padded(rank), at: partsOf(found)[2] ?? '' };
  }

  async countOld(limit: string): Promise<number> {
    const counts = await Promise.all(ALL_SHARDS.map(async (shard) => integer(await this.connection.send('zlexcount', journalKey(shard), ...before(limit, 't')))));
    return counts.reduce((sum, n) => sum + n, 0);
  }

  async dropOld(day: string, limit: number): Promise<number> {
    const lines = await Promise.all(ALL_SHARDS.map(async (shard) => texts(await this.connection.send('zrangebylex', journalKey(shard), ...before(day, 't'), 'LIMIT', 0, limit))));
    const oldest = lines.flat().sort((a, b) => (a < b ? -1 : 1)).slice(0, limit).map((entry) => ({ entry, line: toLine(entry) }));
    await Promise.all(oldest.map(({ entry, line: { at, rank, acces } }) => this.connection.send(
      'zrem', journalKey(shardOf(acces.objet)), entry, entryOf('o', acces.objet, at, rank, JSON.stringify(acces)), entryOf('k', rank, at))));
    return oldest.length;
  }
}

const padded = (rank: number): string => String(rank).padStart(RANK_DIGITS, '0');
const newestFirst = (a: Mark, b: Mark): number => (a.at + a.rank < b.at + b.rank ? 1 : -1);

const journalKey = (shard: number): string => keyIn(shard, 'acces');

/** "t at rank line", or "o object at rank line" */
function toLine(entry: string): Line {
  const [at = '', rank = '', line = ''] = partsOf(entry).slice(-3);
  return { at, rank, acces: accesSchema.parse(JSON.parse(line)) };
}
