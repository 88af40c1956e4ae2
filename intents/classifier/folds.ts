import { hash32, mixed } from '../hash';

/**
 * Parts of a set of messages such that what looks alike is in one part: a model that has not seen the part has not seen
 * anything like it. Alike: more than half of their words and pairs of words in common (found by min-hash bands), or one author.
 */
const ALIKE = 0.5;
const BANDS = 12;

/**
 * @param authors of each message, all of whose messages stay together; an empty name is nobody's, and such messages stay with their likes
 * @param kinds of each message, from 0 on: every part holds about as much of each
 * @returns the part of each message, 0 to `parts` - 1
 */
export function foldsOf(messages: readonly (readonly string[])[], authors: readonly string[], kinds: readonly number[], parts: number): Uint8Array {
  const groups = new Groups(messages.length);
  joinAlike(messages.map((words, row) => (authors[row] === '' ? words : [])), groups);
  joinAuthors(authors, groups);
  return dealt(groups, kinds, parts);
}

function joinAlike(messages: readonly (readonly string[])[], groups: Groups): void {
  const sets = messages.map(shinglesOf);
  for (let band = 0; band < BANDS; band++) {
    const first = new Map<number, number>();
    sets.forEach((set, row) => {
      if (set.size === 0) return;
      const key = mixed(least(set, 2 * band), least(set, 2 * band + 1), band);
      const other = first.get(key);
      if (other === undefined) first.set(key, row);
      else if (groups.of(other) !== groups.of(row) && overlap(sets[other]!, set) > ALIKE) groups.join(other, row);
    });
  }
}

function shinglesOf(words: readonly string[]): Set<number> {
  const set = new Set<number>();
  let previous = 0;
  for (const word of words) {
    const hash = hash32(word);
    set.add(hash).add(mixed(previous, hash, 1));
    previous = hash;
  }
  return set;
}

function least(set: ReadonlySet<number>, seed: number): number {
  let best = 0xffffffff;
  for (const hash of set) best = Math.min(best, mixed(hash, seed, 2));
  return best;
}

function overlap(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  let shared = 0;
  for (const hash of a) if (b.has(hash)) shared++;
  return shared / (a.size + b.size - shared || 1);
}

function joinAuthors(authors: readonly string[], groups: Groups): void {
  const first = new Map<string, number>();
  authors.forEach((author, row) => {
    if (author === '') return;
    const other = first.get(author);
    if (other === undefined) first.set(author, row);
    else groups.join(other, row);
  });
}

/** Largest groups first, each to the part that lacks most of what it holds. */
function dealt(groups: Groups, kinds: readonly number[], parts: number): Uint8Array {
  const contents = new Map<number, Float64Array>();
  const most = 1 + kinds.reduce((a, b) => Math.max(a, b), 0);
  const totals = new Float64Array(most);
  kinds.forEach((kind, row) => {
    const group = groups.of(row);
    const counts = contents.get(group) ?? new Float64Array(most);
    counts[kind]!++;
    totals[kind]!++;
    contents.set(group, counts);
  });
  const held = Array.from({ length: parts }, () => new Float64Array(most));
  const fullness = (part: number, counts: Float64Array): number => counts.reduce((sum, n, kind) => sum + (n * held[part]![kind]!) / (totals[kind]! || 1), 0);
  const partOf = new Map<number, number>();
  const size = (counts: Float64Array): number => counts.reduce((a, b) => a + b, 0);
  for (const [group, counts] of [...contents].sort((a, b) => size(b[1]) - size(a[1]) || a[0] - b[0])) {
    const fills = held.map((_, part) => fullness(part, counts));
    const part = fills.indexOf(Math.min(...fills));
    partOf.set(group, part);
    counts.forEach((n, kind) => (held[part]![kind]! += n));
  }
  return Uint8Array.from(kinds, (_, row) => partOf.get(groups.of(row)) ?? 0);
}

/** Union-find; a group is named by its first row. */
class Groups {
  private readonly parent: Uint32Array;

  constructor(rows: number) {
    this.parent = Uint32Array.from({ length: rows }, (_, row) => row);
  }

  of(row: number): number {
    let at = row;
    while (this.parent[at] !== at) at = this.parent[at] = this.parent[this.parent[at]!]!;
    return at;
  }

  join(a: number, b: number): void {
    const [first, second] = [this.of(a), this.of(b)].sort((x, y) => x - y);
    this.parent[second!] = first!;
  }
}
