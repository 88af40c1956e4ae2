/** `sum(weights[i] × signals[i])` on the log-odds scale. */
export type Logistic = readonly number[];

const RIDGE = 1e-3;
const STEPS = 25;

export const probabilityOf = (weights: Logistic, signals: ArrayLike<number>): number => 1 / (1 + Math.exp(-dot(weights, signals)));

function dot(weights: Logistic, signals: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i]! * signals[i]!;
  return sum;
}

/**
 * Logistic regression by Newton's steps.
 *
 * @param rows one list of signals each, the same length for all
 * @param ridge how much the weights are held towards zero
 */
export function fitLogistic(rows: readonly ArrayLike<number>[], truths: readonly boolean[], ridge = RIDGE): number[] {
  const size = rows[0]?.length ?? 0;
  let weights = new Array<number>(size).fill(0);
  for (let step = 0; step < STEPS; step++) {
    const slope = weights.map((w) => -ridge * w);
    const curve = Array.from({ length: size }, (_, i) => Float64Array.from({ length: size }, (__, j) => (i === j ? ridge : 0)));
    rows.forEach((signals, r) => {
      const p = probabilityOf(weights, signals);
      for (let i = 0; i < size; i++) {
        slope[i]! += (Number(truths[r]) - p) * signals[i]!;
        for (let j = 0; j < size; j++) curve[i]![j]! += p * (1 - p) * signals[i]! * signals[j]!;
      }
    });
    const move = solveLinear(curve, slope);
    weights = weights.map((w, i) => w + move[i]!);
  }
  return weights;
}

/** Gauss elimination with pivots. */
function solveLinear(matrix: readonly Float64Array[], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]!]);
  const size = rows.length;
  for (let i = 0; i < size; i++) {
    let pivot = i;
    for (let r = i + 1; r < size; r++) if (Math.abs(rows[r]![i]!) > Math.abs(rows[pivot]![i]!)) pivot = r;
    [rows[i], rows[pivot]] = [rows[pivot]!, rows[i]!];
    for (let r = 0; r < size; r++) {
      if (r === i || rows[i]![i] === 0) continue;
      const by = rows[r]![i]! / rows[i]![i]!;
      for (let c = i; c <= size; c++) rows[r]![c]! -= by * rows[i]![c]!;
    }
  }
  return rows.map((row, i) => (row[i] === 0 ? 0 : row[size]! / row[i]!));
}

/** Signals on scales where weights add up; the thousandth keeps what has no chance finite. */
export const logShare = (p: number): number => Math.log(p + 1e-3);
export const logOdds = (p: number): number => Math.log((p + 1e-3) / (1 - p + 1e-3));
export const flag = (holds: boolean): number => (holds ? 1 : 0);
