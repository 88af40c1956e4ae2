import { createHmac } from 'node:crypto';
import type { Clock } from '../ops/clock';
import type { Logger } from '../ops/log';
import { Refusal } from './refusal';

/** Public keys, as a JSON Web Key Set. */
export type PublicKeys = { keys: { kty: string; [member: string]: unknown }[] };

export type IdentityDeps = { keys: PublicKeys; issuer: string; secret: string; clock: Clock; log: Logger };

/** Who a host site says that its visitor is: a JWT of its own, signed a few minutes ago at most. */
export interface Identities {
  /**
   * @returns the person's identifier here: a keyed hash, so that the site's own number is kept nowhere
   * @throws Refusal IDENTITE_REFUSEE
   */
  personOf(token: string): Promise<string>;
}

export const IDENTITY_AUDIENCE = 'aiguillage';
const ALGORITHMS = ['ES256', 'RS256', 'PS256', 'EdDSA'];
const MAX_AGE_SECONDS = 600;
const CLOCK_TOLERANCE_SECONDS = 30;

export function createIdentities({ keys, issuer, secret, clock, log }: IdentityDeps): Identities {
  const jose = import('jose');
  const keySet = jose.then(({ createLocalJWKSet }) => createLocalJWKSet(keys));
  const hashKey = createHmac('sha256', secret).update('aiguillage/identite/1').digest();
  return {
    async personOf(token) {
      const { jwtVerify, errors } = await jose;
      try {
        const { payload } = await jwtVerify(token, await keySet, {
          issuer, audience: IDENTITY_AUDIENCE, algorithms: ALGORITHMS, requiredClaims: ['sub', 'iat', 'exp'],
          maxTokenAge: MAX_AGE_SECONDS, clockTolerance: CLOCK_TOLERANCE_SECONDS, currentDate: clock(),
        });
        if (!payload.sub) throw new errors.JWTInvalid('empty sub');
        return `id_${createHmac('sha256', hashKey).update(`${issuer}\n${payload.sub}`).digest('base64url')}`;
      } catch (error) {
        log.warn({ reason: error instanceof errors.JOSEError ? error.code : 'ERR_UNKNOWN' }, 'identite-refusee');
        throw new Refusal('IDENTITE_REFUSEE');
      }
    },
  };
}
