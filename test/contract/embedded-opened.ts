import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedStore } from '../../src/stores/embedded';
import type { OpenedStore } from './store-contract';

/** An empty embedded store, for contracts; its folder is made when it opens. */
export async function openEmpty(): Promise<OpenedStore> {
  const parent = mkdtempSync(join(tmpdir(), 'aiguillage-contrat-'));
  const dataDir = join(parent, 'donnees');
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
      rmSync(parent, { recursive: true, force: true });
    },
  };
}
