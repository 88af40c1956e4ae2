import { fileKeys } from './compose-file-keys';
import type { Config } from './config';
import type { Logger } from './ops/log';
import type { Store } from './stores/store';

/** What is lost at worst when the machine of the store stops, in milliseconds; `null`: not known. Told at start and by /readyz. */
export type Durability = { ecriture: string; perteMaxMs: number | null; repliques: number };

export type OpenedStore = { store: Store & { rotateKeys(): Promise<number> }; genre: 'embarque' | 'redis'; durabilite: Durability };

type Place = Pick<Config, 'DATA_DIR' | 'FICHIERS_CLE' | 'FICHIERS_CLES_ANCIENNES' | 'REDIS_URL' | 'REDIS_REPLIQUES'>;

export const FSYNCED: Durability = { ecriture: 'fsync', perteMaxMs: 0, repliques: 0 };

/**
 * The store of these settings: Redis with REDIS_URL, otherwise the one of DATA_DIR. The only place that chooses. Drivers are loaded
 * when they are used: tests compose without them.
 * @throws CodedError STOCKAGE_INDISPONIBLE, CONFIGURATION_INVALIDE
 */
export async function openStore(config: Place, _log: Logger): Promise<OpenedStore> {
  const { openEmbeddedStore }: typeof import('./stores/embedded') = require('./stores/embedded');
  return { store: openEmbeddedStore({ dataDir: config.DATA_DIR, keys: fileKeys(config) }), genre: 'embarque', durabilite: FSYNCED };
}

/** A number told to a person could be lost: nobody may start so without knowing it. */
export function tellDurability({ genre, durabilite }: Pick<OpenedStore, 'genre' | 'durabilite'>, log: Logger): void {
  if (durabilite.perteMaxMs === 0) log.info({ genre, ...durabilite }, 'stockage');
  else log.warn({ genre, ...durabilite }, 'stockage-avec-perte-possible');
}
