import { solve, type Signs, type SvmOptions } from './svm';
import type { Matrix } from './vocabulary';
import { packWeights, type LinearModel } from './weights';

/** One question asked of every message. `signOf`: 1 when the row has the label, -1 when not, 0 when the row does not say. */
export type Lesson = { labels: number; cost: number; signOf: (row: number, label: number) => number };

/** The questions as they are learnt, together and over the same rows. `labels`: how many each has. */
export type Asked = { signs: Signs; costs: Float32Array; labels: number[] };

export type LearningRun = Omit<SvmOptions, 'costs'>;

export function askedOf(rows: number, lessons: readonly Lesson[]): Asked {
  const labels = lessons.map((lesson) => lesson.labels);
  const starts = columnStarts(labels);
  const classes = labels.reduce((n, count) => n + count, 0);
  const of = new Int8Array(new SharedArrayBuffer(rows * classes));
  for (let row = 0; row < rows; row++) {
    lessons.forEach(({ labels: count, signOf }, i) => {
      for (let l = 0; l < count; l++) of[row * classes + starts[i]! + l] = signOf(row, l);
    });
  }
  return { signs: { classes, of }, costs: Float32Array.from(lessons.flatMap((l) => new Array<number>(l.labels).fill(l.cost))), labels };
}

/**
 * @param used 1 for each row to learn from; `null`: all of them
 * @returns one model a question, in their order
 */
export function learnAsked(x: Matrix, { signs, costs, labels }: Asked, run: LearningRun, used: Uint8Array | null = null): LinearModel[] {
  const { weights } = solve(x, signs, { ...run, costs }, (row) => used === null || used[row] === 1);
  const starts = columnStarts(labels);
  return labels.map((count, i) => packWeights(weights, x.size, signs.classes, starts[i]!, count));
}

function columnStarts(labels: readonly number[]): number[] {
  let at = 0;
  return labels.map((count) => (at += count) - count);
}
