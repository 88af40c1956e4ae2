import { closeSync, constants, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { access, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from '../ops/process';

/**
 * Bytes of files, content-addressed: `<root>/ab/<address>`, where `ab` begins the address: 64 hexadecimal characters made from
 * the content, a plain SHA-256 for those written before files were encrypted. `publish`, `remove` and `list`
 * are synchronous because the store calls them while it holds the database's write lock.
 */
export type ByteStore = {
  /** Resolves when the bytes are on the disk for good, in a temporary place; `publish` moves them to their own. */
  stage(address: string, bytes: Uint8Array): Promise<string>;
  publish(staged: string, address: string): void;
  discard(staged: string): void;
  read(address: string): Promise<Uint8Array | null>;
  remove(address: string): void;
  /** Every address present, to find those that nothing names any more. */
  list(): string[];
  /** Rejects when the directory cannot be written. */
  check(): Promise<void>;
};

const PRIVATE_DIR = 0o700;
const PRIVATE_FILE = 0o600;
const STAGING = 'en-cours';
const SHA256 = /^[0-9a-f]{64}$/;

/** @param root created, with mode 0700, when it does not exist; what a dead process left half-written is removed */
export function openByteStore(root: string): ByteStore {
  const staging = join(root, STAGING);
  mkdirSync(staging, { recursive: true, mode: PRIVATE_DIR });
  removeAbandoned(staging);
  let staged = 0;

  return {
    async stage(address, bytes) {
      staged += 1;
      const path = join(staging, `${checkedHash(address)}.${process.pid}.${staged}`);
      await writeDurably(path, bytes);
      return path;
    },
    publish(stagedPath, address) {
      const dir = join(root, checkedHash(address).slice(0, 2));
      const created = mkdirSync(dir, { recursive: true, mode: PRIVATE_DIR });
      renameSync(stagedPath, join(dir, address));
      syncDirectory(dir);
      if (created !== undefined) syncDirectory(root);
    },
    discard: (stagedPath) => rmSync(stagedPath, { force: true }),
    read: (address) => readFile(pathOf(root, address)).catch(absentAsNull),
    remove: (address) => rmSync(pathOf(root, address), { force: true }),
    list: () => readdirSync(root)
      .filter((name) => /^[0-9a-f]{2}$/.test(name))
      .flatMap((dir) => readdirSync(join(root, dir)))
      .filter((name) => SHA256.test(name)),
    check: () => access(staging, constants.W_OK),
  };
}

/** A new name is only durable once its directory is. */
export function syncDirectory(dir: string): void {
  const handle = openSync(dir, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(path, 'w', PRIVATE_FILE);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Staged names end with the process id: those of a live process are still being written. */
function removeAbandoned(staging: string): void {
  for (const name of readdirSync(staging)) {
    const pid = Number(name.split('.')[1]);
    if (!isAlive(pid)) rmSync(join(staging, name), { force: true });
  }
}

function pathOf(root: string, address: string): string {
  return join(root, checkedHash(address).slice(0, 2), address);
}

/** The hash becomes a path: anything else than a hash stops here. */
export function checkedHash(hash: string): string {
  if (!SHA256.test(hash)) throw new Error('not a sha256');
  return hash;
}

function absentAsNull(cause: unknown): null {
  if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
  throw cause;
}
