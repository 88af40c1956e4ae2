import { scoreRow, solve, type Signs, type SvmOptions } from './svm';
import type { Matrix } from './vocabulary';
import { packWeights, type LinearModel } from './weights';

/** One question asked of every message. `signOf`: 1 when the row has the label, -1 when not, 0 when the row does not say. */
export type Lesson = { labels: number; cost: number; signOf: (row: number, label: number) => number };

/**
 * Rows read by models that had not seen them, to learn how far scores can be believed. `foldOf[row]`: rows of one part are left
 * out together. The first `folds` parts are read. Only the first `scored` rows are: the others are copies of them.
 */
export type Apart = { foldOf: Uint8Array; folds: number; scored: number };

/** Scores of `rows`, out of fold: row `rows[i]`, label `l` at `i * labels + l`. */
export type OutOfFold = { rows: Uint32Array; scores: Float32Array };

export type Learnt = { model: LinearModel; outOfFold: OutOfFold };

/** All the questions are learnt together, over the same rows. @returns one answer a lesson, in their order */
export function learnLessons(x: Matrix, lessons: readonly Lesson[], apart: Apart, options: Omit<SvmOptions, 'costs'>, onProgress: (done: number, of: number) => void = () => undefined): Learnt[] {
  const starts = columnStarts(lessons);
  const signs = signsOf(x.rows, lessons, starts);
  const costs = Float32Array.from(lessons.flatMap((l) => new Array<number>(l.labels).fill(l.cost)));
  const { weights } = solve(x, signs, { ...options, costs });
  onProgress(1, apart.folds + 1);
  const models = lessons.map((lesson, i) => packWeights(weights, x.size, signs.classes, starts[i]!, lesson.labels));
  const rows = Uint32Array.from({ length: apart.scored }, (_, row) => row).filter((row) => apart.foldOf[row]! < apart.folds);
  const scores = scoresApart(x, signs, rows, apart, (isUsed) => solve(x, signs, { ...options, costs }, isUsed).weights, onProgress);
  return lessons.map(({ labels }, i) => ({ model: models[i]!, outOfFold: { rows, scores: columnsOf(scores, signs.classes, starts[i]!, labels) } }));
}

function columnStarts(lessons: readonly Lesson[]): number[] {
  let at = 0;
  return lessons.map(({ labels }) => (at += labels) - labels);
}

function signsOf(rows: number, lessons: readonly Lesson[], starts: readonly number[]): Signs {
  const classes = lessons.reduce((n, l) => n + l.labels, 0);
  const of = new Int8Array(rows * classes);
  for (let row = 0; row < rows; row++) {
    lessons.forEach(({ labels, signOf }, i) => {
      for (let l = 0; l < labels; l++) of[row * classes + starts[i]! + l] = signOf(row, l);
    });
  }
  return { classes, of };
}

type Relearn = (isUsed: (row: number) => boolean) => Float32Array;

function scoresApart(x: Matrix, { classes }: Signs, rows: Uint32Array, { foldOf, folds }: Apart, relearn: Relearn, onProgress: (done: number, of: number) => void): Float32Array {
  const scores = new Float32Array(rows.length * classes);
  const read = new Float64Array(classes);
  for (let fold = 0; fold < folds; fold++) {
    const weights = relearn((row) => foldOf[row] !== fold);
    rows.forEach((row, i) => {
      if (foldOf[row] !== fold) return;
      scoreRow(x, row, weights, classes, read);
      scores.set(read, i * classes);
    });
    onProgress(fold + 2, folds + 1);
  }
  return scores;
}

function columnsOf(scores: Float32Array, classes: number, from: number, labels: number): Float32Array {
  if (labels === classes) return scores;
  const out = new Float32Array((scores.length / classes) * labels);
  for (let i = 0; i * classes < scores.length; i++) out.set(scores.subarray(i * classes + from, i * classes + from + labels), i * labels);
  return out;
}
