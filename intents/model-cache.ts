import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CodedError } from '../src/domain/errors';
import { dataFiles, readExamples, readTuning, tuningDir } from './data';
import { decode, encode, type Bundle } from './model';
import { trainBundle, type Progress } from './training';

/** To be raised with any change in the code that reads or learns sentences: the cache is then made again. */
const CODE_VERSION = 32;

const LEXICONS = join(__dirname, 'lexique');
const CLARIFICATIONS = join(__dirname, 'clarifications.json');

/** Same sentences, same lexicons, same code: same id. */
export function bundleId(dataDir: string): string {
  const lexicons = readdirSync(LEXICONS).sort().map((file) => join(LEXICONS, file));
  const hash = createHash('sha256').update(String(CODE_VERSION));
  for (const path of [...lexicons, CLARIFICATIONS, ...dataFiles(dataDir), ...dataFiles(tuningDir(dataDir))]) hash.update(basename(path)).update(readFileSync(path));
  return hash.digest('hex').slice(0, 16);
}

/** The trained bundle, from the cache when these very sentences were already learnt. */
export function loadBundle(dataDir: string, cacheDir: string, onProgress: Progress): Bundle {
  const id = bundleId(dataDir);
  const path = join(cacheDir, `model-${id}.bin`);
  const cached = readCached(path);
  if (cached !== null) return cached;
  const examples = readExamples(dataDir);
  if (examples.length === 0) throw new CodedError('MODELE_INDISPONIBLE', 'no training sentence');
  onProgress(`${examples.length} phrases à apprendre`);
  const bundle = trainBundle(examples, readTuning(dataDir), id, onProgress);
  writeCached(path, cacheDir, bundle);
  return bundle;
}

function readCached(path: string): Bundle | null {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch {
    return null;
  }
  return decode(bytes);
}

/** Written aside, then renamed: a process that stops half-way leaves no half model. */
function writeCached(path: string, cacheDir: string, bundle: Bundle): void {
  try {
    mkdirSync(cacheDir, { recursive: true });
    const aside = `${path}.${process.pid}.tmp`;
    writeFileSync(aside, encode(bundle));
    renameSync(aside, path);
    dropOlder(cacheDir, basename(path));
  } catch (cause) {
    throw new CodedError('MODELE_INDISPONIBLE', 'the trained model cannot be written', { cause });
  }
}

/** Models of earlier sentences can always be made again; a process that uses one has it in memory. */
function dropOlder(cacheDir: string, kept: string): void {
  for (const file of readdirSync(cacheDir)) if (/^model-[0-9a-f]{16}\.bin$/.test(file) && file !== kept) rmSync(join(cacheDir, file), { force: true });
}
