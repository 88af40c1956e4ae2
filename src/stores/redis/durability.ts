import type { Redis } from 'ioredis';
import { CodedError } from '../../domain/errors';
import { fill } from '../../ops/fill';
import type { Connection } from './connection';
import { META, MOVING, SHARDS } from './keys';
import { text } from './replies';
import REFUS from './refus.json';

/**
 * What a power failure may take away: `perteMaxMs`, 0 when each write is on the disk before it is answered, `null` when nobody can tell
 * (no append-only file: everything since the last snapshot). `replicas`: how many have a write before a person is told of it.
 */
export type Durability = { aof: boolean; fsync: 'always' | 'everysec' | 'no' | 'inconnu'; perteMaxMs: number | null; replicas: number };

const OLDEST = [6, 2] as const;
const SCHEMA = 1;
/** Redis flushes each second, and waits one more when the disk is slow. */
const EVERYSEC_LOSS_MS = 2_000;

/** @throws CodedError CONFIGURATION_INVALIDE when this Redis is too old, evicts, or holds data that this version does not know */
export async function checkServer(connection: Connection, { moving }: { moving: boolean }): Promise<void> {
  for (const info of await connection.onEachMaster((node) => node.info())) {
    const version = /^redis_version:(\S+)/m.exec(info)?.[1] ?? '0';
    const [major = 0, minor = 0] = version.split('.').map(Number);
    if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) throw refused(REFUS.version, { version });
    const politique = /^maxmemory_policy:(\S+)/m.exec(info)?.[1] ?? 'noeviction';
    if (politique !== 'noeviction') throw refused(REFUS.eviction, { politique });
  }
  await checkSchema(connection);
  if (!moving && (await connection.send('hget', META, MOVING)) !== null) throw refused(REFUS.demenagement, {});
}

async function checkSchema(connection: Connection): Promise<void> {
  await connection.send('hsetnx', META, 'tranches', SHARDS);
  await connection.send('hsetnx', META, 'schema', SCHEMA);
  const [tranches, schema] = await Promise.all(['tranches', 'schema'].map(async (field) => text(await connection.send('hget', META, field))));
  if (Number(tranches) !== SHARDS) throw refused(REFUS.tranches, { tranches: tranches ?? '', attendu: String(SHARDS) });
  if (Number(schema) > SCHEMA) throw refused(REFUS.schema, { schema: schema ?? '' });
}

/** The weakest of the nodes. */
export async function durabilityOf(connection: Connection, replicas: number): Promise<Durability> {
  const nodes = await connection.onEachMaster(async (node) => durabilityOfNode(node, replicas));
  const loss = ({ perteMaxMs }: Durability): number => perteMaxMs ?? Number.POSITIVE_INFINITY;
  return nodes.reduce((weakest, node) => (loss(node) > loss(weakest) ? node : weakest));
}

async function durabilityOfNode(node: Redis, replicas: number): Promise<Durability> {
  const aof = /^aof_enabled:1/m.test(await node.info('persistence'));
  const fsync = await fsyncOf(node);
  const perteMaxMs = !aof ? null : { always: 0, everysec: EVERYSEC_LOSS_MS, no: null, inconnu: null }[fsync];
  return { aof, fsync, perteMaxMs, replicas };
}

/** A hosted Redis may keep CONFIG to itself. */
async function fsyncOf(node: Redis): Promise<Durability['fsync']> {
  const answer: unknown = await node.config('GET', 'appendfsync').catch(() => []);
  const value = Array.isArray(answer) ? answer[1] : undefined;
  return value === 'always' || value === 'everysec' || value === 'no' ? value : 'inconnu';
}

const refused = (sentence: string, values: Record<string, string>): CodedError =>
  new CodedError('CONFIGURATION_INVALIDE', fill(sentence, values));
