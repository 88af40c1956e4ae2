import { openRedisStore } from '../../src/stores/redis/store';
import { call, DEMANDE, open, startApi, type ApiServer } from '../support/api';
import { startRedis, type RedisServer } from '../support/redis-server';
import { REDIS_KEYS } from './redis-contracts';

/** What the API asks of a store holds on Redis too: one dossier for one key, a whole list. */

let redis: RedisServer;
let server: ApiServer;
beforeAll(async () => {
  redis = await startRedis();
  server = await startApi({ env: { TEAMS: 'non' }, overrides: { store: await openRedisStore({ url: redis.url, keys: REDIS_KEYS }) } });
});
afterAll(async () => {
  await server.stop();
  await redis.stop();
});

it('twenty posts of one key at once open one dossier; other keys open others; the list has each once', async () => {
  const jeton = await server.jeton();
  const same = await Promise.all(Array.from({ length: 20 }, () => open(server, jeton, DEMANDE, 'une-seule-cle')));
  const others = await Promise.all(Array.from({ length: 5 }, () => open(server, jeton)));
  const { json } = await call(server, jeton, 'GET', '/dossiers?limite=100');

  expect(new Set(same.map(({ status, json: answer }) => `${status} ${JSON.stringify(answer)}`)).size).toBe(1);
  expect((json.dossiers as { reference: string }[]).map(({ reference }) => reference).sort()).toEqual([same[0], ...others].map((answer) => String(answer?.json.reference)).sort());
});

it('a dossier is read, followed and cancelled by its token only', async () => {
  const jeton = await server.jeton();
  const { json: { reference } } = await open(server, jeton);

  expect((await call(server, await server.jeton(), 'GET', `/dossiers/${String(reference)}`)).status).toBe(404);
  expect((await call(server, jeton, 'POST', `/dossiers/${String(reference)}/annulation`)).json).toMatchObject({ statut: 'ANNULE' });
  expect((await call(server, jeton, 'GET', `/dossiers/${String(reference)}/evenements`)).json).toMatchObject({ evenements: [{ type: 'reception' }, { type: 'annuler' }] });
});
