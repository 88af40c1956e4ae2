import type { ArrayReader, Typed } from './codec';
import type { Sparse } from './vocabulary';

/**
 * One-vs-rest linear scores, in bytes. What feature `f` weighs stands at `start[f] … start[f + 1]`, in 16 bits: above,
 * the class, below, the weight in `scales` of that class. Weights too small to matter are left out.
 */
export type LinearModel = { classes: number; start: Uint32Array; packed: Uint16Array; scales: Float32Array; bias: Float32Array };

/** The signed weight in the lower half of 16 bits. */
export const byteIn = (packed: number): number => (packed << 24) >> 24;

/** Weights nearer to zero than this are dropped: measured, no cost up to 0.02. */
const LEAST_WEIGHT = 0.02;
/** Columns, and how many of them a feature has, are bytes. */
export const MOST_CLASSES = 255;

/** @param weights of `stride` classes over `size` features and a bias (`weights[f * stride + c]`), of which `classes` from `first` on are packed */
export function packWeights(weights: Float32Array, size: number, stride: number, first = 0, classes = stride, least = LEAST_WEIGHT): LinearModel {
  const scales = scalesOf(weights, size, stride, first, classes);
  const start = new Uint32Array(size + 1);
  const packed: number[] = [];
  for (let f = 0; f < size; f++) {
    for (let c = 0; c < classes; c++) {
      const weight = weights[f * stride + first + c]!;
      const rounded = Math.abs(weight) < least ? 0 : Math.round(weight / scales[c]!);
      if (rounded === 0) continue;
      packed.push((c << 8) | (rounded & 255));
    }
    start[f + 1] = packed.length;
  }
  const bias = size * stride + first;
  return { classes, start, packed: Uint16Array.from(packed), scales, bias: weights.slice(bias, bias + classes) };
}

/** So that the largest weight of a class is 127. */
function scalesOf(weights: Float32Array, size: number, stride: number, first: number, classes: number): Float32Array {
  const peaks = new Float32Array(classes).fill(1e-9);
  for (let f = 0; f < size; f++) for (let c = 0; c < classes; c++) peaks[c] = Math.max(peaks[c]!, Math.abs(weights[f * stride + first + c]!));
  return peaks.map((peak) => peak / 127);
}

/** The arrays of a model, in the order `readModel` reads them. */
export function arraysOf({ start, packed, scales, bias }: LinearModel): Typed[] {
  return [Uint8Array.from({ length: start.length - 1 }, (_, f) => start[f + 1]! - start[f]!), packed, scales, bias];
}

export function readModel(arrays: ArrayReader): LinearModel {
  const counts = arrays.uint8();
  const start = new Uint32Array(counts.length + 1);
  for (let f = 0; f < counts.length; f++) start[f + 1] = start[f]! + counts[f]!;
  const [packed, scales, bias] = [arrays.uint16(), arrays.float32(), arrays.float32()];
  return { classes: scales.length, start, packed, scales, bias };
}

/** Signed distance to each class: above 0 looks like it, below does not. */
export function scoresOf({ classes, start, packed, scales, bias }: LinearModel, { index, value }: Sparse): Float64Array {
  const scores = new Float64Array(classes);
  for (let i = 0; i < index.length; i++) {
    const v = value[i]!;
    for (let k = start[index[i]!]!, to = start[index[i]! + 1]!; k < to; k++) {
      const bits = packed[k]!;
      scores[bits >> 8]! += ((bits << 24) >> 24) * v;
    }
  }
  for (let c = 0; c < classes; c++) scores[c] = scores[c]! * scales[c]! + bias[c]!;
  return scores;
}

/** Probabilities that sum to one. @param sharpness inverse temperature, fitted on sentences kept out of training */
export function softmax(scores: ArrayLike<number>, sharpness: number): Float64Array {
  const out = new Float64Array(scores.length);
  let peak = -Infinity;
  for (let c = 0; c < scores.length; c++) peak = Math.max(peak, scores[c]!);
  let sum = 0;
  for (let c = 0; c < scores.length; c++) sum += out[c] = Math.exp((scores[c]! - peak) * sharpness);
  for (let c = 0; c < out.length; c++) out[c]! /= sum;
  return out;
}

/** Inverse temperature under which the true classes of `rows` are likeliest. */
export function fitSharpness(rows: readonly { scores: ArrayLike<number>; truth: number }[]): number {
  let best = 4;
  let bestLoss = Infinity;
  for (let sharpness = 1; sharpness <= 14; sharpness += 0.25) {
    let loss = 0;
    for (const { scores, truth } of rows) loss -= Math.log(Math.max(shareOf(scores, truth, sharpness), 1e-9));
    if (loss < bestLoss) [best, bestLoss] = [sharpness, loss];
  }
  return best;
}

function shareOf(scores: ArrayLike<number>, truth: number, sharpness: number): number {
  let sum = 0;
  for (let c = 0; c < scores.length; c++) sum += Math.exp((scores[c]! - scores[truth]!) * sharpness);
  return 1 / sum;
}
