import { learnVocabulary, type Matrix, type Weighing } from './classifier/vocabulary';
import { newReader } from './model';
import { tokenize } from './normalize';

/**
 * Messages that say nearly the same thing, put together: the classifier's own features, what it believed of each, cosine, then
 * groups joined from the closest pair on, as long as their means stay close.
 */

/** A message, and what it was believed to be, likeliest first. */
export type Heard = { texte: string; codes: readonly { code: string; confidence: number }[] };

/** Two messages or two groups closer than this are one. Chosen on the tuning part: see intents/README.md. */
const CLOSE = 0.38;
/** What the beliefs weigh beside the words. */
const BELIEFS = 0.35;
/** Nearest messages looked at for each: bounds the work on thousands of messages about one thing. */
const NEAREST = 20;
/** A feature of more messages than this tells few apart: it counts between two groups, but brings no two messages together. */
const MOST_HOLDERS = 150;
/** Here a feature seen once still counts in the length of a message. Pieces of words only slow this down. */
const WORDS: Weighing = { minDf: [1, 1, 1, 1, 1], blocks: [0, 1, 0.7, 0, 1] };

/**
 * @param messages a few thousand at most: 5,000 take some seconds
 * @returns groups of indices, the largest first; each index is in one group
 */
export function neighbourhoods(messages: readonly Heard[], close = CLOSE): number[][] {
  if (messages.length === 0) return [];
  const words = messages.map(({ texte }) => tokenize(texte).map(({ norm }) => norm));
  const copies = groupBy(words.map((row, i) => [row.join(' '), i] as const));
  const { x } = learnVocabulary(copies.map(([first = 0]) => words[first] ?? []), newReader(), WORDS);
  const rows = withBeliefs(rowsOf(x), copies.map(([first = 0]) => messages[first]?.codes ?? []), x.size);
  const groups = joined(rows, pairsOf(rows, close), close);
  return groups.map((group) => group.flatMap((row) => copies[row] ?? []).sort((a, b) => a - b)).sort((a, b) => b.length - a.length || (a[0] ?? 0) - (b[0] ?? 0));
}

function groupBy(keyed: readonly (readonly [string, number])[]): number[][] {
  const groups = new Map<string, number[]>();
  for (const [key, i] of keyed) {
    const group = groups.get(key);
    if (group) group.push(i);
    else groups.set(key, [i]);
  }
  return [...groups.values()];
}

/** Features and their weights; the sum of squares is kept beside. */
type Row = { weights: Map<number, number>; square: number };

function rowsOf({ rows, start, index, value }: Matrix): [number, number][][] {
  return Array.from({ length: rows }, (_, row) => {
    const entries: [number, number][] = [];
    for (let k = start[row] ?? 0; k < (start[row + 1] ?? 0); k++) if ((value[k] ?? 0) > 0) entries.push([index[k] ?? 0, value[k] ?? 0]);
    return scaled(entries, 1 - BELIEFS);
  });
}

/** Brought to the length whose square is `square`. */
function scaled(entries: readonly [number, number][], square: number): [number, number][] {
  const by = Math.sqrt(square / (entries.reduce((sum, [, weight]) => sum + weight * weight, 0) || 1));
  return entries.map(([feature, weight]) => [feature, weight * by]);
}

/** Rows of length one: words, then one feature for each code believed. */
function withBeliefs(rows: readonly [number, number][][], beliefs: readonly Heard['codes'][], size: number): Row[] {
  const placeOf = new Map<string, number>();
  const place = (code: string): number => placeOf.get(code) ?? (placeOf.set(code, size + placeOf.size), size + placeOf.size - 1);
  return rows.map((words, i) => {
    const believed = scaled((beliefs[i] ?? []).map(({ code, confidence }): [number, number] => [place(code), Math.max(confidence, 0.01)]), BELIEFS);
    return { weights: new Map([...words, ...believed]), square: 1 };
  });
}

type Pair = { a: number; b: number; closeness: number };

/** Pairs closer than `close`, closest first; each message with the few nearest that come before it. */
function pairsOf(rows: readonly Row[], close: number): Pair[] {
  const holdersOf = new Map<number, { row: number; weight: number }[]>();
  const shared = new Float64Array(rows.length);
  const pairs: Pair[] = [];
  rows.forEach(({ weights }, a) => {
    shared.fill(0, 0, a);
    for (const [feature, weight] of weights) {
      const holders = holdersOf.get(feature) ?? [];
      if (holders.length < MOST_HOLDERS) for (const holder of holders) shared[holder.row]! += weight * holder.weight;
      holdersOf.set(feature, holders);
      holders.push({ row: a, weight });
    }
    pairs.push(...nearest(rows, shared, a, close));
  });
  return pairs.sort((x, y) => y.closeness - x.closeness || x.a - y.a || x.b - y.b);
}

/** What is shared of rare features chooses the few messages that are then compared whole. */
function nearest(rows: readonly Row[], shared: Float64Array, a: number, close: number): Pair[] {
  const likely = Array.from({ length: a }, (_, b) => b).filter((b) => shared[b]! > 0).sort((x, y) => shared[y]! - shared[x]!).slice(0, NEAREST);
  return likely.map((b): Pair => ({ a, b, closeness: dot(rows[a]!, rows[b]!) })).filter(({ closeness }) => closeness >= close);
}

function dot(x: Row, y: Row): number {
  const [few, many] = x.weights.size <= y.weights.size ? [x.weights, y.weights] : [y.weights, x.weights];
  let sum = 0;
  for (const [feature, weight] of few) sum += weight * (many.get(feature) ?? 0);
  return sum;
}

type Group = { members: number[]; sum: Row };

/** Each pair joins its two groups when their means are close enough too: a chain of half-alike messages is no group. */
function joined(rows: readonly Row[], pairs: readonly Pair[], close: number): number[][] {
  const groupOf: Group[] = rows.map(({ weights, square }, i) => ({ members: [i], sum: { weights: new Map(weights), square } }));
  for (const { a, b } of pairs) {
    const [x, y] = [groupOf[a]!, groupOf[b]!];
    if (x === y) continue;
    const together = dot(x.sum, y.sum);
    if (together < close * Math.sqrt(x.sum.square * y.sum.square)) continue;
    const [large, small] = x.members.length >= y.members.length ? [x, y] : [y, x];
    for (const [feature, weight] of small.sum.weights) large.sum.weights.set(feature, (large.sum.weights.get(feature) ?? 0) + weight);
    large.sum.square += small.sum.square + 2 * together;
    for (const member of small.members) groupOf[member] = large;
    large.members.push(...small.members);
  }
  return [...new Set(groupOf)].map(({ members }) => members);
}
