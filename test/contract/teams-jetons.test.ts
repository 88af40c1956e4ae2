import { createHmac, createPublicKey } from 'node:crypto';
import { APP_ID, ISSUER, TENANT, type Claims, type Header } from '../support/openid-server';
import { startTeams, type TeamsServer } from '../support/teams-server';

/** Who may speak to the bot: tokens judged against an OpenID provider of this machine. Every bad one is a bare 401. */

let teams: TeamsServer;
beforeAll(async () => (teams = await startTeams()));
afterAll(() => teams.stop());
beforeEach(() => teams.server.tours.splice(0));

const signed = (change: Claims = {}, header?: Header): Promise<string> => teams.openId.sign(teams.key, { ...teams.claims, ...change }, header);
const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1_000) + seconds;
const without = (name: string): Claims => ({ [name]: undefined });

async function withHs256(): Promise<string> {
  const body = `${encode({ alg: 'HS256', typ: 'JWT', kid: 'k1' })}.${encode(teams.claims)}`;
  const pem = createPublicKey({ key: teams.key.publicJwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
  return `${body}.${createHmac('sha256', pem).update(body).digest('base64url')}`;
}

const withPayload = async (payload: object): Promise<string> => (await signed()).replace(/\.[^.]+\./, `.${encode(payload)}.`);
const byAnother = async (): Promise<string> => teams.openId.sign({ ...(await teams.openId.newKey('k1')) }, teams.claims);

type Row = [why: string, token: () => Promise<string | undefined>, activity?: Record<string, unknown>];
const BAD: Row[] = [
  ['no token', async () => undefined],
  ['an empty token', async () => ''],
  ['not a token', async () => 'abc'],
  ['three empty parts', async () => '..'],
  ['three parts that are not JSON', async () => 'YQ.YQ.YQ'],
  ['a signature by a key of the same name', byAnother],
  ['a payload changed after the signature', () => withPayload({ ...teams.claims, sub: 'x' })],
  ['the signature of another token', async () => `${(await signed()).split('.').slice(0, 2).join('.')}.${(await signed({ sub: 'x' })).split('.')[2]}`],
  ['alg none, no signature', async () => `${encode({ alg: 'none', kid: 'k1' })}.${encode(teams.claims)}.`],
  ['alg none, a signature all the same', async () => `${encode({ alg: 'none', kid: 'k1' })}.${encode(teams.claims)}.AAAA`],
  ['HS256 with the public key as the secret', withHs256],
  ['an unknown key', () => signed({}, { kid: 'inconnue' })],
  ['no key id', () => signed({}, { kid: undefined })],
  ['not valid before tomorrow', () => signed({ nbf: inSeconds(86_400) })],
  ['expired', () => signed({ exp: inSeconds(-3_600) })],
  ['no end', () => signed(without('exp'))],
  ['an end that is not a number', () => signed({ exp: 'demain' })],
  ['another audience', () => signed({ aud: TENANT })],
  ['no audience', () => signed(without('aud'))],
  ['another issuer', () => signed({ iss: 'https://ailleurs.test' })],
  ['no issuer', () => signed(without('iss'))],
  ['another service address', () => signed({ serviceurl: 'https://ailleurs.test/' })],
  ['no service address in the token', () => signed(without('serviceurl'))],
  ['no service address in the activity', signed, { serviceUrl: undefined }],
  ['a service address that is not a text', signed, { serviceUrl: ['x'] }],
  ['a channel for which the key is not endorsed', signed, { channelId: 'facebook' }],
  ['no channel', signed, { channelId: undefined }],
];

it('lets a good token in', async () => {
  await expect(teams.send()).resolves.toMatchObject({ status: 200 });

  expect(teams.server.tours).toMatchObject([{ personne: 'msteams:29:u1', conversation: 'msteams:a:1', canal: 'teams' }]);
  expect(teams.connector.sent.at(-1)?.headers.authorization).toBe('Bearer jeton-du-bot');
});

it.each(BAD)('401, bare, without a turn: %s', async (...[, token, fields]) => {
  const { status, text } = await teams.post(teams.activity(fields), await token());

  expect([status, text]).toEqual([401, '']);
  expect(teams.server.tours).toEqual([]);
});

it('401, bare, for a body that is nothing, whoever sends it', async () => {
  for (const body of [null, [], 'x', 12, {}]) await expect(teams.post(body, await signed())).resolves.toEqual({ status: 401, text: '' });
});

it('400, coded, for an activity of the service that has not the right form', async () => {
  await expect(teams.post(teams.activity({ type: 12 }), await signed())).resolves.toMatchObject({ status: 400, text: expect.stringContaining('ACTIVITE_INVALIDE') });
});

it('tolerates five minutes between two clocks', async () => {
  await expect(teams.post(teams.activity(), await signed({ exp: inSeconds(-120), nbf: inSeconds(-7_200) }))).resolves.toMatchObject({ status: 200 });
  await expect(teams.post(teams.activity(), await signed({ nbf: inSeconds(120) }))).resolves.toMatchObject({ status: 200 });
});

describe('keys', () => {
  let rotating: TeamsServer;
  beforeEach(async () => (rotating = await startTeams()));
  afterEach(() => rotating.stop());

  it('a key that has just appeared is accepted at once, and one withdrawn is refused once the list was read again', async () => {
    await rotating.send();
    const next = await rotating.openId.newKey('k2');
    rotating.openId.publish(next);

    await expect(rotating.post(rotating.activity(), await rotating.openId.sign(next, rotating.claims))).resolves.toMatchObject({ status: 200 });
    await expect(rotating.send()).resolves.toEqual({ status: 401, text: '' });
  });

  it('invented key ids make the list read a few times, not each time', async () => {
    await rotating.send();
    const before = rotating.openId.reads();
    for (let i = 0; i < 40; i += 1) await rotating.post(rotating.activity(), await rotating.openId.sign({ ...rotating.key, kid: `invente-${i}` }, rotating.claims));

    expect(rotating.openId.reads() - before).toBeLessThanOrEqual(5);
    await expect(rotating.send()).resolves.toMatchObject({ status: 200 });
  });

  it('messages that arrive together with a new key share one reading', async () => {
    await rotating.send();
    const before = rotating.openId.reads();
    const next = await rotating.openId.newKey('k3');
    rotating.openId.publish(rotating.key, next);
    const token = await rotating.openId.sign(next, rotating.claims);
    const answers = await Promise.all(Array.from({ length: 20 }, () => rotating.post(rotating.activity(), token)));

    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    expect(rotating.openId.reads() - before).toBeLessThanOrEqual(2);
  });

  it('known keys still work while their server is away; a new one is refused', async () => {
    await rotating.send();
    rotating.openId.setDown(true);

    await expect(rotating.send()).resolves.toMatchObject({ status: 200 });
    await expect(rotating.post(rotating.activity(), await rotating.openId.sign({ ...rotating.key, kid: 'k9' }, rotating.claims))).resolves.toEqual({ status: 401, text: '' });
  });
});

it('names the right application and issuer', () => {
  expect(teams.claims).toMatchObject({ aud: APP_ID, iss: ISSUER });
});
