import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DRAPEAUX, isCodeSurete, isHorsPerimetre, isMotif, PRESTATIONS, REVISIONS, type Code, type Drapeau, type PrestationOuAucune, type Revision } from '../src/domain/codes';
import { CodedError } from '../src/domain/errors';
import { packArrays, unpackArrays } from './classifier/codec';
import { FeatureReader, usualFeatures, type FeatureOptions } from './classifier/features';
import { foldsOf } from './classifier/folds';
import { learnLessons, type Learnt, type Lesson } from './classifier/one-vs-rest';
import { Vectorizer } from './classifier/vectorizer';
import { learnVocabulary, withSlots, type Weighing } from './classifier/vocabulary';
import { arraysOf, fitSharpness, readModel, type LinearModel } from './classifier/weights';
import { eachIdea } from './concepts';
import { dataFiles, FIRST_SCRIBE, readExamples, type Example } from './data';
import { noisy } from './noise';
import { tokenize, type Token } from './normalize';
import { findPrestations, withSigles, type Mention } from './prestation';
import { respaced } from './respacing';
import { buildLexicon, Speller, type Lexicon } from './spelling';
import lexiqueConcepts from './lexique/concepts.json';
import lexiqueSignaux from './lexique/signaux.json';
import lexiqueSms from './lexique/sms.json';
import lexiquePrestations from './lexique/prestations.json';

/** To be raised with any change in the code that reads or learns sentences: the cache is then made again. */
const CODE_VERSION = 10;

/** Measured out of fold: more epochs or another cost bring nothing. */
const OPTIONS = { epochs: 3, seed: 20261123 };
/** A feature seen in one sentence and its distorted copy teaches nothing. */
const WEIGHING: Weighing = { minDf: [3, 3, 3, 4, 4], blocks: [1, 1, 0.7, 0, 1] };
const FEATURES: FeatureOptions = { ...usualFeatures('fr'), grams: [3, 4], paired: 0 };
const COST = 0.5;
const GROUP_COST = 0.3;
const NOISY_COPIES = 1;
/** Calibration is fitted on the first of five parts of the sentences, read by a model that has not seen it. */
const PARTS = 5;
const PARTS_READ = 1;
/** Measured on held-out sentences: the group's own head counts for this much beside the codes. */
const GROUP_SHARPNESS = 2;
const USUAL_SHARPNESS = 5;
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
  vectorizer: Vectorizer;
  codes: Head<Code>;
  prestations: Head<PrestationOuAucune>;
  /** Simple, expert, out of scope or danger, learnt as one question: steadier than the sum of the codes. */
  groupes: Head<Groupe>;
  drapeaux: Head<Drapeau>;
  revisions: Head<Revision>;
  /** How often each prestation goes with each code, smoothed: `prior[code][prestation]` sums to one. */
  prior: Record<string, Record<string, number>>;
};

/** Words of a message as the model knows them, each with its offset in the text, and the prestations named in it. */
export type Lecture = { tokens: Token[]; mentions: Mention[]; words: string[]; starts: number[] };

export function readWords(text: string, speller: Speller): Lecture {
  const tokens = respaced(tokenize(text), speller);
  const mentions = findPrestations(tokens, speller);
  const { words, at } = withSigles(tokens.map((t) => t.norm), mentions);
  return { tokens, mentions, words: words.map((w) => speller.repair(w)), starts: at.map((i) => tokens[i]!.start) };
}

/** The words between two offsets of the text. */
export const wordsBetween = ({ words, starts }: Lecture, start: number, end: number): string[] => words.filter((_, i) => starts[i]! >= start && starts[i]! < end);

export type Progress = (message: string) => void;

/** Learns from `examples`; the same examples give the same bytes. */
export function trainBundle(examples: readonly Example[], id: string, onProgress: Progress): Bundle {
  const lexicon = buildLexicon(cleanWordCounts(examples));
  const speller = new Speller(lexicon);
  const rows = [examples.map((e) => e.text), ...Array.from({ length: NOISY_COPIES }, (_, copy) => examples.map((e) => noisy(e.text, copy)))].flat().map((text) => readWords(text, speller).words);
  const reader = newReader();
  const { vocabulary, x } = learnVocabulary(rows, reader, WEIGHING);
  onProgress(`${vocabulary.size} features`);
  const codes = [...new Set(examples.map((e) => e.code))].sort();
  const prestations: PrestationOuAucune[] = [...PRESTATIONS, 'AUCUNE'];
  const authors = examples.map((e) => (e.scribe === FIRST_SCRIBE ? '' : e.scribe));
  const partOf = foldsOf(rows.slice(0, examples.length), authors, PARTS);
  const original = (row: number): number => row % examples.length;
  const lesson = <L>(labels: readonly L[], signOf: (e: Example, label: L) => number, cost = COST): Lesson =>
    ({ labels: labels.length, cost, signOf: (row, l) => signOf(examples[original(row)]!, labels[l]!) });
  const [byCode, byPrestation, byGroupe, byDrapeau, byRevision] = learnLessons(x, [
    lesson(codes, (e, code) => sign(e.code === code || e.second === code)),
    lesson(prestations, (e, p) => (e.prestation === null ? 0 : sign(e.prestation === p))),
    lesson(GROUPES, (e, g) => sign(groupeOf(e.code) === g), GROUP_COST),
    lesson(DRAPEAUX, (e, d) => sign(hasFlag(e, d))),
    lesson(REVISIONS, (e, r) => (e.revision === null ? 0 : sign(e.revision === r))),
  ], { foldOf: Uint8Array.from({ length: x.rows }, (_, row) => partOf[original(row)]!), folds: PARTS_READ, scored: examples.length }, OPTIONS, (done, of) => onProgress(`learnt ${done}/${of}`));
  return {
    id, lexicon, vectorizer: new Vectorizer(vocabulary, reader, WEIGHING), prior: priorOf(examples, codes, prestations),
    codes: calibrated(codes, byCode!, (row) => examples[row]!.code),
    prestations: calibrated(prestations, byPrestation!, (row) => examples[row]!.prestation),
    groupes: { labels: [...GROUPES], model: byGroupe!.model, sharpness: GROUP_SHARPNESS },
    drapeaux: { labels: [...DRAPEAUX], model: byDrapeau!.model, sharpness: USUAL_SHARPNESS },
    revisions: { labels: [...REVISIONS], model: byRevision!.model, sharpness: USUAL_SHARPNESS },
  };
}

const newReader = (): FeatureReader => new FeatureReader(FEATURES, eachIdea);
const sign = (belongs: boolean): number => (belongs ? 1 : -1);

/** Sharpness under which the labels of examples the model had not seen are likeliest. */
function calibrated<L extends string>(labels: readonly L[], { model, outOfFold }: Learnt, truthOf: (row: number) => L | null): Head<L> {
  const seen = [...outOfFold.rows].flatMap((row, i) => {
    const truth = labels.findIndex((l) => l === truthOf(row));
    return truth < 0 ? [] : [{ truth, scores: outOfFold.scores.subarray(i * labels.length, (i + 1) * labels.length) }];
  });
  return { labels: [...labels], model, sharpness: fitSharpness(seen) };
}

const hasFlag = (e: Example, flag: Drapeau): boolean => e.flags.includes(flag) || (e.flags.length === 0 && e.code === flag.toUpperCase());

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
  const hash = createHash('sha256').update(JSON.stringify([CODE_VERSION, lexiqueSms, lexiquePrestations, lexiqueConcepts, lexiqueSignaux]));
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
  const bundle = trainBundle(examples, id, onProgress);
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

type Header = { id: string; words: string[]; heads: { labels: string[]; sharpness: number }[]; prior: Bundle['prior'] };

export function encode(bundle: Bundle): Buffer {
  const { lexicon, vectorizer: { vocabulary } } = bundle;
  const heads = [bundle.codes, bundle.prestations, bundle.groupes, bundle.drapeaux, bundle.revisions];
  const header: Header = { id: bundle.id, words: lexicon.words, heads: heads.map(({ labels, sharpness }) => ({ labels, sharpness })), prior: bundle.prior };
  return packArrays(header, [lexicon.counts, lexicon.sounds, vocabulary.hashes, vocabulary.idf, ...heads.flatMap((h) => arraysOf(h.model))]);
}

/** Reads what `encode` wrote; bytes of another shape are an unusable cache, which is trained again. */
export function decode(bytes: Buffer): Bundle | null {
  try {
    const { head, arrays } = unpackArrays(bytes);
    const header = head as Header;
    const lexicon: Lexicon = { words: header.words, counts: arrays.uint32(), sounds: arrays.uint32() };
    const vocabulary = withSlots(arrays.uint32(), arrays.float32());
    const headOf = <L extends string>(i: number): Head<L> => {
      const { labels = [], sharpness = USUAL_SHARPNESS } = header.heads[i] ?? {};
      return { labels: labels as L[], sharpness, model: readModel(arrays) };
    };
    return {
      id: header.id, lexicon, vectorizer: new Vectorizer(vocabulary, newReader(), WEIGHING), prior: header.prior,
      codes: headOf<Code>(0), prestations: headOf<PrestationOuAucune>(1), groupes: headOf<Groupe>(2), drapeaux: headOf<Drapeau>(3), revisions: headOf<Revision>(4),
    };
  } catch {
    return null;
  }
}
