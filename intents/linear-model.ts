import type { Sparse } from './features';
import { seeded } from './hash';

/** One-vs-rest linear scores. `weights` is feature-major: the scores of a feature for all classes stand together. */
export type LinearModel = { classes: number; weights: Int8Array; scales: Float32Array; bias: Float32Array };

export type TrainOptions = { cost: number; epochs: number; seed: number };

/** Training rows as one block of memory: row `i` is `index[start[i] … start[i+1]]`. */
export type Matrix = { rows: number; size: number; start: Uint32Array; index: Uint32Array; value: Float32Array };

export function matrixOf(vectors: readonly Sparse[], size: number): Matrix {
  const start = new Uint32Array(vectors.length + 1);
  vectors.forEach((v, i) => (start[i + 1] = (start[i] ?? 0) + v.index.length));
  const total = start[vectors.length] ?? 0;
  const index = new Uint32Array(total);
  const value = new Float32Array(total);
  vectors.forEach((v, i) => {
    index.set(v.index, start[i]);
    value.set(v.value, start[i]);
  });
  return { rows: vectors.length, size, start, index, value };
}

/**
 * Squared-hinge linear SVM, one class against the rest, by dual coordinate descent with shrinking (Hsieh et al. 2008).
 *
 * @param isPositive whether row `i` belongs to class `c`
 * @param isUsed whether row `i` teaches class `c` (a row without the label is left out)
 */
export function trainOneVsRest(x: Matrix, classes: number, isPositive: (row: number, c: number) => boolean, options: TrainOptions, onClass?: (done: number) => void): LinearModel {
  const weights = new Int8Array(x.size * classes);
  const scales = new Float32Array(classes);
  const bias = new Float32Array(classes);
  const squares = squaredNorms(x);
  const signs = new Int8Array(x.rows);
  for (let c = 0; c < classes; c++) {
    for (let i = 0; i < x.rows; i++) signs[i] = isPositive(i, c) ? 1 : -1;
    const w = descend(x, squares, signs, options);
    bias[c] = w[x.size] ?? 0;
    scales[c] = quantize(w, x.size, classes, c, weights);
    onClass?.(c + 1);
  }
  return { classes, weights, scales, bias };
}

function squaredNorms(x: Matrix): Float64Array {
  const squares = new Float64Array(x.rows);
  for (let i = 0; i < x.rows; i++) {
    let sum = 1;
    for (let k = x.start[i] ?? 0; k < (x.start[i + 1] ?? 0); k++) sum += (x.value[k] ?? 0) ** 2;
    squares[i] = sum;
  }
  return squares;
}

/** Weights, bias last. Rows whose multiplier stays at zero are set aside as it goes, and looked at again at the end. */
function descend(x: Matrix, squares: Float64Array, signs: Int8Array, { cost, epochs, seed }: TrainOptions): Float32Array {
  const w = new Float32Array(x.size + 1);
  const alpha = new Float64Array(x.rows);
  const order = Uint32Array.from({ length: x.rows }, (_, i) => i);
  const random = seeded(seed);
  const diagonal = 0.5 / cost;
  const { start, index, value, size } = x;
  let active = x.rows;
  let bound = Infinity;
  for (let epoch = 0; epoch < epochs; epoch++) {
    let worst = 0;
    for (let i = active - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      const t = order[i]!;
      order[i] = order[j]!;
      order[j] = t;
    }
    for (let s = 0; s < active; s++) {
      const i = order[s]!;
      const sign = signs[i]!;
      const from = start[i]!;
      const to = start[i + 1]!;
      let dot = w[size]!;
      for (let k = from; k < to; k++) dot += w[index[k]!]! * value[k]!;
      const a = alpha[i]!;
      const gradient = sign * dot - 1 + diagonal * a;
      if (a === 0 && gradient > bound) {
        active--;
        order[s] = order[active]!;
        order[active] = i;
        s--;
        continue;
      }
      const projected = a === 0 ? Math.min(gradient, 0) : gradient;
      if (Math.abs(projected) > worst) worst = Math.abs(projected);
      if (Math.abs(projected) < 1e-10) continue;
      const next = Math.max(a - gradient / (squares[i]! + diagonal), 0);
      const step = (next - a) * sign;
      alpha[i] = next;
      w[size] = w[size]! + step;
      for (let k = from; k < to; k++) w[index[k]!] = w[index[k]!]! + step * value[k]!;
    }
    if (worst < 0.05) {
      if (active === x.rows) break;
      active = x.rows;
      bound = Infinity;
      continue;
    }
    bound = Math.max(worst * 0.5, 1e-3);
  }
  return w;
}

function quantize(w: Float32Array, size: number, classes: number, c: number, into: Int8Array): number {
  let peak = 1e-9;
  for (let f = 0; f < size; f++) peak = Math.max(peak, Math.abs(w[f]!));
  const scale = peak / 127;
  for (let f = 0; f < size; f++) into[f * classes + c] = Math.round(w[f]! / scale);
  return scale;
}

/** Signed distance to each class: above 0 looks like it, below does not. */
export function scoresOf(model: LinearModel, { index, value }: Sparse): Float64Array {
  const { classes, weights, scales, bias } = model;
  const scores = new Float64Array(classes);
  for (let i = 0; i < index.length; i++) {
    const at = index[i]! * classes;
    const v = value[i]!;
    for (let c = 0; c < classes; c++) scores[c] = scores[c]! + weights[at + c]! * v;
  }
  for (let c = 0; c < classes; c++) scores[c] = scores[c]! * scales[c]! + bias[c]!;
  return scores;
}

/** Probabilities that sum to one. @param sharpness inverse temperature, fitted on sentences kept out of training */
export function softmax(scores: ArrayLike<number>, sharpness: number): Float64Array {
  const out = new Float64Array(scores.length);
  let peak = -Infinity;
  for (let c = 0; c < scores.length; c++) peak = Math.max(peak, scores[c] ?? -Infinity);
  let sum = 0;
  for (let c = 0; c < scores.length; c++) sum += out[c] = Math.exp(((scores[c] ?? 0) - peak) * sharpness);
  return out.map((p) => p / sum);
}

/** Inverse temperature under which the true classes of `rows` are likeliest. */
export function fitSharpness(rows: readonly { scores: ArrayLike<number>; truth: number }[]): number {
  let best = 4;
  let bestLoss = Infinity;
  for (let sharpness = 1; sharpness <= 14; sharpness += 0.25) {
    let loss = 0;
    for (const { scores, truth } of rows) loss -= Math.log(Math.max(softmax(scores, sharpness)[truth] ?? 0, 1e-9));
    if (loss < bestLoss) [best, bestLoss] = [sharpness, loss];
  }
  return best;
}
