import { dictatedDigits, isHesitation, isNumberWord, type Word } from '../../src/ops/spoken-numbers';
import type { Extractor, Lecture, Trouvee } from './lecture';
import DEPARTEMENTS from './lexique/departements.json';
import IDENTIFIANTS from './lexique/identifiants.json';
import { Phrases } from './phrases';

/** How to reach a person, and where they live. */

// ---------------------------------------------------------------- phones

const OVERSEAS = new Set(IDENTIFIANTS.indicatifsOutreMer);
const DIALLED_OVERSEAS = new Set(IDENTIFIANTS.prefixesOutreMer);
const PHONE_TOKENS = 24;

/** French numbers in ten figures, overseas ones too; other countries as `+…`. Written in any grouping, or dictated. */
export const telephones: Extractor = (lecture) => {
  const found: Trouvee[] = [];
  const budget = { left: 20_000 };
  for (let i = 0; i < lecture.tokens.length; i++) {
    const read = writtenPhone(lecture, i) ?? dictatedPhone(lecture, i, budget);
    if (read === null) continue;
    found.push({ type: 'telephone', ...lecture.span(i, read.next), valeur: read.valeur });
    i = read.next - 1;
  }
  return found;
};

type Phone = { valeur: string; next: number };

function writtenPhone(lecture: Lecture, i: number): Phone | null {
  const plus = lecture.norm(i) === '+' || (lecture.norm(i) === '(' && lecture.norm(i + 1) === '+');
  const { kind, norm } = lecture.at(i);
  if (!plus && (kind !== 'nombre' || !norm.startsWith('0') || isTail(lecture, i))) return null;
  const from = plus ? i + (lecture.norm(i) === '(' ? 2 : 1) : i;
  if (lecture.at(from).kind !== 'nombre') return null;
  return phoneOf(lecture, from, plus);
}

const isTail = (lecture: Lecture, i: number): boolean => lecture.glued(i) && (lecture.at(i - 1).kind !== 'signe' || /^[.,/\-_•]$/.test(lecture.norm(i - 1)));

/** Takes figure groups until the number is whole. */
function phoneOf(lecture: Lecture, from: number, plus: boolean): Phone | null {
  let digits = plus ? '+' : '';
  let whole: Phone | null = null;
  for (let at = from; at < from + PHONE_TOKENS; at++) {
    const { kind, norm } = lecture.at(at);
    if (kind === 'nombre') {
      if (at > from && !isGroup(lecture, at)) break;
      digits += norm;
      const valeur = national(digits);
      if (valeur !== null && endsFigure(lecture, at + 1)) whole = { valeur, next: at + 1 };
      if (digits.length > 16) break;
    } else if (norm === '(' && lecture.norm(at + 1) === '0' && lecture.norm(at + 2) === ')') at += 2;
    else if (!(norm === ')' && at === from + 1) && !/^[.\-/]$/.test(norm)) break;
  }
  return whole;
}

const isGroup = (lecture: Lecture, at: number): boolean => lecture.at(at).start - lecture.at(at - 1).end <= 1;

/** After the last group: not one more figure. */
const endsFigure = (lecture: Lecture, at: number): boolean => !(lecture.at(at).kind === 'nombre' && isGroup(lecture, at)) && !(/^[.\-/]$/.test(lecture.norm(at)) && lecture.glued(at) && lecture.glued(at + 1) && lecture.at(at + 1).kind === 'nombre');

/** Ten figures, or the national form of an international number; `null` when it is none. */
function national(digits: string): string | null {
  if (/^0[1-9]\d{8}$/.test(digits)) return digits;
  const international = digits.startsWith('+') ? digits.slice(1) : digits.startsWith('00') ? digits.slice(2) : null;
  if (international === null) return null;
  if (/^33[1-9]\d{8}$/.test(international)) return `0${international.slice(2)}`;
  if (/^330[1-9]\d{8}$/.test(international)) return international.slice(2);
  const overseas = international.slice(0, 3);
  if (OVERSEAS.has(overseas)) return DIALLED_OVERSEAS.has(overseas) && /^\d{9}$/.test(international.slice(3)) ? `0${international.slice(3)}` : /^\d{9}$/.test(international) ? `+${international}` : null;
  return !international.startsWith('33') && /^[1-9]\d{9,12}$/.test(international) ? `+${international}` : null;
}

/** "zéro six douze trente-quatre…": ten figures that start with zero. */
function dictatedPhone(lecture: Lecture, i: number, budget: { left: number }): Phone | null {
  if (lecture.norm(i) !== 'zero' || isNumberWord(lecture.norm(i - 1))) return null;
  const { words, next } = numberRun(lecture, i, PHONE_TOKENS);
  const digits = dictatedDigits(words, 10, (d, done) => d.startsWith('0') && (!done || /^0[1-9]\d{8}$/.test(d)), budget);
  return digits === null ? null : { valeur: digits, next };
}

function numberRun(lecture: Lecture, i: number, most: number): { words: Word[]; next: number } {
  const words: Word[] = [];
  let next = i;
  const said = (at: number): boolean => isNumberWord(lecture.norm(at)) || lecture.at(at).kind === 'nombre';
  while (words.length < most && (said(next) || (words.length > 0 && isHesitation(lecture.norm(next)) && said(next + 1)))) words.push(lecture.at(next++));
  return { words, next };
}

// ---------------------------------------------------------------- e-mail

const AT_SIGNS = new Set(IDENTIFIANTS.arobase);
const DICTATED_SIGNS = new Map(Object.entries(IDENTIFIANTS.pointDicte));
const LOCAL_UNITS = 64;
const DOMAIN_UNITS = 253;

/** Written around "@", or dictated ("m point diallo arobase exemple point fr"). In small letters. */
export const emails: Extractor = (lecture) => [...writtenEmails(lecture), ...dictatedEmails(lecture)];

function writtenEmails({ text }: Lecture): Trouvee[] {
  const found: Trouvee[] = [];
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const local = /[\w.+-]+$/.exec(text.slice(Math.max(0, at - LOCAL_UNITS), at))?.[0].replace(/^[.+-]+/, '') ?? '';
    const domain = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+/i.exec(text.slice(at + 1, at + 1 + DOMAIN_UNITS))?.[0] ?? '';
    if (local !== '' && domain !== '') found.push({ type: 'email', start: at - local.length, end: at + 1 + domain.length, valeur: `${local}@${domain}`.toLowerCase() });
  }
  return found;
}

const DICTATION_REACH = 12;

function dictatedEmails(lecture: Lecture): Trouvee[] {
  const found: Trouvee[] = [];
  for (let i = 0; i < lecture.tokens.length; i++) {
    if (!AT_SIGNS.has(lecture.norm(i))) continue;
    const local = spelled(lecture, i - 1, -1);
    const domain = spelled(lecture, i + 1, 1);
    if (local === null || domain === null || !domain.valeur.includes('.')) continue;
    found.push({ type: 'email', ...lecture.span(local.end, domain.end + 1), valeur: `${local.valeur}@${domain.valeur}` });
  }
  return found;
}

/** Words joined by dictated or written signs, read from `from` in one way: "exemple point fr". `end` is the last token taken. */
function spelled(lecture: Lecture, from: number, way: 1 | -1): { valeur: string; end: number } | null {
  let valeur = '';
  let end = from - way;
  for (let at = from; Math.abs(at - from) < DICTATION_REACH; at += 2 * way) {
    if (lecture.at(at).kind === 'signe') break;
    valeur = way > 0 ? valeur + lecture.norm(at) : lecture.norm(at) + valeur;
    end = at;
    const link = lecture.norm(at + way);
    const sign = DICTATED_SIGNS.get(link) ?? (/^[.\-_]$/.test(link) && lecture.glued(way > 0 ? at + 1 : at) ? link : undefined);
    if (sign === undefined || lecture.at(at + 2 * way).kind === 'signe') break;
    valeur = way > 0 ? valeur + sign : sign + valeur;
  }
  return valeur === '' ? null : { valeur, end };
}

// ---------------------------------------------------------------- postcodes

const PLACE_CUES = new Set(IDENTIFIANTS.annoncesLieu);
const PLACE_LINKS = new Set(IDENTIFIANTS.liensLieu);
const PLACE_REACH = 6;
const POSTCODE = /^(?:0[1-9]|[1-8]\d|9[0-5]|97|98)\d{3}$/;

/** Five figures beside a town or after a word of place; never a bare number, that could be anything. */
export const codesPostaux: Extractor = (lecture) => {
  const found: Trouvee[] = [];
  const budget = { left: 4_000 };
  for (let i = 0; i < lecture.tokens.length; i++) {
    const read = writtenPostcode(lecture, i) ?? dictatedPostcode(lecture, i, budget);
    if (read === null) continue;
    found.push({ type: 'code_postal', ...lecture.span(i, read.next), valeur: read.valeur });
    i = read.next - 1;
  }
  return found;
};

function writtenPostcode(lecture: Lecture, i: number): Phone | null {
  const { kind, norm } = lecture.at(i);
  if (kind !== 'nombre' || isTail(lecture, i)) return null;
  const second = lecture.at(i + 1);
  const spaced = norm.length === 2 && second.kind === 'nombre' && second.norm.length === 3 && second.start - lecture.at(i).end === 1;
  const valeur = spaced ? norm + second.norm : norm;
  const next = spaced ? i + 2 : i + 1;
  if (!POSTCODE.test(valeur) || (lecture.glued(next) && !/^[.,;:!?)]$/.test(lecture.norm(next))) || /^(?:€|euros?|e|eur|fois|%|balles)$/.test(lecture.norm(next))) return null;
  return isPlaced(lecture, i, next, spaced) ? { valeur, next } : null;
}

function isPlaced(lecture: Lecture, i: number, next: number, spaced: boolean): boolean {
  if (isTown(lecture, next)) return true;
  if (spaced) return isAfterPlace(lecture, i);
  const alone = lecture.tokens.length <= 2;
  const opensSentence = !lecture.sameSentence(i - 1, i) && lecture.at(next).kind === 'mot';
  const afterTown = isTown(lecture, i - 1) && /^(?:a|sur|de|habite)$/.test(lecture.norm(i - 2));
  return alone || opensSentence || afterTown || isAfterPlace(lecture, i);
}

const isTown = (lecture: Lecture, at: number): boolean => lecture.at(at).kind === 'mot' && lecture.isCapital(at) && lecture.norm(at).length >= 3;

function isAfterPlace(lecture: Lecture, i: number): boolean {
  for (let at = i - 1; at >= i - PLACE_REACH; at--) {
    if (PLACE_CUES.has(lecture.norm(at))) return true;
    if (!PLACE_LINKS.has(lecture.norm(at)) && !isTown(lecture, at)) return false;
  }
  return false;
}

/** "mon code postal c'est soixante-quinze zéro onze". */
function dictatedPostcode(lecture: Lecture, i: number, budget: { left: number }): Phone | null {
  if (!isNumberWord(lecture.norm(i)) || isNumberWord(lecture.norm(i - 1)) || !isAfterPostalCode(lecture, i)) return null;
  const { words, next } = numberRun(lecture, i, 12);
  const digits = dictatedDigits(words, 5, (d, done) => !done || POSTCODE.test(d), budget);
  return digits === null ? null : { valeur: digits, next };
}

const isAfterPostalCode = (lecture: Lecture, i: number): boolean => {
  for (let at = i - 1; at >= i - 4; at--) if (/^(?:postal|cp)$/.test(lecture.norm(at))) return true;
  return false;
};

// ---------------------------------------------------------------- départements

const CODES = new Set(Object.values(DEPARTEMENTS.codes));
const NAMES = new Phrases(Object.entries(DEPARTEMENTS.codes).map(([name, code]): [string, string] => [code, name]));
const SINGLE_NAMES = new Map(Object.entries(DEPARTEMENTS.codes));
const DEPARTEMENT_CUES = new Set(IDENTIFIANTS.annoncesDepartement);
const BEFORE = new Set(IDENTIFIANTS.avantDepartement);
const ARTICLES = new Set(IDENTIFIANTS.articles);
const COMMON_NOUNS = new Set(IDENTIFIANTS.jamaisDepartement);
const SPOKEN_FIGURES = new Map(Object.entries(IDENTIFIANTS.chiffresDictes));

/** "caf du 93", "dans le Nord", "en Loire-Atlantique", "le neuf trois". A name that is also a common noun needs its capital. */
export const departements: Extractor = (lecture) => {
  const found: Trouvee[] = [];
  for (let i = 0; i < lecture.tokens.length; i++) {
    const read = namedDepartement(lecture, i) ?? numberedDepartement(lecture, i) ?? spokenDepartement(lecture, i);
    if (read === null) continue;
    found.push({ type: 'departement', ...lecture.span(i, read.next), valeur: read.valeur });
    i = read.next - 1;
  }
  return found;
};

type Lead = 'departement' | 'lieu' | null;

/** What comes before the articles: "la caf de la", "dans le". */
function leadOf(lecture: Lecture, i: number): Lead {
  for (let at = i - 1; at >= i - 5; at--) {
    const norm = lecture.norm(at);
    if (DEPARTEMENT_CUES.has(norm)) return 'departement';
    if (BEFORE.has(norm)) return 'lieu';
    if (!ARTICLES.has(norm)) return null;
  }
  return null;
}

function namedDepartement(lecture: Lecture, i: number): Phone | null {
  const match = NAMES.at(lecture, i);
  const lead = match === null ? null : leadOf(lecture, i);
  if (match === null || lead === null || match.i !== i) return null;
  const name = lecture.norm(i);
  const isSingle = match.next === i + 1 && SINGLE_NAMES.has(name);
  if (isSingle && COMMON_NOUNS.has(name) && !lecture.isCapital(i)) return null;
  if (lead === 'lieu' && name === 'paris' && isSingle) return null;
  return isSingle && name === 'nord' && /^(?:de|du|d)$/.test(lecture.norm(i + 1)) && !lecture.isCapital(i) ? null : { valeur: match.value, next: match.next };
}

function numberedDepartement(lecture: Lecture, i: number): Phone | null {
  const { kind, norm } = lecture.at(i);
  if (kind !== 'nombre' || norm.length > 3 || isTail(lecture, i)) return null;
  const corse = norm === '2' && lecture.glued(i + 1) && /^[ab]$/.test(lecture.norm(i + 1));
  const valeur = corse ? `2${lecture.norm(i + 1).toUpperCase()}` : norm;
  const next = corse ? i + 2 : i + 1;
  const lead = CODES.has(valeur) ? leadOf(lecture, i) : null;
  if (lead === null || !isFreeEnd(lecture, next) || (lead === 'lieu' && !/^(?:le|du)$/.test(lecture.norm(i - 1)))) return null;
  return { valeur, next };
}

const isFreeEnd = (lecture: Lecture, at: number): boolean => {
  const { kind, norm } = lecture.at(at);
  if (kind === 'nombre') return false;
  if (kind === 'signe') return !/^[€%/°]$/.test(norm) && !(lecture.glued(at) && lecture.glued(at + 1) && lecture.at(at + 1).kind === 'nombre');
  return !lecture.glued(at) && !/^(?:euros?|e|h|heures?|du|jours?|mois|ans?|rue|avenue|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre)$/.test(norm);
};

/** "dans le neuf trois". */
function spokenDepartement(lecture: Lecture, i: number): Phone | null {
  const [a, b] = [SPOKEN_FIGURES.get(lecture.norm(i)), SPOKEN_FIGURES.get(lecture.norm(i + 1))];
  if (a === undefined || b === undefined || !CODES.has(a + b) || !/^(?:le|du)$/.test(lecture.norm(i - 1)) || leadOf(lecture, i) === null || isNumberWord(lecture.norm(i + 2))) return null;
  return { valeur: a + b, next: i + 2 };
}
