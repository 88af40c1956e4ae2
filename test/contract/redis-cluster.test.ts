import { openRedisStore } from '../../src/stores/redis/store';
import { unDossier } from '../support/dossiers';
import { startCluster } from '../support/redis-server';
import { REDIS_KEYS, redisContracts } from './redis-contracts';

let cluster: Awaited<ReturnType<typeof startCluster>>;
beforeAll(async () => {
  cluster = await startCluster();
}, 60_000);
afterAll(() => cluster.stop());

redisContracts('redis cluster of three', () => cluster);

it('spreads what it keeps over the three nodes', async () => {
  cluster.flush();
  const store = await openRedisStore({ url: cluster.url, keys: REDIS_KEYS });
  for (let i = 0; i < 60; i += 1) {
    await store.saveState(`c${i}`, {}, 0);
    await store.openDossier(`c${i}:1`, () => `REF-EXP-00000${String(i).padStart(2, '0')}`, (reference) => unDossier({ reference, cle: `c${i}:1` }));
  }

  const held = cluster.nodes.map((node) => Number(node.cli('dbsize')));
  await store.close();

  expect(Math.min(...held)).toBeGreaterThan(20);
});
