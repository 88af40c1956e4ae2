/** What was expected beside the nearest thing said, by their words in common. */
export type Difference = { attendu: string; proche: string };

type Word = { text: string; key: string };

/**
 * The passage said that has the most words in common with what was expected; in both, runs of common words are marked ‹ ›.
 * @returns `null` when nothing said shares a word with it
 */
export function nearestDifference(expected: string, said: readonly string[]): Difference | null {
  const wanted = wordsOf(expected);
  const scored = said.flatMap(passagesOf).map((passage) => scoreOf(wanted, wordsOf(passage)));
  const best = scored.reduce<Scored | null>((top, one) => (one.score > (top?.score ?? 0) ? one : top), null);
  return best && { attendu: marked(wanted, best.inWanted), proche: marked(best.words, best.inSaid) };
}

/** Sentences, and pairs of sentences that follow each other: an expected line often holds two. */
function passagesOf(text: string): string[] {
  const sentences = text.replace(/\*\*/g, '').split(/\n+|(?<=[.!?…])\s+/).map((part) => part.trim()).filter((part) => part !== '');
  return sentences.flatMap((sentence, i) => (i + 1 < sentences.length ? [sentence, `${sentence} ${sentences[i + 1]}`] : [sentence]));
}

const wordsOf = (text: string): Word[] => text.split(/\s+/).map((word) => ({ text: word, key: keyOf(word) })).filter(({ key }) => key !== '');
const keyOf = (word: string): string => word.replace(/[’']/g, "'").replace(/[^\p{L}\p{N}'%€-]/gu, '').toLowerCase();

type Scored = { score: number; words: Word[]; inWanted: Set<number>; inSaid: Set<number> };

function scoreOf(wanted: readonly Word[], words: Word[]): Scored {
  const pairs = commonWords(wanted, words);
  return { score: (2 * pairs.length) / (wanted.length + words.length), words, inWanted: new Set(pairs.map(([i]) => i)), inSaid: new Set(pairs.map(([, j]) => j)) };
}

/** Longest common subsequence of words, as pairs of places. */
function commonWords(a: readonly Word[], b: readonly Word[]): [number, number][] {
  const table = lengths(a, b);
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i]?.key === b[j]?.key) pairs.push([i++, j++]);
    else if (at(table, i + 1, j) >= at(table, i, j + 1)) i++;
    else j++;
  }
  return pairs;
}

const at = (table: readonly (readonly number[])[], i: number, j: number): number => table[i]?.[j] ?? 0;

/** `table[i][j]`: length of what `a` from `i` and `b` from `j` have in common. */
function lengths(a: readonly Word[], b: readonly Word[]): number[][] {
  const table: number[][] = Array.from({ length: a.length + 1 }, () => []);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const row = table[i];
      if (row) row[j] = a[i]?.key === b[j]?.key ? at(table, i + 1, j + 1) + 1 : Math.max(at(table, i + 1, j), at(table, i, j + 1));
    }
  }
  return table;
}

function marked(words: readonly Word[], common: ReadonlySet<number>): string {
  return words.map(({ text }, i) => `${common.has(i) && !common.has(i - 1) ? '‹' : ''}${text}${common.has(i) && !common.has(i + 1) ? '›' : ''}`).join(' ');
}
