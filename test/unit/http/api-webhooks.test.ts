import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { notificationSchema } from '../../../src/api/schemas';
import { waitMs } from '../../../src/api/webhooks';
import { verifySignature } from '../../../src/channels/signature';
import { call, DEMANDE, open, opened, startApi, type ApiServer } from '../../support/api';
import { eventually } from '../../support/widget-page';

jest.setTimeout(60_000);

type Heard = { signature: string; body: string };
let heard: Heard[];
let answers: number[];
let receiver: Server;
let url: string;
let server: ApiServer;
let jeton: string;
beforeAll(async () => {
  receiver = createServer((req, res) => {
    let body = '';
    req.on('data', (chunk: Buffer) => (body += chunk.toString()));
    req.on('end', () => {
      heard.push({ signature: String(req.headers['x-signature']), body });
      // restify changes what this returns
      res.writeHead(answers.shift() ?? 204);
      res.end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/crochet`;
  server = await startApi({ env: { API_WEBHOOK_LOCAL: 'oui' } });
});
afterAll(async () => {
  await server.stop();
  receiver.close();
});
beforeEach(async () => {
  [heard, answers] = [[], []];
  jeton = await server.jeton();
});

const declare = (body: object): ReturnType<typeof call> => call(server, jeton, 'PUT', '/webhook', body);
const events = () => heard.map(({ body }) => notificationSchema.parse(JSON.parse(body)));
const hearing = (n: number): Promise<number> => eventually(async () => heard.length, (length) => length >= n);
/** Time passes by steps of `stepMs` until something is seen: a try that was under way at a step is put off from there. */
const passing = <T>(stepMs: number, read: () => T | Promise<T>, isExpected: (value: T) => boolean): Promise<T> =>
  eventually(async () => {
    server.clock.nowMs += stepMs;
    await pause(1_500);
    return read();
  }, isExpected, 30_000);
const sandrine = { id: 'e1', prenom: 'Sandrine' };

describe('the webhook of a token', () => {
  it('is declared, read without its secret, changed with the same secret, renewed, removed', async () => {
    expect((await call(server, jeton, 'GET', '/webhook')).json.code).toBe('WEBHOOK_ABSENT');
    const declared = await declare({ url, evenements: ['repondre', 'repondre'] });

    expect(declared.json).toMatchObject({ url, evenements: ['repondre'], secret: expect.stringMatching(/^aigw_[\w-]{43}$/), etat: { dernierEssaiLe: null, dernierReussi: null, abandons: 0 } });
    expect((await call(server, jeton, 'GET', '/webhook')).json).not.toHaveProperty('secret');
    expect((await declare({ url: `${url}?b` })).json.secret).toBe(declared.json.secret);
    expect((await declare({ url, nouveauSecret: true })).json.secret).not.toBe(declared.json.secret);
    expect((await call(server, jeton, 'DELETE', '/webhook')).status).toBe(204);
    expect((await call(server, jeton, 'GET', '/webhook')).status).toBe(404);
  });

  it('is its own: another token does not see it', async () => {
    await declare({ url });

    expect((await call(server, await server.jeton(), 'GET', '/webhook')).status).toBe(404);
  });

  it.each([['http://exemple.fr/', /https/], ['https://169.254.169.254/', /publique/], ['https://[fe80::1]/', /publique/], ['https://10.0.0.8/', /publique/]])('%s is refused with its place', async (address, said) => {
    const { status, json } = await declare({ url: address });

    expect(status).toBe(422);
    expect(json.champs).toEqual([{ lieu: 'url', message: expect.stringMatching(said) }]);
  });
});

describe('an event', () => {
  it('is sent signed for each stage of a dossier of this token, without a word of the person, and for no other dossier', async () => {
    const { secret } = (await declare({ url })).json;
    const reference = await opened(server, jeton);
    await opened(server, await server.jeton());
    await server.act(reference, { genre: 'affecter', expert: sandrine });
    await server.act(reference, { genre: 'annoter', texte: 'note secrète' });
    await server.act(reference, { genre: 'demander-complement', pieces: [{ code: null, libelle: 'Bail' }], pourquoi: 'pour la surface' });
    await hearing(3);

    expect(events().sort((a, b) => a.rang - b.rang)).toEqual([
      { id: `api-evenement:${reference}:0`, type: 'reception', reference, rang: 0, statut: 'RECU', le: expect.any(String) },
      { id: `api-evenement:${reference}:1`, type: 'affecter', reference, rang: 1, statut: 'AFFECTE', le: expect.any(String) },
      { id: `api-evenement:${reference}:3`, type: 'demander-complement', reference, rang: 3, statut: 'COMPLEMENT_DEMANDE', le: expect.any(String) },
    ]);
    for (const { signature, body } of heard) expect(verifySignature({ secret: String(secret), header: signature, rawBody: body, nowMs: server.clock.nowMs })).toBe('ok');
    expect((await call(server, jeton, 'GET', '/webhook')).json.etat).toMatchObject({ dernierReussi: true, abandons: 0 });
  });

  it('is sent again after a 500, later, under the same id, until it is taken', async () => {
    answers = [500, 500];
    await declare({ url, evenements: ['reception'] });
    await opened(server, jeton);
    await hearing(1);
    await eventually(() => call(server, jeton, 'GET', '/webhook'), ({ json }) => (json.etat as { dernierReussi: boolean }).dernierReussi === false);
    await passing(3 * 60_000, () => heard.length, (length) => length >= 2);
    await passing(3 * 60_000, () => heard.length, (length) => length >= 3);
    await eventually(() => call(server, jeton, 'GET', '/webhook'), ({ json }) => (json.etat as { dernierReussi: boolean }).dernierReussi === true);

    expect(new Set(events().map(({ id }) => id)).size).toBe(1);
    expect(heard).toHaveLength(3);
  });

  it('is given up after a day, which GET /webhook tells', async () => {
    answers = Array<number>(50).fill(500);
    await declare({ url, evenements: ['reception'] });
    await opened(server, jeton);
    await hearing(1);
    await passing(25 * 3_600_000, () => call(server, jeton, 'GET', '/webhook'), ({ json }) => (json.etat as { abandons: number }).abandons === 1);
    const tries = heard.length;
    server.clock.nowMs += 25 * 3_600_000;
    await pause(2_500);

    expect(heard).toHaveLength(tries);
  });

  it('of a quiet dossier is not sent, nor one that was not asked for', async () => {
    await declare({ url, evenements: ['reception'] });
    const quiet = String((await open(server, jeton, { ...DEMANDE, discret: true })).json.reference);
    await server.act(quiet, { genre: 'affecter', expert: sandrine });
    const plain = await opened(server, jeton);
    await server.act(plain, { genre: 'affecter', expert: sandrine });
    await hearing(1);
    await new Promise((resolve) => setTimeout(resolve, 2_500));

    expect(events().map(({ reference, type }) => [reference, type])).toEqual([[plain, 'reception']]);
  });

  it('a dead receiver of one token does not hold those of another', async () => {
    const other = await server.jeton();
    await declare({ url: 'http://127.0.0.1:9/', evenements: ['reception'] });
    await call(server, other, 'PUT', '/webhook', { url });
    for (let i = 0; i < 3; i++) await opened(server, jeton);
    const reference = await opened(server, other);
    await hearing(1);

    expect(events().map((event) => event.reference)).toEqual([reference]);
  });
});

it('the waits grow, differ from one another, and twenty tries of the outbox last more than a day', () => {
  const soonest = Array.from({ length: 19 }, (_, i) => waitMs(i + 1, () => 0));

  expect(soonest.slice(0, 3)).toEqual([30_000, 60_000, 120_000]);
  expect(soonest.reduce((total, ms) => total + ms, 0)).toBeGreaterThan(24 * 3_600_000 * 0.9);
  expect(waitMs(1, (max) => max - 1)).toBe(44_999);
});
