import { cpSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedStore } from '../../src/stores/embedded';
import type { Store } from '../../src/stores/store';
import type { ServerOptions } from './server';
import { startTeams, type TeamsServer } from './teams-server';

const VAR = join(__dirname, '..', '..', 'var');

/** The same, with the assistant and the store that people have. The trained model is taken along. */
export async function startRealTeams(options: ServerOptions = {}): Promise<TeamsServer & { store: Store }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'aiguillage-teams-'));
  for (const name of readdirSync(VAR).filter((one) => one.startsWith('model'))) cpSync(join(VAR, name), join(dataDir, name));
  const store = openEmbeddedStore({ dataDir });
  const teams = await startTeams({ ...options, env: { DATA_DIR: dataDir, ...options.env }, overrides: { ...options.overrides, store, assistant: undefined } });
  return { ...teams, store };
}
