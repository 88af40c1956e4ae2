import { hash32 } from './hash';
import { sound } from './phonetics';

/**
 * Repairs unknown words against the words of the training sentences: one wrong letter (two in long words), or the same sound.
 * Neighbours are found by deletion: a word and its misspelling share a form once a letter is dropped from each.
 */
export type Lexicon = { words: string[]; counts: Uint32Array; keys: Uint32Array; ids: Uint32Array };

const SHORTEST = 4;
const LONG = 8;

/** @param counts how often each word was seen; rare ones are not trusted as corrections */
export function buildLexicon(counts: ReadonlyMap<string, number>): Lexicon {
  const words = [...counts.keys()].filter((w) => /^[a-z]+$/.test(w)).sort();
  const pairs: [number, number][] = [];
  words.forEach((word, id) => {
    if (word.length < SHORTEST - 1) return;
    for (const key of keysOf(word)) pairs.push([key, id]);
  });
  pairs.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  return {
    words, counts: Uint32Array.from(words, (w) => counts.get(w) ?? 0),
    keys: Uint32Array.from(pairs, (p) => p[0]), ids: Uint32Array.from(pairs, (p) => p[1]),
  };
}

function keysOf(word: string): Set<number> {
  const forms = new Set<string>([word]);
  for (const one of deletions(word)) {
    forms.add(one);
    if (word.length >= LONG) for (const two of deletions(one)) forms.add(two);
  }
  const keys = new Set<number>();
  for (const form of forms) keys.add(hash32(form));
  const heard = sound(word);
  if (heard.length >= 3) keys.add(hash32(heard, 7));
  return keys;
}

function deletions(word: string): string[] {
  return Array.from(word, (_, i) => word.slice(0, i) + word.slice(i + 1));
}

export class Speller {
  private readonly known: Map<string, number>;
  private readonly memo = new Map<string, string>();

  constructor(private readonly lexicon: Lexicon) {
    this.known = new Map(lexicon.words.map((word, id) => [word, id]));
  }

  isKnown(word: string): boolean {
    return this.known.has(word);
  }

  /** The word itself when it is known, or when nothing trained is close enough. */
  repair(word: string): string {
    if (word.length < SHORTEST || word.length > 24 || this.known.has(word) || !/^[a-z]+$/.test(word)) return word;
    const memo = this.memo.get(word);
    if (memo !== undefined) return memo;
    const best = this.closest(word);
    if (this.memo.size < 20_000) this.memo.set(word, best);
    return best;
  }

  private closest(word: string): string {
    const heard = sound(word);
    let best = word;
    let bestCost = Infinity;
    for (const id of this.candidates(word)) {
      const candidate = this.lexicon.words[id] ?? '';
      const cost = repairCost(word, heard, candidate) - Math.log1p(this.lexicon.counts[id] ?? 0) * 0.05;
      if (cost < bestCost) [best, bestCost] = [candidate, cost];
    }
    return best;
  }

  private candidates(word: string): Set<number> {
    const found = new Set<number>();
    for (const key of keysOf(word)) {
      for (let i = lowerBound(this.lexicon.keys, key); this.lexicon.keys[i] === key; i++) found.add(this.lexicon.ids[i] ?? 0);
    }
    return found;
  }
}

function repairCost(word: string, heard: string, candidate: string): number {
  const sameSound = heard.length >= 3 && sound(candidate) === heard;
  const limit = word.length >= LONG && candidate.length >= LONG - 1 ? 2 : 1;
  const distance = editDistance(word, candidate, sameSound ? 4 : limit);
  if (distance > (sameSound ? 4 : limit)) return Infinity;
  const first = word.charAt(0) === candidate.charAt(0) ? 0 : 0.6;
  return distance * (sameSound ? 0.35 : 1) + first;
}

function lowerBound(keys: Uint32Array, key: number): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] ?? 0) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Letters to add, drop, change or swap; `limit + 1` when it is more than `limit`. */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1) ? 0 : 1;
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a.charCodeAt(i - 1) === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1)) cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
      row.push(cost);
      least = Math.min(least, cost);
    }
    if (least > limit) return limit + 1;
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? limit + 1;
}
