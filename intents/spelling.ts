import { editDistance } from '../src/domain/edit-distance';
import { hash32 } from './hash';
import { sound as frenchSound } from './phonetics';

/**
 * Repairs unknown words against the words of the training sentences: one wrong letter (two in long words), or the same sound.
 * Neighbours are found by deletion: a word and its misspelling share a form once a letter is dropped from each.
 */
export type Lexicon = { words: string[]; counts: Uint32Array; /** Hash of each word's sound, 0 when it has none to speak of. */ sounds: Uint32Array };

/** Sound of a folded word in the language of the text, empty when none is known. */
export type Sound = (word: string) => string;

const SHORTEST = 4;
const LONG = 8;
const LONGEST = 24;
const SHORTEST_SOUND = 3;
const SOUND_SEED = 7;

/** How often each word is said. */
export function wordCounts(messages: readonly (readonly string[])[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const words of messages) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** @param counts how often each word was seen; rare ones are not trusted as corrections */
export function buildLexicon(counts: ReadonlyMap<string, number>, sound: Sound = frenchSound): Lexicon {
  const words = [...counts.keys()].filter((w) => /^[a-z]+$/.test(w)).sort();
  return { words, counts: Uint32Array.from(words, (w) => counts.get(w) ?? 0), sounds: Uint32Array.from(words, (w) => soundKey(sound(w))) };
}

const soundKey = (sound: string): number => (sound.length < SHORTEST_SOUND ? 0 : hash32(sound, SOUND_SEED));

/** Calls `found` with the hash of the word, of the word less a letter and, when it is long, less two. */
function eachKey(word: string, found: (key: number) => void): void {
  found(keyWithout(word, -1, -1));
  for (let i = 0; i < word.length; i++) {
    found(keyWithout(word, i, -1));
    if (word.length >= LONG) for (let j = i + 1; j < word.length; j++) found(keyWithout(word, i, j));
  }
}

function keyWithout(word: string, i: number, j: number): number {
  let h = 0x811c9dc5;
  for (let at = 0; at < word.length; at++) if (at !== i && at !== j) h = Math.imul(h ^ word.charCodeAt(at), 0x01000193);
  return (h ^ (h >>> 15)) >>> 0;
}

/** Words under their keys: chains in a table of fixed size. */
class KeyTable {
  private readonly heads: Int32Array;
  private keys = new Uint32Array(1 << 16);
  private ids = new Uint32Array(1 << 16);
  private next = new Int32Array(1 << 16);
  private length = 0;

  constructor(words: number) {
    let capacity = 1024;
    while (capacity < words * 24) capacity *= 2;
    this.heads = new Int32Array(capacity).fill(-1);
  }

  add(key: number, id: number): void {
    if (this.length === this.keys.length) this.grow();
    const at = key & (this.heads.length - 1);
    this.keys[this.length] = key;
    this.ids[this.length] = id;
    this.next[this.length] = this.heads[at]!;
    this.heads[at] = this.length++;
  }

  each(key: number, found: (id: number) => void): void {
    for (let k = this.heads[key & (this.heads.length - 1)]!; k >= 0; k = this.next[k]!) if (this.keys[k] === key) found(this.ids[k]!);
  }

  private grow(): void {
    const { keys, ids, next } = this;
    this.keys = new Uint32Array(2 * keys.length);
    this.keys.set(keys);
    this.ids = new Uint32Array(2 * ids.length);
    this.ids.set(ids);
    this.next = new Int32Array(2 * next.length);
    this.next.set(next);
  }
}

const MOST_REMEMBERED = 20_000;

export class Speller {
  private readonly known: Map<string, number>;
  private readonly table: KeyTable;
  private readonly memo = new Map<string, string>();

  constructor(private readonly lexicon: Lexicon, private readonly sound: Sound = frenchSound) {
    this.known = new Map(lexicon.words.map((word, id) => [word, id]));
    this.table = new KeyTable(lexicon.words.length);
    lexicon.words.forEach((word, id) => this.file(word, id));
  }

  isKnown(word: string): boolean {
    return this.known.has(word);
  }

  /** How often the word was seen, 0 when it never was. */
  countOf(word: string): number {
    const id = this.known.get(word);
    return id === undefined ? 0 : this.lexicon.counts[id]!;
  }

  /** The word itself when it is known, or when nothing trained is close enough. */
  repair(word: string): string {
    if (word.length < SHORTEST || word.length > LONGEST || this.known.has(word) || !/^[a-z]+$/.test(word)) return word;
    const memo = this.memo.get(word);
    if (memo !== undefined) return memo;
    const best = this.closest(word);
    if (this.memo.size >= MOST_REMEMBERED) this.memo.clear();
    this.memo.set(word, best);
    return best;
  }

  private file(word: string, id: number): void {
    if (word.length < SHORTEST - 1 || word.length > LONGEST + 2) return;
    eachKey(word, (key) => this.table.add(key, id));
    const heard = this.lexicon.sounds[id]!;
    if (heard !== 0) this.table.add(heard, id);
  }

  private closest(word: string): string {
    const heard = soundKey(this.sound(word));
    let best = word;
    let bestCost = Infinity;
    const compare = (id: number): void => {
      const cost = this.costOf(word, heard, id);
      if (cost === Infinity) return;
      if (cost < bestCost || (cost === bestCost && this.lexicon.words[id]! < best)) [best, bestCost] = [this.lexicon.words[id]!, cost];
    };
    eachKey(word, (key) => this.table.each(key, compare));
    if (heard !== 0) this.table.each(heard, compare);
    return best;
  }

  /** Letters and sound apart, the first letter being the one people keep; a frequent word is likelier. */
  private costOf(word: string, heard: number, id: number): number {
    const candidate = this.lexicon.words[id]!;
    const sameSound = heard !== 0 && this.lexicon.sounds[id] === heard;
    const limit = sameSound ? 4 : word.length >= LONG && candidate.length >= LONG - 1 ? 2 : 1;
    const distance = editDistance(word, candidate, limit);
    if (distance > limit) return Infinity;
    const letters = sameSound ? distance * SAME_SOUND : distance === 1 ? 1 + slipOf(word, candidate) : distance;
    return letters + (beginAlike(word, candidate) ? 0 : OTHER_FIRST) - Math.log1p(this.lexicon.counts[id]!) * FREQUENT;
  }
}

/**
 * Chosen on slips of the finger drawn at random in the training words (letters left out, added, changed, swapped): 92 % are mended into
 * the word meant, weighted by how often it is said, instead of 86 with one cost for every slip and a quarter of this weight of frequency.
 */
const SAME_SOUND = 0.5;
const OTHER_FIRST = 0.4;
const FREQUENT = 0.2;
/** Few slips of one word leave a letter out, swap two or take the key beside: each is likelier than one of all other letters. */
const NEAR_SLIP = 0.15;
const ODD_SLIP = 0.5;

/** What one wrong letter costs beyond itself, by the way the finger slipped. */
function slipOf(typed: string, meant: string): number {
  if (meant.length > typed.length) return 0;
  const at = firstDifference(typed, meant);
  const letter = typed.charCodeAt(at);
  if (meant.length < typed.length) return letter === typed.charCodeAt(at - 1) || areBeside(letter, typed.charCodeAt(at - 1)) || areBeside(letter, typed.charCodeAt(at + 1)) ? NEAR_SLIP : ODD_SLIP;
  const areSwapped = typed.charAt(at + 1) !== meant.charAt(at + 1);
  return areSwapped || areBeside(letter, meant.charCodeAt(at)) ? NEAR_SLIP : ODD_SLIP;
}

function firstDifference(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return at;
}

const KEYS = ['azertyuiop', 'qsdfghjklm', 'wxcvbn'];
/** Pairs of keys that touch on a French keyboard. */
const BESIDE: ReadonlySet<number> = new Set(KEYS.flatMap((row, y) => [...row].flatMap((key, x) =>
  [row[x - 1], row[x + 1], KEYS[y - 1]?.[x], KEYS[y + 1]?.[x]].flatMap((other) => (other === undefined ? [] : [pairOf(key.charCodeAt(0), other.charCodeAt(0))])))));

function pairOf(a: number, b: number): number {
  return a * 256 + b;
}

const areBeside = (a: number, b: number): boolean => BESIDE.has(pairOf(a, b));

/** The same first letter, or the first two the other way round. */
const beginAlike = (word: string, other: string): boolean =>
  word.charCodeAt(0) === other.charCodeAt(0) || (word.charCodeAt(0) === other.charCodeAt(1) && word.charCodeAt(1) === other.charCodeAt(0));
