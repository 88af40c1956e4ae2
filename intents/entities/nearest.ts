import type { Lecture, Trouvee } from './lecture';

export type Placed = { i: number; next: number };

/**
 * The day that goes with something said: the nearest one of its sentence, at most `reach` words away, the one after winning a
 * tie. A day goes with one thing only, the nearest. One search in a sorted table for each: n log n in all.
 *
 * @returns the ISO date, or `null`
 */
export function nearestDay(lecture: Lecture, kept: readonly Trouvee[], all: readonly Placed[], reach: number): (one: Placed) => string | null {
  const days = kept.flatMap((k) => (k.type === 'date' && k.precision === 'jour' ? [{ i: lecture.indexAt(k.start), next: lecture.indexAt(k.end), date: k.date }] : []));
  const starts = all.map(({ i }) => i);
  const owner = (day: Placed): Placed | undefined => closest(lecture, all, starts, day, reach);
  const found = new Map<Placed, { distance: number; date: string }>();
  for (const day of days) {
    const one = owner(day);
    const distance = one === undefined ? Infinity : gap(one, day);
    const known = one === undefined ? undefined : found.get(one);
    if (one !== undefined && (known === undefined || distance < known.distance)) found.set(one, { distance, date: day.date });
  }
  return (one) => found.get(one)?.date ?? null;
}

const gap = (a: Placed, b: Placed): number => (b.i >= a.next ? b.i - a.next : a.i - b.next + AFTER_FIRST);
/** A day said before weighs as if it were half a word farther. */
const AFTER_FIRST = 0.5;

function closest(lecture: Lecture, all: readonly Placed[], starts: readonly number[], day: Placed, reach: number): Placed | undefined {
  const at = firstAtLeast(starts, day.i);
  const near = [all[at - 1], all[at]].filter((one) => one !== undefined && gap(one, day) <= reach && lecture.sameSentence(one.i, day.i));
  return near.sort((a, b) => (a === undefined || b === undefined ? 0 : gap(a, day) - gap(b, day)))[0];
}

function firstAtLeast(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
