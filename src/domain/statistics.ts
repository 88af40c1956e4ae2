/** Summaries of a handful of numbers; `null` when there is none. */

const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);

/** Middle value; the mean of the two middle ones when there is an even number of them. */
export function median(values: readonly number[]): number | null {
  const order = sorted(values);
  const [low, high] = [order[Math.ceil(order.length / 2) - 1], order[Math.floor(order.length / 2)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

/** 9th decile: the smallest value that at least nine in ten do not exceed (nearest rank). */
export function ninthDecile(values: readonly number[]): number | null {
  // in whole numbers: 0.9 × 10 is not 9 on every machine number
  return sorted(values)[Math.ceil((9 * values.length) / 10) - 1] ?? null;
}

export const mean = (values: readonly number[]): number | null => (values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length);

/** Share in percent, 0 to 100. */
export const share = (part: number, whole: number): number | null => (whole === 0 ? null : (100 * part) / whole);
