import type { Config } from './config';
import { keyedHash } from './ops/hash';
import { keptSalt, keptSecret, keptTrackingKey } from './ops/secret';

/** What every instance must have in common: tokens, tracking codes and the hashes of conversations to review come from these. */
export type Secrets = { directLine: string; suivi: string; selRevue: string; telephone: string };

type Sources = Pick<Config, 'DATA_DIR' | 'DIRECT_LINE_SECRET' | 'SUIVI_CLE'>;

/** The configured ones; otherwise those kept in the data directory, made at the first start. */
export const secretsOf = (config: Sources): Secrets => ({
  directLine: config.DIRECT_LINE_SECRET ?? keptSecret(config.DATA_DIR), suivi: trackingKey(config), selRevue: reviewSalt(config), telephone: telephoneKey(config),
});

export const trackingKey = ({ SUIVI_CLE, DATA_DIR }: Pick<Config, 'SUIVI_CLE' | 'DATA_DIR'>): string => SUIVI_CLE ?? keptTrackingKey(DATA_DIR);

/** One setting less to share: from the tracking key, which it says nothing of. */
export const reviewSalt = ({ SUIVI_CLE, DATA_DIR }: Pick<Config, 'SUIVI_CLE' | 'DATA_DIR'>): string =>
  SUIVI_CLE === undefined ? keptSalt(DATA_DIR) : keyedHash(SUIVI_CLE, 'aiguillage/revue/1').toString('base64url');

/** Numbers and calls are known by their hash under this key. */
const telephoneKey = (config: TrackingKeyPlace): string => derivedKey(config, 'telephone');

/** Signs what a browser holds while its agent is at the identity provider. */
export const deskKey = (config: TrackingKeyPlace): string => derivedKey(config, 'bureau');

/** Where webhook secrets come from. */
export const apiKey = (config: TrackingKeyPlace): string => derivedKey(config, 'api');

type TrackingKeyPlace = Pick<Config, 'SUIVI_CLE' | 'DATA_DIR'>;

const derivedKey = ({ SUIVI_CLE, DATA_DIR }: TrackingKeyPlace, use: string): string =>
  SUIVI_CLE === undefined ? keptSecret(DATA_DIR, `${use}.secret`) : keyedHash(SUIVI_CLE, `aiguillage/${use}/1`).toString('base64url');
