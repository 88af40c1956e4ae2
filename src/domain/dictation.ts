import { z } from 'zod';
import raw from './catalogue/epellation.json';
import { headSchema, parseCatalogue } from './catalogue';
import { CodedError } from './errors';

/** Signs said aloud in French: read from a transcription, and spelt back. */

/** Dashes, for a character class of a regular expression. */
export const DASHES = '\\-\\u2010-\\u2015\\u2212';

const letterWords = z.record(z.string(), z.union([z.string(), z.array(z.string())]));
const schema = z.strictObject({
  ...headSchema,
  prefixeParle: z.strictObject({ valeur: z.string(), source: z.string() }),
  lettreParlee: z.strictObject({ valeur: z.string().includes('{lettre}').includes('{prenom}'), source: z.string() }),
  chiffres: z.strictObject({ source: z.string(), noms: z.array(z.string()).length(10) }),
  prenoms: letterWords,
  lettresDictees: letterWords,
  motsIgnores: z.strictObject({ source: z.string(), mots: z.array(z.string()) }),
  nombres: z.strictObject({
    source: z.string(),
    unites: z.record(z.string(), z.int().min(0).max(16)),
    dizaines: z.record(z.string(), z.int().min(20).max(90)),
    repetitions: z.record(z.string(), z.int().min(2).max(3)),
  }),
});
const DATA = parseCatalogue('epellation.json', schema, raw);

/** "R E F, E X P, puis :" */
export const spokenPrefix = DATA.prefixeParle.valeur;

/** One digit or capital letter as it is said: "sept", "K comme Kléber". */
export function spellSign(sign: string): string {
  if (/\d/.test(sign)) return DATA.chiffres.noms[Number(sign)] ?? sign;
  const prenom = DATA.prenoms[sign];
  if (typeof prenom !== 'string') throw new CodedError('CONTENU_INVALIDE', `epellation.json: no first name for ${sign}`);
  return DATA.lettreParlee.valeur.replace('{lettre}', sign).replace('{prenom}', prenom);
}

/**
 * Every way to read the dictated words of a text as exactly `length` signs, upper case: "soixante douze" is 72 or 60 12.
 * Each longest run of such words is read on its own, without a leading "R E F E X P"; hesitations are skipped.
 */
export function dictatedReadings(text: string, length: number): string[] {
  const words = tokens(text).filter((word) => !IGNORED.has(word));
  const found = new Set<string>();
  let start = 0;
  while (start < words.length) {
    const begin = afterPrefix(words, start);
    const end = runEnd(words, begin);
    for (const signs of readings(words.slice(begin, end), length)) found.add(signs);
    start = Math.max(end, start) + 1;
  }
  return [...found];
}

type Reading = { signs: string; next: number };

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

const IGNORED = new Set(DATA.motsIgnores.mots.map(plain));
const LETTERS_SAID = lettersSaid();
const FIRST_NAMES = new Map(Object.entries(DATA.prenoms).flatMap(([letter, name]) =>
  letter === 'source' || typeof name !== 'string' ? [] : [[plain(name), letter] as const]));
const PREFIX_SAID: readonly string[][] = [['ref', 'exp'], ['refexp'], ['reference', 'exp'], [...'refexp'], ['ref', ...'exp'], [...'ref', 'exp']];
const LONGEST_PREFIX = Math.max(...PREFIX_SAID.map((said) => said.length));

function lettersSaid(): Map<string, string> {
  const said = new Map<string, string>();
  for (const [letter, words] of Object.entries(DATA.lettresDictees)) {
    if (letter === 'source' || typeof words === 'string') continue;
    for (const word of words) said.set(tokens(word).join(' '), letter);
  }
  return said;
}

function tokens(text: string): string[] {
  return plain(text).replace(/[’]/g, "'").split(new RegExp(`[\\s${DASHES}_.,;:!?·°'()]+`, 'u')).filter((word) => word !== '');
}

function afterPrefix(words: string[], start: number): number {
  const letters = words.slice(start, start + LONGEST_PREFIX).map((word) => LETTERS_SAID.get(word)?.toLowerCase() ?? word);
  const prefix = PREFIX_SAID.find((said) => said.every((word, i) => letters[i] === word || words[start + i] === word));
  return prefix ? start + prefix.length : start;
}

function runEnd(words: string[], start: number): number {
  let end = start;
  while (end < words.length && partReadings(words, end).length > 0) {
    end = Math.max(...partReadings(words, end).map((reading) => reading.next));
  }
  return end;
}

function readings(words: string[], length: number, start = 0, signs = ''): string[] {
  if (signs.length > length) return [];
  if (start === words.length) return signs.length === length ? [signs] : [];
  return partReadings(words, start).flatMap((part) => readings(words, length, part.next, signs + part.signs));
}

function partReadings(words: string[], start: number): Reading[] {
  return [...letterReadings(words, start), ...numberReadings(words, start), ...repeatedReadings(words, start)];
}

function letterReadings(words: string[], start: number): Reading[] {
  const word = words[start] ?? '';
  const named = words[start + 1] === 'comme' ? words[start + 2] : undefined;
  if (named !== undefined) return [{ signs: (FIRST_NAMES.get(named) ?? named.charAt(0)).toUpperCase(), next: start + 3 }];
  const found: Reading[] = [];
  const pair = LETTERS_SAID.get(`${word} ${words[start + 1] ?? ''}`);
  if (pair !== undefined) found.push({ signs: pair, next: start + 2 });
  const letter = LETTERS_SAID.get(word) ?? FIRST_NAMES.get(word);
  if (letter !== undefined) found.push({ signs: letter, next: start + 1 });
  if (/^[a-z0-9]{1,7}$/.test(word) && /\d/.test(word)) found.push({ signs: word.toUpperCase(), next: start + 1 });
  return found;
}

/** "double sept", "triple K". */
function repeatedReadings(words: string[], start: number): Reading[] {
  const times = DATA.nombres.repetitions[words[start] ?? ''];
  if (times === undefined) return [];
  return [...letterReadings(words, start + 1), ...numberReadings(words, start + 1)]
    .filter((reading) => reading.signs.length === 1)
    .map((reading) => ({ signs: reading.signs.repeat(times), next: reading.next }));
}

/** Each number that begins here: "quatre vingt douze" begins with 4, 80 and 92; "cent" multiplies what precedes it. */
function numberReadings(words: string[], start: number): Reading[] {
  const small = belowHundred(words, start);
  const hundreds = [...small.filter(({ value }) => value > 1 && value < 10), { value: 1, next: start }]
    .filter(({ next }) => /^cents?$/.test(words[next] ?? ''))
    .flatMap(({ value, next }) => [
      { value: value * 100, next: next + 1 },
      ...belowHundred(words, next + 1).filter((rest) => rest.value > 0).map((rest) => ({ value: value * 100 + rest.value, next: rest.next })),
    ]);
  return [...small, ...hundreds].map(({ value, next }) => ({ signs: String(value), next }));
}

type Amount = { value: number; next: number };

function belowHundred(words: string[], start: number): Amount[] {
  const { unites, dizaines } = DATA.nombres;
  const word = words[start] ?? '';
  const found: Amount[] = [];
  const unit = unites[word];
  if (unit !== undefined) found.push({ value: unit, next: start + 1 });
  if (unit === 10) found.push(...unitsAfter(words, start + 1, 7, 9).map((rest) => ({ value: 10 + rest.value, next: rest.next })));
  if (unit === 4 && /^vingts?$/.test(words[start + 1] ?? '')) found.push(...tens(words, 80, start + 2));
  const ten = dizaines[word];
  if (ten !== undefined) found.push(...tens(words, ten, start + 1));
  return found;
}

/** 60 and 80 take 1 to 19 ("soixante douze", "quatre vingt dix sept"); the others 1 to 9. */
function tens(words: string[], ten: number, next: number): Amount[] {
  const most = ten === 60 || ten === 80 ? 19 : 9;
  const added = unitsAfter(words, next, 1, most).map((rest) => ({ value: ten + rest.value, next: rest.next }));
  return [{ value: ten, next }, ...added];
}

function unitsAfter(words: string[], start: number, least: number, most: number): Amount[] {
  const unit = DATA.nombres.unites[words[start] ?? ''];
  if (unit === undefined) return [];
  const found: Amount[] = [{ value: unit, next: start + 1 }];
  const unitAfterTen = unit === 10 ? DATA.nombres.unites[words[start + 1] ?? ''] : undefined;
  if (unitAfterTen !== undefined && unitAfterTen >= 7 && unitAfterTen <= 9) found.push({ value: 10 + unitAfterTen, next: start + 2 });
  return found.filter(({ value }) => value >= least && value <= most);
}
