import { CodedError } from './errors';

/**
 * French working calendar (DOSSIER §8.5). A date is a `YYYY-MM-DD` string read in Europe/Paris; an instant is a `Date`.
 * Every function throws CodedError DATE_INVALIDE on a string that is not a real date, or on an invalid instant.
 */

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const CLOSING_HOUR = 17;
const SATURDAY = 6;
const SUNDAY = 0;
const ALSACE_MOSELLE_DEPARTEMENTS = ['57', '67', '68'];

/** Civil date in Paris at this instant. */
export function parisDate(instant: Date): string {
  const parts = parisParts(instant);
  return `${parts.year}-${parts.month}-${parts.day}`;
}

/** Wall-clock hour (0–23) and minute in Paris at this instant. */
export function parisHour(instant: Date): { heure: number; minute: number } {
  const parts = parisParts(instant);
  return { heure: Number(parts.hour), minute: Number(parts.minute) };
}

/** Easter Sunday, Gregorian (Meeus/Jones/Butcher). */
export function easter(year: number): string {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const e = b % 4;
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - d - g + 15) % 30;
  const j = Math.floor(c / 4);
  const k = c % 4;
  const m = Math.floor((a + 11 * h) / 319);
  const r = (2 * e + 2 * j - k - h + m + 32) % 7;
  const month = Math.floor((h - m + r + 90) / 25);
  const day = (h - m + r + month + 19) % 32;
  return isoDate(year, month, day);
}

/**
 * The 11 public holidays of a year, in order; 13 in Alsace-Moselle.
 * @param alsaceMoselle adds Good Friday and 26 December
 */
export function holidays(year: number, alsaceMoselle = false): string[] {
  const paques = easter(year);
  const fixed = ['01-01', '05-01', '05-08', '07-14', '08-15', '11-01', '11-11', '12-25'];
  const movable = [1, 39, 50];
  if (alsaceMoselle) {
    fixed.push('12-26');
    movable.push(-2);
  }
  const days = [...fixed.map((day) => `${yearText(year)}-${day}`), ...movable.map((n) => addDays(paques, n))];
  // A fixed and a movable holiday can fall together (1 May 2008): one day, one entry.
  return [...new Set(days)].sort();
}

/** Monday to Friday, public holidays excepted. */
export function isWorkingDay(date: string, alsaceMoselle = false): boolean {
  const day = weekday(date);
  if (day === SATURDAY || day === SUNDAY) return false;
  return !holidaysOf(Number(date.slice(0, 4)), alsaceMoselle).has(date);
}

/** First working day strictly after `date`. */
export function nextWorkingDay(date: string, alsaceMoselle = false): string {
  let next = addDays(date, 1);
  while (!isWorkingDay(next, alsaceMoselle)) next = addDays(next, 1);
  return next;
}

/**
 * The n-th working day after `date`: day 1 is the first working day strictly after it.
 * @param n working days, >= 0; with 0, `date` itself, working or not
 */
export function addWorkingDays(date: string, n: number, alsaceMoselle = false): string {
  let day = checked(date);
  for (let i = 0; i < n; i += 1) day = nextWorkingDay(day, alsaceMoselle);
  return day;
}

/** Working days in ]a, b]: what `addWorkingDays` counts from a to reach b. Negative when b is before a. */
export function workingDaysBetween(a: string, b: string, alsaceMoselle = false): number {
  if (checked(b) < checked(a)) return -workingDaysBetween(b, a, alsaceMoselle);
  let count = 0;
  for (let day = nextWorkingDay(a, alsaceMoselle); day <= b; day = nextWorkingDay(day, alsaceMoselle)) count += 1;
  return count;
}

/** Same day `n` months later (or earlier), clamped to the end of the month: 31/12 + 2 months is 28 or 29/02. */
export function addMonths(date: string, n: number): string {
  const [year, month, day] = parts(checked(date));
  const months = year * 12 + (month - 1) + n;
  const targetYear = Math.floor(months / 12);
  const targetMonth = months - targetYear * 12 + 1;
  return isoDate(targetYear, targetMonth, Math.min(day, daysInMonth(targetYear, targetMonth)));
}

export function addDays(date: string, n: number): string {
  return fromEpochMs(epochMs(date) + n * DAY_MS);
}

/** Calendar days from a to b; negative when b is before a. */
export function daysBetween(a: string, b: string): number {
  return Math.round((epochMs(b) - epochMs(a)) / DAY_MS);
}

/** "mercredi 13 octobre 2027". */
export function formatLong(date: string): string {
  return LONG.format(new Date(epochMs(date))).replace(/ 1 /, ' 1er ');
}

/** "13/10/2027". */
export function formatShort(date: string): string {
  const [year, month, day] = checked(date).split('-');
  return `${day}/${month}/${year}`;
}

/**
 * Day on which a demande counts as received (§8.5, décompte 1): the same day up to 17:00:00 included if it is a
 * working day, otherwise the next working day.
 */
export function receptionEffective(instant: Date, alsaceMoselle = false): string {
  const date = parisDate(instant);
  if (!isWorkingDay(date, alsaceMoselle) || isAfterClosing(instant)) return nextWorkingDay(date, alsaceMoselle);
  return date;
}

/**
 * Day of the monthly payment made in this month, for the rights of the month before (F-01, F-02): the 5th; a Saturday is
 * paid on Friday 4, a Sunday on Monday 6, and a public holiday on the next working day.
 *
 * @param month `YYYY-MM`
 * @throws CodedError DATE_INVALIDE
 */
export function paymentDate(month: string): string {
  const fifth = `${month}-05`;
  if (weekday(fifth) === SATURDAY) return `${month}-04`;
  return isWorkingDay(fifth) ? fifth : nextWorkingDay(fifth);
}

/** Next monthly payment, `today` included. */
export function nextPaymentDate(today: string): string {
  const thisMonth = paymentDate(today.slice(0, 7));
  if (checked(today) <= thisMonth) return thisMonth;
  return paymentDate(addMonths(`${today.slice(0, 7)}-01`, 1).slice(0, 7));
}

/** Whether the public holidays of Alsace-Moselle apply to a postcode; `null` or malformed: no. */
export function isAlsaceMoselle(codePostal: string | null): boolean {
  return codePostal !== null && /^\d{5}$/.test(codePostal) && ALSACE_MOSELLE_DEPARTEMENTS.includes(codePostal.slice(0, 2));
}

/** @returns the date itself, when it is a real `YYYY-MM-DD` date */
export function checkedDate(date: string): string {
  return checked(date);
}

function isAfterClosing(instant: Date): boolean {
  const { heure, minute } = parisHour(instant);
  if (heure !== CLOSING_HOUR) return heure > CLOSING_HOUR;
  return minute > 0 || instant.getUTCSeconds() > 0 || instant.getUTCMilliseconds() > 0;
}

const PARIS = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Paris', hourCycle: 'h23',
  year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit',
});
const LONG = new Intl.DateTimeFormat('fr-FR', {
  timeZone: 'UTC', weekday: 'long', day: 'numeric', month: 'long', year: 'numeric',
});

type Parts = Record<'year' | 'month' | 'day' | 'hour' | 'minute', string>;

/** Asked many times in a turn, and the formatter is slow: the last minute is kept (offsets from UTC are whole minutes since 1911). */
let lastMinute = { minute: NaN, parts: { year: '', month: '', day: '', hour: '', minute: '' } as Readonly<Parts> };

function parisParts(instant: Date): Readonly<Parts> {
  if (Number.isNaN(instant.getTime())) throw new CodedError('DATE_INVALIDE', 'invalid instant');
  const minute = Math.floor(instant.getTime() / MINUTE_MS);
  if (minute !== lastMinute.minute) lastMinute = { minute, parts: formatted(instant) };
  return lastMinute.parts;
}

function formatted(instant: Date): Parts {
  const found = { year: '', month: '', day: '', hour: '', minute: '' };
  for (const { type, value } of PARIS.formatToParts(instant)) {
    if (type === 'year' || type === 'month' || type === 'day' || type === 'hour' || type === 'minute') found[type] = value;
  }
  return found;
}

const holidayCache = new Map<string, ReadonlySet<string>>();

function holidaysOf(year: number, alsaceMoselle: boolean): ReadonlySet<string> {
  const key = `${year}${alsaceMoselle}`;
  const known = holidayCache.get(key);
  if (known) return known;
  const days: ReadonlySet<string> = new Set(holidays(year, alsaceMoselle));
  holidayCache.set(key, days);
  return days;
}

function weekday(date: string): number {
  return new Date(epochMs(date)).getUTCDay();
}

function checked(date: string): string {
  epochMs(date);
  return date;
}

function parts(date: string): [number, number, number] {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  if (!match) throw new CodedError('DATE_INVALIDE', 'expected YYYY-MM-DD');
  return [Number(match[1]), Number(match[2]), Number(match[3])];
}

function epochMs(date: string): number {
  const [year, month, day] = parts(date);
  if (year < 1000) throw new CodedError('DATE_INVALIDE', 'year before 1000');
  const ms = Date.UTC(year, month - 1, day);
  if (fromEpochMs(ms) !== date) throw new CodedError('DATE_INVALIDE', 'no such day');
  return ms;
}

function fromEpochMs(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function isoDate(year: number, month: number, day: number): string {
  return `${yearText(year)}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

function yearText(year: number): string {
  return String(year).padStart(4, '0');
}
