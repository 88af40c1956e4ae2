import { closeSync, existsSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { randomId } from './ids';

const FILE = 'direct-line.secret';

/**
 * A secret kept beside the data (Direct Line's unless another file is named), made at the first start: 256 random bits, file mode 0600.
 * Written whole before it gets its name, so that a crash, or two processes starting together, never leave a partial or a second secret.
 */
export function keptSecret(dataDir: string, file = FILE): string {
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, file);
  if (!existsSync(path)) writeOnce(path, randomId() + randomId());
  return readFileSync(path, 'utf8').trim();
}

/** The salt of hashed conversation ids, kept and made in the same way. */
export const keptSalt = (dataDir: string): string => keptSecret(dataDir, 'revue.sel');

/** The key of tracking codes and of the sessions that they open, kept and made in the same way. */
export const keptTrackingKey = (dataDir: string): string => keptSecret(dataDir, 'suivi.secret');

function writeOnce(path: string, secret: string): void {
  const draft = `${path}.${randomId()}`;
  const handle = openSync(draft, 'wx', 0o600);
  writeSync(handle, `${secret}\n`);
  fsyncSync(handle);
  closeSync(handle);
  try {
    linkSync(draft, path);
  } catch (cause) {
    if (!existsSync(path)) throw cause;
  } finally {
    rmSync(draft);
  }
}
