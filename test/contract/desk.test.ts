import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedStore } from '../../src/stores/embedded';
import { deskContract } from './desk-contract';

deskContract('embedded', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'aiguillage-bureau-'));
  const store = openEmbeddedStore({ dataDir });
  if (!store.desk) throw new Error('the embedded store has a desk');
  return {
    store, desk: store.desk,
    cleanup: async () => {
      await store.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
});
