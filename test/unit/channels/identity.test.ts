import type { CryptoKey, JWTPayload } from 'jose' with { 'resolution-mode': 'import' };
import { createIdentities, IDENTITY_AUDIENCE, type Identities } from '../../../src/channels/identity';
import { silentLogger } from '../../../src/ops/log';
import { SECRET, startServer, type TestServer } from '../../support/server';

const ISSUER = 'https://www.exemple.fr';
const NOW = new Date('2026-11-26T10:00:00Z');
const SECONDS = NOW.getTime() / 1_000;

type Key = { privateKey: CryptoKey; jwk: { kty: string; [member: string]: unknown } };

async function newKey(alg: string, kid: string): Promise<Key> {
  const { exportJWK, generateKeyPair } = await import('jose');
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kty: String((await exportJWK(publicKey)).kty), kid, alg } };
}

async function token(key: Key, claims: JWTPayload = {}, header: { alg?: string; kid?: string } = {}): Promise<string> {
  const { SignJWT } = await import('jose');
  const payload = { iss: ISSUER, aud: IDENTITY_AUDIENCE, sub: '1234567', iat: SECONDS - 10, exp: SECONDS + 300, ...claims };
  return new SignJWT(payload).setProtectedHeader({ alg: String(key.jwk.alg), kid: String(key.jwk.kid), ...header }).sign(key.privateKey);
}

describe('the identity that a host site vouches for', () => {
  let ec: Key;
  let rsa: Key;
  let stranger: Key;
  let identities: Identities;

  beforeAll(async () => {
    [ec, rsa, stranger] = [await newKey('ES256', 'a'), await newKey('RS256', 'b'), await newKey('ES256', 'a')];
    identities = createIdentities({ keys: { keys: [ec.jwk, rsa.jwk] }, issuer: ISSUER, secret: SECRET, clock: () => NOW, log: silentLogger });
  });

  it('is the same person each time, whichever of the keys signed, and never the number of the site itself', async () => {
    const person = await identities.personOf(await token(ec));

    expect(await identities.personOf(await token(rsa))).toBe(person);
    expect(await identities.personOf(await token(ec, { sub: '7654321' }))).not.toBe(person);
    expect(person).toMatch(/^id_[\w-]{43}$/);
    expect(person).not.toContain('1234567');
  });

  const unsigned = (): string => `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify({ iss: ISSUER, aud: IDENTITY_AUDIENCE, sub: '1', iat: SECONDS, exp: SECONDS + 60 })).toString('base64url')}.`;
  const shared = async (): Promise<string> => {
    const { SignJWT } = await import('jose');
    const bytes = new TextEncoder().encode(JSON.stringify(ec.jwk).padEnd(64));
    return new SignJWT({ iss: ISSUER, aud: IDENTITY_AUDIENCE, sub: '1', iat: SECONDS, exp: SECONDS + 60 }).setProtectedHeader({ alg: 'HS256', kid: 'a' }).sign(bytes);
  };

  it.each<[string, () => string | Promise<string>]>([
    ['is not a token', () => 'bonjour'],
    ['is signed by another key of the same name', () => token(stranger)],
    ['is not signed', unsigned],
    ['is signed with a shared secret', shared],
    ['comes from another site', () => token(ec, { iss: 'https://ailleurs.exemple' })],
    ['is meant for another service', () => token(ec, { aud: 'autre' })],
    ['names nobody', () => token(ec, { sub: '' })],
    ['has expired', () => token(ec, { exp: SECONDS - 31 })],
    ['is older than ten minutes', () => token(ec, { iat: SECONDS - 700, exp: SECONDS + 300 })],
    ['comes from the future', () => token(ec, { iat: SECONDS + 120 })],
    ['is not valid yet', () => token(ec, { nbf: SECONDS + 120 })],
    ['has no end', () => token(ec, { exp: undefined })],
    ['has no date', () => token(ec, { iat: undefined })],
  ])('is refused when the token %s', async (_why, make) => {
    await expect(identities.personOf(await make())).rejects.toMatchObject({ code: 'IDENTITE_REFUSEE' });
  });
});

describe('a conversation of a person known to the host site', () => {
  let server: TestServer;
  let key: Key;
  const now = (): number => Math.floor(Date.now() / 1_000);
  const proof = (sub: string): Promise<string> => token(key, { sub, iat: now(), exp: now() + 300 });
  const ask = async (body: object): Promise<{ status: number; answer: Record<string, string> }> => {
    const response = await fetch(`${server.url}/api/chat/jeton`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
    return { status: response.status, answer: (await response.json()) as Record<string, string> };
  };
  const begin = (jwt: string): Promise<Response> => fetch(`${server.url}/v3/directline/conversations`, { method: 'POST', headers: { Authorization: `Bearer ${jwt}` } });

  beforeAll(async () => {
    key = await newKey('ES256', 'a');
    server = await startServer({ env: { IDENTITE_CLES: JSON.stringify({ keys: [key.jwk] }), IDENTITE_EMETTEUR: ISSUER } });
  });
  afterAll(() => server.stop());

  it('is found again by the same person, on any device, and by nobody else', async () => {
    const { answer } = await ask({ identite: await proof('1') });
    await begin(answer.token ?? '');

    const again = await ask({ identite: await proof('1'), conversationId: answer.conversationId });
    const other = await ask({ identite: await proof('2'), conversationId: answer.conversationId });

    expect(again.answer).toMatchObject({ conversationId: answer.conversationId, userId: answer.userId, reprise: '' });
    expect(other.answer.conversationId).not.toBe(answer.conversationId);
  });

  it('a refused proof is a coded answer, and says nothing of why', async () => {
    expect(await ask({ identite: 'faux' })).toEqual({ status: 403, answer: { error: { code: 'IDENTITE_REFUSEE', message: expect.any(String) } } });
  });

  it('a server that knows no host site refuses', async () => {
    const alone = await startServer();
    const response = await fetch(`${alone.url}/api/chat/jeton`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ identite: await proof('1') }) });
    await alone.stop();

    expect(response.status).toBe(403);
  });

  it('private keys and settings that go together are checked at start', () => {
    const { loadConfig }: typeof import('../../../src/config') = require('../../../src/config');
    expect(() => loadConfig({ IDENTITE_CLES: JSON.stringify({ keys: [{ ...key.jwk, d: 'secret' }] }), IDENTITE_EMETTEUR: ISSUER })).toThrow(/IDENTITE_CLES/);
    expect(() => loadConfig({ IDENTITE_CLES: JSON.stringify({ keys: [key.jwk] }) })).toThrow(/IDENTITE_EMETTEUR/);
    expect(() => loadConfig({ IDENTITE_CLES: 'pas du json', IDENTITE_EMETTEUR: ISSUER })).toThrow(/IDENTITE_CLES/);
  });
});
