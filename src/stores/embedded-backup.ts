import { copyFileSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { syncDirectory } from './embedded-files';

/** What is made again at need, or belongs to what is running: the trained model, the base (copied apart) with its journals, holds. */
const LEFT_OUT = /^(?:model-.*|aiguillage\.db.*|tours\.db.*|evaluation|bench)$/;
const PRIVATE_DIR = 0o700;

/**
 * Copies a data directory whole, while servers run: sealed documents, then the base as it is at one instant, then the documents that came
 * meanwhile. What the copy has too much is removed when it is opened.
 * @param copyBase writes the base to a file
 * @returns how many files there are, the base included
 */
export async function backUp(dataDir: string, out: string, copyBase: (path: string) => Promise<void>): Promise<number> {
  mkdirSync(out, { mode: PRIVATE_DIR });
  copyNew(dataDir, out);
  await copyBase(join(out, 'aiguillage.db'));
  copyNew(dataDir, out);
  syncDirectory(out);
  return countFiles(out);
}

function copyNew(from: string, to: string): void {
  for (const name of readdirSync(from)) {
    if (LEFT_OUT.test(name)) continue;
    const [source, target] = [join(from, name), join(to, name)];
    if (isDirectory(source)) {
      mkdirSync(target, { recursive: true, mode: PRIVATE_DIR });
      copyNew(source, target);
    } else if (!existsSync(target)) {
      copyIfThere(source, target);
    }
  }
}

/** A document may be deleted, or get its name, between the listing and the copy. */
function copyIfThere(source: string, target: string): void {
  try {
    copyFileSync(source, target);
  } catch (cause) {
    if (existsSync(source)) throw cause;
  }
}

const isDirectory = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
const countFiles = (dir: string): number => readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;
