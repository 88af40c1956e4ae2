/**
 * Word patterns of the lexicons: `a|b* ~3 c` means one of a, b…, then within three words c. `*` ends a stem.
 * A name in capitals stands for a group of alternatives. Matching is a walk over the words, never a regex on the text.
 */
export type Pattern = { slots: { words: Set<string>; stems: string[] }[]; gaps: number[] };

export function compilePattern(source: string, groups: Readonly<Record<string, string>> = {}): Pattern {
  const pattern: Pattern = { slots: [], gaps: [] };
  for (const part of source.split(' ')) {
    if (part.startsWith('~')) pattern.gaps[pattern.slots.length] = Number(part.slice(1));
    else pattern.slots.push(slotOf(part.split('|').map((name) => groups[name] ?? name).join('|')));
  }
  return pattern;
}

function slotOf(alternatives: string): { words: Set<string>; stems: string[] } {
  const all = alternatives.split('|');
  return { words: new Set(all.filter((w) => !w.endsWith('*'))), stems: all.filter((w) => w.endsWith('*')).map((w) => w.slice(0, -1)) };
}

/** A word as read and as repaired: either may match. */
export type Heard = { norm: string; repaired: string };

const fits = (slot: { words: Set<string>; stems: string[] }, { norm, repaired }: Heard): boolean =>
  slot.words.has(norm) || slot.words.has(repaired) || slot.stems.some((s) => norm.startsWith(s) || repaired.startsWith(s));

/** First and last word of each place where the pattern holds. */
export function matchesOf(pattern: Pattern, words: readonly Heard[]): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  for (let at = 0; at < words.length; at++) {
    const end = matchAt(pattern, words, at, 0);
    if (end >= at) found.push({ from: at, to: end });
  }
  return found;
}

function matchAt(pattern: Pattern, words: readonly Heard[], at: number, slot: number): number {
  const wanted = pattern.slots[slot];
  const word = words[at];
  if (wanted === undefined || word === undefined || !fits(wanted, word)) return -1;
  if (slot === pattern.slots.length - 1) return at;
  const reach = at + 1 + (pattern.gaps[slot + 1] ?? 0);
  for (let next = at + 1; next <= reach && next < words.length; next++) {
    const end = matchAt(pattern, words, next, slot + 1);
    if (end >= 0) return end;
  }
  return -1;
}

/** Many patterns at once: each word is compared only with the patterns that it may begin. */
export class PatternIndex {
  private readonly byWord = new Map<string, number[]>();
  private readonly byStem = new Map<string, number[]>();
  private readonly memo = new Map<string, readonly number[]>();

  constructor(private readonly patterns: readonly Pattern[]) {
    patterns.forEach(({ slots }, i) => {
      for (const word of slots[0]?.words ?? []) push(this.byWord, word, i);
      for (const stem of slots[0]?.stems ?? []) push(this.byStem, stem, i);
    });
  }

  /** Ranks of the patterns that hold somewhere in the message. */
  matching(words: readonly Heard[]): Set<number> {
    const found = new Set<number>();
    words.forEach(({ norm, repaired }, at) => {
      for (const heard of norm === repaired ? [norm] : [norm, repaired]) {
        for (const i of this.begunBy(heard)) if (!found.has(i) && matchAt(this.patterns[i]!, words, at, 0) >= at) found.add(i);
      }
    });
    return found;
  }

  /** Whether one of them holds somewhere in the message. */
  holds(words: readonly Heard[]): boolean {
    return words.some(({ norm, repaired }, at) => this.beginsAt(norm, words, at) || (norm !== repaired && this.beginsAt(repaired, words, at)));
  }

  private beginsAt(heard: string, words: readonly Heard[], at: number): boolean {
    return this.begunBy(heard).some((i) => matchAt(this.patterns[i]!, words, at, 0) >= at);
  }

  private begunBy(word: string): readonly number[] {
    const known = this.memo.get(word);
    if (known !== undefined) return known;
    const begun = [...(this.byWord.get(word) ?? [])];
    for (let n = 0; n <= word.length; n++) begun.push(...(this.byStem.get(word.slice(0, n)) ?? []));
    if (this.memo.size < MOST_REMEMBERED) this.memo.set(word, begun);
    return begun;
  }
}

const MOST_REMEMBERED = 20_000;

function push(into: Map<string, number[]>, key: string, value: number): void {
  const list = into.get(key);
  if (list === undefined) into.set(key, [value]);
  else list.push(value);
}
