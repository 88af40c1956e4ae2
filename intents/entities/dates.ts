import { addMonths, compare, dayIn, isoOf, isReal, lastDay, monthOf, type Day } from './days';
import { dateAt, endOf, monthNamed, relationOf, type Dated } from './date-shapes';
import type { Extractor, Lecture, Trouvee } from './lecture';
import CALENDRIER from './lexique/calendrier.json';

/** Dates, months said together, and periods: days read one by one, then joined. Counted from the day of the message, in Paris. */
export const dates: Extractor = (lecture) => {
  const pieces = piecesOf(lecture);
  const lists = listsOf(lecture, pieces);
  const found: Trouvee[] = [];
  for (let k = 0; k < pieces.length; k++) {
    const one = pieces[k];
    const two = pieces[k + 1];
    if (one === undefined) continue;
    const period = one.kind === 'periode' ? one : two?.kind === 'date' ? joined(lecture, one.date, two.date, lists.has(one.date)) : null;
    if (period !== null) found.push(periodOf(lecture, period));
    else if (one.kind === 'date') found.push(dateOf(lecture, one.date, lists.get(one.date)));
    if (period !== null && one.kind === 'date') k++;
  }
  return found;
};

type Period = { kind: 'periode'; i: number; next: number; first: Day; last: Day; ambigu: boolean };
type Piece = { kind: 'date'; date: Dated } | Period;

function piecesOf(lecture: Lecture): Piece[] {
  const pieces: Piece[] = [];
  for (let i = 0; i < lecture.tokens.length; i++) {
    const period = elliptic(lecture, i) ?? lastMonths(lecture, i) ?? quarter(lecture, i);
    const date = period === null ? dateAt(lecture, i) : null;
    if (period !== null) pieces.push(period);
    else if (date !== null) pieces.push({ kind: 'date', date });
    i = Math.max(i, (period ?? date)?.next ?? 0) - (period === null && date === null ? 0 : 1);
  }
  return pieces;
}

const periodOf = (lecture: Lecture, { i, next, first, last, ambigu }: Period): Trouvee =>
  ({ type: 'periode', ...lecture.span(i, next), debut: isoOf(first), fin: isoOf(last), ambigu });

function dateOf(lecture: Lecture, { i, next, day, precision, ambigu }: Dated, liste: readonly string[] | undefined): Trouvee {
  const { start, end } = lecture.span(i, next);
  const [date, relation] = [isoOf(day), relationOf(lecture, i)];
  return liste === undefined ? { type: 'date', start, end, date, precision, ambigu, relation } : { type: 'date', start, end, date, precision, ambigu, relation, liste };
}

// ---------------------------------------------------------------- several months

/** Months with nothing but a comma, "et", "/" between: each one keeps its span, and the whole list. */
function listsOf(lecture: Lecture, pieces: readonly Piece[]): Map<Dated, readonly string[]> {
  const lists = new Map<Dated, readonly string[]>();
  let run: Dated[] = [];
  const close = (): void => {
    shareYear(run);
    const months = run.map((date) => monthOf(date.day));
    if (run.length > 1) for (const date of run) lists.set(date, months);
    run = [];
  };
  for (const piece of pieces) {
    const date = piece.kind === 'date' && isWholeMonth(piece.date) ? piece.date : null;
    const last = run.at(-1);
    if (date === null || (last !== undefined && !follows(lecture, last, date))) close();
    if (date !== null) run.push(date);
  }
  close();
  return lists;
}

const isWholeMonth = ({ precision, day }: Dated): boolean => precision === 'mois' && day.d === 1;

const LONGEST_LINK = 3;
const LIST_LINKS = new Set([',', 'et', '/', 'ou', 'puis', '&', '+', '.']);
const BEFORE_MONTH = new Set(['de', 'd', 'le', 'en', 'mois']);

function follows(lecture: Lecture, one: Dated, two: Dated): boolean {
  if (isHyphen(lecture, one, two)) return false;
  if (two.i - one.next > LONGEST_LINK) return false;
  for (let at = one.next; at < two.i; at++) {
    const norm = lecture.norm(at);
    if (!LIST_LINKS.has(norm) && !(at > one.next && BEFORE_MONTH.has(norm))) return false;
  }
  return true;
}

/** "janvier-mars": from one to the other. */
const isHyphen = (lecture: Lecture, one: Dated, two: Dated): boolean =>
  one.next === two.i && lecture.folded.slice(lecture.at(one.next - 1).end, lecture.at(two.i).start).trim() === '-';

/** "mars et avril 2025", "novembre, décembre et janvier": a month said without a year comes just before the next one. */
function shareYear(run: readonly Dated[]): void {
  for (let k = run.length - 2; k >= 0; k--) {
    const [one, two] = [run[k], run[k + 1]];
    if (one === undefined || two === undefined || one.year) continue;
    one.day = { ...one.day, y: one.day.m <= two.day.m ? two.day.y : two.day.y - 1 };
  }
}

// ---------------------------------------------------------------- from one day to another

const OPENS = /^(?:de|d|du|entre|depuis|le|sur|mois|partir)$/;

/** "de mars à juin 2025", "du 01/02 au 30/04", "entre 2023 et 2025", "janvier-mars 2026", "de juin à aujourd'hui". */
function joined(lecture: Lecture, one: Dated, two: Dated, isList: boolean): Period | null {
  const link = lecture.norm(one.next);
  const lead = lecture.norm(one.i - 1);
  const opened = OPENS.test(lead) || (lead === 'l' && OPENS.test(lecture.norm(one.i - 2)));
  const isEt = link === 'et' && [lead, lecture.norm(one.i - 2), lecture.norm(one.i - 3)].includes('entre');
  const isTo = (/^(?:a|au|jusqu|jusque|-)$/.test(link) || isHyphen(lecture, one, two)) && (opened || one.precision !== 'jour' || link.startsWith('jusqu'));
  if ((isList && !isEt) || !(isEt || isTo) || !reaches(lecture, one.next, two.i) || (lead === 'a' && one.precision === 'annee')) return null;
  const until = link.startsWith('jusqu') && !two.year ? { ...two, day: firstFrom(one.day, two.day) } : two;
  const first = beginning(one, until);
  const last = endOf(until);
  return compare(first, last) > 0 ? null : { kind: 'periode', i: one.i, next: two.next, first, last, ambigu: one.ambigu && one.bare };
}

/** Only the link between the two: "au", "jusqu'à fin", "et le". */
function reaches(lecture: Lecture, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (!/^(?:a|au|et|jusqu|jusque|en|le|la|l|de|d|du|-|aux|mois|fin|debut)$/.test(lecture.norm(at))) return false;
  return to - from <= 4;
}

/** "depuis mars jusqu'à juin": the first such day after the beginning. */
const firstFrom = (one: Day, two: Day): Day => (compare({ ...two, y: one.y }, one) >= 0 ? { ...two, y: one.y } : { ...two, y: one.y + 1 });

/** The first day takes the year of the second, or the one before; a period never goes back. */
function beginning(one: Dated, two: Dated): Day {
  if (one.year) return one.day;
  const sameYear = { ...one.day, y: two.day.y };
  return compare(sameYear, endOf(two)) > 0 ? { ...sameYear, y: two.day.y - 1 } : sameYear;
}

const BEFORE_FIRST_DAY = new Set(['du', 'le', 'de', 'entre']);
const FIRST_TO_LAST_DAY = new Set(['au', 'et', 'a', '-', 'jusqu']);

/** "du 3 au 12 avril", "entre le 5 et le 20 octobre", "15-30 septembre": the first number borrows the month. */
function elliptic(lecture: Lecture, i: number): Period | null {
  const from = BEFORE_FIRST_DAY.has(lecture.norm(i - 1)) ? dayAt(lecture, i) : null;
  if (from === null) return null;
  const link = lecture.norm(from.next);
  if (!FIRST_TO_LAST_DAY.has(link) || (link === 'et' && lecture.norm(i - 2) !== 'entre' && lecture.norm(i - 1) !== 'entre')) return null;
  const at = /^(?:le|au)$/.test(lecture.norm(from.next + 1)) ? from.next + 2 : from.next + 1;
  const to = dayAt(lecture, at);
  const end = to === null || monthNamed(lecture.norm(to.next)) === undefined ? null : dateAt(lecture, at);
  if (end === null || end.precision !== 'jour') return null;
  const first = { ...end.day, d: from.value };
  return isReal(first) && compare(first, end.day) <= 0 ? { kind: 'periode', i, next: end.next, first, last: end.day, ambigu: end.ambigu } : null;
}

function dayAt(lecture: Lecture, i: number): { value: number; next: number } | null {
  const said = lecture.norm(i) === 'premier' ? { value: 1, next: i + 1 } : lecture.count(i);
  if (said === null || said.value < 1 || said.value > 31) return null;
  return lecture.norm(said.next) === 'er' ? { value: said.value, next: said.next + 1 } : said;
}

// ---------------------------------------------------------------- quarters, last months

/** "les trois derniers mois": up to the day of the message; ambiguous, whole months may be meant. */
function lastMonths(lecture: Lecture, i: number): Period | null {
  const count = lecture.count(i);
  if (count === null || count.value < 2 || count.value > 60 || !/^(?:derniers?|dernieres?)$/.test(lecture.norm(count.next))) return null;
  const unit = lecture.norm(count.next + 1);
  const months = /^moi?s?$/.test(unit) ? count.value : /^(?:annees|ans)$/.test(unit) ? 12 * count.value : 0;
  return months === 0 ? null : { kind: 'periode', i, next: count.next + 2, first: addMonths(lecture.today, -months), last: lecture.today, ambigu: true };
}

const RANKS = new Map(Object.entries(CALENDRIER.ordinaux));
const RANK_ENDINGS = new Set(CALENDRIER.suffixesOrdinaux);

/** "troisième trimestre 2025", "T2 2025", "2e semestre": without a year, the last one begun. */
function quarter(lecture: Lecture, i: number): Period | null {
  const said = rankAt(lecture, i);
  if (said === null) return null;
  const months = said.months;
  if (said.value > 12 / months) return null;
  const at = lecture.norm(said.next) === 'de' ? said.next + 1 : said.next;
  const { kind, norm } = lecture.at(at);
  const year = kind === 'nombre' && /^20\d\d$/.test(norm) ? Number(norm) : null;
  const m = (said.value - 1) * months + 1;
  const y = year ?? (m > lecture.today.m ? lecture.today.y - 1 : lecture.today.y);
  const end = m + months - 1;
  return { kind: 'periode', i, next: year === null ? said.next : at + 1, first: dayIn(y, m, null), last: { y, m: end, d: lastDay(y, end) }, ambigu: false };
}

function rankAt(lecture: Lecture, i: number): { value: number; months: number; next: number } | null {
  const { kind, norm } = lecture.at(i);
  if (kind === 'signe') return null;
  if (norm === 't' && lecture.glued(i + 1) && /^[1-4]$/.test(lecture.norm(i + 1)) && lecture.at(i + 2).kind === 'nombre') return { value: Number(lecture.norm(i + 1)), months: 3, next: i + 2 };
  const inFigures = kind === 'nombre' && norm.length === 1 && RANK_ENDINGS.has(lecture.norm(i + 1));
  const value = inFigures ? Number(norm) : RANKS.get(norm);
  const at = inFigures ? i + 2 : i + 1;
  if (value === undefined || value < 1) return null;
  const months = { trimestre: 3, semestre: 6 }[lecture.norm(at)];
  return months === undefined ? null : { value, months, next: at + 1 };
}

