import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DRAPEAUX, isCodeSurete, isHorsPerimetre, isMotif, PRESTATIONS, REVISIONS, type Code, type Drapeau, type PrestationOuAucune, type Revision } from '../src/domain/codes';
import { CodedError } from '../src/domain/errors';
import { dataFiles, isHeldOut, readExamples, type Example } from './data';
import { buildVocabulary, vectorOf, withSlots, type Vocabulary } from './features';
import { fitSharpness, matrixOf, scoresOf, softmax, trainOneVsRest, type LinearModel, type Matrix } from './linear-model';
import { noisy } from './noise';
import { tokenize, type Token } from './normalize';
import { findPrestations, withSigles, type Mention } from './prestation';
import { buildLexicon, Speller, type Lexicon } from './spelling';
import lexiqueConcepts from './lexique/concepts.json';
import lexiqueSignaux from './lexique/signaux.json';
import lexiqueSms from './lexique/sms.json';
import lexiquePrestations from './lexique/prestations.json';

/** To be raised with any change in the code that reads or learns sentences: the cache is then made again. */
const CODE_VERSION = 4;

const OPTIONS = { cost: 1, epochs: 8, seed: 20261123 };
const NOISY_COPIES = 1;
/** Measured on held-out sentences: the group's own head counts for this much beside the codes. */
const GROUP_SHARPNESS = 2;
const CLEAN = new Set(['courant', 'lettre', 'colere', 'recit', 'tiers', 'age']);

export const GROUPES = ['simple', 'expert', 'out', 'danger'] as const;
export type Groupe = (typeof GROUPES)[number];

export function groupeOf(code: Code): Groupe {
  if (isCodeSurete(code)) return 'danger';
  if (isMotif(code)) return 'expert';
  return isHorsPerimetre(code) ? 'out' : 'simple';
}

type Head<L extends string> = { labels: L[]; model: LinearModel; sharpness: number };

/** All that training gives. */
export type Bundle = {
  id: string;
  lexicon: Lexicon;
  vocabulary: Vocabulary;
  codes: Head<Code>;
  prestations: Head<PrestationOuAucune>;
  /** Simple, expert, out of scope or danger, learnt as one question: steadier than the sum of the codes. */
  groupes: Head<Groupe>;
  drapeaux: Head<Drapeau>;
  revisions: Head<Revision>;
  /** How often each prestation goes with each code, smoothed: `prior[code][prestation]` sums to one. */
  prior: Record<string, Record<string, number>>;
};

/** Words of a message as the model knows them, and the prestations named in it. */
export type Lecture = { tokens: Token[]; mentions: Mention[]; words: string[] };

export function readWords(text: string, speller: Speller): Lecture {
  const tokens = tokenize(text);
  const mentions = findPrestations(tokens, (w) => speller.isKnown(w));
  const words = withSigles(tokens.map((t) => t.norm), mentions).map((w) => speller.repair(w));
  return { tokens, mentions, words };
}

export const probabilities = <L extends string>(head: Head<L>, words: readonly string[], vocabulary: Vocabulary): Float64Array =>
  softmax(scoresOf(head.model, vectorOf(words, vocabulary)), head.sharpness);

export type Progress = (message: string) => void;

/** `copies`: distorted copies of each sentence. `sharpness`: from `calibrate`, or a usual value when it is not known yet. */
export type Training = { copies: number; sharpness: Sharpness };

const USUAL: Training = { copies: NOISY_COPIES, sharpness: { codes: 6, prestations: 4 } };

/** Learns from `examples`; the same examples give the same bytes. */
export function trainBundle(examples: readonly Example[], id: string, onProgress: Progress, { copies, sharpness }: Training = USUAL): Bundle {
  const counts = cleanWordCounts(examples);
  const lexicon = buildLexicon(counts);
  const speller = new Speller(lexicon);
  const rows = examples.flatMap((e) => [e.text, ...Array.from({ length: copies }, (_, copy) => noisy(e.text, copy))].map((text) => ({ example: e, words: readWords(text, speller).words })));
  const vocabulary = buildVocabulary(rows.map((r) => r.words));
  const x = matrixOf(rows.map((r) => vectorOf(r.words, vocabulary)), vocabulary.size);
  const labels = rows.map((r) => r.example);
  const codes = [...new Set(examples.map((e) => e.code))].sort();
  const prestations: PrestationOuAucune[] = [...PRESTATIONS, 'AUCUNE'];
  const step = (what: string, total: number) => (done: number): void => {
    if (done === total || done % 20 === 0) onProgress(`${what} ${done}/${total}`);
  };
  const withPrestation = rowsWhere(x, labels, (e) => e.prestation !== null);
  const withRevision = rowsWhere(x, labels, (e) => e.revision !== null);
  return {
    id, lexicon, vocabulary,
    codes: { labels: codes, sharpness: sharpness.codes, model: trainOneVsRest(x, codes.length, (r, c) => labels[r]?.code === codes[c], OPTIONS, step('codes', codes.length)) },
    prestations: { labels: prestations, sharpness: sharpness.prestations, model: trainOneVsRest(withPrestation.x, prestations.length, (r, c) => withPrestation.labels[r]?.prestation === prestations[c], OPTIONS, step('prestations', prestations.length)) },
    groupes: { labels: [...GROUPES], sharpness: GROUP_SHARPNESS, model: trainOneVsRest(x, GROUPES.length, (r, c) => labels[r] !== undefined && groupeOf(labels[r].code) === GROUPES[c], { ...OPTIONS, cost: 0.3 }) },
    drapeaux: { labels: [...DRAPEAUX], sharpness: 5, model: trainOneVsRest(x, DRAPEAUX.length, (r, c) => hasFlag(labels[r], DRAPEAUX[c]), OPTIONS) },
    revisions: { labels: [...REVISIONS], sharpness: 5, model: trainOneVsRest(withRevision.x, REVISIONS.length, (r, c) => withRevision.labels[r]?.revision === REVISIONS[c], OPTIONS) },
    prior: priorOf(examples, codes, prestations),
  };
}

export type Sharpness = { codes: number; prestations: number };

/** Sharpness measured on sentences that `bundle` has not seen. */
export function calibrate(bundle: Bundle, unseen: readonly Example[]): Sharpness {
  const speller = new Speller(bundle.lexicon);
  const vectors = unseen.map((e) => vectorOf(readWords(e.text, speller).words, bundle.vocabulary));
  const rows = (head: Head<string>, truth: (e: Example) => string | null) =>
    unseen.flatMap((e, i) => {
      const at = head.labels.indexOf(truth(e) ?? '');
      const vector = vectors[i];
      return at < 0 || vector === undefined ? [] : [{ scores: scoresOf(head.model, vector), truth: at }];
    });
  return { codes: fitSharpness(rows(bundle.codes, (e) => e.code)), prestations: fitSharpness(rows(bundle.prestations, (e) => e.prestation)) };
}

const hasFlag = (e: Example | undefined, flag: Drapeau | undefined): boolean =>
  e !== undefined && flag !== undefined && (e.flags.includes(flag) || (e.flags.length === 0 && e.code === flag.toUpperCase()));

function rowsWhere(x: Matrix, labels: readonly Example[], keep: (e: Example) => boolean): { x: Matrix; labels: Example[] } {
  const rows = labels.flatMap((e, i) => (keep(e) ? [i] : []));
  const vectors = rows.map((i) => ({ index: x.index.subarray(x.start[i], x.start[i + 1]), value: x.value.subarray(x.start[i], x.start[i + 1]) }));
  return { x: matrixOf(vectors, x.size), labels: rows.flatMap((i) => labels[i] ?? []) };
}

function cleanWordCounts(examples: readonly Example[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const e of examples) {
    if (!CLEAN.has(e.style)) continue;
    for (const { norm } of tokenize(e.text)) counts.set(norm, (counts.get(norm) ?? 0) + 1);
  }
  return new Map([...counts].filter(([, n]) => n >= 2));
}

function priorOf(examples: readonly Example[], codes: readonly Code[], prestations: readonly PrestationOuAucune[]): Bundle['prior'] {
  return Object.fromEntries(codes.map((code) => {
    const rows = examples.filter((e) => e.code === code && e.prestation !== null);
    const total = rows.length + 0.1 * prestations.length;
    return [code, Object.fromEntries(prestations.map((p) => [p, (rows.filter((e) => e.prestation === p).length + 0.1) / total]))];
  }));
}

// ---------------------------------------------------------------- cache

/** Same sentences, same lexicons, same code: same id. */
export function bundleId(dataDir: string): string {
  const hash = createHash('sha256').update(JSON.stringify([CODE_VERSION, OPTIONS, NOISY_COPIES, GROUP_SHARPNESS, lexiqueSms, lexiquePrestations, lexiqueConcepts, lexiqueSignaux]));
  for (const path of dataFiles(dataDir)) hash.update(basename(path)).update(readFileSync(path));
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
  onProgress(`training on ${examples.length} sentences`);
  const bundle = trainBundle(examples, id, onProgress, { copies: NOISY_COPIES, sharpness: sharpnessOf(examples, onProgress) });
  writeCached(path, cacheDir, bundle);
  return bundle;
}

function sharpnessOf(examples: readonly Example[], onProgress: Progress): Sharpness {
  const { taught, unseen } = splitFolds(examples);
  if (unseen.length === 0 || taught.length === 0) return USUAL.sharpness;
  onProgress(`calibrating on ${unseen.length} sentences kept apart`);
  return calibrate(trainBundle(taught, 'calibration', () => undefined, { ...USUAL, copies: 0 }), unseen);
}

function splitFolds(examples: readonly Example[]): { taught: Example[]; unseen: Example[] } {
  return { taught: examples.filter((e) => !heldOut(e)), unseen: examples.filter(heldOut) };
}

const heldOut = (e: Example): boolean => isHeldOut(e.text);

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

type Typed = Uint32Array | Float32Array | Int8Array | Uint8Array;

/** A JSON head, then the arrays one after the other, each aligned on 4 bytes. */
export function encode(bundle: Bundle): Buffer {
  const arrays: Typed[] = [bundle.lexicon.counts, bundle.lexicon.keys, bundle.lexicon.ids, bundle.vocabulary.hashes, bundle.vocabulary.idf, bundle.vocabulary.block,
    ...headsOf(bundle).flatMap((h) => [h.model.weights, h.model.scales, h.model.bias])];
  const heads = headsOf(bundle).map((h) => ({ labels: h.labels, sharpness: h.sharpness }));
  const head = Buffer.from(JSON.stringify({ id: bundle.id, words: bundle.lexicon.words, heads, prior: bundle.prior, lengths: arrays.map((a) => a.length) }));
  const start = 4 + pad(head.length);
  const out = Buffer.alloc(start + arrays.reduce((n, a) => n + pad(a.byteLength), 0));
  out.writeUInt32LE(head.length, 0);
  head.copy(out, 4);
  let at = start;
  for (const a of arrays) {
    Buffer.from(a.buffer, a.byteOffset, a.byteLength).copy(out, at);
    at += pad(a.byteLength);
  }
  return out;
}

const headsOf = (bundle: Bundle): Head<string>[] => [bundle.codes, bundle.prestations, bundle.groupes, bundle.drapeaux, bundle.revisions];

const pad = (n: number): number => (n + 3) & ~3;

type Header = { id: string; words: string[]; heads: { labels: string[]; sharpness: number }[]; prior: Bundle['prior']; lengths: number[] };

/** Reads what `encode` wrote; bytes of another shape are an unusable cache, which is trained again. */
export function decode(bytes: Buffer): Bundle | null {
  try {
    const size = bytes.readUInt32LE(0);
    const header: Header = JSON.parse(bytes.subarray(4, 4 + size).toString('utf8'));
    const memory = bytes.buffer.slice(bytes.byteOffset + 4 + pad(size), bytes.byteOffset + bytes.length);
    let at = 0;
    let n = 0;
    const next = <T extends Typed>(make: new (buffer: ArrayBufferLike, offset: number, length: number) => T, width: number): T => {
      const length = header.lengths[n++] ?? 0;
      const array = new make(memory, at, length);
      at += pad(length * width);
      return array;
    };
    const lexicon: Lexicon = { words: header.words, counts: next(Uint32Array, 4), keys: next(Uint32Array, 4), ids: next(Uint32Array, 4) };
    const vocabulary = withSlots(next(Uint32Array, 4), next(Float32Array, 4), next(Uint8Array, 1));
    const head = <L extends string>(i: number): Head<L> => {
      const { labels = [], sharpness = 5 } = header.heads[i] ?? {};
      return { labels: labels as L[], sharpness, model: { classes: labels.length, weights: next(Int8Array, 1), scales: next(Float32Array, 4), bias: next(Float32Array, 4) } };
    };
    return { id: header.id, lexicon, vocabulary, codes: head<Code>(0), prestations: head<PrestationOuAucune>(1), groupes: head<Groupe>(2), drapeaux: head<Drapeau>(3), revisions: head<Revision>(4), prior: header.prior };
  } catch {
    return null;
  }
}
