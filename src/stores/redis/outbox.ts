import { z } from 'zod';
import { CodedError } from '../../domain/errors';
import type { EtatEnvois } from '../counters-store';
import type { NewOutboxEntry, OutboxEntry } from '../store';
import type { Pieces } from '../transfer';
import type { Connection } from './connection';
import { ALL_SHARDS, keyIn, shardOf } from './keys';
import { pack, unpack } from './packing';
import { bytes, integer, pairs, text, texts } from './replies';
import { SCRIPTS } from './scripts';

/**
 * How long a delivered id is remembered, so that it is not delivered again when it is written again. Twenty tries last half a day, a turn
 * is replayed within hours of a crash: two weeks are longer than anything that writes an id again.
 */
export const REMEMBERED_MS = 14 * 86_400_000;

const entrySchema = z.object({ kind: z.string(), payload: z.unknown(), createdAt: z.string() });

export const outboxEntryBlob = ({ kind, payload, createdAt }: NewOutboxEntry): Buffer => pack({ kind, payload: payload ?? null, createdAt });

/** 0 for an entry that says no instant. */
export const writtenMs = ({ createdAt }: NewOutboxEntry): number => Date.parse(createdAt) || 0;

/** What concerns a dossier is in the dossier's shard, so that it is written with it. */
const outboxShard = (id: string): number => shardOf(/REF-EXP-\w{7}/.exec(id)?.[0] ?? id);

export class RedisOutbox {
  /** Where taken entries are: an id written with a dossier that it does not name is not where its name says. */
  private readonly taken = new Map<string, number>();

  constructor(private readonly connection: Connection) {}

  /** How far behind the outbox is. */
  async state(): Promise<EtatEnvois> {
    const perShard = await Promise.all(ALL_SHARDS.map(async (shard) => {
      const [waiting, oldest] = await Promise.all([this.connection.send('hlen', keyIn(shard, 'boite')), this.connection.send('zrange', keyIn(shard, 'dates'), 0, 0, 'WITHSCORES')]);
      return { waiting: integer(waiting), oldestMs: pairs(oldest).map(([, ms]) => integer(ms)) };
    }));
    const oldestMs = Math.min(...perShard.flatMap((shard) => shard.oldestMs));
    return { enAttente: perShard.reduce((sum, { waiting }) => sum + waiting, 0), plusAncien: Number.isFinite(oldestMs) ? new Date(oldestMs).toISOString() : null };
  }

  async put(entry: NewOutboxEntry): Promise<void> {
    const shard = outboxShard(entry.id);
    await this.connection.run(SCRIPTS.outboxPut, this.keys(shard, 'boite', 'prets', 'remis', 'rang', 'dates'), [shard, entry.id, outboxEntryBlob(entry), writtenMs(entry)]);
  }

  /** Others may take meanwhile what was seen here: the oldest are looked for again until there are enough. */
  async take(limit: number, nowMs: number, leaseMs: number): Promise<OutboxEntry[]> {
    const taken: OutboxEntry[] = [];
    const before = new Set<string>();
    while (taken.length < limit) {
      const seen = (await this.peek(limit - taken.length, nowMs)).filter(({ id }) => !before.has(id));
      if (seen.length === 0) break;
      const lots = await Promise.all(ALL_SHARDS.map((shard) => this.lease(shard, seen.filter((one) => one.shard === shard).map(({ id }) => id), nowMs + leaseMs)));
      const ranks = new Map(seen.map(({ id, rank }) => [id, rank]));
      const lot = lots.flat().sort((a, b) => (ranks.get(a.id) ?? 0) - (ranks.get(b.id) ?? 0));
      for (const { id } of lot) before.add(id);
      taken.push(...lot);
    }
    return taken;
  }

  async ack(id: string): Promise<void> {
    await this.where(id, async (shard) =>
      integer(await this.connection.run(SCRIPTS.outboxAck, this.keys(shard, 'boite', 'prets', 'plus-tard', 'remis', 'dates'), [id, REMEMBERED_MS])) === 1);
    this.taken.delete(id);
  }

  async postpone(id: string, untilMs: number): Promise<void> {
    await this.where(id, async (shard) => integer(await this.connection.run(SCRIPTS.outboxPostpone, this.keys(shard, 'boite', 'prets', 'plus-tard'), [id, untilMs])) === 1);
  }

  /** Every entry that was not delivered, then the ids of those delivered lately. Reads everything: for the rights of a person, never in a turn. */
  async all(): Promise<NewOutboxEntry[]> {
    const [waiting, delivered] = await Promise.all([this.waiting(), this.delivered()]);
    return [...waiting.map(({ entry }) => entry), ...delivered.map((id) => ({ id, kind: 'remis', payload: null, createdAt: '' }))];
  }

  /** Oldest first. `dueMs`: 0 when it may be taken at once. */
  async waiting(): Promise<Pieces['envoi'][]> {
    const perShard = await Promise.all(ALL_SHARDS.map(async (shard) => {
      const later = new Map(pairs(await this.connection.send('zrange', keyIn(shard, 'plus-tard'), 0, -1, 'WITHSCORES')).map(([id, due]) => [text(id), Number(text(due))]));
      return pairs(await this.connection.send('hgetall', keyIn(shard, 'boite'))).map(([id, stored]) => {
        const { attempts, ...entry } = toEntry(text(id), bytes(stored));
        return { rank: rankOf(bytes(stored)), piece: { entry, attempts, dueMs: later.get(entry.id) ?? 0 } };
      });
    }));
    return perShard.flat().sort((a, b) => a.rank - b.rank).map(({ piece }) => piece);
  }

  async delivered(): Promise<string[]> {
    return (await Promise.all(ALL_SHARDS.map(async (shard) => texts(await this.connection.send('zrange', keyIn(shard, 'remis'), 0, -1))))).flat();
  }

  async restore({ entry, attempts, dueMs }: Pieces['envoi']): Promise<void> {
    const shard = outboxShard(entry.id);
    await this.connection.run(SCRIPTS.outboxRestore, this.keys(shard, 'boite', 'prets', 'plus-tard', 'rang', 'dates'), [shard, entry.id, outboxEntryBlob(entry), attempts, dueMs, writtenMs(entry)]);
  }

  /** It was delivered elsewhere. */
  async remember(id: string): Promise<void> {
    await this.restore({ entry: { id, kind: '', payload: null, createdAt: '' }, attempts: 0, dueMs: 0 });
    await this.ack(id);
  }

  /** @returns how many there were */
  async forget(ids: readonly string[]): Promise<number> {
    if (ids.length === 0) return 0;
    const gone = await Promise.all(ALL_SHARDS.map(async (shard) => integer(await this.connection.run(SCRIPTS.outboxForget, this.keys(shard, 'boite', 'prets', 'plus-tard', 'remis', 'dates'), ids))));
    return gone.reduce((sum, n) => sum + n, 0);
  }

  private async peek(limit: number, nowMs: number): Promise<{ id: string; rank: number; shard: number }[]> {
    const perShard = await Promise.all(ALL_SHARDS.map(async (shard) => {
      const reply = await this.connection.run(SCRIPTS.outboxPeek, this.keys(shard, 'boite', 'prets', 'plus-tard'), [nowMs, limit]);
      return pairs(reply).map(([id, rank]) => ({ id: text(id), rank: Number(text(rank)), shard }));
    }));
    return perShard.flat().sort((a, b) => a.rank - b.rank).slice(0, limit);
  }

  private async lease(shard: number, ids: string[], untilMs: number): Promise<OutboxEntry[]> {
    if (ids.length === 0) return [];
    const reply = await this.connection.run(SCRIPTS.outboxTake, this.keys(shard, 'boite', 'prets', 'plus-tard'), [untilMs, ...ids]);
    return pairs(reply).map(([id, entry]) => {
      this.taken.set(text(id), shard);
      return toEntry(text(id), bytes(entry));
    });
  }

  private async where(id: string, act: (shard: number) => Promise<boolean>): Promise<void> {
    if (await act(this.taken.get(id) ?? outboxShard(id))) return;
    await Promise.all(ALL_SHARDS.map(act));
  }

  private readonly keys = (shard: number, ...names: string[]): string[] => names.map((name) => keyIn(shard, name));
}

const rankOf = (stored: Buffer): number => Number(stored.subarray(0, stored.indexOf(' ')));

/** "rank attempts entry" */
function toEntry(id: string, stored: Buffer): OutboxEntry {
  const [first, second] = [stored.indexOf(' '), stored.indexOf(' ', stored.indexOf(' ') + 1)];
  const entry = entrySchema.safeParse(unpack(stored.subarray(second + 1)));
  if (!entry.success) throw new CodedError('ETAT_ILLISIBLE', 'a stored outbox entry does not have the expected shape');
  return { id, ...entry.data, attempts: integer(stored.subarray(first + 1, second)) };
}
