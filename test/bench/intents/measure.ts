import type { Answer } from './peer';

/** Share of answers with the right label. */
export const accuracy = (answers: readonly Answer[], labels: readonly string[]): number => answers.filter((a, i) => a.label === labels[i]).length / answers.length;

/** Chance that a message from elsewhere is seen as further out than one from inside (area under the ROC curve). */
export function auroc(inside: readonly number[], outside: readonly number[]): number {
  const all = [...inside.map((score) => ({ score, out: 0 })), ...outside.map((score) => ({ score, out: 1 }))].sort((a, b) => a.score - b.score);
  let rankSum = 0;
  for (let i = 0; i < all.length;) {
    let j = i;
    while (j < all.length && all[j]?.score === all[i]?.score) j++;
    const rank = (i + j + 1) / 2;
    for (let k = i; k < j; k++) rankSum += (all[k]?.out ?? 0) * rank;
    i = j;
  }
  return (rankSum - (outside.length * (outside.length + 1)) / 2) / (inside.length * outside.length);
}

/** @param times a message each */
export function quantile(times: readonly number[], q: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0;
}

const BINS = 10;

/** Mean gap between the probability announced and the share that is right; `null` for a contender that announces none. */
export function calibrationError(answers: readonly Answer[], labels: readonly string[]): number | null {
  const gaps = new Float64Array(BINS);
  for (const [i, { label, probability }] of answers.entries()) {
    if (probability === undefined) return null;
    const bin = Math.min(BINS - 1, Math.floor(probability * BINS));
    gaps[bin] = (gaps[bin] ?? 0) + probability - Number(label === labels[i]);
  }
  return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / answers.length;
}
