import { readNumber } from '../../src/ops/spoken-numbers';
import { after, before, wordIndexAt, type Extractor, type Lecture, type Trouvee } from './span';

type Day = { y: number; m: number; d: number };
type Precision = 'jour' | 'mois' | 'annee';
type Dated = { start: number; end: number; day: Day; precision: Precision; ambigu: boolean };

const MONTHS: Record<string, number> = {
  janvier: 1, janv: 1, fevrier: 2, fevr: 2, fev: 2, mars: 3, avril: 4, avr: 4, mai: 5, juin: 6, juillet: 7, juil: 7, jui: 7, aout: 8, out: 8, septembre: 9, sept: 9,
  octobre: 10, oct: 10, novembre: 11, nov: 11, decembre: 12, dec: 12,
};
const WEEKDAYS = ['dimanche', 'lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi'];
const MONTH = '(janvier|janv|fevrier|fevr|fev|mars|avril|avr|mai|juin|juillet|juil|aout|septembre|sept|octobre|oct|novembre|nov|decembre|dec)\\b\\.?';
const YEAR = '(?:,? (?:de (?:l\'annee )?)?((?:19|20)\\d{2})\\b)?';
const WEEKDAY = '(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) )?';

/** Signs of a fact to come in the same sentence. */
const FUTURE = /\b(?:prochaine?s?|bientot|demain|va|vais|vont|allons|allez|sera|serai|serons|seront|aurai|aura|dois|devons|audience|expulsion|expulse|rendez[ -]vous|rdv|convoqu\w*|avant|jusqu'au|jusqu'a|d'ici|a partir|signe(?:rai|ra)|demenage|emmenage|finit|accouche\w*|termine prevue?|prevue?s?)\b/;
const PAST = /\b(?:j'ai|jai|ai|avez|avons|a ete|etait|etais|depuis|recu|recue|envoye|declare|depose|notifi\w*|courrier|decision|lettre|dernier|derniere|passe|passee|fait|ete|verse|coupe|arrete|suspendu)\b/;

export const dates: Extractor = (lecture) => {
  const dated = [
    ...isoDates(lecture), ...numericDates(lecture), ...dayMonths(lecture), ...spokenDays(lecture), ...relativeMonthDays(lecture), ...agoDates(lecture), ...namedDays(lecture),
    ...weekdays(lecture), ...relativePeriods(lecture), ...monthsAlone(lecture), ...yearsAlone(lecture), ...bareDays(lecture),
  ];
  const kept = dated.reduce<Dated[]>((found, one) => (found.some((o) => o.start < one.end && one.start < o.end) ? found : [...found, one]), []);
  return intoPeriods(lecture, kept.sort((a, b) => a.start - b.start));
};

const DURATION_UNIT = '(jours?|j|semaines?|mois|ans?|annees?|trimestres?|quinzaines?)';

export const durations: Extractor = (lecture) => {
  const found: Trouvee[] = [];
  for (const m of lecture.folded.matchAll(new RegExp(`(?<![\\w.,/])(\\d{1,3}) ?${DURATION_UNIT}\\b`, 'g'))) {
    found.push(durationOf(m.index, m.index + m[0].length, Number(m[1]), m[2] ?? ''));
  }
  for (let i = 0; i < lecture.words.length; i++) {
    const read = readNumber(lecture.words, i, lecture.folded);
    if (read === null) continue;
    const unit = new RegExp(`^ ${DURATION_UNIT}\\b`).exec(after(lecture.folded, lecture.words[read.next - 1]?.end ?? 0));
    const start = lecture.words[i]?.start ?? 0;
    if (unit !== null) found.push(durationOf(start, (lecture.words[read.next - 1]?.end ?? 0) + unit[0].length, read.value, unit[1] ?? ''));
    i = read.next - 1;
  }
  return found.filter((d) => !/ans?$/.test(lecture.folded.slice(d.start, d.end)) || isSpan(lecture.folded, d.start, d.end));
};

/** "12 ans" is an age unless something says that time passes. */
const isSpan = (folded: string, start: number, end: number): boolean =>
  /(?:depuis|pendant|sur|en|dans|apres|bout de|ca fait|fait|duree|plus de|moins de|il y a|y a|dernieres?) (?:plus de |environ |les |presque |bientot )?$/.test(before(folded, start)) || /^ (?:que|apres|de (?:vie|bail|dette|retard|procedure))/.test(after(folded, end));

function durationOf(start: number, end: number, count: number, said: string): Trouvee {
  const quantity = /^trimestre/.test(said) ? count * 3 : /^quinzaine/.test(said) ? count * 15 : count;
  const unite = /^(?:j|quinzaine)/.test(said) ? 'jour' : /^s/.test(said) ? 'semaine' : /^(?:mois|trimestre)/.test(said) ? 'mois' : 'an';
  return { type: 'duree', start, end, nombre: quantity, unite };
}

// ---------------------------------------------------------------- calendar

const dayOf = (iso: string): Day => ({ y: Number(iso.slice(0, 4)), m: Number(iso.slice(5, 7)), d: Number(iso.slice(8, 10)) });
const isoOf = ({ y, m, d }: Day): string => `${String(y).padStart(4, '0')}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`;
const lastDay = (y: number, m: number): number => new Date(Date.UTC(y, m, 0)).getUTCDate();
const isReal = ({ y, m, d }: Day): boolean => m >= 1 && m <= 12 && d >= 1 && d <= lastDay(y, m) && y >= 1900 && y <= 2100;

function addDays(day: Day, n: number): Day {
  return dayOf(new Date(Date.UTC(day.y, day.m - 1, day.d + n)).toISOString());
}

function addMonths(day: Day, n: number): Day {
  const index = day.y * 12 + day.m - 1 + n;
  const y = Math.floor(index / 12);
  const m = (index % 12) + 1;
  return { y, m, d: Math.min(day.d, lastDay(y, m)) };
}

const weekdayOf = (day: Day): number => new Date(Date.UTC(day.y, day.m - 1, day.d)).getUTCDay();
const today = (lecture: Lecture): Day => dayOf(lecture.today);

/** The sentence around a span: what decides between the past and the coming year. */
function sentenceAround(folded: string, start: number, end: number): string {
  const left = Math.max(folded.lastIndexOf('.', start), folded.lastIndexOf('\n', start), start - 70) + 1;
  const right = [folded.indexOf('.', end), folded.indexOf('\n', end), end + 30].filter((i) => i >= 0);
  return folded.slice(Math.max(0, left), Math.min(folded.length, ...right));
}

function isFuture(folded: string, start: number, end: number): boolean {
  if (/(?:avant|jusqu'a|jusqu'au|d'ici|a partir du|a compter du) (?:le )?$/.test(before(folded, start, 16))) return !/\bdepuis|avait|etait\b/.test(before(folded, start));
  const around = sentenceAround(folded, start, end);
  return FUTURE.test(around) && !PAST.test(before(folded, start, 26));
}

/** Day and month without a year: the nearest past one for a past fact, else the coming one. */
function nearestYear(lecture: Lecture, d: number, m: number, start: number, end: number): { day: Day; ambigu: boolean } {
  const now = today(lecture);
  const coming = isFuture(lecture.folded, start, end);
  const future = m > now.m || (m === now.m && d > now.d);
  const y = coming ? (future || (m === now.m && d === now.d) ? now.y : now.y + 1) : future ? now.y - 1 : now.y;
  const around = sentenceAround(lecture.folded, start, end);
  return { day: { y, m, d }, ambigu: !coming && future && !PAST.test(around) };
}

// ---------------------------------------------------------------- shapes

function isoDates({ folded }: Lecture): Dated[] {
  return [...folded.matchAll(/(?<![\d-])((?:19|20)\d{2})-(\d{2})-(\d{2})(?![\d-])/g)]
    .map((m) => ({ start: m.index, end: m.index + m[0].length, day: { y: Number(m[1]), m: Number(m[2]), d: Number(m[3]) }, precision: 'jour' as const, ambigu: false }))
    .filter((d) => isReal(d.day));
}

function numericDates(lecture: Lecture): Dated[] {
  const found: Dated[] = [];
  for (const m of lecture.folded.matchAll(/(?<![\d/.,-])(\d{1,2})( ?[/.-] ?| )(\d{1,2})(?:\2((?:19|20)?\d{2}))?(?![\d/€]|[.,]\d| ?euro)/g)) {
    const [all, d, separator, month, year] = m;
    const spaced = separator === ' ';
    if (year === undefined && separator?.trim() !== '/') continue;
    if (spaced && year?.length !== 4) continue;
    const end = m.index + all.length;
    const day = year === undefined ? nearestYear(lecture, Number(d), Number(month), m.index, end) : { day: { y: year.length === 2 ? 2000 + Number(year) : Number(year), m: Number(month), d: Number(d) }, ambigu: false };
    if (isReal(day.day)) found.push({ start: m.index, end, ...day, precision: 'jour' });
  }
  return found;
}

function dayMonths(lecture: Lecture): Dated[] {
  return [...lecture.folded.matchAll(new RegExp(`(?<![\\d,.])${WEEKDAY}(\\d{1,2})(?:er|e)? ?(?:du mois de |d')?${MONTH}${YEAR}`, 'g'))]
    .flatMap((m) => dayMonth(lecture, m.index, m[0], Number(m[1]), m[2] ?? '', m[3]));
}

function dayMonth(lecture: Lecture, start: number, all: string, d: number, month: string, year: string | undefined): Dated[] {
  const end = start + all.replace(/[ .,]+$/, '').length;
  const m = MONTHS[month] ?? 0;
  const read = year === undefined ? relativeYear(lecture, d, m, start, end) : { day: { y: Number(year), m, d }, ambigu: false, end };
  return isReal(read.day) ? [{ start, end: read.end, day: read.day, ambigu: read.ambigu, precision: 'jour' }] : [];
}

/** "… dernier", "… prochain", "… de l'année dernière" after a day and month. */
function relativeYear(lecture: Lecture, d: number, m: number, start: number, end: number): { day: Day; ambigu: boolean; end: number } {
  const tail = /^ (?:(dernier|passe)|(prochain)|(?:de )?(l'an(?:nee)? derniere?))\b/.exec(after(lecture.folded, end));
  const now = today(lecture);
  if (tail === null) return { ...nearestYear(lecture, d, m, start, end), end };
  const later = m > now.m || (m === now.m && d > now.d);
  const y = tail[3] !== undefined ? now.y - 1 : tail[2] !== undefined ? (later ? now.y : now.y + 1) : later ? now.y - 1 : now.y;
  return { day: { y, m, d }, ambigu: false, end: end + tail[0].length };
}

/** "le neuf novembre deux mille vingt-cinq". */
function spokenDays(lecture: Lecture): Dated[] {
  const found: Dated[] = [];
  for (const m of lecture.folded.matchAll(new RegExp(`\\b${MONTH}${YEAR}`, 'g'))) {
    const at = wordIndexAt(lecture.words, m.index);
    for (const size of [3, 2, 1]) {
      const first = lecture.words[at - size];
      if (first === undefined) continue;
      const said = first.norm === 'premier' && size === 1 ? { value: 1, next: at } : readNumber(lecture.words, at - size, lecture.folded);
      if (said === null || said.next !== at || said.value < 1 || said.value > 31 || /^\d/.test(first.norm)) continue;
      found.push(...dayMonth(lecture, first.start, lecture.folded.slice(first.start, m.index) + m[0], said.value, m[1] ?? '', m[2] ?? spokenYear(lecture, at + 1)));
      break;
    }
  }
  return found;
}

function spokenYear(lecture: Lecture, at: number): string | undefined {
  const read = lecture.words[at]?.norm === 'deux' ? readNumber(lecture.words, at, lecture.folded) : null;
  return read !== null && read.value >= 2000 && read.value <= 2099 ? String(read.value) : undefined;
}

/** "le 31 du mois dernier", "le 5 de ce mois", "le 5 du mois prochain". */
function relativeMonthDays(lecture: Lecture): Dated[] {
  const now = today(lecture);
  return [...lecture.folded.matchAll(/(?<!\d)(\d{1,2})(?:er)? (?:du|de ce|de) (?:mois (dernier|passe|d'avant|precedent|prochain|suivant|en cours)|mois\b|ce mois)/g)].flatMap((m) => {
    const shift = /^(?:dernier|passe|d'avant|precedent)$/.test(m[2] ?? '') ? -1 : /^(?:prochain|suivant)$/.test(m[2] ?? '') ? 1 : 0;
    const month = addMonths({ ...now, d: 1 }, shift);
    const day = { ...month, d: Number(m[1]) };
    return isReal(day) ? [{ start: m.index, end: m.index + m[0].length, day, precision: 'jour' as const, ambigu: false }] : [];
  });
}

function agoDates(lecture: Lecture): Dated[] {
  const found: Dated[] = [];
  for (const m of lecture.folded.matchAll(/\b(?:il y a|y a|ya) (?:environ |a peu pres |deja |bientot |plus de |presque )?/g)) {
    const at = wordIndexAt(lecture.words, m.index + m[0].length);
    const count = countAt(lecture, at);
    const unit = count === null ? null : /^ ?(jours?|semaines?|mois|ans?|annees?|quinzaine de jours)\b/.exec(after(lecture.folded, count.end));
    if (count === null || unit === null || (lecture.words[at]?.start ?? -1) !== m.index + m[0].length) continue;
    found.push(ago(lecture, m.index, count.end + unit[0].length, count.value, unit[1] ?? '', /environ|a peu|plus de|presque/.test(m[0])));
  }
  return found;
}

function countAt(lecture: Lecture, at: number): { value: number; end: number } | null {
  const word = lecture.words[at];
  if (word === undefined) return null;
  if (/^\d{1,3}$/.test(word.norm)) return { value: Number(word.norm), end: word.end };
  const read = readNumber(lecture.words, at, lecture.folded);
  return read === null ? null : { value: read.value, end: lecture.words[read.next - 1]?.end ?? word.end };
}

function ago(lecture: Lecture, start: number, end: number, n: number, unit: string, ambigu: boolean): Dated {
  const now = today(lecture);
  if (/^j/.test(unit)) return { start, end, day: addDays(now, -n), precision: 'jour', ambigu };
  if (/^s/.test(unit)) return { start, end, day: addDays(now, -7 * n), precision: 'jour', ambigu: true };
  if (/^m/.test(unit)) return { start, end, day: addMonths(now, -n), precision: 'mois', ambigu };
  return { start, end, day: addMonths(now, -12 * n), precision: 'annee', ambigu };
}

function namedDays(lecture: Lecture): Dated[] {
  const shifts: Record<string, number> = { 'avant-hier': -2, 'avant hier': -2, 'avanthier': -2, hier: -1, "aujourd'hui": 0, 'aujourd hui': 0, aujourdhui: 0, 'ce matin': 0, 'ce soir': 0, 'cet apres-midi': 0, 'apres-demain': 2, 'apres demain': 2, demain: 1 };
  return [...lecture.folded.matchAll(/\b(avant[- ]?hier|hier|aujourd['  ]?hui|ce matin|ce soir|cet apres-midi|apres[- ]demain|demain)\b/g)]
    .map((m) => ({ start: m.index, end: m.index + m[0].length, day: addDays(today(lecture), shifts[m[0]] ?? 0), precision: 'jour' as const, ambigu: false }));
}

function weekdays(lecture: Lecture): Dated[] {
  const now = today(lecture);
  return [...lecture.folded.matchAll(/\b(lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)(?: (dernier|passe|prochain|qui vient|d'avant|soir|matin))?\b/g)].map((m) => {
    const target = WEEKDAYS.indexOf(m[1] ?? '');
    const end = m.index + m[0].length;
    const coming = /prochain|vient/.test(m[2] ?? '') || (!/dernier|passe|avant/.test(m[2] ?? '') && isFuture(lecture.folded, m.index, end));
    const distance = (target - weekdayOf(now) + 7) % 7;
    const back = (weekdayOf(now) - target + 7) % 7;
    const shift = coming ? distance || 7 : -(back || 7);
    return { start: m.index, end, day: addDays(now, shift), precision: 'jour' as const, ambigu: m[2] === undefined };
  });
}

function relativePeriods(lecture: Lecture): Dated[] {
  const now = today(lecture);
  const shapes: [RegExp, (m: RegExpMatchArray) => [Day, Precision]][] = [
    [/\b(?:(debut|mi|fin) (?:du )?)?(?:le |du |au )?mois (?:dernier|passe|d'avant|precedent)\b/g, (m) => [partOfMonth(addMonths(now, -1), m[1]), 'mois']],
    [/\b(?:(debut|mi|fin) (?:du )?)?(?:le |du |au )?mois (?:prochain|suivant|qui vient)\b/g, (m) => [partOfMonth(addMonths(now, 1), m[1]), 'mois']],
    [/\b(?:(debut|mi|fin) (?:de |du )?)?ce mois(?:[- ]ci|[- ]si)?\b/g, (m) => [partOfMonth(now, m[1]), 'mois']],
    [/\bsemaine (?:derniere|passee|d'avant)\b/g, () => [addDays(now, -7), 'jour']],
    [/\bsemaine (?:prochaine|qui vient)\b/g, () => [addDays(now, 7), 'jour']],
    [/\b(?:l'an dernier|l'annee derniere|annee derniere|l'an passe|l'annee passee|annee passee)\b/g, () => [{ y: now.y - 1, m: 1, d: 1 }, 'annee']],
    [/\b(?:l'an prochain|l'annee prochaine|annee prochaine)\b/g, () => [{ y: now.y + 1, m: 1, d: 1 }, 'annee']],
    [/\bcette annee\b/g, () => [{ y: now.y, m: 1, d: 1 }, 'annee']],
  ];
  return shapes.flatMap(([shape, read]) => [...lecture.folded.matchAll(shape)].map((m) => {
    const [day, precision] = read(m);
    return { start: m.index, end: m.index + m[0].length, day, precision, ambigu: /semaine/.test(m[0]) };
  }));
}

const partOfMonth = ({ y, m }: Day, part: string | undefined): Day =>
  ({ y, m, d: part === 'fin' ? lastDay(y, m) : part === 'mi' ? 15 : 1 });

/** A month by itself: "en mars", "depuis janvier", "fin août", "mars 2025". Short names need a word before them. */
function monthsAlone(lecture: Lecture): Dated[] {
  return [...lecture.folded.matchAll(new RegExp(`(?<![\\w-])(?:(debut|mi|fin|courant) ?-? ?(?:du mois de |du mois d'|de |d')?)?${MONTH}(?:(?: de l'annee)?,? (\\d{4}|dernier|prochain|passe))?(?!\\w)`, 'g'))].flatMap((m) => {
    const [all, part, name = '', tail] = m;
    const said = MONTHS[name] ?? 0;
    const short = name.length <= 4 && !['mars', 'juin', 'aout'].includes(name);
    const lead = /(?:en|de|depuis|du|au|mois|pour|d'|et|des|jusqu'en|a|ou|courant|le|fin|debut|mi-?|,) ?$/.test(before(lecture.folded, m.index, 10));
    if (short && !lead && part === undefined && tail === undefined) return [];
    const end = m.index + all.replace(/[ .,]+$/, '').length;
    const y = yearOf(lecture, said, tail, m.index, end);
    return [{ start: m.index, end, day: partOfMonth({ y, m: said, d: 1 }, part), precision: 'mois' as const, ambigu: false }];
  });
}

function yearOf(lecture: Lecture, m: number, tail: string | undefined, start: number, end: number): number {
  const now = today(lecture);
  if (tail !== undefined && /^\d/.test(tail)) return Number(tail);
  if (tail === 'prochain') return m > now.m ? now.y : now.y + 1;
  if (tail !== undefined) return m >= now.m ? now.y - 1 : now.y;
  if (isFuture(lecture.folded, start, end)) return m >= now.m ? now.y : now.y + 1;
  return m > now.m ? now.y - 1 : now.y;
}

function yearsAlone(lecture: Lecture): Dated[] {
  return [...lecture.folded.matchAll(/\b(?:en|depuis|annees?|fin|debut|l'annee|de|revenus|ressources|pour|sur|et) ((?:19|20)\d{2})(?![\d/-]| ?(?:€|e\b|euro)|[.,]\d)/g)].map((m) => {
    const start = m.index + m[0].length - 4;
    return { start, end: start + 4, day: { y: Number(m[1]), m: /^fin/.test(m[0]) ? 12 : 1, d: 1 }, precision: 'annee' as const, ambigu: false };
  });
}

/** "la décision du 3", "jusqu'au 5", "le 15": a day of the month and nothing else. */
function bareDays(lecture: Lecture): Dated[] {
  return [...lecture.folded.matchAll(/(?:\b(?:le|du|au|depuis le) |\bjusqu'au )(\d{1,2})(?:er)?(?![\d\w°/:.-]|,\d| ?(?:€|euro|rue|h\b|heures?|ans|mois|enfants?|jours?|%|avenue|boulevard|bd|[a-z]+ d'allocataire|et demi|eme))/g)].flatMap((m) => {
    const d = Number(m[1]);
    const end = m.index + m[0].length;
    const start = end - (m[0].match(/\d+(?:er)?$/)?.[0].length ?? 0);
    const now = today(lecture);
    const coming = isFuture(lecture.folded, start, end);
    const month = coming ? (d >= now.d ? now : addMonths({ ...now, d: 1 }, 1)) : d <= now.d ? now : addMonths({ ...now, d: 1 }, -1);
    const day = { y: month.y, m: month.m, d };
    return isReal(day) ? [{ start, end, day, precision: 'jour' as const, ambigu: true }] : [];
  });
}

// ---------------------------------------------------------------- relation and periods

function relationOf(folded: string, start: number): 'le' | 'depuis' | 'avant' {
  const lead = before(folded, start, 26);
  if (/(?:depuis|a partir|a compter|des|dès)(?: (?:de|du|d'|le|la|mois|fin|debut|mi|l'annee|deja|que))*[ ']?$/.test(lead)) return 'depuis';
  if (/(?:avant|jusqu'?(?:a|au|en|aux)?|d'ici(?: au| a)?)(?: (?:le|la|fin|debut|du|mois de|mi))*[ ']?$/.test(lead)) return 'avant';
  return 'le';
}

function intoPeriods({ folded }: Lecture, dated: readonly Dated[]): Trouvee[] {
  const out: Trouvee[] = [];
  for (let i = 0; i < dated.length; i++) {
    const one = dated[i];
    const two = dated[i + 1];
    if (one === undefined) continue;
    if (two !== undefined && joinsPeriod(folded, one, two)) {
      out.push(periodOf(one, two));
      i++;
      continue;
    }
    out.push({ type: 'date', start: one.start, end: one.end, date: isoOf(one.day), precision: one.precision, ambigu: one.ambigu, relation: relationOf(folded, one.start) });
  }
  return out;
}

function joinsPeriod(folded: string, one: Dated, two: Dated): boolean {
  const between = folded.slice(one.end, two.start);
  const lead = before(folded, one.start, 14);
  if (/^ (?:au|a|jusqu'au|jusqu'en|jusqu'a)(?: fin| le| debut)? ?$/.test(between)) return /(?:de|du|d'|entre|depuis|le|mois de) ?(?:fin |debut )?$/.test(lead) || one.precision === 'mois';
  return /^ et (?:le |fin )?$/.test(between) && /entre (?:le )?$/.test(lead);
}

function periodOf(one: Dated, two: Dated): Trouvee {
  const first = one.day.y > two.day.y || (one.day.y === two.day.y && isoOf(one.day) > isoOf(two.day)) ? { ...one.day, y: two.day.y - (one.day.m > two.day.m ? 1 : 0) } : one.day;
  const sameYear = one.precision !== 'annee' && two.day.y - first.y > 1 ? { ...first, y: two.day.y } : first;
  const last = two.precision === 'mois' ? { ...two.day, d: lastDay(two.day.y, two.day.m) } : two.precision === 'annee' ? { ...two.day, m: 12, d: 31 } : two.day;
  return { type: 'periode', start: one.start, end: two.end, debut: isoOf(sameYear), fin: isoOf(last) };
}
