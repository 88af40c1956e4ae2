import { z } from 'zod';
import { foldSameLength } from '../src/ops/spoken-numbers';
import rawSms from './lexique/sms.json';
import { SIGLES } from './prestation-names';

/** A word of the message. `norm` is folded and, when an abbreviation is sure, expanded; offsets are those of the text given. */
export type Token = { norm: string; start: number; end: number };

const sms = z.strictObject({ mots: z.record(z.string(), z.string()) }).parse(rawSms);
/** Keyed as typed, accents kept: "mé" is "mais", "me" is not. */
const EXPANSIONS = new Map(Object.entries(sms.mots).map(([short, full]) => [short, full.split(' ')]));

/** What short forms stand for. */
export type Abbreviations = ReadonlyMap<string, readonly string[]>;
export const NO_ABBREVIATIONS: Abbreviations = new Map();

const LETTERS_ONE_BY_ONE = /(?<![a-z'])[a-z](?:[ .-]{1,2}[a-z](?![a-z']))+/g;

const WORD = /[a-z]+|\d+(?:[.,]\d+)*|[€%•]+/g;

/**
 * Words of a message: no case, accent nor apostrophe; numbers reduced to their kind, since the figures themselves are entities.
 * Small words that turn a sentence round ("pas", "plus", "rien", "jamais") are kept like any other.
 */
export function tokenize(text: string, abbreviations: Abbreviations = EXPANSIONS): Token[] {
  const folded = foldSameLength(text);
  const tokens: Token[] = [];
  const spelt = lettersOfSigles(folded);
  const typed = text.toLowerCase().length === text.length ? text.toLowerCase() : folded;
  for (const m of folded.matchAll(WORD)) {
    const end = m.index + m[0].length;
    const cut = folded.charAt(end) === "'" || spelt.has(m.index) || (m[0] === 'c' && /^ (?:est|etait)\b/.test(folded.slice(end, end + 7)));
    pushToken(tokens, m[0], cut ? null : typed.slice(m.index, end), m.index, abbreviations);
  }
  return tokens;
}

const SIGLES_WRITTEN = [...SIGLES.keys()];

/** Where the letters of a sigle said one by one stand ("le c m g"): none of them is short for a word. */
function lettersOfSigles(folded: string): ReadonlySet<number> {
  return new Set([...folded.matchAll(LETTERS_ONE_BY_ONE)].flatMap(({ 0: run, index }) => {
    const at = [...run].flatMap((letter, i) => (/[a-z]/.test(letter) ? [i] : []));
    const letters = at.map((i) => run.charAt(i)).join('');
    return SIGLES_WRITTEN.flatMap((sigle) => {
      const from = letters.indexOf(sigle);
      return from === -1 ? [] : at.slice(from, from + sigle.length).map((i) => index + i);
    });
  }));
}

/** @param typed the word with its accents, or `null` when it is one half of an elision and stands for itself */
function pushToken(tokens: Token[], word: string, typed: string | null, start: number, abbreviations: Abbreviations): void {
  const end = start + word.length;
  const kind = kindOf(word);
  if (kind !== null) {
    tokens.push({ norm: kind, start, end });
    return;
  }
  const squeezed = word.replace(/(.)\1{2,}/g, '$1');
  const expansion = typed === null ? undefined : abbreviations.get(typed);
  for (const norm of expansion ?? [squeezed]) tokens.push({ norm, start, end });
}

function kindOf(word: string): string | null {
  const first = word.charAt(0);
  if (first === '€') return 'euros';
  if (first === '%') return 'pourcent';
  if (first === '•') return '0masque';
  if (!/\d/.test(first)) return null;
  if (/^(?:19|20)\d{2}$/.test(word)) return '0annee';
  const digits = word.replace(/\D/g, '').length;
  return digits >= 6 ? '0long' : digits >= 3 ? '0montant' : '0nombre';
}

/** Sentences, or runs of words where the person put no punctuation. Offsets in the text given. */
export function windowsOf(text: string, size: number, step: number): { start: number; end: number }[] {
  const sentences = [...text.matchAll(/[^.!?;\n…]+/g)].map((m) => ({ start: m.index, end: m.index + m[0].length }));
  return sentences.flatMap((s) => slidingWindows(text, s.start, s.end, size, step));
}

function slidingWindows(text: string, start: number, end: number, size: number, step: number): { start: number; end: number }[] {
  const words = [...text.slice(start, end).matchAll(/\S+/g)].map((m) => ({ start: start + m.index, end: start + m.index + m[0].length }));
  if (words.length === 0) return [];
  if (words.length <= size + step / 2) return [{ start, end }];
  const windows: { start: number; end: number }[] = [];
  for (let i = 0; ; i += step) {
    const last = Math.min(i + size, words.length);
    windows.push({ start: words[Math.min(i, words.length - 1)]?.start ?? start, end: words[last - 1]?.end ?? end });
    if (last === words.length) return windows;
  }
}
