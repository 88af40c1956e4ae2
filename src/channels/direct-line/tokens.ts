import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../ops/clock';

/** What a signed string is good for; one kind never passes for another. `session`: Direct Line calls; `flux`: opening the stream; `personne`: coming back. */
export type TokenKind = 'session' | 'flux' | 'personne';

const claimsSchema = z.object({
  aud: z.enum(['session', 'flux', 'personne']),
  /** Conversation; empty in a `personne` token. */
  conv: z.string(),
  user: z.string(),
  /** Seconds since 1970. */
  exp: z.number(),
  /** Sites that may use it; absent: no limit. */
  origins: z.array(z.string()).optional(),
});
export type Claims = z.infer<typeof claimsSchema>;

export type TokenRead = { kind: 'valid'; claims: Claims } | { kind: 'expired' } | { kind: 'invalid' };

export const SESSION_SECONDS = 1_800;
export const STREAM_SECONDS = 60;
export const PERSON_SECONDS = 30 * 86_400;
const LIFETIMES: Record<TokenKind, number> = { session: SESSION_SECONDS, flux: STREAM_SECONDS, personne: PERSON_SECONDS };
const HEADER = Buffer.from('{"alg":"HS256","typ":"JWT"}').toString('base64url');

export type Tokens = ReturnType<typeof createTokens>;

/**
 * Signs and reads what clients hold: JWT HS256 (Web Chat reads the `user` claim in it).
 * @param secret the Direct Line secret; signing keys are derived from it
 */
export function createTokens(secret: string, clock: Clock) {
  const key = createHmac('sha256', secret).update('aiguillage/jetons/1').digest();
  const hmac = (text: string): string => createHmac('sha256', key).update(text).digest('base64url');
  const nowSeconds = (): number => Math.floor(clock().getTime() / 1_000);

  return {
    sign(aud: TokenKind, conv: string, user: string, origins?: string[]): string {
      const claims: Claims = { aud, conv, user, exp: nowSeconds() + LIFETIMES[aud], ...(origins?.length ? { origins } : {}) };
      const body = `${HEADER}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
      return `${body}.${hmac(body)}`;
    },

    read(aud: TokenKind, token: string): TokenRead {
      const [header, payload, signature, ...rest] = token.split('.');
      if (header !== HEADER || !payload || !signature || rest.length > 0 || !sameText(signature, hmac(`${header}.${payload}`))) return { kind: 'invalid' };
      const claims = claimsSchema.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
      if (!claims.success || claims.data.aud !== aud) return { kind: 'invalid' };
      return claims.data.exp <= nowSeconds() ? { kind: 'expired' } : { kind: 'valid', claims: claims.data };
    },

    isSecret: (candidate: string): boolean => sameText(hmac(candidate), hmac(secret)),
  };
}

function sameText(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
