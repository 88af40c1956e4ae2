import { seeded } from '../hash';
import type { Matrix } from './vocabulary';

/** `costs[c]`: how much class `c` minds a row on the wrong side. */
export type SvmOptions = { epochs: number; seed: number; costs: Float32Array };

/**
 * What each row says of each class, at `row * classes + c`: 1 in it, -1 out of it, 0 nothing (it then does not teach that class).
 */
export type Signs = { classes: number; of: Int8Array };

/** One column a class: `weights[f * classes + c]`, the bias in place of a last feature. */
export type Weights = { classes: number; size: number; weights: Float32Array };

/** A class that is right by less than this about a row is left as it is. */
const NEGLIGIBLE = 0.05;
const LONGEST_NAP = 4;

/**
 * Squared-hinge linear SVMs, each class against the rest, by dual coordinate descent (Hsieh et al. 2008), all the classes together:
 * a row is read once for all of them, which costs a fraction of reading it for each. A row that moves none sleeps for some epochs.
 *
 * @param isUsed rows to learn from
 */
export function solve(x: Matrix, { classes, of: signs }: Signs, { epochs, seed, costs }: SvmOptions, isUsed: (row: number) => boolean = () => true): Weights {
  const weights = new Float32Array((x.size + 1) * classes);
  const alpha = new Float32Array(x.rows * classes);
  const diagonal = Float64Array.from(costs, (cost) => 0.5 / cost);
  const order = Uint32Array.from({ length: x.rows }, (_, row) => row).filter(isUsed);
  const wake = new Uint8Array(x.rows);
  const nap = new Uint8Array(x.rows).fill(1);
  const random = seeded(seed);
  const scores = new Float64Array(classes);
  const moves = { count: 0, column: new Uint16Array(classes), step: new Float64Array(classes) };
  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffle(order, random);
    for (let s = 0; s < order.length; s++) {
      const row = order[s]!;
      if (wake[row]! > epoch) continue;
      scoreRow(x, row, weights, classes, scores);
      const size = squaredLength(x, row);
      moves.count = 0;
      for (let c = 0, at = row * classes; c < classes; c++, at++) {
        const sign = signs[at]!;
        if (sign === 0) continue;
        const a = alpha[at]!;
        const gradient = sign * scores[c]! - 1 + diagonal[c]! * a;
        if ((a === 0 && gradient > 0) || (gradient < NEGLIGIBLE && gradient > -NEGLIGIBLE)) continue;
        const next = Math.max(a - gradient / (size + diagonal[c]!), 0);
        alpha[at] = next;
        moves.column[moves.count] = c;
        moves.step[moves.count++] = (next - a) * sign;
      }
      if (moves.count > 0) {
        moveRow(x, row, weights, classes, moves);
        nap[row] = 1;
        continue;
      }
      wake[row] = epoch + 1 + nap[row]!;
      if (nap[row]! < LONGEST_NAP) nap[row]! *= 2;
    }
  }
  return { classes, size: x.size, weights };
}

/** Scores of a row for all classes. Four features at a time: each score is then fetched and put back once for the four. */
function scoreRow({ start, index, value, size }: Matrix, row: number, weights: Float32Array, classes: number, scores: Float64Array): void {
  const from = start[row]!;
  const to = start[row + 1]!;
  const bias = size * classes;
  for (let c = 0; c < classes; c++) scores[c] = weights[bias + c]!;
  let k = from;
  for (; k + 4 <= to; k += 4) {
    const [b0, b1, b2, b3] = [index[k]! * classes, index[k + 1]! * classes, index[k + 2]! * classes, index[k + 3]! * classes];
    const v0 = value[k]!;
    const v1 = value[k + 1]!;
    const v2 = value[k + 2]!;
    const v3 = value[k + 3]!;
    for (let c = 0; c < classes; c++) scores[c]! += v0 * weights[b0 + c]! + v1 * weights[b1 + c]! + v2 * weights[b2 + c]! + v3 * weights[b3 + c]!;
  }
  for (; k < to; k++) {
    const b = index[k]! * classes;
    const v = value[k]!;
    for (let c = 0; c < classes; c++) scores[c]! += v * weights[b + c]!;
  }
}

function moveRow({ start, index, value, size }: Matrix, row: number, weights: Float32Array, classes: number, moves: { count: number; column: Uint16Array; step: Float64Array }): void {
  const { count, column, step } = moves;
  for (let j = 0; j < count; j++) weights[size * classes + column[j]!]! += step[j]!;
  for (let k = start[row]!, to = start[row + 1]!; k < to; k++) {
    const b = index[k]! * classes;
    const v = value[k]!;
    for (let j = 0; j < count; j++) weights[b + column[j]!]! += v * step[j]!;
  }
}

function squaredLength({ start, value }: Matrix, row: number): number {
  let sum = 1;
  for (let k = start[row]!, to = start[row + 1]!; k < to; k++) sum += value[k]! * value[k]!;
  return sum;
}

function shuffle(order: Uint32Array, random: () => number): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const held = order[i]!;
    order[i] = order[j]!;
    order[j] = held;
  }
}
