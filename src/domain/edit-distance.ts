/** Letters to add, drop, change or swap (optimal string alignment), worked out no further than asked: hundreds of pairs are compared in a turn. */

const LONGEST = 64;
/** The last three rows of the table: no memory is taken for a comparison. */
const ROWS = [new Uint8Array(LONGEST + 2), new Uint8Array(LONGEST + 2), new Uint8Array(LONGEST + 2)] as const;

/** @returns the distance, or `limit + 1` when it is more than `limit` or a word is beyond 64 letters */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit || a.length > LONGEST || b.length > LONGEST) return limit + 1;
  let [beforeLast, last, row]: readonly Uint8Array[] = ROWS;
  for (let j = 0; j <= Math.min(b.length, limit + 1); j++) last![j] = j;
  for (let i = 1; i <= a.length; i++) {
    if (fillRow(a, b, i, limit, beforeLast!, last!, row!) > limit) return limit + 1;
    [beforeLast, last, row] = [last, row, beforeLast];
  }
  return Math.min(last![b.length]!, limit + 1);
}

/**
 * Only the band around the diagonal that `limit` leaves.
 *
 * @returns the least of the row: no later one can be less
 */
function fillRow(a: string, b: string, i: number, limit: number, beforeLast: Uint8Array, last: Uint8Array, row: Uint8Array): number {
  const letter = a.charCodeAt(i - 1);
  const before = i > 1 ? a.charCodeAt(i - 2) : -1;
  const from = Math.max(1, i - limit);
  const to = Math.min(b.length, i + limit);
  let least = (row[from - 1] = from === 1 ? i : limit + 1);
  for (let j = from; j <= to; j++) {
    const other = b.charCodeAt(j - 1);
    let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (letter === other ? 0 : 1));
    if (j > 1 && letter === b.charCodeAt(j - 2) && before === other) cost = Math.min(cost, beforeLast[j - 2]! + 1);
    row[j] = cost;
    if (cost < least) least = cost;
  }
  // What the next row looks at beside the band.
  row[to + 1] = limit + 1;
  return least;
}
