import { CODES, isCodeSurete, isHorsPerimetre, isMotif, type Code, type Drapeau, type PrestationOuAucune, type Revision } from '../src/domain/codes';
import { ranked, type Ranked } from './by-label';
import { packArrays, unpackArrays } from './classifier/codec';
import { FeatureReader, usualFeatures, type FeatureOptions } from './classifier/features';
import type { Logistic } from './classifier/logistic';
import { Vectorizer } from './classifier/vectorizer';
import { withSlots, type Weighing } from './classifier/vocabulary';
import { arraysOf, readModel, type LinearModel } from './classifier/weights';
import { eachIdea } from './concepts';
import { tokenize, type Token } from './normalize';
import { findPrestations, withSigles, type Mention } from './prestation';
import { respaced } from './respacing';
import type { Lexicon, Speller } from './spelling';
import type { PairJudge } from './two-requests';

/** What training gives, and how a message is read with it. Training itself is in `training.ts`, its cache in `model-cache.ts`. */

/** A feature seen in one sentence and its distorted copy teaches nothing. */
export const WEIGHING: Weighing = { minDf: [3, 3, 3, 4, 4], blocks: [1, 1, 0.7, 0, 1] };
/** Words that stand apart bring nothing beside the ideas, and double the model. */
const FEATURES: FeatureOptions = { ...usualFeatures('fr'), paired: 0 };
export const newReader = (): FeatureReader => new FeatureReader(FEATURES, eachIdea);

export const GROUPES = ['simple', 'expert', 'out', 'danger'] as const;
export type Groupe = (typeof GROUPES)[number];

function kindOf(code: Code): Groupe {
  if (isCodeSurete(code)) return 'danger';
  if (isMotif(code)) return 'expert';
  return isHorsPerimetre(code) ? 'out' : 'simple';
}

const GROUPE_OF: ReadonlyMap<Code, Groupe> = new Map(CODES.map((code) => [code, kindOf(code)]));

/** Asked of every code, several times a message. */
export const groupeOf = (code: Code): Groupe => GROUPE_OF.get(code) ?? kindOf(code);

export type Head<L extends string> = Ranked<L> & { model: LinearModel; sharpness: number };

export const headOf = <L extends string>(labels: L[], model: LinearModel, sharpness: number): Head<L> => ({ ...ranked(labels), model, sharpness });

/** The questions asked of each message, each over its labels. */
export type Heads = {
  codes: Head<Code>;
  prestations: Head<PrestationOuAucune>;
  /** Simple, expert, out of scope or danger, learnt as one question: steadier than the sum of the codes. */
  groupes: Head<Groupe>;
  drapeaux: Head<Drapeau>;
  revisions: Head<Revision>;
  /** Which precise fact a question asks for (`facts.ts`). */
  faits: Head<string>;
};

/** How far what is read can be believed, fitted on sentences whose authors the heads had not seen (`judgement.ts`). */
export type Judges = { danger: Logistic; groups: Record<Exclude<Groupe, 'danger'>, Logistic>; right: Logistic; pairs: PairJudge; /** Whether words without a name mean the prestation that they point to. */ paraphrase: Logistic };

/** All that training gives. */
export type Bundle = Heads & {
  id: string;
  lexicon: Lexicon;
  vectorizer: Vectorizer;
  judges: Judges;
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

type Header = { id: string; words: string[]; heads: { labels: string[]; sharpness: number }[]; judges: Judges; prior: Bundle['prior'] };

export const USUAL_SHARPNESS = 5;

export function encode(bundle: Bundle): Buffer {
  const { lexicon, vectorizer: { vocabulary } } = bundle;
  const heads = [bundle.codes, bundle.prestations, bundle.groupes, bundle.drapeaux, bundle.revisions, bundle.faits];
  const header: Header = { id: bundle.id, words: lexicon.words, heads: heads.map(({ labels, sharpness }) => ({ labels, sharpness })), judges: bundle.judges, prior: bundle.prior };
  return packArrays(header, [lexicon.counts, lexicon.sounds, vocabulary.hashes, vocabulary.idf, ...heads.flatMap((h) => arraysOf(h.model))]);
}

/** Reads what `encode` wrote; bytes of another shape are an unusable cache, which is trained again. */
export function decode(bytes: Buffer): Bundle | null {
  try {
    const { arrays, ...read } = unpackArrays(bytes);
    const { heads: headers, ...header } = read.head as Header;
    const lexicon: Lexicon = { words: header.words, counts: arrays.uint32(), sounds: arrays.uint32() };
    const vocabulary = withSlots(arrays.uint32(), arrays.float32());
    const head = <L extends string>(i: number): Head<L> => {
      const { labels = [], sharpness = USUAL_SHARPNESS } = headers[i] ?? {};
      return headOf(labels as L[], readModel(arrays), sharpness);
    };
    return {
      id: header.id, lexicon, vectorizer: new Vectorizer(vocabulary, newReader(), WEIGHING), judges: header.judges, prior: header.prior,
      codes: head<Code>(0), prestations: head<PrestationOuAucune>(1), groupes: head<Groupe>(2), drapeaux: head<Drapeau>(3), revisions: head<Revision>(4), faits: head<string>(5),
    };
  } catch {
    return null;
  }
}
