import { dictatedIbanZone, carteZone, nirZone, type ZoneMasquee } from './mask-zone';
import { dictatedDigits, isHesitation, isNumberWord, spokenRuns, wordsOf, type Budget, type SpokenRun, type Word } from './spoken-numbers';

/** NIR, IBAN and cards said aloud: grouped as the speaker likes, with hesitations. */

/** Words that thirteen digits take when they are dictated; fewer, without a cue, are another number read digit by digit. */
const NIR_WORDS = 10;
/** Said by pairs or by thousands, the sixteen digits of a card take as many; fewer are amounts told one after the other. */
const CARTE_WORDS = 8;
const NIR_CUE = /secu|securite sociale|\bnir\b|carte vitale/;

/** Prefixes tried for all the dictations of a message: ten times what a real one needs. */
export const READINGS = 30_000;

export function findSpoken(folded: string): ZoneMasquee[] {
  const words = wordsOf(folded);
  const budget: Budget = { left: READINGS };
  const numbers = spokenRuns(words).flatMap((run): ZoneMasquee[] => {
    const nature = run.numbers >= 3 ? spokenNature(run, folded, budget) : null;
    if (nature === null) return [];
    const { start, end } = spanOf(run.words);
    return [nature.nature === 'nir' ? nirZone(start, end, nature.digits) : carteZone(start, end)];
  });
  return [...spokenIbans(words, folded), ...numbers];
}

export const spanOf = (words: readonly Word[]): { start: number; end: number } => ({ start: words[0]?.start ?? 0, end: words.at(-1)?.end ?? 0 });

function spokenNature(run: SpokenRun, folded: string, budget: Budget): { nature: 'nir' | 'carte'; digits: string } | null {
  const { start } = spanOf(run.words);
  if (run.numbers >= NIR_WORDS || NIR_CUE.test(folded.slice(Math.max(0, start - 60), start))) {
    const nir = dictatedDigits(run.words, 15, (d, done) => nirPrefix(d) && (!done || d.length === 13 || d.length === 15), budget);
    if (nir !== null) return { nature: 'nir', digits: nir };
  }
  if (run.numbers < CARTE_WORDS) return null;
  const carte = dictatedDigits(run.words, 16, (d, done) => !done || (d.length === 16 && luhnHolds(d)), budget);
  return carte === null ? null : { nature: 'carte', digits: carte };
}

const FEWEST_IBAN_WORDS = 8;

/** "F R trente et un vingt zéro quatre…": letters may come among the numbers, so the whole dictation is hidden, right or wrong. */
function spokenIbans(words: readonly Word[], folded: string): ZoneMasquee[] {
  const zones: ZoneMasquee[] = [];
  for (let i = 0; i < words.length; i++) {
    const from = ibanDictation(words, i, folded);
    if (from === 0) continue;
    const last = lastDictated(words, i + from);
    if (last === null || last.numbers < FEWEST_IBAN_WORDS) continue;
    zones.push(dictatedIbanZone(words[i]?.start ?? 0, words[last.at]?.end ?? 0));
    i = last.at;
  }
  return zones;
}

/** How many words say "FR" at `i` before a dictation, 0 when none does. "mon RIB c'est trente mille…" has no such word: its first number counts for none. */
function ibanDictation(words: readonly Word[], i: number, folded: string): number {
  const norm = words[i]?.norm ?? '';
  if (norm === 'fr' && isNumberWord(words[i + 1]?.norm ?? '')) return 1;
  if (/^(?:f|ef|effe)$/.test(norm) && /^(?:r|er|erre)$/.test(words[i + 1]?.norm ?? '')) return 2;
  return isNumberWord(norm) && /\b(?:iban|rib)\b[ a-z':,]{0,20}$/.test(folded.slice(Math.max(0, (words[i]?.start ?? 0) - 30), words[i]?.start)) ? 1 : 0;
}

function lastDictated(words: readonly Word[], from: number): { at: number; numbers: number } | null {
  let last: { at: number; numbers: number } | null = null;
  let numbers = 0;
  for (let i = from; i < words.length; i++) {
    const norm = words[i]?.norm ?? '';
    const counted = isNumberWord(norm) || /^\d/.test(norm);
    if (!counted && norm.length > 1 && !isHesitation(norm)) break;
    if (counted) last = { at: i, numbers: ++numbers };
  }
  return last;
}

const NIR_PREFIX = /^[123478](?:\d{0,5}|\d{5}[\dab]\d{0,8})$/;
const MONTH = '(?:0[1-9]|1[0-2]|[23]\\d|4[0-2]|[5-9]\\d)';
const NIR = new RegExp(`^[123478]\\d{2}${MONTH}(?:\\d{2}|2[ab])\\d{6}`);
const nirPrefix = (d: string): boolean => NIR_PREFIX.test(d) && (d.length < 13 || NIR.test(d));

function luhnHolds(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const d = Number(digits.charAt(digits.length - 1 - i));
    const doubled = i % 2 === 1 ? d * 2 : d;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return digits.length > 0 && sum % 10 === 0 && !/^(\d)\1+$/.test(digits);
}
