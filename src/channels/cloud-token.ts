import type { JWTPayload } from 'jose' with { 'resolution-mode': 'import' };
import type { Clock } from '../ops/clock';
import type { FindKey } from './cloud-keys';

/** A token whose signature, issuer, audience and dates are right; what it allows is still to be compared with the activity. */
export type VerifiedToken = { claims: JWTPayload; endorsements: readonly string[] };
export type VerifyToken = (authorization: string | undefined) => Promise<VerifiedToken | null>;

type Expected = { appId: string; issuer: string; findKey: FindKey; clock: Clock };

const BEARER = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/;
/** Bot Framework's own tolerance for clocks that differ. */
const CLOCK_TOLERANCE_SECONDS = 300;

/**
 * Checks the tokens that the Bot Framework service sends. The SDK's own check answers 500 to `alg:none`, HS256, a forged signature and
 * a future `nbf`, accepts a token without `exp`, and keeps keys for an hour: it is not used.
 * @returns a function that never says why a token is refused; it rejects when keys cannot be read
 */
export function tokenVerifier({ appId, issuer, findKey, clock }: Expected): VerifyToken {
  return async (authorization) => {
    const token = BEARER.exec(authorization ?? '')?.[1];
    if (token === undefined) return null;
    const { decodeProtectedHeader, errors, importJWK, jwtVerify } = await import('jose');
    try {
      const { alg, kid } = decodeProtectedHeader(token);
      const key = alg === 'RS256' && typeof kid === 'string' ? await findKey(kid) : null;
      if (!key) return null;
      const { payload } = await jwtVerify(token, await importJWK(key.jwk, 'RS256'), {
        algorithms: ['RS256'], audience: appId, issuer, requiredClaims: ['exp'], clockTolerance: CLOCK_TOLERANCE_SECONDS, currentDate: clock(),
      });
      return { claims: payload, endorsements: key.endorsements };
    } catch (error) {
      // a header that is no JSON is a TypeError; the rest is jose's
      if (error instanceof errors.JOSEError || error instanceof TypeError) return null;
      throw error;
    }
  };
}

/** Whether this token may bring that activity: its key is endorsed for the channel, and it names the service that is to be answered. */
export function speaksFor({ claims, endorsements }: VerifiedToken, channelId: unknown, serviceUrl: unknown): boolean {
  return typeof channelId === 'string' && endorsements.includes(channelId) && typeof serviceUrl === 'string' && claims['serviceurl'] === serviceUrl;
}
