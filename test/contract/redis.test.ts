import { keyring } from '../../src/ops/sealing';
import { openRedisStore, type RedisStore } from '../../src/stores/redis/store';
import { startRedis, type RedisServer } from '../support/redis-server';
import { coefficientsContract } from './coefficients-contract';
import { retentionContract } from './retention-contract';
import { storeContract } from './store-contract';
import type { OpenedStore } from './store-contract';
import { turnContract } from './turn-contract';

const KEYS = keyring([new Uint8Array(32).fill(7)]);

let server: RedisServer;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());

const opened = (): Promise<RedisStore> => openRedisStore({ url: server.url, keys: KEYS });

async function openEmpty(): Promise<OpenedStore> {
  server.cli('flushall');
  let store = await opened();
  return {
    store,
    reopen: async () => {
      await store.close();
      store = await opened();
      return store;
    },
    cleanup: () => store.close(),
  };
}

storeContract('redis', openEmpty);
retentionContract('redis', openEmpty);
coefficientsContract('redis', async (work) => {
  const { store, cleanup } = await openEmpty();
  await work(store).finally(cleanup);
});
turnContract('redis', async () => {
  server.cli('flushall');
  const [one, other] = await Promise.all([opened(), opened()]);
  return { one, other, cleanup: async () => void (await Promise.all([one.close(), other.close()])) };
});
