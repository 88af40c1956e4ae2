import type { Lecture } from './lecture';

/**
 * Phrases written as data, matched word by word. One phrase: words separated by spaces; `a|b` either; `debut*` any ending;
 * `(a)` may be missing; `<a>` must be there and stays out of the span; `!a` must not be there; `~` up to three words.
 */
type Element = { kind: 'mot' | 'contexte' | 'interdit'; words: ReadonlySet<string>; stems: readonly string[] } | { kind: 'libre' };
type Pattern<V> = { value: V; before: Element | null; elements: readonly Element[] };
/** Tokens from `i` to `next` excluded; `reach` is where the phrase ends, its context included. */
export type Match<V> = { value: V; i: number; next: number; reach: number };

const FREE_WORDS = 3;
const STEM = 3;

export class Phrases<V> {
  private readonly byWord = new Map<string, Pattern<V>[]>();
  private readonly byStem = new Map<string, Pattern<V>[]>();

  constructor(phrases: Iterable<readonly [V, string]>) {
    for (const [value, phrase] of phrases) for (const variant of variants(phrase.split(' '))) this.add(value, variant);
  }

  /** The longest phrase that starts at token `i`, or `null`. */
  at(lecture: Lecture, i: number): Match<V> | null {
    const norm = lecture.norm(i);
    let best: Match<V> | null = null;
    for (const patterns of [this.byWord.get(norm), norm.length >= STEM ? this.byStem.get(norm.slice(0, STEM)) : undefined]) {
      for (const pattern of patterns ?? []) {
        const found = matchAt(lecture, i, pattern);
        if (found !== null && (best === null || found.reach > best.reach)) best = found;
      }
    }
    return best;
  }

  /** Every phrase of the text, none over another, the longest of those that start together; `i` and `next` bound the words, without their context. */
  all(lecture: Lecture): Match<V>[] {
    const matches = lecture.tokens.flatMap((_, i) => this.at(lecture, i) ?? []).sort((a, b) => a.i - b.i || b.next - a.next);
    let free = 0;
    return matches.filter((match) => {
      if (match.i < free) return false;
      free = match.next;
      return true;
    });
  }

  private add(value: V, written: readonly string[]): void {
    const all = written.map(elementOf);
    const [first, ...rest] = all;
    const before = first?.kind === 'interdit' ? first : null;
    const elements = before === null ? all : rest;
    const head = elements[0];
    if (head === undefined || head.kind === 'libre' || head.kind === 'interdit') throw new TypeError(`a phrase starts with a word: ${written.join(' ')}`);
    const pattern = { value, before, elements };
    for (const word of head.words) push(this.byWord, word, pattern);
    for (const stem of head.stems) push(this.byStem, stem.slice(0, STEM), pattern);
  }
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else if (list.at(-1) !== value) list.push(value);
}

/** With and without each word between parentheses. */
function variants(words: readonly string[]): string[][] {
  const at = words.findIndex((word) => word.length > 1 && word.startsWith('('));
  if (at < 0) return [[...words]];
  const end = words.findIndex((word, i) => i >= at && word.endsWith(')'));
  const inside = words.slice(at, end + 1).map((word) => word.replace(/[()]/g, ''));
  const [head, tail] = [words.slice(0, at), words.slice(end + 1)];
  return [...variants([...head, ...tail]), ...variants([...head, ...inside, ...tail])];
}

function elementOf(written: string): Element {
  if (written === '~') return { kind: 'libre' };
  const kind = written.startsWith('<') ? 'contexte' : written.startsWith('!') ? 'interdit' : 'mot';
  const words = written.replace(/[<>!]/g, '').split('|');
  return { kind, words: new Set(words.filter((word) => !word.endsWith('*'))), stems: words.filter((word) => word.endsWith('*')).map((word) => word.slice(0, -1)) };
}

function fits(element: Element, norm: string): boolean {
  if (element.kind === 'libre') return false;
  return element.words.has(norm) || element.stems.some((stem) => norm.startsWith(stem));
}

function matchAt<V>(lecture: Lecture, i: number, { value, before, elements }: Pattern<V>): Match<V> | null {
  if (before !== null && fits(before, lecture.norm(i - 1))) return null;
  const steps = walk(lecture, i, elements, 0);
  return steps === null ? null : { value, i: steps.first, next: steps.last + 1, reach: steps.reach };
}

type Steps = { first: number; last: number; reach: number };

function walk(lecture: Lecture, at: number, elements: readonly Element[], from: number): Steps | null {
  const steps: Steps = { first: -1, last: -1, reach: at };
  for (let e = from; e < elements.length; e++) {
    const element = elements[e];
    if (element === undefined) break;
    if (element.kind === 'libre') return overGap(lecture, steps, elements, e);
    const held = fits(element, lecture.norm(steps.reach));
    if (held === (element.kind === 'interdit')) return null;
    if (element.kind === 'interdit') continue;
    if (element.kind === 'mot') [steps.first, steps.last] = [steps.first < 0 ? steps.reach : steps.first, steps.reach];
    steps.reach++;
  }
  return steps;
}

function overGap(lecture: Lecture, steps: Steps, elements: readonly Element[], at: number): Steps | null {
  for (let skipped = 0; skipped <= FREE_WORDS; skipped++) {
    if (skipped > 0 && lecture.at(steps.reach + skipped - 1).kind === 'signe') return null;
    const rest = walk(lecture, steps.reach + skipped, elements, at + 1);
    if (rest !== null) return { first: steps.first < 0 ? rest.first : steps.first, last: rest.last < 0 ? steps.last : rest.last, reach: rest.reach };
  }
  return null;
}

/** The pairs [name, phrase] of a table of lists. */
export const pairsOf = <T extends string>(names: readonly T[], table: Record<T, readonly string[]>): [T, string][] =>
  names.flatMap((name) => table[name].map((phrase): [T, string] => [name, phrase]));

export const plain = (phrases: readonly string[]): Phrases<true> => new Phrases(phrases.map((phrase): [true, string] => [true, phrase]));

/** A phrase of the list ends just before token `i`; at most `most` words long. */
export function endsBefore(phrases: Phrases<true>, lecture: Lecture, i: number, most: number): boolean {
  for (let from = i - 1; from >= i - most; from--) if (phrases.at(lecture, from)?.next === i) return true;
  return false;
}
