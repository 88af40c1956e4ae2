import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startServer, type ServerOptions, type TestServer } from '../../support/server';

const APP_ID = '11111111-1111-4111-8111-111111111111';
const TENANT = '22222222-2222-4222-8222-222222222222';
const APP = { MICROSOFT_APP_ID: APP_ID, MICROSOFT_APP_PASSWORD: 'motdepasse', MICROSOFT_APP_TENANT_ID: TENANT };
const ISSUER = 'https://autorite.test';
const SERVICE_URL = 'https://smba.trafficmanager.net/teams/';

let server: TestServer;
afterEach(() => server.stop());
const boot = async (options: ServerOptions = {}): Promise<void> => {
  server = await startServer(options);
};

const activity = {
  type: 'message', id: 'a1', channelId: 'emulator', serviceUrl: 'http://localhost:9', conversation: { id: 'c1' }, from: { id: 'u1', name: 'Moi' }, recipient: { id: 'bot' },
  text: 'mon APL', deliveryMode: 'expectReplies',
};
async function post(body: object, headers: Record<string, string> = {}): Promise<{ status: number; text: string; replies: Record<string, unknown>[] }> {
  const response = await fetch(`${server.url}/api/messages`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
  const text = await response.text();
  const replies = response.ok && text ? (JSON.parse(text) as { activities: Record<string, unknown>[] }).activities : [];
  return { status: response.status, text, replies };
}

describe('/api/messages in development', () => {
  it('answers a message of this machine', async () => {
    await boot();
    const { status, replies } = await post(activity);

    expect(status).toBe(200);
    expect(replies).toMatchObject([{ type: 'message', text: 'écho : mon APL', replyToId: 'a1', recipient: { id: 'u1' } }]);
    expect(server.tours).toMatchObject([{ id: 'a1', conversation: 'emulator:c1', personne: 'emulator:u1', canal: 'web', genre: 'message' }]);
  });

  it('sends replies to the service address when they are not expected in the answer', async () => {
    await boot();
    const got: { url: string; body: Record<string, unknown> }[] = [];
    const service = await listen((url, body) => {
      got.push({ url, body: JSON.parse(body) as Record<string, unknown> });
      return { id: 'r1' };
    });
    await post({ ...activity, serviceUrl: urlOf(service), deliveryMode: undefined });
    service.close();

    expect(got).toMatchObject([{ url: '/v3/conversations/c1/activities/a1', body: { type: 'message', text: 'écho : mon APL', from: { id: 'bot' } } }]);
  });

  it('refuses what does not come from this machine, or would make the bot call another', async () => {
    await boot();
    const refused = [await post({ ...activity, serviceUrl: 'http://169.254.169.254/' }), await post({ ...activity, serviceUrl: 'urn:aiguillage:direct-line' }), await post(activity, { 'x-forwarded-for': '1.2.3.4' })];

    expect(refused.map(({ status }) => status)).toEqual([403, 403, 403]);
    expect(refused[0]?.text).toContain('CANAL_DESACTIVE');
  });

  it('asks to come back when another instance holds the conversation for too long', async () => {
    await boot({ overrides: { holdWaitMs: 100 } });
    await server.store.turns.hold('emulator:c1', 'autre', 60_000);

    const { status, text } = await post(activity);

    expect([status, JSON.parse(text)]).toEqual([503, { error: { code: 'CONVERSATION_OCCUPEE', message: expect.any(String) } }]);
    expect(server.tours).toEqual([]);
  });

  it('is closed with TEAMS=non', async () => {
    await boot({ env: { TEAMS: 'non' } });
    expect(await post(activity)).toMatchObject({ status: 403, text: expect.stringContaining('CANAL_DESACTIVE') });
  });

  it('an activity of another channel cannot be taken for a person of the web chat, nor bring files of its own', async () => {
    await boot();
    await post({ ...activity, channelId: 'directline', from: { id: 'dl_autre' }, channelData: { depot: { fichiers: [{ id: 'x' }] } } });

    expect(server.tours).toMatchObject([{ personne: 'directline:dl_autre', conversation: 'directline:c1', fichiers: [] }]);
  });

  it('Teams: the mention is removed, card numbers are strings, a card stands for the text', async () => {
    await boot({ reply: (tour) => [{ texte: `${tour.genre}`, carte: { genre: 'suivi', titre: 'Suivi', lignes: [], boutons: [] } }] });
    await post({ ...activity, channelId: 'msteams', text: '<at>Aiguillage</at> mon APL' });
    const { replies } = await post({ ...activity, id: 'a2', channelId: 'msteams', text: undefined, value: { action: 'choisir', rang: 2, oui: true } });

    expect(server.tours).toMatchObject([{ canal: 'teams', texte: 'mon APL' }, { genre: 'action', action: 'choisir', valeurs: { rang: '2', oui: 'true' } }]);
    expect(replies[0]).toMatchObject({ summary: 'action', attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive' }] });
    expect(replies[0]).not.toHaveProperty('text');
  });

  it('greets who arrives, not the bot, and ignores the rest', async () => {
    await boot();
    await post({ ...activity, type: 'conversationUpdate', membersAdded: [{ id: 'bot' }] });
    await post({ ...activity, type: 'messageReaction' });
    await post({ ...activity, type: 'conversationUpdate', id: 'a3', membersAdded: [{ id: 'bot' }, { id: 'u1' }] });

    expect(server.tours).toMatchObject([{ id: 'a3', genre: 'arrivee', personne: 'emulator:u1' }]);
  });
});

// ---------------------------------------------------------------- with an app id

function listen(answer: (url: string, body: string) => unknown): Promise<Server> {
  const service = createServer((req, res) => {
    let body = '';
    req.on('data', (chunk: Buffer) => (body += chunk.toString()));
    req.on('end', () => res.setHeader('content-type', 'application/json').end(JSON.stringify(answer(req.url ?? '', body))));
  });
  return new Promise((resolve) => service.listen(0, '127.0.0.1', () => resolve(service)));
}
const urlOf = (service: Server): string => `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');

describe('/api/messages with an app id', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const other = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const nowSeconds = Math.floor(Date.now() / 1_000);
  const claims = { iss: ISSUER, aud: APP_ID, serviceurl: SERVICE_URL, exp: nowSeconds + 600, nbf: nowSeconds - 60 };
  let authority: Server;
  let noise: jest.SpyInstance;

  beforeAll(async () => {
    const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'k1', endorsements: ['msteams'] };
    authority = await listen((url) => (url.startsWith('/keys') ? { keys: [jwk] } : { issuer: ISSUER, jwks_uri: `${urlOf(authority)}/keys` }));
    // The SDK writes what it refuses on the console.
    noise = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  });
  afterAll(() => {
    noise.mockRestore();
    authority.close();
  });
  beforeEach(() =>
    boot({
      env: APP,
      overrides: {
        cloud: { authorities: {
          ValidateAuthority: 'true', ToChannelFromBotLoginUrl: `https://login.microsoftonline.com/${TENANT}`, ToChannelFromBotOAuthScope: 'https://api.botframework.com', ToBotFromChannelTokenIssuer: ISSUER,
          OAuthUrl: 'https://api.botframework.com', ToBotFromChannelOpenIdMetadataUrl: `${urlOf(authority)}/openid`, ToBotFromEmulatorOpenIdMetadataUrl: `${urlOf(authority)}/openid`, CallerId: 'urn:test',
        } },
      },
    }));

  const token = (payload: object, header: object = { alg: 'RS256', typ: 'JWT', kid: 'k1' }, key = privateKey): string => {
    const body = `${encode(header)}.${encode(payload)}`;
    return `${body}.${sign('RSA-SHA256', Buffer.from(body), key).toString('base64url')}`;
  };
  const teams = { ...activity, channelId: 'msteams', serviceUrl: SERVICE_URL };
  const send = (jwt: string, body: object = teams) => post(body, { authorization: `Bearer ${jwt}` });

  it('answers a signed message', async () => {
    const { status, replies } = await send(token(claims));

    expect(status).toBe(200);
    expect(replies).toMatchObject([{ text: 'écho : mon APL' }]);
    expect(server.tours).toMatchObject([{ personne: 'msteams:u1', canal: 'teams' }]);
  });

  const body = `${encode({ alg: 'HS256', typ: 'JWT', kid: 'k1' })}.${encode(claims)}`;
  const { exp: _exp, ...endless } = claims;
  const bad: [string, string][] = [
    ['no token', ''], ['not a token', 'abc'], ['three empty parts', '..'],
    ['another audience', token({ ...claims, aud: TENANT })], ['another issuer', token({ ...claims, iss: 'https://ailleurs.test' })], ['an unknown key', token(claims, { alg: 'RS256', kid: 'k2' })],
    ['expired', token({ ...claims, exp: nowSeconds - 3_600 })], ['not yet valid', token({ ...claims, nbf: nowSeconds + 3_600 })], ['without an end', token(endless)],
    ['another service address', token({ ...claims, serviceurl: 'https://ailleurs.test/' })], ['another’s signature', token(claims, { alg: 'RS256', kid: 'k1' }, other.privateKey)],
    ['no signature', `${encode({ alg: 'none', kid: 'k1' })}.${encode(claims)}.`], ['alg none with a signature', `${encode({ alg: 'none', kid: 'k1' })}.${encode(claims)}.AAAA`],
    ['HS256 with the public key', `${body}.${createHmac('sha256', publicKey.export({ type: 'spki', format: 'pem' })).update(body).digest('base64url')}`],
    ['a changed payload', token(claims).replace(/\.[^.]+\./, `.${encode({ ...claims, serviceurl: 'https://x.test/' })}.`)],
  ];
  it.each(bad)('401, bare, without a turn: %s', async (_name, jwt) => {
    const { status, text } = jwt ? await send(jwt) : await post(teams);

    expect([status, text]).toEqual([401, '']);
    expect(server.tours).toEqual([]);
  });

  it('401 when the key is not endorsed for the channel, or the service address is this machine', async () => {
    const local = { ...teams, serviceUrl: 'https://localhost/' };

    expect((await send(token(claims), { ...teams, channelId: 'facebook' })).status).toBe(401);
    expect((await send(token({ ...claims, serviceurl: local.serviceUrl }), local)).status).toBe(401);
    expect(server.tours).toEqual([]);
  });

  it('400, coded, for a body that is no activity', async () => {
    for (const wrong of [{ ...teams, type: 12 }, { ...teams, conversation: {} }]) {
      expect(await send(token(claims), wrong)).toMatchObject({ status: 400, text: expect.stringContaining('ACTIVITE_INVALIDE') });
    }
  });
});
