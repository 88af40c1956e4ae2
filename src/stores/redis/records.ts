import type { NewOutboxEntry } from '../store';
import { type Connection } from './connection';
import { ALL_SHARDS, idOf, keyIn, shardOf } from './keys';
import { outboxEntryBlob, writtenMs } from './outbox';
import { pack, unpack } from './packing';
import { bytes, integer, list, text, texts } from './replies';
import { SCRIPTS } from './scripts';

/** A record read back. `version` is what a compare-and-set expects; `note` is a short text kept beside it; `rank` grows with time. */
export type Stored = { id: string; version: string; rank: string; value: unknown; note: string };
export type Put = { version: string; value: unknown; index: readonly string[]; note?: string; bytes?: Buffer; envois?: readonly NewOutboxEntry[] };
export type PutResult = { written: true } | { written: false; version: string; value: unknown; note: string };

/** The version expected of a record that must not exist, and of one that may be anything. */
export const ABSENT = '';
export const ANY = '*';

/**
 * Records of one kind, each in the shard of its id with an ordered index beside it. What an entry of the index says is chosen by who writes
 * the record; old entries leave in the same step.
 */
export class Records {
  constructor(private readonly connection: Connection, private readonly kind: string, private readonly shardOfId: (id: string) => number = shardOf) {}

  async put(id: string, expected: string, { version, value, index, note = '', bytes: content, envois = [] }: Put): Promise<PutResult> {
    const shard = this.shardOfId(id);
    const keys = [this.key(id), this.indexKey(shard), ...['rang', 'boite', 'prets', 'remis', 'dates'].map((name) => keyIn(shard, name))];
    const told = envois.flatMap((envoi) => [envoi.id, outboxEntryBlob(envoi), writtenMs(envoi)]);
    const reply = list(await this.connection.run(SCRIPTS.recordPut, keys, [expected, version, pack(value), note, content ?? '', shard, JSON.stringify(index), ...told]));
    if (integer(reply[0]) === 1) return { written: true };
    const stored = bytes(reply[3]);
    return { written: false, version: text(reply[1]), value: stored.length === 0 ? null : unpack(stored), note: text(reply[4]) };
  }

  async get(id: string): Promise<Stored | null> {
    const [version, rank, blob, note] = list(await this.connection.send('hmget', this.key(id), 'v', 'r', 'j', 'n'));
    if (version === null) return null;
    return { id, version: text(version), rank: text(rank), value: unpack(bytes(blob)), note: note === null ? '' : text(note) };
  }

  async bytesOf(id: string): Promise<Buffer | null> {
    const found = await this.connection.send('hget', this.key(id), 'o');
    return found === null ? null : bytes(found);
  }

  async drop(id: string, expected: string = ANY): Promise<boolean> {
    return integer(await this.connection.run(SCRIPTS.recordDrop, [this.key(id), this.indexKey(this.shardOfId(id))], [expected])) === 1;
  }

  /** Those that are there, in the order asked. */
  async many(ids: readonly string[]): Promise<Stored[]> {
    const found = await Promise.all(ids.map((id) => this.get(id)));
    return found.filter((record) => record !== null);
  }

  /** Entries of the index in these bounds, over all shards, in their order, `limit` at most. */
  async entries([min, max]: readonly [string, string], limit = Number.MAX_SAFE_INTEGER): Promise<string[]> {
    const count = limit === Number.MAX_SAFE_INTEGER ? -1 : limit;
    const perShard = await Promise.all(ALL_SHARDS.map(async (shard) => texts(await this.connection.send('zrangebylex', this.indexKey(shard), min, max, 'LIMIT', 0, count))));
    return perShard.flat().sort(byCodePoint).slice(0, limit);
  }

  async ids(bounds: readonly [string, string], limit?: number): Promise<string[]> {
    return (await this.entries(bounds, limit)).map(idOf);
  }

  async count([min, max]: readonly [string, string]): Promise<number> {
    const counts = await Promise.all(ALL_SHARDS.map(async (shard) => integer(await this.connection.send('zlexcount', this.indexKey(shard), min, max))));
    return counts.reduce((sum, n) => sum + n, 0);
  }

  private key(id: string): string {
    return keyIn(this.shardOfId(id), `${this.kind}:${id}`);
  }

  private indexKey(shard: number): string {
    return keyIn(shard, `index:${this.kind}`);
  }
}

const byCodePoint = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
