import { easter } from '../../src/domain/calendar';
import { isNumberWord, NUMBER_WORDS } from '../../src/ops/spoken-numbers';
import { addDays, addMonths, compare, dayIn, dayOf, isReal, lastDay, weekdayOf, type Day, type Part } from './days';
import type { Lecture } from './lecture';
import CALENDRIER from './lexique/calendrier.json';
import MONTANTS from './lexique/montants.json';
import { isDeadline, tenseOf } from './tense';

export type Precision = 'jour' | 'mois' | 'annee';
/**
 * A day, month or year from token `i` to `next` excluded. `year`: said, not guessed. `bare`: a number of day and nothing else.
 * `mark`: 'certain' when only one day is possible.
 */
export type Dated = { i: number; next: number; day: Day; precision: Precision; ambigu: boolean; year: boolean; bare: boolean };

type Shape = (lecture: Lecture, i: number) => Dated | null;

const MONTHS = new Map(Object.entries(CALENDRIER.mois));
const DOUBTFUL = new Set(CALENDRIER.moisDouteux);
const BEFORE_DOUBTFUL = new Set(CALENDRIER.avantMoisDouteux);
const BEFORE_NAME = new Set(CALENDRIER.avantPrenom);
const WEEKDAYS = new Map(CALENDRIER.jours.map((name, rank) => [name, rank]));
const REPEATED = new Set(CALENDRIER.joursRepetes);
const FEASTS = new Map(Object.entries(CALENDRIER.fetes));
const SEASONS = new Map(Object.entries(CALENDRIER.saisons));
const BEFORE_SEASON = new Set(CALENDRIER.avantSaison);
const LAST = new Set(CALENDRIER.passe);
const COMING = new Set(CALENDRIER.venir);
const PARTS = new Map(Object.entries(CALENDRIER.parties));
const UNITS = new Map(Object.entries(CALENDRIER.unites));
const RANK_ENDINGS = new Set(CALENDRIER.suffixesOrdinaux);
const BEFORE_BARE_DAY = new Set(CALENDRIER.avantJourSeul);
const AFTER_BARE_DAY = new Set(CALENDRIER.apresJourSeul);
const NEVER_AFTER_BARE_DAY = new Set(CALENDRIER.jamaisApresJourSeul);
const OTHER_UNITS = new Set(MONTANTS.autresUnites);
const STREETS = new Set(CALENDRIER.rues);
const CALLS = new Set(CALENDRIER.appels);

export const monthNamed = (norm: string): number | undefined => MONTHS.get(norm);

/** The date that starts at token `i`, longest shape first. */
export function dateAt(lecture: Lecture, i: number): Dated | null {
  const { kind, norm } = lecture.at(i);
  if (kind === 'nombre') return first(lecture.glued(i + 1) ? SEPARATED : FREE, lecture, i);
  const shapes = kind === 'mot' ? BY_WORD.get(norm) : undefined;
  return shapes === undefined ? null : first(shapes, lecture, i);
}

function first(shapes: readonly Shape[], lecture: Lecture, i: number): Dated | null {
  for (const shape of shapes) {
    const found = shape(lecture, i);
    if (found !== null) return found;
  }
  return null;
}

const dated = (i: number, next: number, day: Day, precision: Precision, facts: Partial<Dated> = {}): Dated => ({ i, next, day, precision, ambigu: false, year: false, bare: false, ...facts });

// ---------------------------------------------------------------- figures

const isDigits = (lecture: Lecture, i: number, least: number, most: number): boolean => {
  const { kind, norm } = lecture.at(i);
  return kind === 'nombre' && norm.length >= least && norm.length <= most;
};

const separated = (lecture: Lecture, at: number, sign: string): boolean => lecture.norm(at) === sign && lecture.glued(at) && lecture.glued(at + 1);

/** What follows continues the figure: "12/03/2026/7". */
const goesOn = (lecture: Lecture, next: number): boolean =>
  lecture.glued(next) && (lecture.at(next).kind !== 'signe' || (/^[/.\-_]$/.test(lecture.norm(next)) && lecture.glued(next + 1) && lecture.at(next + 1).kind !== 'signe') || /^[€%]$/.test(lecture.norm(next)));

const startsFree = (lecture: Lecture, i: number): boolean => !lecture.glued(i) || /^[(:"«=[]$/.test(lecture.norm(i - 1));

/** "2026-03-04", "2026/03/04". */
const isoDate: Shape = (lecture, i) => {
  const sign = lecture.norm(i + 1);
  if (!isDigits(lecture, i, 4, 4) || !/^[-/]$/.test(sign) || !separated(lecture, i + 1, sign) || !separated(lecture, i + 3, sign) || !startsFree(lecture, i)) return null;
  const day = { y: Number(lecture.norm(i)), m: Number(lecture.norm(i + 2)), d: Number(lecture.norm(i + 4)) };
  return isDigits(lecture, i + 2, 2, 2) && isDigits(lecture, i + 4, 2, 2) && isReal(day) && !goesOn(lecture, i + 5) ? dated(i, i + 5, day, 'jour', { year: true }) : null;
};

/** "12/03/2026", "09-11-25", "4.09.26". */
const fullDate: Shape = (lecture, i) => {
  const sign = lecture.norm(i + 1);
  if (!isDigits(lecture, i, 1, 2) || !/^[-/.]$/.test(sign) || !separated(lecture, i + 1, sign) || !separated(lecture, i + 3, sign) || !startsFree(lecture, i)) return null;
  const said = lecture.norm(i + 4);
  if (!isDigits(lecture, i + 2, 1, 2) || !(isDigits(lecture, i + 4, 4, 4) || isDigits(lecture, i + 4, 2, 2)) || goesOn(lecture, i + 5)) return null;
  const day = { y: said.length === 2 ? 2000 + Number(said) : Number(said), m: Number(lecture.norm(i + 2)), d: Number(lecture.norm(i)) };
  return isReal(day) ? dated(i, i + 5, day, 'jour', { year: true }) : null;
};

/** "12 03 2026". */
const spacedDate: Shape = (lecture, i) => {
  if (!isDigits(lecture, i, 1, 2) || !isDigits(lecture, i + 1, 2, 2) || !isDigits(lecture, i + 2, 4, 4) || !startsFree(lecture, i)) return null;
  const [a, b, c] = [lecture.at(i), lecture.at(i + 1), lecture.at(i + 2)];
  const day = { y: Number(c.norm), m: Number(b.norm), d: Number(a.norm) };
  return b.start - a.end === 1 && c.start - b.end === 1 && isReal(day) && !goesOn(lecture, i + 3) && !isDigits(lecture, i + 3, 1, 9) ? dated(i, i + 3, day, 'jour', { year: true }) : null;
};

/** "9/11": the nearest past or coming one. "24/24", "7/7" and "3/4 temps" are none. */
const shortDate: Shape = (lecture, i) => {
  if (!isDigits(lecture, i, 1, 2) || !separated(lecture, i + 1, '/') || !isDigits(lecture, i + 2, 1, 2) || !startsFree(lecture, i) || goesOn(lecture, i + 3)) return null;
  const [d, m] = [Number(lecture.norm(i)), Number(lecture.norm(i + 2))];
  const after = lecture.norm(i + 3);
  if ((d === 7 && m === 7) || after === '€' || /^(?:temps|tarif|part|parts|journee|heures|pieces?|euros?)$/.test(after)) return null;
  // "3/4 sur l’année" is a share, "le 2/9 sur la messagerie" a day
  if (/^(?:de|h|sur)$/.test(after) && !/^(?:le|du|depuis)$/.test(lecture.norm(i - 1))) return null;
  return isReal({ y: 2000, m, d }) ? nearest(lecture, i, i + 3, d, m) : null;
};

/** "11/2025". */
const monthAndYear: Shape = (lecture, i) => {
  if (!isDigits(lecture, i, 1, 2) || !separated(lecture, i + 1, '/') || !isDigits(lecture, i + 2, 4, 4) || !startsFree(lecture, i) || goesOn(lecture, i + 3)) return null;
  const day = { y: Number(lecture.norm(i + 2)), m: Number(lecture.norm(i)), d: 1 };
  return isReal(day) ? dated(i, i + 3, day, 'mois', { year: true }) : null;
};

// ---------------------------------------------------------------- a day and its month

type Said = { value: number; next: number };

/** Number of a day: "9", "1er", "premier", "vingt et un". */
function dayNumber(lecture: Lecture, i: number): Said | null {
  const { kind, norm } = lecture.at(i);
  if (norm === 'premier') return { value: 1, next: i + 1 };
  if (kind === 'mot') return lecture.spoken(i);
  const count = lecture.count(i);
  if (count === null || norm.length > 2) return null;
  return RANK_ENDINGS.has(lecture.norm(i + 1)) && lecture.glued(i + 1) ? { value: count.value, next: i + 2 } : count;
}

function yearAt(lecture: Lecture, at: number): Said | null {
  const from = lecture.norm(at) === 'de' && lecture.norm(at + 1) === 'l' && lecture.norm(at + 2) === 'annee' ? at + 3 : at;
  const { kind, norm } = lecture.at(from);
  if (kind === 'nombre') return norm.length === 4 && /^(?:19|20)/.test(norm) && !isAmount(lecture, from) ? { value: Number(norm), next: from + 1 } : shortYear(lecture, from);
  const read = norm === 'deux' || norm === 'mille' || norm === 'mil' ? lecture.spoken(from) : null;
  return read !== null && read.value >= 1950 && read.value <= 2099 ? read : null;
}

const isAmount = (lecture: Lecture, at: number): boolean => /^(?:€|euros?|eur|e|balles)$/.test(lecture.norm(at + 1)) || goesOn(lecture, at + 1);

/** "9 nov 25": two figures right after a month, and nothing counted by them. */
function shortYear(lecture: Lecture, at: number): Said | null {
  const { norm, start } = lecture.at(at);
  const value = 2000 + Number(norm);
  const following = lecture.at(at + 1);
  const free = following.kind === 'signe' ? !/^[€%/]$/.test(following.norm) && !lecture.glued(at + 1) : AFTER_BARE_DAY.has(following.norm);
  return norm.length === 2 && value >= 2015 && value <= 2035 && start - lecture.at(at - 1).end === 1 && free ? { value, next: at + 1 } : null;
}

/** "9 novembre", "premier mai 2025", "3 janvier dernier". */
const dayAndMonth: Shape = (lecture, i) => {
  const said = dayNumber(lecture, i);
  if (said === null || said.value < 1 || said.value > 31) return null;
  const at = afterLink(lecture, said.next);
  const m = MONTHS.get(lecture.norm(at));
  if (m === undefined || isStreetDay(lecture, i) || isDictation(lecture, i, at)) return null;
  return withYear(lecture, i, at + 1 + (lecture.norm(at + 1) === '.' && lecture.glued(at + 1) && lecture.norm(at).length <= 5 && isLowerNext(lecture, at + 2) ? 1 : 0), said.value, m);
};

/** "cinq six sept huit": figures said one by one. */
const isDictation = (lecture: Lecture, i: number, at: number): boolean =>
  lecture.at(i).kind === 'mot' && isNumberWord(lecture.norm(at)) && (isNumberWord(lecture.norm(i - 1)) || isNumberWord(lecture.norm(at + 1)));

/** After "nov." a small letter or a figure goes on with the sentence. */
const isLowerNext = (lecture: Lecture, at: number): boolean => lecture.at(at).kind !== 'signe' && !lecture.isCapital(at);

const afterLink = (lecture: Lecture, at: number): number =>
  lecture.norm(at) === 'du' && lecture.norm(at + 1) === 'mois' ? at + 3 : /^(?:de|d)$/.test(lecture.norm(at)) && MONTHS.has(lecture.norm(at + 1)) ? at + 1 : at;

/** "rue du 4 septembre" is an address. */
const isStreetDay = (lecture: Lecture, i: number): boolean => STREETS.has(lecture.norm(i - 1)) || STREETS.has(lecture.norm(i - 2));

function withYear(lecture: Lecture, i: number, next: number, d: number, m: number): Dated | null {
  const year = yearAt(lecture, next);
  if (year !== null) return isReal({ y: year.value, m, d }) ? dated(i, year.next, { y: year.value, m, d }, 'jour', { year: true }) : null;
  if (!isReal({ y: 2000, m, d })) return null;
  const shift = yearShift(lecture, next);
  if (shift !== null) return real(dated(i, shift.next, { y: shift.year(m, d), m, d }, 'jour', { year: true }));
  return nearest(lecture, i, next, d, m);
}

const real = (one: Dated): Dated | null => (isReal(one.day) ? one : null);

/** "dernier", "prochain", "de l'année dernière", "de cette année" after a day or a month. */
function yearShift(lecture: Lecture, at: number): { next: number; year: (m: number, d: number) => number } | null {
  const { today } = lecture;
  const isLater = (m: number, d: number): boolean => m > today.m || (m === today.m && d > today.d);
  if (LAST.has(lecture.norm(at))) return { next: at + 1, year: (m, d) => (isLater(m, d) ? today.y - 1 : today.y) };
  if (COMING.has(lecture.norm(at))) return { next: at + 1, year: (m, d) => (isLater(m, d) ? today.y : today.y + 1) };
  const from = /^(?:de|d)$/.test(lecture.norm(at)) ? at + 1 : at;
  if (from === at) return null;
  const noun = lecture.norm(from) === 'l' ? from + 1 : from;
  if (/^(?:an|annee)$/.test(lecture.norm(noun)) && LAST.has(lecture.norm(noun + 1))) return { next: noun + 2, year: () => today.y - 1 };
  return lecture.norm(from) === 'cette' && lecture.norm(from + 1) === 'annee' ? { next: from + 2, year: () => today.y } : null;
}

/** Day and month without a year: the last one for a fact told, the next one for a fact expected; ambiguous when nothing tells. */
function nearest(lecture: Lecture, i: number, next: number, d: number, m: number): Dated | null {
  const { today } = lecture;
  const tense = tenseOf(lecture, i, next);
  const later = m > today.m || (m === today.m && d > today.d);
  const isToday = m === today.m && d === today.d;
  if (tense === 'attendu' && !later && daysSince(lecture, d, m) <= JUST_OVER) return real(dated(i, next, { y: today.y, m, d }, 'jour', { ambigu: !isToday }));
  const y = tense === 'futur' || tense === 'attendu' ? (later || isToday ? today.y : today.y + 1) : later ? today.y - 1 : today.y;
  return real(dated(i, next, { y, m, d }, 'jour', { ambigu: tense === null && later }));
}

/** An audience or a meeting named by a day that has just passed is that day, more than the one of next year. */
const JUST_OVER = 60;

const daysSince = ({ today }: Lecture, d: number, m: number): number =>
  Math.round((Date.UTC(today.y, today.m - 1, today.d) - Date.UTC(today.y, m - 1, d)) / 86_400_000);

function isComing(lecture: Lecture, i: number, next: number): boolean {
  const tense = tenseOf(lecture, i, next);
  return tense === 'futur' || tense === 'attendu';
}

/** "31 du mois dernier", "5 de ce mois", "premier du mois". */
const dayOfRelativeMonth: Shape = (lecture, i) => {
  const said = dayNumber(lecture, i);
  if (said === null || said.value > 31) return null;
  const [link, noun] = [lecture.norm(said.next), lecture.norm(said.next + 1)];
  if (link === 'de' && noun === 'ce' && lecture.norm(said.next + 2) === 'mois') return inMonth(lecture, i, said.next + 3, said.value, 0);
  if (link !== 'du' || noun !== 'mois' || MONTHS.has(lecture.norm(said.next + 3)) || MONTHS.has(lecture.norm(said.next + 2))) return null;
  const tail = relativeTail(lecture, said.next + 2);
  return inMonth(lecture, i, tail?.next ?? said.next + 2, said.value, tail?.shift ?? 0);
};

function inMonth(lecture: Lecture, i: number, next: number, d: number, shift: number): Dated | null {
  const month = addMonths({ ...lecture.today, d: 1 }, shift);
  return real(dated(i, next, { ...month, d }, 'jour', { year: true }));
}

/** "dernier", "passé", "d'avant", "prochain", "qui vient", "en cours": -1, 1 or 0. */
function relativeTail(lecture: Lecture, at: number): { shift: number; next: number } | null {
  const norm = lecture.norm(at);
  if (LAST.has(norm)) return { shift: -1, next: at + 1 };
  if (COMING.has(norm)) return { shift: 1, next: at + 1 };
  if (norm === 'd' && lecture.norm(at + 1) === 'avant') return { shift: -1, next: at + 2 };
  if (norm === 'd' && lecture.norm(at + 1) === 'apres') return { shift: 1, next: at + 2 };
  if (norm === 'qui' && /^(?:vient|arrive)$/.test(lecture.norm(at + 1))) return { shift: 1, next: at + 2 };
  return norm === 'en' && lecture.norm(at + 1) === 'cours' ? { shift: 0, next: at + 2 } : null;
}

/** "la décision du 3", "jusqu'au 5": a day of the month and nothing else, before a small word or a mark. Always ambiguous. */
const bareDay: Shape = (lecture, i) => {
  if (!BEFORE_BARE_DAY.has(lecture.norm(i - 1)) || isStreetDay(lecture, i) || CALLS.has(lecture.norm(i - 2))) return null;
  const said = dayNumber(lecture, i);
  if (said === null || said.value < 1 || said.value > 31 || (lecture.at(i).kind === 'mot' && said.value === 1) || !endsBareDay(lecture, said.next)) return null;
  const { today } = lecture;
  const future = isComing(lecture, i, said.next);
  const shift = future ? (said.value >= today.d ? 0 : 1) : said.value <= today.d ? 0 : -1;
  const found = inMonth(lecture, i, said.next, said.value, shift);
  return found === null ? null : { ...found, ambigu: true, year: false, bare: true };
};

/** "le 2 pièces", "le 14 rue", "le 1er versement": a noun that the number goes with. What cannot be a noun of that kind is left to the sentence. */
function couldBeCounted(lecture: Lecture, at: number): boolean {
  const { norm } = lecture.at(at);
  return NEVER_AFTER_BARE_DAY.has(norm) || OTHER_UNITS.has(norm) || STREETS.has(norm) || norm.length < 3 || /[sx]$/.test(norm) || RANK_ENDINGS.has(lecture.norm(at - 1)) || lecture.isCapital(at);
}

function endsBareDay(lecture: Lecture, at: number): boolean {
  const { kind, norm } = lecture.at(at);
  if (kind === 'nombre') return false;
  if (kind === 'signe') return norm === '' || (/^[.,;:!?)"»]$/.test(norm) && !(lecture.glued(at) && lecture.glued(at + 1) && lecture.at(at + 1).kind !== 'signe'));
  if (/^(?:de|du)$/.test(norm) && (STREETS.has(lecture.norm(at + 1)) || STREETS.has(lecture.norm(at + 2)))) return false;
  if (lecture.glued(at) || (norm === 'a' && lecture.at(at + 1).kind === 'nombre')) return false;
  return AFTER_BARE_DAY.has(norm) || !couldBeCounted(lecture, at);
}

// ---------------------------------------------------------------- days by their name

/** "lundi 9 novembre": the weekday belongs to the date. */
const weekdayAndDate: Shape = (lecture, i) => {
  const found = dayAndMonth(lecture, i + 1) ?? fullDate(lecture, i + 1) ?? shortDate(lecture, i + 1);
  return found === null ? null : { ...found, i };
};

/** "mardi 12": the last, or next, month in which the 12th is a Tuesday. */
const weekdayAndNumber: Shape = (lecture, i) => {
  const said = dayNumber(lecture, i + 1);
  const rank = WEEKDAYS.get(lecture.norm(i));
  if (said === null || said.value < 1 || said.value > 31 || !endsBareDay(lecture, said.next)) return null;
  const step = isComing(lecture, i, said.next) ? 1 : -1;
  for (let shift = 0; Math.abs(shift) <= 12; shift += step) {
    const day = { ...addMonths({ ...lecture.today, d: 1 }, shift), d: said.value };
    if (isReal(day) && weekdayOf(day) === rank && (step > 0 ? compare(day, lecture.today) >= 0 : compare(day, lecture.today) <= 0)) return dated(i, said.next, day, 'jour');
  }
  return null;
};

/** "mardi dernier", "lundi en huit", "vendredi". A day that comes back each week ("le lundi", "tous les mardis") is no date. */
const weekday: Shape = (lecture, i) => {
  const rank = WEEKDAYS.get(lecture.norm(i)) ?? 0;
  const tail = relativeTail(lecture, i + 1);
  const later = lecture.norm(i + 1) === 'en' ? { huit: 7, quinze: 14 }[lecture.norm(i + 2)] : undefined;
  const next = tail?.next ?? (later !== undefined ? i + 3 : /^(?:matin|soir|midi)$/.test(lecture.norm(i + 1)) ? i + 2 : i + 1);
  if (tail === null && later === undefined && (isRepeated(lecture, i) || lecture.norm(next) === 'au')) return null;
  const ahead = (rank - weekdayOf(lecture.today) + 7) % 7 || 7;
  const back = (weekdayOf(lecture.today) - rank + 7) % 7 || 7;
  if (later !== undefined) return dated(i, next, addDays(lecture.today, ahead + later), 'jour');
  const future = tail === null ? isComing(lecture, i, next) : tail.shift > 0;
  return dated(i, next, addDays(lecture.today, future ? ahead : -back), 'jour', { ambigu: tail === null });
};

const isRepeated = (lecture: Lecture, i: number): boolean => REPEATED.has(lecture.norm(i - 1)) || /^(?:le|du|au|de)$/.test(lecture.norm(i - 1)) || lecture.norm(i).endsWith('s');

const NAMED: readonly (readonly [readonly string[], number])[] = [
  [['avant', 'hier'], -2], [['avanthier'], -2], [['hier'], -1], [['aujourd', 'hui'], 0], [['aujourdhui'], 0], [['aujourdui'], 0], [['aujourd', 'ui'], 0], [['ce', 'matin'], 0], [['ce', 'soir'], 0],
  [['cet', 'apres', 'midi'], 0], [['cette', 'nuit'], 0], [['ce', 'jour'], 0], [['ce', 'midi'], 0], [['apres', 'demain'], 2], [['apresdemain'], 2], [['demain'], 1], [['2main'], 1],
];

const namedDay: Shape = (lecture, i) => {
  for (const [words, shift] of NAMED) {
    if (words.every((word, k) => lecture.norm(i + k) === word)) return dated(i, i + words.length, addDays(lecture.today, shift), 'jour');
  }
  return null;
};

// ---------------------------------------------------------------- ago, in

type Span = { value: number; unit: string; next: number; rough: boolean };

const ROUGH = /^(?:environ|presque|bientot|deja|peu|pres|plus|moins|a|de|genre|au|facile)$/;

/** "trois semaines", "environ 15 jours", "un an et demi", "deux ou trois mois" (the first, roughly). */
export function spanAt(lecture: Lecture, from: number): Span | null {
  let at = from;
  while (at < from + 4 && ROUGH.test(lecture.norm(at))) at++;
  const rough = at > from && !(at === from + 1 && /^(?:deja|bientot)$/.test(lecture.norm(from)));
  const head = lecture.count(at);
  if (head === null) return null;
  const alternative = lecture.norm(head.next) === 'ou' ? lecture.count(head.next + 1) : null;
  const unitAt = alternative?.next ?? head.next;
  const unit = unitName(lecture, unitAt);
  if (unit === null) return null;
  const half = lecture.norm(unit.next) === 'et' && /^demie?$/.test(lecture.norm(unit.next + 1));
  return { value: head.value + (half ? 0.5 : 0), unit: unit.name, next: unit.next + (half ? 2 : 0), rough: rough || alternative !== null || unit.rough };
}

/** "jours", "semaines", and "quinzaine de jours" once its number is read. */
export function unitName(lecture: Lecture, at: number): { name: string; next: number; rough: boolean } | null {
  const norm = lecture.norm(at);
  const named = UNITS.get(norm);
  if (norm === 'quinzaine' || norm === 'dizaine') {
    const unit = lecture.norm(at + 1) === 'de' || lecture.norm(at + 1) === 'd' ? UNITS.get(lecture.norm(at + 2)) : undefined;
    if (unit !== undefined) return { name: `${norm}/${unit}`, next: at + 3, rough: true };
  }
  if (named === undefined || (norm === 'h' && lecture.glued(at + 1)) || (norm === 'j' && isPronoun(lecture, at))) return null;
  return { name: named, next: at + 1, rough: false };
}

/** "en 2025 j'ai": not days. */
const isPronoun = (lecture: Lecture, at: number): boolean => lecture.folded.charAt(lecture.at(at).end) === "'" || /^[aeiouyh]/.test(lecture.norm(at + 1));

/** "il y a trois semaines", "y'a 15 jours". */
const ago: Shape = (lecture, i) => {
  const [a, b, c] = [lecture.norm(i), lecture.norm(i + 1), lecture.norm(i + 2)];
  const from = a === 'il' && b === 'y' && c === 'a' ? i + 3 : a === 'y' && b === 'a' ? i + 2 : a === 'ya' || (a === 'il' && b === 'ya') ? i + (a === 'il' ? 2 : 1) : 0;
  const span = from === 0 ? null : spanAt(lecture, from);
  return span === null ? null : shifted(lecture, i, span, -1);
};

/** "dans quinze jours"; not "dans les 15 jours", which is a delay. */
const within: Shape = (lecture, i) => {
  const span = lecture.norm(i) === 'dans' ? spanAt(lecture, i + 1) : null;
  return span === null || span.unit === 'heure' ? null : shifted(lecture, i, span, 1);
};

function shifted(lecture: Lecture, i: number, { value, unit, next, rough }: Span, sign: 1 | -1): Dated | null {
  const { today } = lecture;
  const [collective, base] = unit.includes('/') ? [unit.startsWith('dizaine') ? 10 : 15, unit.split('/')[1] ?? ''] : [1, unit];
  const n = value * collective * sign;
  if (base === 'heure') return value >= 24 && value % 24 === 0 ? dated(i, next, addDays(today, n / 24), 'jour', { ambigu: rough }) : null;
  if (base === 'quinzaine') return dated(i, next, addDays(today, 15 * n), 'jour', { ambigu: true });
  if (value > 1200) return null;
  if (base === 'jour') return dated(i, next, addDays(today, Math.round(n)), 'jour', { ambigu: rough, year: true });
  if (base === 'semaine') return dated(i, next, addDays(today, Math.round(7 * n)), 'jour', { ambigu: true, year: true });
  if (base === 'an' || base === 'semestre' || base === 'trimestre') return real(inMonths(lecture, i, next, n * ({ an: 12, semestre: 6, trimestre: 3 }[base]), base === 'an' && Number.isInteger(n) ? 'annee' : 'mois', rough));
  return real(inMonths(lecture, i, next, n, 'mois', rough));
}

/** Half a month is fifteen days. */
function inMonths(lecture: Lecture, i: number, next: number, months: number, precision: Precision, ambigu: boolean): Dated {
  const whole = Math.trunc(months);
  const day = addMonths(lecture.today, whole);
  return dated(i, next, whole === months ? day : addDays(day, 15 * Math.sign(months)), precision, { ambigu, year: true });
}

// ---------------------------------------------------------------- months, seasons, years

type Lead = { part: Part | null; at: number };

const partOf = (said: string | undefined): Part | null => (said === 'debut' || said === 'milieu' || said === 'fin' ? said : null);

/** "début", "mi-", "fin du", "courant", "milieu de l'" before a month, a year or a relative period. */
function leadAt(lecture: Lecture, i: number): Lead {
  const part = partOf(PARTS.get(lecture.norm(i)));
  if (part === null) return { part: null, at: i };
  let at = i + 1;
  if (lecture.norm(at) === '-') at++;
  if (/^(?:du|de|d)$/.test(lecture.norm(at))) at++;
  if (/^(?:le|la|l)$/.test(lecture.norm(at))) at++;
  return { part, at: lecture.norm(at) === 'mois' && /^(?:de|d)$/.test(lecture.norm(at + 1)) ? at + 2 : at };
}

/** "mars", "fin août", "décembre 2025", "juin dernier". Short names need a word before them that calls a month. */
const month: Shape = (lecture, i) => {
  const { part, at } = leadAt(lecture, i);
  const m = MONTHS.get(lecture.norm(at));
  if (m === undefined || (part === null && (BEFORE_NAME.has(lecture.norm(i - 1)) || isNumbered(lecture, i)))) return null;
  const dotted = lecture.norm(at + 1) === '.' && lecture.glued(at + 1) && isLowerNext(lecture, at + 2) ? 1 : 0;
  const after = at + 1 + dotted;
  const year = yearAt(lecture, after);
  const shift = year === null ? yearShift(lecture, after) : null;
  if (part === null && year === null && shift === null && DOUBTFUL.has(lecture.norm(at)) && !isCalled(lecture, at)) return null;
  if (year !== null) return dated(i, year.next, dayIn(year.value, m, part), 'mois', { year: true });
  if (shift !== null) return dated(i, shift.next, dayIn(shift.year(m, 1), m, part), 'mois', { year: true });
  return dated(i, after, dayIn(monthYear(lecture, i, after, m), m, part), 'mois');
};

/** A day stands before that makes no date with it: "30 février", "rue du 4 septembre". */
const isNumbered = (lecture: Lecture, i: number): boolean => lecture.at(i - 1).kind === 'nombre' || (lecture.at(i - 2).kind === 'nombre' && lecture.glued(i - 1));

/** A month stands here and not a name of seven, of a dog, nor "mais": said so before, or another month beside it. */
function isCalled(lecture: Lecture, at: number): boolean {
  if (BEFORE_DOUBTFUL.has(lecture.norm(at - 1))) return lecture.norm(at) !== 'sept' || lecture.at(at + 1).kind === 'signe';
  return isMonthBeside(lecture, at, -1) || isMonthBeside(lecture, at, 1);
}

function isMonthBeside(lecture: Lecture, at: number, way: 1 | -1): boolean {
  const near = lecture.norm(at + way);
  return MONTHS.has(near) || (/^(?:,|et|\/|ou|puis|-|a|&|\+)$/.test(near) && MONTHS.has(lecture.norm(at + 2 * way)));
}

function monthYear(lecture: Lecture, i: number, next: number, m: number): number {
  const { today } = lecture;
  const future = isComing(lecture, i, next);
  return future ? (m >= today.m ? today.y : today.y + 1) : m > today.m ? today.y - 1 : today.y;
}

/** "le mois dernier", "fin de l'année", "début de semaine", "cette année", "la semaine prochaine". */
const relativePeriod: Shape = (lecture, i) => {
  const { part, at } = leadAt(lecture, i);
  const isThis = /^(?:ce|cette)$/.test(lecture.norm(at));
  const noun = isThis ? at + 1 : at;
  const unit = lecture.norm(noun);
  if (!/^(?:mois|semaine|annee|an)$/.test(unit) || lecture.count(i - 1) !== null) return null;
  const tail = isThis ? null : relativeTail(lecture, noun + 1);
  if (tail === null && !isThis && !(part !== null && noun > i + 1 && /^(?:du|l|la)$/.test(lecture.norm(noun - 1)) && lecture.at(noun + 1).kind !== 'nombre')) return null;
  const next = tail?.next ?? (isThis && /^(?:ci|si)$/.test(lecture.norm(noun + 1)) ? noun + 2 : noun + 1);
  return relativeOf(lecture, i, next, unit, tail?.shift ?? 0, part);
};

function relativeOf({ today }: Lecture, i: number, next: number, unit: string, shift: number, part: Part | null): Dated {
  if (unit === 'mois') {
    const { y, m } = addMonths({ ...today, d: 1 }, shift);
    return dated(i, next, dayIn(y, m, part), 'mois', { year: true });
  }
  if (unit === 'semaine') {
    const monday = addDays(today, 7 * shift - ((weekdayOf(today) + 6) % 7));
    return dated(i, next, part === null ? addDays(today, 7 * shift) : addDays(monday, { debut: 0, milieu: 2, fin: 4 }[part]), 'jour', { ambigu: true, year: true });
  }
  const y = today.y + shift;
  if (part === null) return dated(i, next, { y, m: 1, d: 1 }, 'annee', { year: true });
  return dated(i, next, part === 'debut' ? { y, m: 1, d: 1 } : part === 'milieu' ? { y, m: 7, d: 1 } : { y, m: 12, d: 31 }, 'mois', { year: true });
}

/** "à Noël", "depuis la rentrée": a feast said as a moment; "la prime de Noël" is none. */
const feast: Shape = (lecture, i) => {
  const said = FEASTS.get(lecture.norm(i));
  if (said === undefined) return null;
  const article = /^(?:la|l)$/.test(lecture.norm(i - 1));
  const lead = lecture.norm(article ? i - 2 : i - 1);
  if (!/^(?:a|depuis|avant|apres|pour|vers|jusqu|des|en|pendant)$/.test(lead) || (article !== (lecture.norm(i) === 'rentree' || lecture.norm(i) === 'toussaint' || lecture.norm(i) === 'assomption'))) return null;
  const shift = yearShift(lecture, i + 1);
  const year = yearAt(lecture, i + 1);
  const on = (y: number): Day => dayOf(said === 'paques' ? easter(y) : `${y}-${said}`);
  const tense = tenseOf(lecture, i, i + 1);
  const { today } = lecture;
  const later = compare(on(today.y), today) > 0;
  const guessed = tense === 'futur' || tense === 'attendu' ? (later ? today.y : today.y + 1) : later ? today.y - 1 : today.y;
  const day = on(year?.value ?? shift?.year(on(today.y).m, on(today.y).d) ?? guessed);
  return dated(i, year?.next ?? shift?.next ?? i + 1, day, lecture.norm(i) === 'rentree' ? 'mois' : 'jour', { ambigu: year === null && shift === null && tense === null && later });
};

/** "cet été", "l'hiver dernier": the month it begins, always ambiguous. */
const season: Shape = (lecture, i) => {
  const m = SEASONS.get(lecture.norm(i));
  if (m === undefined || !BEFORE_SEASON.has(lecture.norm(i - 1)) || (lecture.norm(i) === 'ete' && !/^(?:l|cet)$/.test(lecture.norm(i - 1)))) return null;
  const year = yearAt(lecture, i + 1);
  const shift = year === null ? yearShift(lecture, i + 1) : null;
  const lead = /^(?:depuis|pendant|durant|avant|apres|des|a|cet|ce)$/;
  if (year === null && shift === null && !lead.test(lecture.norm(i - 1)) && !lead.test(lecture.norm(i - 2))) return null;
  const y = year?.value ?? shift?.year(m, 1) ?? monthYear(lecture, i, i + 1, m);
  return dated(i, year?.next ?? shift?.next ?? i + 1, { y, m, d: 1 }, 'mois', { ambigu: true, year: year !== null });
};

const BEFORE_YEAR = /^(?:en|depuis|annee|annees|de|revenus?|ressources|pour|sur|et|debut|fin|courant|mi|a|entre|exercice|impots?|avis)$/;

/** "en 2024", "fin 2023", "revenus 2025". */
const year: Shape = (lecture, i) => {
  const { part, at } = leadAt(lecture, i);
  const { kind, norm } = lecture.at(at);
  if (kind !== 'nombre' || norm.length !== 4 || !/^(?:19|20)\d\d$/.test(norm) || !startsFree(lecture, at) || isAmount(lecture, at)) return null;
  if (part === null && !BEFORE_YEAR.test(lecture.norm(i - 1))) return null;
  const y = Number(norm);
  const day = part === 'fin' ? { y, m: 12, d: 31 } : part === 'milieu' ? { y, m: 7, d: 1 } : { y, m: 1, d: 1 };
  return unitName(lecture, at + 1) !== null ? null : dated(i, at + 1, day, 'annee', { year: true });
};

const NUMBER_STARTS = ['premier', ...NUMBER_WORDS];
const SAID: readonly Shape[] = [dayAndMonth, dayOfRelativeMonth, year, bareDay];
/** By what follows the first figure: a sign or a letter right against it, or not. */
const SEPARATED: readonly Shape[] = [isoDate, fullDate, monthAndYear, shortDate, ...SAID];
const FREE: readonly Shape[] = [spacedDate, ...SAID];
const NAMED_DAYS: readonly Shape[] = [weekdayAndDate, weekdayAndNumber, weekday];
const STARTS: readonly (readonly [Shape, readonly string[]])[] = [
  [namedDay, NAMED.flatMap(([[first = '']]) => first)], [ago, ['il', 'y', 'ya']], [within, ['dans']], [dayAndMonth, NUMBER_STARTS], [dayOfRelativeMonth, NUMBER_STARTS],
  [month, [...MONTHS.keys(), ...PARTS.keys()]], [relativePeriod, [...PARTS.keys(), 'ce', 'cette', 'mois', 'semaine', 'annee', 'an']], [year, [...PARTS.keys()]],
  [feast, [...FEASTS.keys()]], [season, [...SEASONS.keys()]], [bareDay, NUMBER_STARTS],
];

/** The shapes that a word may begin: the others are not tried. */
const BY_WORD = new Map<string, Shape[]>([...WEEKDAYS.keys()].map((name) => [name, [...NAMED_DAYS]]));
for (const [shape, words] of STARTS) for (const word of new Set(words)) BY_WORD.set(word, [...(BY_WORD.get(word) ?? []), shape]);

/** "depuis janvier", "à partir du 3", "avant le 30", "jusqu'en mars", or simply on that day. */
export function relationOf(lecture: Lecture, i: number): 'le' | 'depuis' | 'avant' {
  if (isDeadline(lecture, i)) return 'avant';
  for (let at = i - 1; at >= i - 6; at--) {
    const norm = lecture.norm(at);
    if (norm === 'depuis' || norm === 'depui' || norm === 'dep' || norm === 'dpuis' || (/^(?:partir|compter)$/.test(norm) && lecture.norm(at - 1) === 'a') || norm === 'des') return 'depuis';
    if (!/^(?:de|du|d|le|la|l|mois|fin|debut|mi|annee|deja|que|environ)$/.test(norm)) return 'le';
  }
  return 'le';
}

export const endOf = ({ day, precision }: Dated): Day =>
  precision === 'mois' ? { ...day, d: lastDay(day.y, day.m) } : precision === 'annee' ? { ...day, m: 12, d: 31 } : day;
