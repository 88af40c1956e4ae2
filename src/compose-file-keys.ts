import type { Config } from './config';
import { developmentKey, hasDevelopmentKey, keyring, type Keyring } from './ops/sealing';

/** The configured keys; without one, the key kept in the data directory, which also goes on opening what it sealed. */
export function fileKeys({ FICHIERS_CLE, FICHIERS_CLES_ANCIENNES, DATA_DIR }: Pick<Config, 'FICHIERS_CLE' | 'FICHIERS_CLES_ANCIENNES' | 'DATA_DIR'>): Keyring {
  if (!FICHIERS_CLE) return keyring([developmentKey(DATA_DIR), ...FICHIERS_CLES_ANCIENNES]);
  return keyring([FICHIERS_CLE, ...FICHIERS_CLES_ANCIENNES, ...(hasDevelopmentKey(DATA_DIR) ? [developmentKey(DATA_DIR)] : [])]);
}
