import { isoOf } from './days';
import type { Extractor, Lecture, Trouvee } from './lecture';
import CALENDRIER from './lexique/calendrier.json';
import MONTANTS from './lexique/montants.json';
import { endsBefore, plain } from './phrases';
import { writtenNumber } from './written-number';

/** Tokens from `i` to `next` excluded say `euros`. `marked`: a currency, a "k" or a product says that it is money. */
type Candidate = { i: number; next: number; euros: number; marked: boolean; rough: boolean; monthly: boolean };
type Read = { value: number; next: number; spoken: boolean; rough: boolean };

const CURRENCIES = new Set(MONTANTS.devises);
const CENTS = new Set(MONTANTS.centimes);
const COLLECTIVES = new Map(Object.entries(MONTANTS.cumulatifs));
const OTHER_UNITS = new Set(MONTANTS.autresUnites);
const NEVER_BEFORE = new Set(MONTANTS.jamaisAvant);
const FILLERS = new Set(MONTANTS.entreAnnonceEtMontant);
const MONTH_FILLERS = new Set(MONTANTS.entreMontantEtMois);
const EARNINGS = new Set(MONTANTS.revenus);
const CUES = plain(MONTANTS.annonces);
const PER_MONTH = plain(MONTANTS.parMois);
const ROUGHLY = plain(MONTANTS.aPeuPresAvant);
const ROUGHLY_AFTER = plain(MONTANTS.aPeuPresApres);
const SMALL_WORDS = new Set(CALENDRIER.apresJourSeul);
const LINKS = plain(MONTANTS.liaisons);
/** Below, a bare number counts something. */
const LEAST = 10;

/**
 * Amounts in euros: said with a currency, or bare after a word of money, or paid by the month.
 * A bare number that could be a year, an age, a count or a place is none.
 */
export const amounts: Extractor = (lecture) => {
  const all = candidates(lecture);
  const kept = new Set(all.filter((c) => c.marked || isMoney(lecture, c)));
  all.forEach((one, k) => {
    const [before, after] = [all[k - 1], all[k + 1]];
    if (after !== undefined && kept.has(after) && isJoined(lecture, one, after)) joinPair(lecture, one, after, kept);
    if (before !== undefined && kept.has(before) && !kept.has(one) && canBeMoney(lecture, one) && isJoined(lecture, before, one)) kept.add(one);
  });
  for (const one of beside(lecture, all, kept)) kept.add(one);
  return all.filter((c) => kept.has(c)).map((c) => amountOf(lecture, c));
};

const NEIGHBOUR_REACH = 14;
const LEAST_NEIGHBOUR = 30;
/** Five figures that nothing says to be money are a postcode rather than an amount. */
const MOST_NEIGHBOUR = 9_999;

/** "elle touche 312 €, moi 140", "622 € et non 548": a bare number of the sentence of an amount, that counts nothing named. */
function beside(lecture: Lecture, all: readonly Candidate[], kept: ReadonlySet<Candidate>): Candidate[] {
  const near = (one: Candidate, other: Candidate | undefined): boolean =>
    other !== undefined && kept.has(other) && lecture.sameSentence(one.i, other.i) && Math.abs(one.i - other.i) <= NEIGHBOUR_REACH;
  return all.filter((one, k) => !kept.has(one) && one.euros >= LEAST_NEIGHBOUR && one.euros <= MOST_NEIGHBOUR && canBeMoney(lecture, one) && (near(one, all[k - 1]) || near(one, all[k + 1])) && standsAlone(lecture, one));
}

/** Nothing before makes it a place or a rank, and no noun follows that it would count. */
function standsAlone(lecture: Lecture, { i, next }: Candidate): boolean {
  if (NEVER_BEFORE.has(lecture.norm(i - 1)) || lecture.glued(i)) return false;
  const { kind, norm } = lecture.at(next);
  if (kind === 'signe') return !/^[%°/]$/.test(norm);
  return kind === 'mot' && SMALL_WORDS.has(norm);
}

function amountOf(lecture: Lecture, { i, next, euros, monthly, rough }: Candidate): Trouvee {
  return { type: 'montant', ...lecture.span(i, next), euros, parMois: monthly || isMonthly(lecture, next), approximatif: rough || isRough(lecture, i, next) };
}

// ---------------------------------------------------------------- what may be an amount

function candidates(lecture: Lecture): Candidate[] {
  const found: Candidate[] = [];
  for (let i = 0; i < lecture.tokens.length; i++) {
    const one = isNumber(lecture, i) ? (product(lecture, i) ?? collective(lecture, i) ?? minimumWage(lecture, i) ?? single(lecture, i)) : minimumWage(lecture, i);
    if (one === null) continue;
    found.push(one);
    i = Math.max(i, one.next - 1);
  }
  return found;
}

const isNumber = (lecture: Lecture, i: number): boolean => lecture.at(i).kind === 'nombre' || lecture.spoken(i) !== null;

function readAt(lecture: Lecture, i: number, afterSign = false): Read | null {
  const written = writtenNumber(lecture, i, afterSign);
  if (written !== null) return { value: written.value, next: written.next, spoken: false, rough: false };
  const spoken = lecture.spoken(i);
  if (spoken === null) return null;
  const rough = isThousandAndHundreds(lecture, i, spoken);
  return { value: rough ? 1000 + (spoken.value - 1000) * 100 : spoken.value, next: spoken.next, spoken: true, rough };
}

/** "mille cinq" without a currency is said for 1 500. */
const isThousandAndHundreds = (lecture: Lecture, i: number, { value, next }: { value: number; next: number }): boolean =>
  value > 1001 && value < 1010 && next === i + 2 && !CURRENCIES.has(lecture.norm(next));

function single(lecture: Lecture, i: number): Candidate | null {
  const read = readAt(lecture, i);
  if (read === null) return null;
  const money = currencyAfter(lecture, read);
  if (money !== null) return { i, next: money.next, euros: money.euros, marked: true, rough: false, monthly: false };
  if (read.value < LEAST) return null;
  return { i, next: read.next, euros: read.value, marked: isInThousands(lecture, i, read.next), rough: read.rough, monthly: false };
}

const isInThousands = (lecture: Lecture, i: number, next: number): boolean => {
  for (let at = i; at < next; at++) if (lecture.norm(at) === 'k') return true;
  return false;
};

function currencyAfter(lecture: Lecture, read: Read): { euros: number; next: number } | null {
  if (CENTS.has(lecture.norm(read.next)) && !read.spoken) return { euros: read.value / 100, next: read.next + 1 };
  const after = currencyEnd(lecture, read.next, read);
  if (after === null) return null;
  const cents = centsAt(lecture, after, read);
  return { euros: Math.round((read.value + (cents?.value ?? 0)) * 100) / 100, next: cents?.next ?? after };
}

/** Index after the currency that stands at `at`, or `null`. */
function currencyEnd(lecture: Lecture, at: number, { value }: Read): number | null {
  const norm = lecture.norm(at);
  if (norm === '€') return /^u?ros?$/.test(lecture.norm(at + 1)) && lecture.glued(at + 1) ? at + 2 : at + 1;
  if (CURRENCIES.has(norm)) return at + 1;
  if ((norm === 'd' || norm === 'de') && CURRENCIES.has(lecture.norm(at + 1)) && value >= 1_000_000) return at + 2;
  return norm === 'e' && isEuroSign(lecture, at, value) ? at + 1 : null;
}

/** "85e" and "85 e" are euros; "3e étage" is a rank, and an elided "e'" is nothing. */
function isEuroSign(lecture: Lecture, at: number, value: number): boolean {
  const next = lecture.at(at + 1);
  if (OTHER_UNITS.has(next.norm) || next.norm === "'" || next.norm === 'fois' || (lecture.glued(at + 1) && next.kind !== 'signe')) return false;
  return value >= 10 || (lecture.glued(at) && next.kind !== 'mot');
}

/** "12 euros 50", "3€80", "quarante-cinq euros et vingt centimes". */
function centsAt(lecture: Lecture, at: number, { spoken }: Read): { value: number; next: number } | null {
  const from = lecture.norm(at) === 'et' ? at + 1 : at;
  const { kind, norm } = lecture.at(from);
  const read = kind === 'nombre' ? (norm.length <= 2 ? { value: Number(norm), next: from + 1 } : null) : spoken ? lecture.spoken(from) : null;
  if (read === null || read.value > 99) return null;
  if (CENTS.has(lecture.norm(read.next))) return { value: read.value / 100, next: read.next + 1 };
  const after = lecture.at(read.next);
  const isBare = from === at && (kind !== 'nombre' || norm.length === 2) && !OTHER_UNITS.has(after.norm) && !CURRENCIES.has(after.norm) && !lecture.glued(read.next) && read.value >= 5;
  return isBare ? { value: read.value / 100, next: read.next } : null;
}

/** Below, "17 fois 23" is a sum at school. */
const LEAST_PART = 30;

/** "2 fois 150", "3 x 450 €". */
function product(lecture: Lecture, i: number): Candidate | null {
  const times = lecture.count(i) ?? gluedTimes(lecture, i);
  if (times === null || times.value < 2 || times.value > 60 || !/^(?:fois|x|\*|×)$/.test(lecture.norm(times.next))) return null;
  const read = readAt(lecture, times.next + 1, true);
  if (read === null || read.value < 10 || OTHER_UNITS.has(lecture.norm(read.next))) return null;
  const money = currencyAfter(lecture, read);
  if (money === null && read.value < LEAST_PART) return null;
  const each = money?.euros ?? read.value;
  return { i, next: money?.next ?? read.next, euros: Math.round(each * times.value * 100) / 100, marked: true, rough: false, monthly: false };
}

const gluedTimes = (lecture: Lecture, i: number): { value: number; next: number } | null =>
  lecture.at(i).kind === 'nombre' && lecture.norm(i + 1) === 'x' && !lecture.glued(i) ? { value: Number(lecture.norm(i)), next: i + 1 } : null;

/** "une centaine d'euros", "deux centaines d'euros". */
function collective(lecture: Lecture, i: number): Candidate | null {
  const head = lecture.count(i);
  const unit = head === null ? undefined : COLLECTIVES.get(lecture.norm(head.next));
  if (head === null || unit === undefined || !/^(?:d|de)$/.test(lecture.norm(head.next + 1)) || !CURRENCIES.has(lecture.norm(head.next + 2))) return null;
  return { i, next: head.next + 3, euros: head.value * unit, marked: true, rough: true, monthly: false };
}

const WAGES = new Set(MONTANTS.smic.mots);
const EARNING_REACH = 5;

/** "gagne un smic": its net amount by the month, as long as the figure is the one of the year; roughly, hours and leave change it. */
function minimumWage(lecture: Lecture, i: number): Candidate | null {
  if (!/^(?:un|le|au|1|du)$/.test(lecture.norm(i)) || !WAGES.has(lecture.norm(i + 1)) || lecture.norm(i) === 'du') return null;
  const today = isoOf(lecture.today);
  if (today < MONTANTS.smic.du || today > MONTANTS.smic.jusquau) return null;
  for (let back = 1; back <= EARNING_REACH; back++) {
    if (EARNINGS.has(lecture.norm(i - back))) return { i, next: i + 2, euros: MONTANTS.smic.netMensuel, marked: true, rough: true, monthly: true };
  }
  return null;
}

// ---------------------------------------------------------------- is a bare number money?

const MOST = 200_000;
const isYear = (value: number): boolean => Number.isInteger(value) && value >= 1900 && value <= 2100;

function canBeMoney(lecture: Lecture, { i, next, euros }: Candidate): boolean {
  if (euros > MOST || isOtherUnit(lecture, next)) return false;
  return !isYear(euros) || lecture.norm(i).length < 4 || lecture.at(i).kind === 'mot';
}

function isOtherUnit(lecture: Lecture, at: number): boolean {
  const { norm, kind } = lecture.at(at);
  if (norm === '%') return true;
  if (norm === 'pour') return /^cents?$/.test(lecture.norm(at + 1));
  if (norm === 'm') return lecture.glued(at) || /^[²2]/.test(lecture.norm(at + 1));
  return kind === 'mot' && OTHER_UNITS.has(norm);
}

function isMoney(lecture: Lecture, one: Candidate): boolean {
  if (isMonthly(lecture, one.next) && !isOtherUnit(lecture, one.next)) return true;
  if (!canBeMoney(lecture, one)) return isYear(one.euros) && isPaid(lecture, one.i) && !isOtherUnit(lecture, one.next);
  return !NEVER_BEFORE.has(lecture.norm(one.i - 1)) && isCued(lecture, one.i, FILLER_REACH);
}

/** "salaire de 2000", "on me réclame 1950": money, though it could be a year. */
const isPaid = (lecture: Lecture, i: number): boolean =>
  [lecture.norm(i - 1), /^(?:de|est|que|a)$/.test(lecture.norm(i - 1)) ? lecture.norm(i - 2) : ''].some((norm) => /^(?:salaires?|loyer|reclame.*|gagne.*|montant|touche|dois|dette|indu|somme|rembourser|verse|percu|recois|recu|paye|paie|total)$/.test(norm));

const FILLER_REACH = 5;

/** A word of money before, and only small words between. */
function isCued(lecture: Lecture, i: number, reach: number): boolean {
  for (let at = i - 1; at >= i - 1 - reach && at >= 0; at--) {
    if (CUES.at(lecture, at) !== null && lecture.sameSentence(at, i)) return true;
    if (!FILLERS.has(lecture.norm(at))) return false;
  }
  return false;
}

const MONTH_REACH = 4;

function isMonthly(lecture: Lecture, at: number): boolean {
  for (let skipped = 0; skipped <= MONTH_REACH; skipped++) {
    if (PER_MONTH.at(lecture, at + skipped) !== null) return true;
    if (!MONTH_FILLERS.has(lecture.norm(at + skipped))) return false;
  }
  return false;
}

// ---------------------------------------------------------------- about, and from one to the other

const ROUGH_WORDS = 4;

function isRough(lecture: Lecture, i: number, next: number): boolean {
  const from = /^(?:les|de|a)$/.test(lecture.norm(i - 1)) ? i - 1 : i;
  return endsBefore(ROUGHLY, lecture, i, ROUGH_WORDS) || (from < i && endsBefore(ROUGHLY, lecture, from, ROUGH_WORDS)) || ROUGHLY_AFTER.at(lecture, next) !== null;
}

/** "214 à 96", "300 et 400", "520 au lieu de 480": only a link between the two. */
function isJoined(lecture: Lecture, one: Candidate, two: Candidate): boolean {
  const link = LINKS.at(lecture, one.next);
  if (link === null) return false;
  return link.next === two.i || (link.next === two.i - 1 && /^(?:de|a|d)$/.test(lecture.norm(link.next)));
}

/** The currency of the second is the first's too; "entre 300 et 400" and "200 ou 300" say neither exactly. */
function joinPair(lecture: Lecture, one: Candidate, two: Candidate, kept: Set<Candidate>): void {
  if (!kept.has(one) && canBeMoney(lecture, one)) kept.add(one);
  const link = lecture.norm(one.next);
  if (!kept.has(one) || !(link === 'ou' || (link === 'et' && lecture.norm(one.i - 1) === 'entre'))) return;
  one.rough = true;
  two.rough = true;
}
