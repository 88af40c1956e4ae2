import { cpSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compose } from '../../src/compose';
import { loadConfig } from '../../src/config';
import { silentLogger } from '../../src/ops/log';
import { PHONE_ENV } from './phone';

export type PhoneServer = { url: string; dataDir: string; stop(): Promise<void> };

const CACHE = join(__dirname, '..', '..', 'var');

/** The whole product in this process, with its three telephone doors open and the clock given. The trained model is taken along. */
export async function startPhoneServer({ clock, env = {}, dataDir = withModel() }: { clock: () => Date; env?: Record<string, string>; dataDir?: string }): Promise<PhoneServer> {
  const config = loadConfig({ PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'silent', ...PHONE_ENV, ...env });
  const application = await compose(config, { clock, log: silentLogger, stopTimeoutMs: 3_000 });
  const { url } = await application.start();
  return { url, dataDir, stop: () => application.stop() };
}

function withModel(): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'aiguillage-tel-'));
  for (const name of readdirSync(CACHE).filter((file) => file.startsWith('model'))) cpSync(join(CACHE, name), join(dataDir, name));
  return dataDir;
}
