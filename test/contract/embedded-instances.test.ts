import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedStore } from '../../src/stores/embedded';
import { instancesContract } from './instances-contract';

instancesContract('embedded', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'aiguillage-instances-'));
  return {
    env: { DATA_DIR: dataDir }, open: async () => openEmbeddedStore({ dataDir }),
    cleanup: async () => rmSync(dataDir, { recursive: true, force: true }),
  };
});
