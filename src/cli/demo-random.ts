/** Chance that can be played again: the same seed gives the same draws, in the same order. For demonstration data only, never for secrets. */
export type Chance = {
  /** Whole number in [0, max). */
  int(max: number): number;
  /** Number in [from, to). */
  between(from: number, to: number): number;
  isTrue(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  weighted<T>(list: readonly (readonly [T, number])[]): T;
};

/** @param seed whole number from 0 to 2³² − 1 */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  // mulberry32
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const int = (max: number): number => Math.floor(next() * max);
  return {
    int,
    between: (from, to) => from + next() * (to - from),
    isTrue: (probability) => next() < probability,
    pick: (list) => drawn(list[int(list.length)]),
    weighted: (list) => {
      let left = next() * list.reduce((sum, [, weight]) => sum + weight, 0);
      return drawn((list.find(([, weight]) => (left -= weight) < 0) ?? list.at(-1))?.[0]);
    },
  };
}

function drawn<T>(value: T | undefined): T {
  if (value === undefined) throw new RangeError('nothing to draw from');
  return value;
}
