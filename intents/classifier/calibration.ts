import { hash32 } from '../hash';
import { NO_ABBREVIATIONS, tokenize } from '../normalize';
import { learnCore, type LearningOptions, type ReadMessage, type Row } from './core';
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
  const unseen = Array.from({ length: parts }, (_, part) => readApart(rows, (_row, i) => partOf[i] !== part, options)).flat();
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
  const unseen = readApart(rows, isTaught, options);
  return fitLogistic(unseen.map((u) => signals(u, sharpness)), unseen.map((u) => u.truth < 0));
}

const KEPT_OUT_SEED = 77;

/** `truth`: rank of the label, below 0 when it is none of those taught. */
type Unseen = { message: ReadMessage; scores: Float64Array; truth: number };

/** The rows that are not taught, as a core that has learnt the others reads them. */
function readApart(rows: readonly Row[], isTaught: (row: Row, i: number) => boolean, options: LearningOptions): Unseen[] {
  const core = learnCore(rows.filter(isTaught), options);
  return rows.filter((row, i) => !isTaught(row, i)).map(({ text, label }) => {
    const message = core.read(text);
    return { message, scores: core.scores(message), truth: label === null ? -1 : core.labels.indexOf(label) };
  });
}

const signals = ({ message, scores }: Unseen, sharpness: number): Float64Array => signalsOf(softmax(scores, sharpness), scores, message);

export function bestOf(scores: ArrayLike<number>): number {
  let best = 0;
  for (let c = 1; c < scores.length; c++) if (scores[c]! > scores[best]!) best = c;
  return best;
}
