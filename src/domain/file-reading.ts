import { addMonths } from './calendar';
import { matchPieces, PIECE_CODES } from './pieces';

/** What the text of a document suggests. Only codes and a date are kept of it: the text itself is personal. */
export type LectureFichier = {
  /** Codes of the pieces that its heading names; a suggestion, never a decision. */
  pieces: string[];
  /** The most recent day written in it that is not after the deposit, `YYYY-MM-DD`; null when there is none. */
  date: string | null;
  /** Months that it says it covers, `YYYY-MM`, in order: « octobre 2026 », « 10/2026 », « du 01/10/2026 au 31/10/2026 ». */
  mois: string[];
  /** Day of the deposit, `YYYY-MM-DD`: freshness is counted there (DOSSIER §5.2, rule 3). */
  deposee: string;
};

/** Where a document says what it is: further down, a lease speaks of rent receipts and a receipt of the lease. */
const HEADING_CHARACTERS = 300;
const OLDEST_YEAR = 1990;
const MONTHS = Array.from({ length: 12 }, (_, month) => new Intl.DateTimeFormat('fr-FR', { month: 'long', timeZone: 'UTC' }).format(Date.UTC(2026, month, 1)).normalize('NFC'));
const NUMERIC = /(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)/g;
const WRITTEN_MONTH = new RegExp(`(?<!\\d\\s*(?:er)?\\s*)(?<!\\p{L})(${MONTHS.join('|')})\\s+(\\d{4})(?!\\d)`, 'giu');
const NUMERIC_MONTH = /(?<![\d/.-])(\d{1,2})[/-](\d{4})(?![\d/-]|\.\d)/g;
const SPAN = /\bdu\s+(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\s+au\s+(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)/gi;
/** A longer span is that of a lease or of a year of income: it does not tell which months are proved. */
const SPAN_MONTHS_MAX = 3;
const WRITTEN = new RegExp(`(?<!\\d)(\\d{1,2})(?:er)?\\s+(${MONTHS.join('|')})\\s+(\\d{4})(?!\\d)`, 'gi');

/**
 * Reads which piece a text seems to be and of what day.
 * @param deposee day of the deposit, `YYYY-MM-DD`
 */
export function readingOf(text: string, deposee: string): LectureFichier {
  const composed = text.normalize('NFC');
  const days = datesIn(composed).filter((day) => day <= deposee).sort();
  const mois = [...new Set(monthsIn(composed))].filter((month) => month <= deposee.slice(0, 7)).sort();
  return { pieces: matchPieces(text.slice(0, HEADING_CHARACTERS), PIECE_CODES), date: days.at(-1) ?? null, mois, deposee };
}

function monthsIn(text: string): string[] {
  const written = [...text.matchAll(WRITTEN_MONTH)].map(([, month = '', year]) => monthOf(Number(year), MONTHS.indexOf(month.toLowerCase()) + 1));
  const numeric = [...text.matchAll(NUMERIC_MONTH)].map(([, month, year]) => monthOf(Number(year), Number(month)));
  const spans = [...text.matchAll(SPAN)].flatMap(([, , month, year, , endMonth, endYear]) => monthsBetween(monthOf(Number(year), Number(month)), monthOf(Number(endYear), Number(endMonth))));
  return [...written, ...numeric, ...spans].filter((month): month is string => month !== null);
}

function monthsBetween(first: string | null, last: string | null): string[] {
  if (first === null || last === null) return [];
  const months: string[] = [];
  for (let month = first; month <= last && months.length <= SPAN_MONTHS_MAX; month = addMonths(`${month}-01`, 1).slice(0, 7)) months.push(month);
  return months.length > SPAN_MONTHS_MAX ? [] : months;
}

/** @returns null for a month that does not exist */
const monthOf = (year: number, month: number): string | null => dayOf(year, month, 1)?.slice(0, 7) ?? null;

function datesIn(text: string): string[] {
  const numeric = [...text.matchAll(NUMERIC)].map(([, day, month, year]) => dayOf(Number(year), Number(month), Number(day)));
  const written = [...text.matchAll(WRITTEN)].map(([, day, month = '', year]) => dayOf(Number(year), MONTHS.indexOf(month.toLowerCase()) + 1, Number(day)));
  return [...numeric, ...written].filter((day): day is string => day !== null);
}

/** @returns null for a day that does not exist */
function dayOf(year: number, month: number, day: number): string | null {
  const instant = new Date(Date.UTC(year, month - 1, day));
  if (year < OLDEST_YEAR || instant.getUTCMonth() !== month - 1 || instant.getUTCDate() !== day) return null;
  return instant.toISOString().slice(0, 10);
}
