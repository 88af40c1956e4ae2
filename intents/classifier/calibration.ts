import { hash32 } from '../hash';
import { NO_ABBREVIATIONS, tokenize } from '../normalize';
import { learnCore, type Core, type LearningOptions, type ReadMessage, type Row } from './core';
import { foldsOf } from './folds';
import { fitLogistic, type Logistic } from './logistic';
import { fitSharpness, softmax } from './weights';

/**
 * How far the scores of a classifier can be believed. `sharpness`: of the probabilities among labels; `right`: whether the first
 * label is the right one; `outside`: whether the message is about none of the labels. Both from `signalsOf`.
 */
export type Calibration = { sharpness: number; right: Logistic; outside: Logistic };

/** What tells whether scores can be believed: how far the first label is ahead, how high it stands, how much of the message is known. */
export function signalsOf(probabilities: Float64Array, scores: Float64Array, { words, unknownShare }: ReadMessage): Float64Array {
  let [first, second, p] = [-Infinity, -Infinity, 0];
  for (let c = 0; c < scores.length; c++) {
    const score = scores[c]!;
    if (score > first) [second, first, p] = [first, score, probabilities[c]!];
    else if (score > second) second = score;
  }
  const safe = Math.min(1 - 1e-6, Math.max(1e-6, p));
  return Float64Array.of(1, Math.log(safe / (1 - safe)), first, Math.min(2, first - second), unknownShare, Math.log1p(words.length));
}

/** Rows read by a core that had not seen them, nor, for the last of them, anything of their label. */
type Apart = { core: Core; inside: Row[]; outside: Row[] };

/** Big sets are read once apart: one part in five is enough to fit a few numbers. */
const ENOUGH_ROWS = 1_000;
const PARTS = 5;
/** One label in so many is kept out to learn what a message from elsewhere looks like. */
const LABELS_KEPT_OUT = 5;
/** Two must be left to tell apart. */
const FEWEST_LABELS = 3;
/** Where nothing can be learnt of what lies outside: the lower the first score and the fewer the known words, the further out. */
const USUAL_OUTSIDE: Logistic = [-1, 0, -2, 0, 2, 0];

/** Trains again without some rows, then without some labels, and fits what their scores tell. */
export function calibrate(rows: readonly Row[], options: LearningOptions): Calibration {
  const labelled = rows.filter((r) => r.label !== null);
  const partOf = foldsOf(rows.map((r) => tokenize(r.text, NO_ABBREVIATIONS).map((t) => t.norm)), rows.map(() => ''), rows.map(() => 0), PARTS);
  const parts = labelled.length / PARTS >= ENOUGH_ROWS ? 1 : PARTS;
  const unseen = Array.from({ length: parts }, (_, part) => apart(rows, (_row, i) => partOf[i] !== part, options)).flatMap(read);
  const scored = unseen.filter((u) => u.truth >= 0);
  const sharpness = fitSharpness(scored.map(({ scores, truth }) => ({ scores, truth })));
  const right = fitLogistic(scored.map((u) => signals(u, sharpness)), scored.map((u) => bestOf(u.scores) === u.truth));
  return { sharpness, right, outside: outsideOf(rows, labelled, partOf, options, sharpness) };
}

function outsideOf(rows: readonly Row[], labelled: readonly Row[], partOf: Uint8Array, options: LearningOptions, sharpness: number): Logistic {
  const labels = [...new Set(labelled.map((r) => r.label!))].sort((a, b) => hash32(a, KEPT_OUT_SEED) - hash32(b, KEPT_OUT_SEED));
  if (labels.length < FEWEST_LABELS) return USUAL_OUTSIDE;
  const keptOut = new Set<string | null>(labels.slice(0, Math.max(1, Math.floor(labels.length / LABELS_KEPT_OUT))));
  const isTaught = (row: Row, i: number): boolean => partOf[i] !== 0 && !keptOut.has(row.label);
  const unseen = read(apart(rows, isTaught, options));
  return fitLogistic(unseen.map((u) => signals(u, sharpness)), unseen.map((u) => u.truth < 0));
}

const KEPT_OUT_SEED = 77;

type Test = (row: Row, i: number) => boolean;

function apart(rows: readonly Row[], isTaught: Test, options: LearningOptions): Apart {
  const core = learnCore(rows.filter(isTaught), options);
  const left = rows.filter((row, i) => !isTaught(row, i));
  const isInside = (row: Row): boolean => row.label !== null && core.labels.includes(row.label);
  return { core, inside: left.filter(isInside), outside: left.filter((row) => !isInside(row)) };
}

type Unseen = { message: ReadMessage; scores: Float64Array; truth: number };

const read = ({ core, inside, outside }: Apart): Unseen[] =>
  [...inside, ...outside].map((row) => {
    const message = core.read(row.text);
    return { message, scores: core.scores(message), truth: row.label === null ? -1 : core.labels.indexOf(row.label) };
  });

const signals = ({ message, scores }: Unseen, sharpness: number): Float64Array => signalsOf(softmax(scores, sharpness), scores, message);

export function bestOf(scores: ArrayLike<number>): number {
  let best = 0;
  for (let c = 1; c < scores.length; c++) if (scores[c]! > scores[best]!) best = c;
  return best;
}
