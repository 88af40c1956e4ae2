/** Civil days, without hours: what "fin août" or "il y a trois semaines" comes to. */
export type Day = { y: number; m: number; d: number };

export const dayOf = (iso: string): Day => ({ y: Number(iso.slice(0, 4)), m: Number(iso.slice(5, 7)), d: Number(iso.slice(8, 10)) });
const two = (n: number): string => (n < 10 ? `0${n}` : String(n));
/** Years from 1000 on. */
export const isoOf = ({ y, m, d }: Day): string => `${y}-${two(m)}-${two(d)}`;
export const monthOf = ({ y, m }: Day): string => `${y}-${two(m)}`;
const isLeap = (y: number): boolean => y % 4 === 0 && (y % 100 !== 0 || y % 400 === 0);
/** Months from 1 to 12. */
export const lastDay = (y: number, m: number): number => (m === 2 ? (isLeap(y) ? 29 : 28) : m === 4 || m === 6 || m === 9 || m === 11 ? 30 : 31);
export const isReal = ({ y, m, d }: Day): boolean => y >= 1900 && y <= 2100 && m >= 1 && m <= 12 && d >= 1 && d <= lastDay(y, m);
export const weekdayOf = (day: Day): number => new Date(Date.UTC(day.y, day.m - 1, day.d)).getUTCDay();
export const compare = (a: Day, b: Day): number => a.y - b.y || a.m - b.m || a.d - b.d;

export const addDays = (day: Day, n: number): Day => dayOf(new Date(Date.UTC(day.y, day.m - 1, day.d + n)).toISOString());

/** Same day `n` months later, or the last of that month. */
export function addMonths(day: Day, n: number): Day {
  const index = day.y * 12 + day.m - 1 + n;
  const y = Math.floor(index / 12);
  const m = (index % 12) + 1;
  return { y, m, d: Math.min(day.d, lastDay(y, m)) };
}

export type Part = 'debut' | 'milieu' | 'fin';

/** First, 15th or last day of a month; the first when no part is said. */
export const dayIn = (y: number, m: number, part: Part | null): Day => ({ y, m, d: part === 'fin' ? lastDay(y, m) : part === 'milieu' ? 15 : 1 });
