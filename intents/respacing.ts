import type { Token } from './normalize';
import type { Speller } from './spelling';

/** Fewer letters than this are left alone: too many of them are words by chance. */
const SHORTEST_CUT = 6;
const SHORTEST_JOINED = 5;
const SHORTEST_AFTER_ELISION = 4;
const SHORTEST_HALF = 2;
/** What French leaves of a word before a vowel, when the apostrophe is forgotten. */
const ELIDED: ReadonlySet<string> = new Set(['l', 'd', 'j', 'm', 'n', 's', 't', 'c']);

/** Words cut in two are joined, words run together are cut, where that makes known words of unknown ones. */
export function respaced(tokens: readonly Token[], speller: Speller): Token[] {
  const out: Token[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const [token, next] = [tokens[at]!, tokens[at + 1]];
    const joined = next === undefined ? null : joinedOf(token, next, speller);
    if (joined !== null) {
      out.push(joined);
      at++;
    } else out.push(...cutOf(token, speller));
  }
  return out;
}

const isWord = (norm: string): boolean => norm.charCodeAt(0) >= 97;

function joinedOf(a: Token, b: Token, speller: Speller): Token | null {
  if (a.norm.length < SHORTEST_HALF || b.norm.length < SHORTEST_HALF || !isWord(a.norm) || !isWord(b.norm) || b.start > a.end + 1) return null;
  if (speller.isKnown(a.norm) && speller.isKnown(b.norm)) return null;
  const norm = a.norm + b.norm;
  return norm.length >= SHORTEST_JOINED && speller.isKnown(norm) ? { norm, start: a.start, end: b.end } : null;
}

/** A half seen less often than this may be a word by chance. Where one wrong letter explains the word too, both must be everyday words. */
const FREQUENT = 25;
const EVERYDAY = 150;

function cutOf(token: Token, speller: Speller): Token[] {
  const { norm, start, end } = token;
  if (norm.length < SHORTEST_CUT || norm.length !== end - start || !isWord(norm) || speller.isKnown(norm)) return [token];
  const at = bestCut(norm, speller, speller.repair(norm) === norm ? FREQUENT : EVERYDAY);
  return at === 0 ? [token] : [{ norm: norm.slice(0, at), start, end: start + at }, { norm: norm.slice(at), start: start + at, end }];
}

/** Where the two halves are the likeliest words; 0 when no cut makes two words seen at least so often. */
function bestCut(word: string, speller: Speller, least: number): number {
  let [best, likeliest] = [0, 0];
  for (let at = 1; at <= word.length - SHORTEST_HALF; at++) {
    const likelihood = at === 1 ? elidedLikelihood(word, speller) : halvesLikelihood(speller.countOf(word.slice(0, at)), speller.countOf(word.slice(at)), least);
    if (likelihood > likeliest) [best, likeliest] = [at, likelihood];
  }
  return best;
}

const halvesLikelihood = (first: number, second: number, least: number): number => (Math.min(first, second) < least ? 0 : first * second);

/** Speech drops the vowel: "jdefonce", "mdemande". No French word begins so. */
const SWALLOWED: ReadonlySet<string> = new Set(['j', 'm']);
const LIQUIDS: ReadonlySet<string> = new Set(['h', 'l', 'r']);

/** "jattend", "lagence": a vowel follows, or a letter that none can stand before, and the rest is a word of its own. */
const ELIDED_COUNT = 1_000;
const LEAST_AFTER_ELISION = 3;

const mayBeElided = (word: string): boolean => 'aeiouyh'.includes(word.charAt(1)) || (SWALLOWED.has(word.charAt(0)) && !LIQUIDS.has(word.charAt(1)));

function elidedLikelihood(word: string, speller: Speller): number {
  const rest = word.slice(1);
  if (!ELIDED.has(word.charAt(0)) || !mayBeElided(word) || rest.length < SHORTEST_AFTER_ELISION) return 0;
  const count = speller.countOf(rest);
  return count < LEAST_AFTER_ELISION ? 0 : count * ELIDED_COUNT;
}
