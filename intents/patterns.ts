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
