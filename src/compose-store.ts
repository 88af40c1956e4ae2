import { fileKeys } from './compose-file-keys';
import type { Config } from './config';
import type { Logger } from './ops/log';
import type { Durability as RedisDurability } from './stores/redis/durability';
import type { Store } from './stores/store';

/** What is lost at worst when the machine of the store stops, in milliseconds; `null`: not known. Told at start and by /readyz. */
export type Durability = { ecriture: string; perteMaxMs: number | null; repliques: number };

export type OpenedStore = { store: Store & { rotateKeys(): Promise<number> }; genre: 'embarque' | 'redis'; /** Read again at each call: an operator may change it. */ durabilite: () => Promise<Durability> };

type Asked = { name?: string; mayGoOn?: () => Promise<void> };

type Place = Pick<Config, 'DATA_DIR' | 'FICHIERS_CLE' | 'FICHIERS_CLES_ANCIENNES' | 'REDIS_URL' | 'REDIS_REPLIQUES'>;

export const FSYNCED: Durability = { ecriture: 'fsync', perteMaxMs: 0, repliques: 0 };

/**
 * The store of these settings: Redis with REDIS_URL, otherwise the one of DATA_DIR. The only place that chooses. Drivers are loaded
 * when they are used: tests compose without them.
 * @param name who asks, as Redis shows its connections; the server's own when absent
 * @param mayGoOn resolves when what follows an answer of Redis may be done; at once when absent
 * @throws CodedError STOCKAGE_INDISPONIBLE, CONFIGURATION_INVALIDE
 */
export function openStore(config: Place, log: Logger, asked: Asked = {}): Promise<OpenedStore> {
  return config.REDIS_URL === undefined ? openEmbedded(config) : openRedis(config.REDIS_URL, config, log, asked);
}

async function openEmbedded(config: Place): Promise<OpenedStore> {
  const { openEmbeddedStore }: typeof import('./stores/embedded') = require('./stores/embedded');
  return { store: openEmbeddedStore({ dataDir: config.DATA_DIR, keys: fileKeys(config) }), genre: 'embarque', durabilite: async () => FSYNCED };
}

async function openRedis(url: string, config: Place, log: Logger, asked: Asked): Promise<OpenedStore> {
  const { openRedisStore }: typeof import('./stores/redis/store') = require('./stores/redis/store');
  const store = await openRedisStore({ url, keys: fileKeys(config), replicas: config.REDIS_REPLIQUES, log, ...asked });
  return { store, genre: 'redis', durabilite: async () => durabiliteOf(await store.durability()) };
}

const durabiliteOf = ({ aof, fsync, perteMaxMs, replicas }: RedisDurability): Durability => ({ ecriture: aof ? `aof ${fsync}` : 'sans aof', perteMaxMs, repliques: replicas });

/** A number told to a person could be lost: nobody may start so without knowing it. */
export async function tellDurability({ genre, durabilite }: Pick<OpenedStore, 'genre' | 'durabilite'>, log: Logger): Promise<void> {
  const told = await durabilite();
  if (told.perteMaxMs === 0) log.info({ genre, ...told }, 'stockage');
  else log.warn({ genre, ...told }, 'stockage-avec-perte-possible');
}
