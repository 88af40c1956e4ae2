import type { Configuration } from 'openid-client' with { 'resolution-mode': 'import' };
import { rightsOf } from '../domain/agent';
import type { Agent, RegleRole } from '../domain/agent';
import { sha256Hex } from '../ops/hash';
import type { Entree } from './sessions';

/** Sign-in by OpenID Connect: authorization code with PKCE, state and nonce, at any provider that publishes its configuration. */

export type ProviderSettings = { issuer: string; clientId: string; clientSecret: string; scopes: string; regles: readonly RegleRole[] };

export type SignedIn = { agent: Agent; idToken: string };

export type SignIn = {
  /** Where to send the browser, and what it must bring back. */
  begin(retour: string, vers: string): Promise<{ url: string; entree: Entree }>;
  /** @param url the whole address at which the browser came back @returns who it is; no right at all when no rule applies */
  end(url: string, entree: Entree): Promise<SignedIn>;
  /** Where to sign out at the provider, when it offers that. */
  leave(idToken: string, adieu: string): Promise<string | null>;
};

const TIMEOUT_SECONDS = 10;
const FRESH_MS = 3_600_000;

/** @param prenomParDefaut what people are told of an agent whose first name the provider does not give */
export function createSignIn(settings: ProviderSettings, { prenomParDefaut, nowMs }: { prenomParDefaut: string; nowMs: () => number }): SignIn {
  const provider = discovered(settings, nowMs);
  return {
    async begin(redirect_uri, vers) {
      const { client, config } = await provider();
      const [state, nonce, verifier] = [client.randomState(), client.randomNonce(), client.randomPKCECodeVerifier()];
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri, scope: settings.scopes, state, nonce, code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
      });
      return { url: url.href, entree: { state, nonce, verifier, vers } };
    },
    async end(url, { state, nonce, verifier }) {
      const { client, config } = await provider();
      const tokens = await client.authorizationCodeGrant(config, new URL(url), { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true });
      const claims = tokens.claims();
      if (!claims) throw new Error('an ID token is expected');
      // many providers give the rights and the name there only
      const more = config.serverMetadata().userinfo_endpoint ? await client.fetchUserInfo(config, tokens.access_token, claims.sub) : {};
      return { agent: agentOf({ ...claims, ...more, sub: claims.sub }, settings, prenomParDefaut), idToken: tokens.id_token ?? '' };
    },
    async leave(id_token_hint, post_logout_redirect_uri) {
      const { client, config } = await provider();
      if (!config.serverMetadata().end_session_endpoint) return null;
      return client.buildEndSessionUrl(config, { post_logout_redirect_uri, ...(id_token_hint === '' ? {} : { id_token_hint }) }).href;
    },
  };
}

type Client = typeof import('openid-client', { with: { 'resolution-mode': 'import' } });
type Provider = { client: Client; config: Configuration };

/** The library is loaded and the provider asked at the first sign-in, then once an hour; a failure is not kept. */
function discovered({ issuer, clientId, clientSecret }: ProviderSettings, nowMs: () => number): () => Promise<Provider> {
  let last: { at: number; found: Promise<Provider> } | null = null;
  const find = async (): Promise<Provider> => {
    const client = await import('openid-client');
    // the settings let http through for a provider of this machine only
    const execute = issuer.startsWith('http:') ? [client.allowInsecureRequests] : [];
    return { client, config: await client.discovery(new URL(issuer), clientId, undefined, client.ClientSecretBasic(clientSecret), { execute, timeout: TIMEOUT_SECONDS }) };
  };
  return () => {
    if (last && nowMs() - last.at < FRESH_MS) return last.found;
    const found = find();
    last = { at: nowMs(), found };
    found.catch(() => (last = null));
    return found;
  };
}

type Claims = Readonly<Record<string, unknown>> & { sub: string };

function agentOf(claims: Claims, { issuer, regles }: ProviderSettings, prenomParDefaut: string): Agent {
  return { id: agentId(claims.sub, issuer), prenom: firstName(claims) ?? prenomParDefaut, ...rightsOf(claims, regles) };
}

/** What the journal can hold: the provider's identifier, or its hash when it is too long or holds other signs. */
const agentId = (sub: string, issuer: string): string =>
  (/^[\w.@-]{1,60}$/.test(sub) ? sub : `h-${sha256Hex(new TextEncoder().encode(`${issuer}\n${sub}`)).slice(0, 32)}`);

const PRENOM_MAX = 40;

function firstName({ given_name, name }: Readonly<Record<string, unknown>>): string | null {
  const said = [given_name, typeof name === 'string' ? name.split(' ')[0] : undefined].find((one) => typeof one === 'string' && one.trim() !== '');
  return typeof said === 'string' ? said.trim().slice(0, PRENOM_MAX) : null;
}
