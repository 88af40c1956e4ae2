import { z } from 'zod';
import { LANGUES, type CodeSurete, type Drapeau, type Langue } from '../src/domain/codes';
import raw from './langues.json';
import { compilePattern, PatternIndex, type Heard } from './patterns';

/**
 * Which language a message is written in, when it surely is not French: its script first, then the share of frequent words.
 * French written by a foreigner, with foreign names or borrowed words, stays French: so does what is in doubt.
 */

const words = z.string().transform((line) => line.split(' '));
const langueSchema = z.strictObject({
  /** Frequent words that are no French words, not even misspelt. */
  mots: words.default([]),
  /** Frequent words that French has too: no evidence either way. */
  communs: words.default([]),
  /** Words that may be a whole message. */
  seuls: words.default([]),
  /** Letters that French does not have. */
  lettres: z.string().default(''),
  /** Letters of French that it does not have. */
  lettresAbsentes: z.string().default(''),
  /** Endings that French words do not have. */
  finales: words.default([]),
  /** Unmistakable words of danger, as patterns (`patterns.ts`). */
  dangers: z.strictObject({ detresse: z.array(z.string()), violences: z.array(z.string()), menace: z.array(z.string()) }),
});
const LEXIQUE = z.strictObject({
  francais: words,
  /** What French people say as a whole message in another language, without accents. */
  emprunts: z.array(z.string()),
  langues: z.record(z.enum(LANGUES), langueSchema),
}).parse(raw);

/** Enough to tell a language, whatever the length of the message. */
const LONGEST = 1_000;

/** @returns null when the message is in French, or when nothing is sure */
export function detectLangue(message: string): Langue | null {
  const text = message.slice(0, LONGEST);
  const script = scriptOf(text);
  if (script === 'latin') return latinLangue(text);
  return script === 'cyrillic' ? cyrillicLangue(text) : script;
}

// ---------------------------------------------------------------- scripts

const OTHER_THAN_LATIN = /[^\u0000-\u024f\u2000-\u206f]/;
const SCRIPTS = [['ar', /\p{Script=Arabic}/gu], ['zh', /\p{Script=Han}/gu], ['cyrillic', /\p{Script=Cyrillic}/gu]] as const;
/** Persian, Pashto and Urdu share the script of Arabic, Japanese that of Chinese. */
const NOT_ARABIC = /[\u067e\u0686\u0698\u06a9\u06cc\u0679\u06d2]/;
const NOT_CHINESE = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** Most of the letters decide: "APL" may stand in an Arabic sentence, a name in its own letters in a French one. */
function scriptOf(text: string): 'latin' | 'cyrillic' | 'ar' | 'zh' | null {
  if (!OTHER_THAN_LATIN.test(text)) return 'latin';
  const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0;
  const found = SCRIPTS.find(([, letters]) => (text.match(letters)?.length ?? 0) > latin);
  if (found === undefined) return latin > 0 ? 'latin' : null;
  if (found[0] === 'ar' && NOT_ARABIC.test(text)) return null;
  return found[0] === 'zh' && NOT_CHINESE.test(text) ? null : found[0];
}

function cyrillicLangue(text: string): Langue {
  const said = wordsOf(text);
  const weigh = (langue: 'ru' | 'uk'): number => {
    const { lettres, mots } = LEXIQUE.langues[langue];
    return [...text.toLowerCase()].filter((letter) => lettres.includes(letter)).length + said.filter(({ norm }) => mots.includes(norm)).length;
  };
  return weigh('uk') > weigh('ru') ? 'uk' : 'ru';
}

// ---------------------------------------------------------------- languages in Latin letters

const LATINES = LANGUES.filter((langue) => LEXIQUE.langues[langue].communs.length > 0);

/** For each sign of a language, those it speaks for, a bit each. */
type Masks = ReadonlyMap<string, number>;
const masksOf = (signs: (langue: Langue) => readonly string[]): Masks => {
  const masks = new Map<string, number>();
  LATINES.forEach((langue, bit) => signs(langue).forEach((sign) => masks.set(sign, (masks.get(sign) ?? 0) | (1 << bit))));
  return masks;
};

const WORDS = masksOf((langue) => LEXIQUE.langues[langue].mots);
const ENDINGS = masksOf((langue) => LEXIQUE.langues[langue].finales);
const LETTERS = masksOf((langue) => [...LEXIQUE.langues[langue].lettres]);
const FRENCH_LETTERS = masksOf((langue) => [...LEXIQUE.langues[langue].lettresAbsentes]);
const COMMON = masksOf((langue) => LEXIQUE.langues[langue].communs);
/** For each French word, the languages it speaks against. */
const FRENCH = masksOf((langue) => LEXIQUE.francais.filter((word) => !LEXIQUE.langues[langue].communs.includes(word)));
const ALONE = new Map(LATINES.flatMap((langue) => LEXIQUE.langues[langue].seuls.map((word) => [word, langue] as const)));

const BORROWED = new Set(LEXIQUE.emprunts);

const LEAST_HITS = 2;
const LEAST_COMMON = 2;
const LEAST_SHARE = 0.25;
/** More than so many foreign words for each French one. */
const MARGIN = 2;

function latinLangue(text: string): Langue | null {
  const said = wordsOf(text);
  if (said.length === 1) return ALONE.get(said[0]?.norm ?? '') ?? null;
  if (BORROWED.has(said.map(({ norm }) => norm).join(' '))) return null;
  const best = scoresOf(said).reduce((x, y) => (y.hits - y.french > x.hits - x.french ? y : x));
  return isSure(best, said.length) ? best.langue : null;
}

/** Some words that French has too count together as one, where no word is only French. */
function isSure({ hits, words, french, common }: Score, length: number): boolean {
  const weight = hits + (french === 0 && common >= LEAST_COMMON ? 1 : 0);
  return words > 0 && weight >= LEAST_HITS && hits > MARGIN * french && hits / (length - common) >= LEAST_SHARE;
}

/** `hits`: different words of the language, letters and endings included; a foreign name has its letters, so `words` alone count apart. */
type Score = { langue: Langue; hits: number; words: number; french: number; common: number };

function scoresOf(said: readonly Said[]): Score[] {
  const scores = LATINES.map((langue): Score => ({ langue, hits: 0, words: 0, french: 0, common: 0 }));
  for (const word of new Map(said.map((each) => [each.norm, each])).values()) {
    const against = (FRENCH.get(word.norm) ?? 0) | lettersOf(word, FRENCH_LETTERS);
    const words = (WORDS.get(word.norm) ?? 0) | (against === 0 ? endingOf(word.norm) : 0);
    const hits = words | lettersOf(word, LETTERS);
    const french = against & ~hits;
    const common = COMMON.get(word.norm) ?? 0;
    if ((hits | french | common) !== 0) scores.forEach((score, bit) => count(score, 1 << bit, { words, hits, french, common }));
  }
  return scores;
}

type Counted = 'hits' | 'words' | 'french' | 'common';

function count(score: Score, bit: number, masks: Record<Counted, number>): void {
  if (masks.words & bit) score.words++;
  if (masks.hits & bit) score.hits++;
  if (masks.french & bit) score.french++;
  if (masks.common & bit) score.common++;
}

const SHORTEST_STEM = 3;
const LONGEST_ENDING = Math.max(...[...ENDINGS.keys()].map((ending) => ending.length));

function endingOf(word: string): number {
  let mask = 0;
  for (let length = Math.min(LONGEST_ENDING, word.length - SHORTEST_STEM); length >= 3; length--) mask |= ENDINGS.get(word.slice(-length)) ?? 0;
  return mask;
}

function lettersOf({ typed, norm }: Said, letters: Masks): number {
  if (typed === norm) return 0;
  let mask = 0;
  for (const letter of typed) mask |= letters.get(letter) ?? 0;
  return mask;
}

// ---------------------------------------------------------------- words

/** A word in lower case, and without accents. */
type Said = { typed: string; norm: string };

/** Single Latin letters are elisions or noise, but for the English "I"; each Chinese sign is a word; "n't" and the Ukrainian apostrophe cut none. */
function wordsOf(text: string): Said[] {
  const lower = text.toLowerCase().normalize('NFC').replace(/n['’]t\b/g, 'nt').replace(/([\u0400-\u04ff])['’ʼ](?=[\u0400-\u04ff])/g, '$1');
  const found = lower.match(/\p{Script=Han}|[^\P{L}\p{Script=Han}]+/gu) ?? [];
  return found.filter((typed) => typed.length > 1 || typed === 'i' || typed > '\u024f').map((typed) => ({ typed, norm: fold(typed) }));
}

const FOLDED: Readonly<Record<string, string>> = { ł: 'l', ß: 'ss', ı: 'i', œ: 'oe', æ: 'ae' };

function fold(word: string): string {
  if (!/[^\u0000-\u007f]/.test(word)) return word;
  return word.replace(/[łßıœæ]/g, (letter) => FOLDED[letter] ?? letter).normalize('NFD').replace(/\p{M}/gu, '');
}

// ---------------------------------------------------------------- danger

export type DangerEtranger = { langue: Langue; safety: Drapeau; code: CodeSurete };

const CODE = { detresse: 'DETRESSE', violences: 'VIOLENCES', menace: 'MENACE' } as const;
const DANGERS = LANGUES.flatMap((langue) => (['detresse', 'violences', 'menace'] as const).flatMap((safety) =>
  LEXIQUE.langues[langue].dangers[safety].map((source) => ({ source: fold(source), danger: { langue, safety, code: CODE[safety] } }))));
const INDEX = new PatternIndex(DANGERS.map(({ source }) => compilePattern(source)));

/**
 * Unmistakable words of danger in a language that the French triage does not read; a person in despair before one who threatens.
 * The beginning and the end of a long message are read.
 */
export function dangerEtranger(text: string): DangerEtranger | null {
  const read = text.length <= 2 * LONGEST ? text : `${text.slice(0, LONGEST)} ${text.slice(-LONGEST)}`;
  const said = wordsOf(read).map(({ norm }): Heard => ({ norm, repaired: norm }));
  const first = [...INDEX.matching(said)].sort((a, b) => a - b)[0];
  return first === undefined ? null : (DANGERS[first]?.danger ?? null);
}
