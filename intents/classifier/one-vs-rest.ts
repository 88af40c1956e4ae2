import { solve, type Signs, type SvmOptions } from './svm';
import type { Matrix } from './vocabulary';
import { packWeights, type LinearModel } from './weights';

/** One question asked of every message. `signOf`: 1 when the row has the label, -1 when not, 0 when the row does not say. */
export type Lesson = { labels: number; cost: number; signOf: (row: number, label: number) => number };

/**
 * All the questions are learnt together, over the same rows.
 *
 * @param isUsed rows to learn from
 * @returns one model a lesson, in their order
 */
export function learnLessons(x: Matrix, lessons: readonly Lesson[], options: Omit<SvmOptions, 'costs'>, isUsed: (row: number) => boolean = () => true): LinearModel[] {
  const starts = columnStarts(lessons);
  const signs = signsOf(x.rows, lessons, starts);
  const costs = Float32Array.from(lessons.flatMap((l) => new Array<number>(l.labels).fill(l.cost)));
  const { weights } = solve(x, signs, { ...options, costs }, isUsed);
  return lessons.map((lesson, i) => packWeights(weights, x.size, signs.classes, starts[i]!, lesson.labels));
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
