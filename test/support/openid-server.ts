import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const jose = import('jose');

export const APP_ID = '11111111-1111-4111-8111-111111111111';
export const TENANT = '22222222-2222-4222-8222-222222222222';
export const ISSUER = 'https://autorite.test';

export type Claims = Record<string, unknown>;
export type Header = Record<string, unknown>;
export type SigningKey = { kid: string; privateKey: import('node:crypto').webcrypto.CryptoKey; publicJwk: Record<string, unknown> };

/** A real OpenID provider on this machine: metadata, keys that can be changed, tokens signed with them. */
export type OpenIdServer = {
  metadataUrl: string;
  /** How many times the list of keys was read. */
  reads(): number;
  publish(...keys: SigningKey[]): void;
  newKey(kid: string, endorsements?: string[]): Promise<SigningKey>;
  sign(key: SigningKey, claims: Claims, header?: Header): Promise<string>;
  setDown(down: boolean): void;
  stop(): Promise<void>;
};

export async function startOpenId(): Promise<OpenIdServer> {
  const { SignJWT, exportJWK, generateKeyPair } = await jose;
  const state = { keys: [] as Record<string, unknown>[], reads: 0, down: false };
  const server = createServer((req, res) => {
    if (state.down) {
      res.statusCode = 503;
      return void res.end();
    }
    const isKeys = req.url === '/keys';
    if (isKeys) state.reads += 1;
    res.setHeader('content-type', 'application/json').end(JSON.stringify(isKeys ? { keys: state.keys } : { issuer: ISSUER, jwks_uri: `${urlOf(server)}/keys` }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    metadataUrl: `${urlOf(server)}/openid`,
    reads: () => state.reads,
    publish: (...keys) => void (state.keys = keys.map(({ publicJwk }) => publicJwk)),
    async newKey(kid, endorsements = ['msteams']) {
      const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
      return { kid, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, endorsements } };
    },
    sign: ({ kid, privateKey }, claims, header = {}) => new SignJWT(claims).setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid, ...header }).sign(privateKey),
    setDown: (down) => void (state.down = down),
    stop: () => new Promise((resolve) => (server.close(() => resolve()), server.closeAllConnections())),
  };
}

const urlOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
