import { keyring } from '../../src/ops/sealing';
import { openRedisStore, type RedisStore } from '../../src/stores/redis/store';
import { callDraftContract, callDraftLifeContract } from './call-drafts-contract';
import { coefficientsContract } from './coefficients-contract';
import { countersContract, keptCountersContract } from './counters-contract';
import { deskContract } from './desk-contract';
import { retentionContract } from './retention-contract';
import { storeContract } from './store-contract';
import type { OpenedStore } from './store-contract';
import { switchContract } from './switch-contract';
import { threadsContract } from './threads-contract';
import { turnContract } from './turn-contract';

export const REDIS_KEYS = keyring([new Uint8Array(32).fill(7)]);

/** What is run against: an address, and how to empty it. */
export type Place = { url: string; flush: () => void };

/** Every contract of the stores, on the Redis that `place` gives. */
export function redisContracts(name: string, place: () => Place): void {
  const opened = (): Promise<RedisStore> => openRedisStore({ url: place().url, keys: REDIS_KEYS });

  async function openEmpty(): Promise<OpenedStore> {
    place().flush();
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

  storeContract(name, openEmpty);
  retentionContract(name, openEmpty);
  switchContract(name, openEmpty);
  threadsContract(name, openEmpty);
  deskContract(name, openEmpty);
  keptCountersContract(name, openEmpty);
  callDraftLifeContract(name, openEmpty);
  callDraftContract(name, async (work) => {
    const { store, cleanup } = await openEmpty();
    await work(store.callDrafts).finally(cleanup);
  });
  countersContract(name, async (work) => {
    const { store, cleanup } = await openEmpty();
    await work(store.counters).finally(cleanup);
  });
  coefficientsContract(name, async (work) => {
    const { store, cleanup } = await openEmpty();
    await work(store).finally(cleanup);
  });
  turnContract(name, async () => {
    place().flush();
    const [one, other] = await Promise.all([opened(), opened()]);
    return { one, other, cleanup: async () => void (await Promise.all([one.close(), other.close()])) };
  });
}
