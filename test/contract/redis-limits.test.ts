import { createLimits } from '../../src/app/limits';
import { silentLogger } from '../../src/ops/log';
import { keyring } from '../../src/ops/sealing';
import { openRedisStore, type RedisStore } from '../../src/stores/redis/store';
import { startRedis, type RedisServer } from '../support/redis-server';

let redis: RedisServer;
let stores: RedisStore[];
beforeAll(async () => {
  redis = await startRedis({ 'maxmemory-policy': 'noeviction' });
  stores = await Promise.all([1, 2].map(() => openRedisStore({ url: redis.url, keys: keyring([new Uint8Array(32)]) })));
});
afterAll(async () => {
  await Promise.all(stores.map((store) => store.close()));
  await redis.stop();
});

const limitsOf = (store: RedisStore | undefined) => createLimits({ store: store?.limits, key: 'clé de test', points: { jetons: 10 }, log: silentLogger });

it('two instances on one Redis give ten, not twenty, however they hurry', async () => {
  const all = stores.map(limitsOf);
  const waits = await Promise.all(Array.from({ length: 40 }, (_, n) => all[n % 2]?.take('jetons', '192.0.2.1')));

  expect(waits.filter((ms) => ms === 0)).toHaveLength(10);
  expect(Math.max(...waits.map(Number))).toBeLessThanOrEqual(60_000);
});

it('a window ends by itself: nothing is left of it', async () => {
  expect(await stores[0]?.limits?.count('brève', 1, 1)).toMatchObject({ total: 1 });
  await new Promise((resolve) => setTimeout(resolve, 1_100));

  expect(await stores[0]?.limits?.count('brève', 1, 1)).toMatchObject({ total: 1 });
  expect(redis.cli('keys', '*limite*').split('\n').every((key) => Number(redis.cli('pttl', key)) > 0)).toBe(true);
});

it('Redis killed: the same instance goes on counting, alone', async () => {
  const limits = limitsOf(stores[0]);
  await redis.kill();
  const waits: number[] = [];
  for (let n = 0; n < 11; n += 1) waits.push(await limits.take('jetons', '192.0.2.7'));
  await redis.restart();

  expect(waits.slice(0, 10).every((ms) => ms === 0)).toBe(true);
  expect(waits[10]).toBeGreaterThan(0);
});
