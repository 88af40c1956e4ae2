import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedStore } from '../../src/stores/embedded';
import type { OpenedStore } from './store-contract';

/** An empty embedded store, for contracts. */
export async function openEmpty(): Promise<OpenedStore> {
  const dataDir = mkdtempSync(join(tmpdir(), 'aiguillage-contrat-'));
  let store = openEmbeddedStore({ dataDir });
  return {
    store,
    reopen: async () => {
      await store.close();
      store = openEmbeddedStore({ dataDir });
      return store;
    },
    cleanup: async () => {
      await store.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
