import { z } from 'zod';
import raw from './catalogue/epellation.json';
import { headSchema, parseCatalogue } from './catalogue';
import { CodedError } from './errors';

/**
 * Reference of a dossier: `REF-EXP-` and seven signs (DOSSIER §6.1). Six are drawn, the seventh is a check which catches
 * every single wrong sign and every swap of two signs. An identifier, never a secret.
 */

export const REFERENCE_PREFIX = 'REF-EXP-';
/** 23 signs (prime): those that look or sound like another one are left out. */
export const REFERENCE_SIGNS = '0123456789ACFHJKMPRTXYZ';
const LENGTH = 7;
const DRAWN = 6;
const MODULUS = REFERENCE_SIGNS.length;

export type LectureReference = {
  /** `REF-EXP-XXXXXXX` with a right check sign, when one reading and one only is possible. */
  reference: string | null;
  /** Other references that may have been meant (S for 5, B for 8, dictated numbers with several readings). All valid. */
  suggestions: string[];
  /** What was read when it has the shape of a reference, right or not; `null` when no reference is there. */
  lue: string | null;
};

/** `start`/`end`: UTF-16 offsets in the text. `valide`: the check sign is right; `reference` is then canonical. */
export type ReferenceTrouvee = { start: number; end: number; text: string; reference: string; valide: boolean };

/**
 * Draws a new reference; never seven equal signs.
 * @param randomInt integer in [0, max[, from a cryptographic source
 */
export function generateReference(randomInt: (max: number) => number): string {
  for (;;) {
    const drawn = Array.from({ length: DRAWN }, () => REFERENCE_SIGNS.charAt(randomInt(MODULUS))).join('');
    const body = drawn + checkSign(drawn);
    if (!allEqual(body)) return REFERENCE_PREFIX + body;
  }
}

/** True for the canonical form only: prefix, signs of the alphabet, right check sign, not seven equal signs. */
export function checkReference(reference: string): boolean {
  if (!reference.startsWith(REFERENCE_PREFIX)) return false;
  return isValidBody(reference.slice(REFERENCE_PREFIX.length));
}

/**
 * Reads a reference typed or dictated by a person who was asked for one: lower case, spaces, any dash, missing prefix,
 * O for 0, I or L for 1, numbers in words ("soixante douze" is 72 or 60 12), "double sept", "K comme Kléber".
 * Several possible readings are all given as suggestions: the caller keeps those that exist for this person.
 */
export function parseReference(text: string): LectureReference {
  const written = writtenBody(text);
  if (written !== null && isValidBody(fold(written))) return found(fold(written));
  const dictated = dictatedBodies(text).filter(isValidBody);
  const [only] = dictated;
  if (only !== undefined && dictated.length === 1) return found(only);
  const lue = written === null ? null : REFERENCE_PREFIX + fold(written);
  const suggested = [...dictated, ...(written === null ? [] : lookalikes(fold(written)))];
  return { reference: null, suggestions: [...new Set(suggested)].map((body) => REFERENCE_PREFIX + body), lue };
}

/**
 * References in free text. With the prefix, any seven letters or digits (a faulty one comes with `valide: false`).
 * Without it, only a valid body mixing letters and digits: seven bare digits are an allocataire number first.
 */
export function findReferences(text: string): ReferenceTrouvee[] {
  const prefixed = [...text.matchAll(PREFIXED)]
    .map((match) => spanOf(text, match.index, match[0], match[1] ?? ''))
    .filter((span) => span.valide || /\d/.test(span.text));
  const bare = [...text.matchAll(BARE)]
    .map((match) => spanOf(text, match.index, match[0], match[0]))
    .filter((span) => span.valide && mixesLettersAndDigits(span.reference.slice(REFERENCE_PREFIX.length)))
    .filter((span) => !prefixed.some((other) => span.start < other.end && other.start < span.end));
  return [...prefixed, ...bare].sort((a, b) => a.start - b.start);
}

/**
 * Reference as it is said aloud, prefix included, in groups of 3, 2 and 2 with a first name for each letter:
 * "R E F, E X P, puis : sept, K comme Kléber, deux — M comme Marcel, quatre — T comme Thérèse, R comme Raoul".
 * The caller says it twice.
 */
export function spellReference(reference: string): string {
  const body = reference.startsWith(REFERENCE_PREFIX) ? reference.slice(REFERENCE_PREFIX.length) : reference;
  const signs = [...body].map(spellSign);
  const groups = [signs.slice(0, 3), signs.slice(3, 5), signs.slice(5)].map((group) => group.join(', '));
  return `${DATA.prefixeParle.valeur} ${groups.join(' — ')}`;
}

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

const DASH = '\\-\\u2010-\\u2015\\u2212';
const GAP = `[\\s${DASH}_.:·°]`;
const PREFIX = `R[ée]f${GAP}*Exp${GAP}*(?:n°?${GAP}*)?`;
const SIGN = '[A-Z0-9]';
const EDGE = '(?![\\p{L}\\p{N}])';
const START = '(?<![\\p{L}\\p{N}])';
/** Seven signs, maybe spread over groups, or failing that the first word: a faulty reference is still one. */
const PREFIXED = new RegExp(`${START}${PREFIX}((?:${SIGN}${GAP}?){6}${SIGN}${EDGE}|${SIGN}*\\d${SIGN}*${EDGE})`, 'giu');
const BARE = new RegExp(
  `${START}(?:${SIGN}{7}|${SIGN}{3}[ ${DASH}]${SIGN}{2}[ ${DASH}]${SIGN}{2}|${SIGN}{3}[ ${DASH}]${SIGN}{4})${EDGE}`, 'giu');

function checkSign(drawn: string): string {
  const sum = [...drawn].reduce((total, sign, i) => total + (i + 2) * REFERENCE_SIGNS.indexOf(sign), 0);
  return REFERENCE_SIGNS.charAt((MODULUS - (sum % MODULUS)) % MODULUS);
}

function isValidBody(body: string): boolean {
  if (body.length !== LENGTH || allEqual(body)) return false;
  if ([...body].some((sign) => !REFERENCE_SIGNS.includes(sign))) return false;
  return checkSign(body.slice(0, DRAWN)) === body.charAt(DRAWN);
}

function allEqual(body: string): boolean {
  return [...body].every((sign) => sign === body.charAt(0));
}

function found(body: string): LectureReference {
  return { reference: REFERENCE_PREFIX + body, suggestions: [], lue: REFERENCE_PREFIX + body };
}

/** Signs read alike: the alphabet has no O, I nor L, so nothing is lost. */
function fold(body: string): string {
  return body.toUpperCase().replaceAll('O', '0').replace(/[IL]/g, '1');
}

function lookalikes(body: string): string[] {
  const readings = [...body].reduce<string[]>((starts, sign) => {
    const signs = sign === 'S' ? ['5'] : sign === 'B' ? ['8'] : [sign];
    return starts.flatMap((start) => signs.map((one) => start + one));
  }, ['']);
  return readings.filter(isValidBody);
}

/** The seven signs of a written reference: after the prefix if there is one, else the whole text without separators. */
function writtenBody(text: string): string | null {
  const spans = findReferences(text);
  const span = spans.find(({ valide }) => valide) ?? spans[0];
  if (span) return span.reference.slice(REFERENCE_PREFIX.length);
  const bare = text.replace(new RegExp(`^\\s*${PREFIX}`, 'iu'), '').replace(new RegExp(GAP, 'gu'), '');
  if (!/^[a-z0-9]{7}$/i.test(bare)) return null;
  return /\d/.test(bare) || lookalikes(fold(bare)).length > 0 ? bare : null;
}

function spanOf(text: string, start: number, matched: string, body: string): ReferenceTrouvee {
  const folded = fold(body.replace(new RegExp(GAP, 'gu'), ''));
  const end = start + matched.length;
  return { start, end, text: text.slice(start, end), reference: REFERENCE_PREFIX + folded, valide: isValidBody(folded) };
}

function mixesLettersAndDigits(body: string): boolean {
  return /\d/.test(body) && /[A-Z]/.test(body);
}

function spellSign(sign: string): string {
  if (/\d/.test(sign)) return DATA.chiffres.noms[Number(sign)] ?? sign;
  const prenom = DATA.prenoms[sign];
  if (typeof prenom !== 'string') throw new CodedError('CONTENU_INVALIDE', `epellation.json: no first name for ${sign}`);
  return DATA.lettreParlee.valeur.replace('{lettre}', sign).replace('{prenom}', prenom);
}

// --- Dictation -------------------------------------------------------------------------------------------------------

type Reading = { signs: string; next: number };

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

const IGNORED = new Set(DATA.motsIgnores.mots.map(plain));
const LETTERS_SAID = lettersSaid();
const FIRST_NAMES = new Map(Object.entries(DATA.prenoms).flatMap(([letter, name]) =>
  letter === 'source' || typeof name !== 'string' ? [] : [[plain(name), letter] as const]));
const PREFIX_SAID: readonly string[][] = [['ref', 'exp'], ['refexp'], ['reference', 'exp'], [...'refexp'], ['ref', ...'exp'], [...'ref', 'exp']];

function lettersSaid(): Map<string, string> {
  const said = new Map<string, string>();
  for (const [letter, words] of Object.entries(DATA.lettresDictees)) {
    if (letter === 'source' || typeof words === 'string') continue;
    for (const word of words) said.set(tokens(word).join(' '), letter);
  }
  return said;
}

function tokens(text: string): string[] {
  return plain(text).replace(/[’]/g, "'").split(new RegExp(`[\\s${DASH}_.,;:!?·°'()]+`, 'u')).filter((word) => word !== '');
}

/** Every seven-sign reading of each longest run of dictated words, without the prefix. */
function dictatedBodies(text: string): string[] {
  const words = tokens(text).filter((word) => !IGNORED.has(word));
  const bodies = new Set<string>();
  let start = 0;
  while (start < words.length) {
    const body = afterPrefix(words, start);
    const end = runEnd(words, body);
    for (const signs of readings(words.slice(body, end))) bodies.add(fold(signs));
    start = Math.max(end, start) + 1;
  }
  return [...bodies];
}

function afterPrefix(words: string[], start: number): number {
  const letters = words.slice(start).map((word) => LETTERS_SAID.get(word)?.toLowerCase() ?? word);
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

/** All ways to read the words as exactly seven signs. */
function readings(words: string[], start = 0, signs = ''): string[] {
  if (signs.length > LENGTH) return [];
  if (start === words.length) return signs.length === LENGTH ? [signs] : [];
  return partReadings(words, start).flatMap((part) => readings(words, part.next, signs + part.signs));
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
