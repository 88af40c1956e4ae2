import type { Entite } from '../../src/domain/comprehension';
import { foldSameLength, wordsOf, type Word } from '../../src/ops/spoken-numbers';

/** The text being read, folded once: every extractor works on `folded`, whose offsets are those of `text`. */
export type Lecture = { text: string; folded: string; words: Word[]; now: Date; today: string };

type WithoutSpan<T> = T extends unknown ? Omit<T, 'start' | 'end' | 'text'> : never;
/** An entity before it gets the slice of text. */
export type Trouvee = WithoutSpan<Entite> & { start: number; end: number };
export type Extractor = (lecture: Lecture) => Trouvee[];

const PARIS = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Paris', year: 'numeric', month: '2-digit', day: '2-digit' });

export const lectureOf = (text: string, now: Date): Lecture => {
  const folded = foldSameLength(text);
  return { text, folded, words: wordsOf(folded), now, today: PARIS.format(now) };
};

/** Words that start at or after `offset`: index of the first one. */
export function wordIndexAt(words: readonly Word[], offset: number): number {
  let low = 0;
  let high = words.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((words[middle]?.start ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What stands just before `at`, at most `size` units. */
export const before = (folded: string, at: number, size = 30): string => folded.slice(Math.max(0, at - size), at);
export const after = (folded: string, at: number, size = 30): string => folded.slice(at, at + size);
