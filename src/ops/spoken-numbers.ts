/**
 * French numbers said in words. A speaker who dictates digits groups them as he likes ("soixante douze" is 72 or 60 12),
 * so reading returns every possible number at a place, not one.
 */

export type Word = { norm: string; start: number; end: number };

const UNITS: Record<string, number> = {
  zero: 0, un: 1, une: 1, deux: 2, trois: 3, troi: 3, quatre: 4, quat: 4, catre: 4, cinq: 5, cinc: 5, six: 6, sis: 6, sept: 7, set: 7, huit: 8, neuf: 9,
  dix: 10, onze: 11, douze: 12, treize: 13, quatorze: 14, quinze: 15, seize: 16, dixsept: 17, dixhuit: 18, dixneuf: 19,
};
const TENS: Record<string, number> = {
  vingt: 20, vint: 20, vingts: 20, trente: 30, quarante: 40, carante: 40, cinquante: 50, cinquente: 50, soixante: 60, soisante: 60,
  septante: 70, huitante: 80, octante: 80, quatrevingt: 80, quatrevingts: 80, nonante: 90, quatrevingtdix: 90, soixantedix: 70,
};
const HUNDRED = new Set(['cent', 'cents', 'cens']);
const THOUSAND = new Set(['mille', 'milles', 'mil']);
const MILLION = new Set(['million', 'millions']);

const FOLD = /[\u0300-\u036f]/g;

/** Folded text of the same length as the original: offsets stay true. */
export function foldSameLength(text: string): string {
  let out = '';
  for (let i = 0; i < text.length; i++) out += foldUnit(text.charAt(i));
  return out;
}

function foldUnit(unit: string): string {
  const code = unit.charCodeAt(0);
  if (code < 128) return code >= 65 && code <= 90 ? unit.toLowerCase() : unit;
  if (unit === 'œ' || unit === 'Œ') return 'o';
  if (unit === 'æ' || unit === 'Æ') return 'a';
  if (unit === '’' || unit === '‘' || unit === 'ʼ' || unit === '´' || unit === '`') return "'";
  if (code === 0xa0 || code === 0x202f || code === 0x2009) return ' ';
  if (code >= 0x2010 && code <= 0x2015) return '-';
  const folded = unit.normalize('NFD').replace(FOLD, '').toLowerCase();
  return folded.length === 1 ? folded : unit;
}

/** Words and digit runs of a folded text, hyphens and apostrophes cut. */
export function wordsOf(folded: string): Word[] {
  const words: Word[] = [];
  for (const m of folded.matchAll(/[a-z]+|\d+/g)) words.push({ norm: m[0], start: m.index, end: m.index + m[0].length });
  return words;
}

export const isNumberWord = (norm: string): boolean =>
  Object.hasOwn(UNITS, norm) || Object.hasOwn(TENS, norm) || HUNDRED.has(norm) || THOUSAND.has(norm) || MILLION.has(norm);

/** The number that exactly these words say, or `null`. `norms` are folded words ("quatre", "vingt", "et", "un"). */
export function numberOf(norms: readonly string[]): number | null {
  if (norms.length === 0) return null;
  if (norms.length === 1 && norms[0] === 'zero') return 0;
  const million = norms.findIndex((n) => MILLION.has(n));
  if (million >= 0) return withTail(norms, million, 1_000_000, below(norms.slice(0, million), 1000));
  return underMillion(norms);
}

function underMillion(norms: readonly string[]): number | null {
  const mille = norms.findIndex((n) => THOUSAND.has(n));
  if (mille < 0) return below(norms, 1000);
  const head = mille === 0 ? 1 : below(norms.slice(0, mille), 1000);
  return withTail(norms, mille, 1000, head === 1 && mille > 0 ? null : head);
}

function withTail(norms: readonly string[], at: number, unit: number, head: number | null): number | null {
  if (head === null || head === 0) return null;
  const tail = norms.slice(at + 1);
  if (tail.length === 0) return head * unit;
  const rest = unit === 1000 ? below(tail, 1000) : underMillion(tail);
  return rest === null || rest === 0 ? null : head * unit + rest;
}

function below(norms: readonly string[], limit: number): number | null {
  const cent = norms.findIndex((n) => HUNDRED.has(n));
  if (cent < 0) return twoDigits(norms);
  const head = cent === 0 ? 1 : cent === 1 ? (UNITS[norms[0] ?? ''] ?? null) : null;
  if (head === null || head === 0 || head > 9 || (head === 1 && cent === 1)) return null;
  const tail = norms.slice(cent + 1);
  if (tail.length === 0) return head * 100;
  const rest = twoDigits(tail);
  return rest === null || rest === 0 || head * 100 + rest >= limit ? null : head * 100 + rest;
}

function twoDigits(norms: readonly string[]): number | null {
  const parts = joinQuatreVingt(norms);
  const [first, ...others] = parts;
  if (first === undefined) return null;
  const unit = UNITS[first];
  if (unit !== undefined) return others.length === 0 ? unit : teen(unit, others);
  const ten = TENS[first];
  if (ten === undefined) return null;
  if (others.length === 0) return ten;
  return tensAndUnits(ten, others[0] === 'et' ? others.slice(1) : others);
}

function joinQuatreVingt(norms: readonly string[]): readonly string[] {
  const [a, b, ...rest] = norms;
  return (a === 'quatre' || a === 'catre' || a === 'quat') && b !== undefined && TENS[b] === 20 ? ['quatrevingt', ...rest] : norms;
}

const teen = (unit: number, others: readonly string[]): number | null => {
  const next = UNITS[others[0] ?? ''];
  return unit === 10 && others.length === 1 && next !== undefined && next >= 7 && next <= 9 ? 10 + next : null;
};

function tensAndUnits(ten: number, rest: readonly string[]): number | null {
  const value = rest.length === 1 ? UNITS[rest[0] ?? ''] : rest.length === 2 && rest[0] === 'dix' ? teen(10, rest.slice(1)) : undefined;
  if (value === undefined || value === null || value === 0) return null;
  const limit = ten === 60 || ten === 80 ? 19 : 9;
  return value <= limit ? ten + value : null;
}

const LONGEST = 12;

/**
 * Longest number starting at word `at`; words must touch (a space, a hyphen, nothing else between them).
 *
 * @returns value and index after the last word, or `null`
 */
export function readNumber(words: readonly Word[], at: number, text: string): { value: number; next: number } | null {
  const end = runEnd(words, at, text);
  for (let next = end; next > at; next--) {
    const value = numberOf(words.slice(at, next).map((w) => w.norm));
    if (value !== null) return { value, next };
  }
  return null;
}

function runEnd(words: readonly Word[], at: number, text: string): number {
  let end = at;
  for (; end < words.length && end - at < LONGEST; end++) {
    const word = words[end];
    const previous = words[end - 1];
    if (word === undefined || !(isNumberWord(word.norm) || (word.norm === 'et' && end > at))) break;
    if (end > at && previous !== undefined && !/^[ \-]{1,2}$/.test(text.slice(previous.end, word.start))) break;
  }
  return end;
}

/** Every number below 1000 that starts at `at`, as the digits a dictation would mean ("zero quatre" is not one number). */
export function digitReadings(norms: readonly string[], at: number): { digits: string; next: number }[] {
  const first = norms[at];
  if (first === undefined) return [];
  if (/^\d+$/.test(first)) return [{ digits: first, next: at + 1 }];
  if (first === 'double' || first === 'triple') return repeated(norms, at, first === 'double' ? 2 : 3);
  const out: { digits: string; next: number }[] = [];
  for (let next = at + 1; next <= Math.min(norms.length, at + 6); next++) {
    const value = below(norms.slice(at, next), 1000);
    if (value !== null) out.push({ digits: String(value), next });
  }
  return out;
}

function repeated(norms: readonly string[], at: number, times: number): { digits: string; next: number }[] {
  const value = UNITS[norms[at + 1] ?? ''];
  return value === undefined || value > 9 ? [] : [{ digits: String(value).repeat(times), next: at + 2 }];
}
