import NOMBRES from './nombres.json';

/**
 * French numbers said in words. A number that counts something has one reading, the longest (`readNumber`). A speaker who
 * dictates digits groups them as he likes ("soixante douze" is 72 or 60 12): there every reading is tried (`dictatedDigits`).
 */

export type Word = { norm: string; start: number; end: number };
/** A number, and the index of the first word after it. */
export type NumberRead = { value: number; next: number };

const UNITS = new Map(Object.entries(NOMBRES.unites));
const TENS = new Map(Object.entries(NOMBRES.dizaines));
const HUNDRED = new Set(NOMBRES.cent);
const THOUSAND = new Set(NOMBRES.mille);
const MILLION = new Set(NOMBRES.million);

const FOLD = /[\u0300-\u036f]/g;

/** Folded text of the same length as the original: offsets stay true. */
export function foldSameLength(text: string): string {
  let out = '';
  for (let i = 0; i < text.length; i++) out += foldUnit(text.charAt(i));
  return out;
}

const foldedUnits = new Map<string, string>();
const FOLDED_UNITS_LIMIT = 4_000;

function foldUnit(unit: string): string {
  const code = unit.charCodeAt(0);
  if (code < 128) return code >= 65 && code <= 90 ? unit.toLowerCase() : unit;
  const known = foldedUnits.get(unit);
  if (known !== undefined) return known;
  const folded = foldRareUnit(unit, code);
  if (foldedUnits.size < FOLDED_UNITS_LIMIT) foldedUnits.set(unit, folded);
  return folded;
}

function foldRareUnit(unit: string, code: number): string {
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

export const NUMBER_WORDS: ReadonlySet<string> = new Set([...UNITS.keys(), ...TENS.keys(), ...HUNDRED, ...THOUSAND, ...MILLION]);

export const isNumberWord = (norm: string): boolean => NUMBER_WORDS.has(norm);

// ---------------------------------------------------------------- the longest reading

/**
 * Longest number starting at word `at`; words must touch (spaces or a hyphen between them, nothing else).
 * Each word is looked at once: no reading is tried twice.
 *
 * @returns value and index after the last word, or `null`
 */
export function readNumber(words: readonly Word[], at: number, text: string): NumberRead | null {
  const first = words[at];
  if (first === undefined || !isNumberWord(first.norm)) return null;
  const reader: Reader = { words, text, from: at };
  const millions = scaled(reader, at, MILLION, 1_000_000);
  const thousands = scaled(reader, millions?.next ?? at, THOUSAND, 1_000);
  const rest = belowThousand(reader, (thousands ?? millions)?.next ?? at);
  const parts = [millions, thousands, rest].filter((part) => part !== null);
  const last = parts.at(-1);
  if (last === undefined) return null;
  if (parts.length > 1 && rest?.value === 0) return { value: (millions?.value ?? 0) + (thousands?.value ?? 0), next: (thousands ?? millions)?.next ?? at };
  return { value: parts.reduce((sum, part) => sum + part.value, 0), next: last.next };
}

type Reader = { words: readonly Word[]; text: string; from: number };

/** The word at `i` when it continues the number begun at `from`. */
function normAt({ words, text, from }: Reader, i: number): string {
  const word = words[i];
  if (word === undefined) return '';
  const previous = words[i - 1];
  return i === from || (previous !== undefined && touches(text, previous.end, word.start)) ? word.norm : '';
}

const WIDEST_GAP = 3;

function touches(text: string, from: number, to: number): boolean {
  if (to - from > WIDEST_GAP || to <= from) return false;
  for (let i = from; i < to; i++) if (text.charAt(i) !== ' ' && text.charAt(i) !== '-') return false;
  return true;
}

/** "deux cent mille", "mille", "un million": a number below 1000 and its scale. "un mille" is not said. */
function scaled(reader: Reader, at: number, names: ReadonlySet<string>, scale: number): NumberRead | null {
  if (names.has(normAt(reader, at))) return scale === 1_000 ? { value: scale, next: at + 1 } : null;
  const head = belowThousand(reader, at);
  if (head === null || head.value === 0 || !names.has(normAt(reader, head.next))) return null;
  return head.value === 1 && scale === 1_000 ? null : { value: head.value * scale, next: head.next + 1 };
}

function belowThousand(reader: Reader, at: number): NumberRead | null {
  const head = HUNDRED.has(normAt(reader, at)) ? { value: 1, next: at } : belowHundred(reader, at);
  if (head === null || !HUNDRED.has(normAt(reader, head.next)) || (head.next > at && !countsHundreds(head.value))) return head;
  const hundreds = { value: head.value * 100, next: head.next + 1 };
  const rest = belowHundred(reader, hundreds.next);
  // "onze cents neuf cents" is two numbers
  const isCut = rest === null || rest.value === 0 || HUNDRED.has(normAt(reader, rest.next));
  return isCut ? hundreds : { value: hundreds.value + rest.value, next: rest.next };
}

/** "deux cents" to "neuf cents", and "onze cents" to "dix-neuf cents". */
const countsHundreds = (value: number): boolean => value >= 2 && value <= 19 && value !== 10;

function belowHundred(reader: Reader, at: number): NumberRead | null {
  const norm = normAt(reader, at);
  const ten = TENS.get(norm);
  if (ten !== undefined) return withUnits(reader, ten, at + 1);
  const unit = UNITS.get(norm);
  if (unit === undefined) return null;
  if (unit === 4 && TENS.get(normAt(reader, at + 1)) === 20) return withUnits(reader, 80, at + 2);
  return unit === 10 ? teen(reader, at) : { value: unit, next: at + 1 };
}

/** "dix", "dix sept". */
function teen(reader: Reader, at: number): NumberRead {
  const unit = UNITS.get(normAt(reader, at + 1)) ?? 0;
  return unit >= 7 && unit <= 9 ? { value: 10 + unit, next: at + 2 } : { value: 10, next: at + 1 };
}

/** What follows a ten: 1 to 19 after 60 and 80 ("soixante-douze"), 1 to 9 after the others; "et" may come between. */
function withUnits(reader: Reader, ten: number, at: number): NumberRead {
  const from = normAt(reader, at) === 'et' ? at + 1 : at;
  const unit = UNITS.get(normAt(reader, from));
  const added = unit === 10 ? teen(reader, from) : { value: unit ?? 0, next: from + 1 };
  const most = ten === 60 || ten === 80 ? 19 : 9;
  return added.value >= 1 && added.value <= most ? { value: ten + added.value, next: added.next } : { value: ten, next: at };
}

// ---------------------------------------------------------------- dictated digits

/** A run of number words, hesitations inside allowed; `numbers` counts the words that are numbers. */
export type SpokenRun = { words: Word[]; numbers: number };

const HESITATIONS = new Set(NOMBRES.hesitations);
export const isHesitation = (norm: string): boolean => HESITATIONS.has(norm);
const SPOKEN_LETTERS = new Set(['a', 'b', 'be']);
const LONGEST_RUN = 90;

/** Runs of number words. Runs of written digits alone are left out: they are read as written. */
export function spokenRuns(words: readonly Word[]): SpokenRun[] {
  const runs: SpokenRun[] = [];
  let current: Word[] = [];
  for (const word of words) {
    if (joinsRun(word, current)) {
      current.push(word);
      continue;
    }
    closeRun(current, runs);
    current = [];
  }
  closeRun(current, runs);
  return runs;
}

const isDigits = (norm: string): boolean => norm.charCodeAt(0) >= 48 && norm.charCodeAt(0) <= 57;
const isCounted = (norm: string): boolean => isNumberWord(norm) || isDigits(norm);

const joinsRun = ({ norm }: Word, current: readonly Word[]): boolean =>
  isCounted(norm) || norm === 'double' || norm === 'triple' || (current.length > 0 && (HESITATIONS.has(norm) || SPOKEN_LETTERS.has(norm)));

function closeRun(words: readonly Word[], runs: SpokenRun[]): void {
  let end = words.length;
  while (end > 0 && !isCounted(words[end - 1]?.norm ?? '')) end--;
  const kept = words.slice(0, end);
  const numbers = kept.filter((w) => isNumberWord(w.norm)).length;
  if (numbers >= 2 && kept.length <= LONGEST_RUN) runs.push({ words: kept, numbers });
}

/** Prefixes that may still be tried: shared by the runs of a text, so that a hostile one has a bounded cost. */
export type Budget = { left: number };

const READINGS_LIMIT = 4_000;
const FEWEST_DIGITS_A_WORD = 0.5;

/**
 * The first reading of all these words as digits that `accepts` takes. It is called on prefixes, then on the whole with `done`.
 *
 * @param most digits of the longest number looked for: longer runs are not read at all
 * @param budget what is left to try, over all runs; 4 000 prefixes at most for this one
 */
export function dictatedDigits(words: readonly Word[], most: number, accepts: (digits: string, done: boolean) => boolean, budget: Budget = { left: READINGS_LIMIT }): string | null {
  const norms = words.map((w) => (w.norm === 'be' ? 'b' : w.norm)).filter((n) => !HESITATIONS.has(n) || n === 'et');
  if (norms.length * FEWEST_DIGITS_A_WORD > most) return null;
  const limit = budget.left - READINGS_LIMIT;
  const readings = norms.map((_, at) => nextReadings(norms, at));
  const seen = new Set<string>();
  const read = (at: number, digits: string): string | null => {
    if (at >= norms.length) return accepts(digits, true) ? digits : null;
    const state = `${at}|${digits}`;
    if (seen.has(state) || budget.left <= 0 || budget.left <= limit) return null;
    budget.left--;
    seen.add(state);
    for (const next of readings[at] ?? []) {
      const joined = digits + next.digits;
      if (joined.length > most || !accepts(joined, false)) continue;
      const found = read(next.next, joined);
      if (found !== null) return found;
    }
    return null;
  };
  return read(0, '');
}

type DigitsRead = { digits: string; next: number };

function nextReadings(norms: readonly string[], at: number): DigitsRead[] {
  const norm = norms[at] ?? '';
  if (norm === 'et') return [{ digits: '', next: at + 1 }];
  if (norm === 'a' || norm === 'b') return [{ digits: norm, next: at + 1 }];
  return digitReadings(norms, at);
}

/** Every number below 1000 that starts at `at`, longest first, as the digits a dictation would mean ("zero quatre" is not one number). */
function digitReadings(norms: readonly string[], at: number): DigitsRead[] {
  const first = norms[at];
  if (first === undefined) return [];
  if (isDigits(first)) return [{ digits: first, next: at + 1 }];
  if (first === 'double' || first === 'triple') return repeated(norms, at, first === 'double' ? 2 : 3);
  const out: DigitsRead[] = [];
  for (let next = Math.min(norms.length, at + 6); next > at; next--) {
    const value = exactly(norms.slice(at, next));
    if (value !== null) out.push({ digits: String(value), next });
  }
  return out;
}

function repeated(norms: readonly string[], at: number, times: number): DigitsRead[] {
  const value = UNITS.get(norms[at + 1] ?? '');
  return value === undefined || value > 9 ? [] : [{ digits: String(value).repeat(times), next: at + 2 }];
}

/** The number below 1000 that these words say, all of them, or `null`. */
function exactly(norms: readonly string[]): number | null {
  const words = norms.map((norm, i) => ({ norm, start: 2 * i, end: 2 * i + 1 }));
  const read = belowThousand({ words, text: ' '.repeat(2 * norms.length), from: 0 }, 0);
  return read !== null && read.next === norms.length ? read.value : null;
}
