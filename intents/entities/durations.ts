import { spanAt, unitName } from './date-shapes';
import type { Extractor, Lecture, Trouvee } from './lecture';
import OBJETS from './lexique/nombres-d-objets.json';
import MONTANTS from './lexique/montants.json';

/** How long, and how many. */

type Unite = 'jour' | 'semaine' | 'mois' | 'an';
type Role = 'ecoule' | 'delai' | 'simple';
type Amount = { nombre: number; unite: Unite };

/**
 * "ça fait 40 jours", "un mois et demi", "sous 48h": how long, and whether that time has passed or is left. An age, one week
 * out of two, a vague "un jour" are none.
 */
export const durations: Extractor = (lecture) => {
  const found: Trouvee[] = [];
  for (let i = 0; i < lecture.tokens.length; i++) {
    const one = within(lecture, i) ?? durationAt(lecture, i);
    if (one === null) continue;
    found.push(one.entity);
    i = one.next - 1;
  }
  return found;
};

type Found = { entity: Trouvee; next: number };

/** "sous huitaine". */
function within(lecture: Lecture, i: number): Found | null {
  const nombre = { huitaine: 8, quinzaine: 15 }[lecture.norm(i)];
  if (nombre === undefined || !/^(?:sous|la|une)$/.test(lecture.norm(i - 1)) || lecture.norm(i + 1) === 'de') return null;
  return { entity: { type: 'duree', ...lecture.span(i, i + 1), nombre, unite: 'jour', role: roleOf(lecture, i, i + 1), ambigu: false }, next: i + 1 };
}

function durationAt(lecture: Lecture, i: number): Found | null {
  if (lecture.count(i) === null) return null;
  const read = spanAt(lecture, i);
  const amount = read === null ? null : amountOf(read.unit, read.value);
  if (read === null || amount === null || read.value === 0 || !isDuration(lecture, i, read.next, amount)) return null;
  const more = amount.unite === 'an' ? moreMonths(lecture, read.next) : null;
  const total = more === null ? amount : { nombre: amount.nombre * 12 + more.value, unite: 'mois' as const };
  const next = more?.next ?? read.next;
  const ambigu = read.rough || isRough(lecture, i);
  return { entity: { type: 'duree', ...lecture.span(i, next), ...total, role: roleOf(lecture, i, next), ambigu }, next };
}

function amountOf(unit: string, value: number): Amount | null {
  const [collective, base] = unit.includes('/') ? [unit.startsWith('dizaine') ? 10 : 15, unit.split('/')[1] ?? ''] : [1, unit];
  const n = value * collective;
  if (base === 'heure') return n >= 24 && n % 24 === 0 ? { nombre: n / 24, unite: 'jour' } : null;
  if (base === 'quinzaine') return { nombre: 15 * n, unite: 'jour' };
  if (base === 'trimestre' || base === 'semestre') return { nombre: n * (base === 'trimestre' ? 3 : 6), unite: 'mois' };
  return base === 'jour' || base === 'semaine' || base === 'mois' || base === 'an' ? { nombre: n, unite: base } : null;
}

/** "un an et trois mois". */
function moreMonths(lecture: Lecture, at: number): { value: number; next: number } | null {
  const months = lecture.norm(at) === 'et' ? lecture.count(at + 1) : null;
  const unit = months === null ? null : unitName(lecture, months.next);
  return months !== null && unit?.name === 'mois' && months.value < 12 ? { value: months.value, next: unit.next } : null;
}

const isRough = (lecture: Lecture, i: number): boolean => /^(?:environ|presque|pres|bientot)$/.test(lecture.norm(i - 1));

function isDuration(lecture: Lecture, i: number, next: number, { unite }: Amount): boolean {
  if (/^(?:sur|\/)$/.test(lecture.norm(next)) && (lecture.count(next + 1) !== null || lecture.at(next + 1).kind === 'nombre')) return false;
  if (lecture.norm(i - 1) === 'les' && /^tou(?:s|tes|te|t)$/.test(lecture.norm(i - 2))) return false;
  if (/^(?:mois|moi)$/.test(lecture.norm(next - 1)) && /^(?:dernier|prochain|passe)$/.test(lecture.norm(next))) return false;
  if (isVague(lecture, i)) return isCued(lecture, i, next);
  return unite !== 'an' || isCued(lecture, i, next);
}

/** "un jour", "une année" may say no length at all. */
const isVague = (lecture: Lecture, i: number): boolean => /^(?:un|une)$/.test(lecture.norm(i)) && /^(?:jour|an|annee|j)$/.test(lecture.norm(i + 1));

const PASSING = /^(?:depuis|depui|dep|dpuis|pendant|durant|sur|en|dans|apres|fait|fais|fai|voila|bout|duree|dure|duré|sous|delai|reste|dernieres|prend|pris|mis|met|absence|sejour|attends|attendu|attente)$/;
const SMALL = /^(?:de|d|plus|moins|environ|les|presque|bientot|deja|au|un|bien|a|doit|ca|que|pres|peu|mes|ces|maintenant|encore|quasiment|pratiquement|exactement|seulement|largement|enfin|tout|juste|donc|la|cela|ca|minimum)$/;

/** Something says that time passes: "depuis 12 ans", "deux ans que"; "j'ai 62 ans" is an age. */
function isCued(lecture: Lecture, i: number, next: number): boolean {
  if (lecture.norm(next) === 'que' || lecture.norm(next) === 'qu' || lecture.norm(next) === 'apres') return true;
  if (lecture.norm(next) === 'de' && /^(?:vie|bail|dette|retard|procedure|loyers?|cotisations?|travail|mariage|attente|galere)$/.test(lecture.norm(next + 1))) return true;
  for (let at = i - 1; at >= i - 4; at--) {
    if (PASSING.test(lecture.norm(at))) return true;
    if (!SMALL.test(lecture.norm(at))) return false;
  }
  return false;
}

const ELAPSED = /^(?:depuis|depui|dep|dpuis|fait|fais|fai|faisait|voila|bout)$/;
const LEFT = /^(?:sous|delai|delais|ici|reste|restent|dispose|disposez|disposons|disposent)$/;
const HAVING = /^(?:ai|jai|a|avons|avez|ont|ayant|donne|donnent|laisse|laissent|laissez|accorde|as)$/;

/** Time already passed, time left to act, or only a length. */
function roleOf(lecture: Lecture, i: number, next: number): Role {
  for (let at = i - 1; at >= i - 5; at--) {
    const norm = lecture.norm(at);
    if (ELAPSED.test(norm)) return 'ecoule';
    if ((LEFT.test(norm) && lecture.raw(at) !== 'resté') || (norm === 'les' && lecture.norm(at - 1) === 'dans')) return 'delai';
    if (HAVING.test(norm)) return lecture.norm(next) === 'pour' || (lecture.norm(next) === 'afin') ? 'delai' : 'simple';
    if (!SMALL.test(norm)) break;
  }
  return lecture.norm(next) === 'que' || lecture.norm(next) === 'qu' ? 'ecoule' : 'simple';
}

// ---------------------------------------------------------------- counts

const OBJECTS = new Map(Object.entries(OBJETS.objets));
const COLLECTIVES = new Map(Object.entries(MONTANTS.cumulatifs));
const MOST = 999;

/** "trois fois", "5 relances", "36 mensualités". "une fois" counts nothing. */
export const counts: Extractor = (lecture) => {
  const found: Trouvee[] = [];
  for (let i = 0; i < lecture.tokens.length; i++) {
    const one = countAt(lecture, i);
    if (one === null) continue;
    found.push(one.entity);
    i = one.next - 1;
  }
  return found;
};

/** "envoyé 4x", "relance x7". */
function shortTimes(lecture: Lecture, i: number): number | null {
  const [a, b] = [lecture.at(i), lecture.at(i + 1)];
  if (!lecture.glued(i + 1) || lecture.glued(i) || lecture.glued(i + 2)) return null;
  const digits = a.kind === 'nombre' && b.norm === 'x' ? a.norm : a.norm === 'x' && b.kind === 'nombre' ? b.norm : '';
  return /^\d{1,2}$/.test(digits) && Number(digits) >= 2 ? Number(digits) : null;
}

function countAt(lecture: Lecture, i: number): Found | null {
  const times = shortTimes(lecture, i);
  if (times !== null) return { entity: { type: 'compte', ...lecture.span(i, i + 2), nombre: times, objet: 'fois', ambigu: false }, next: i + 2 };
  const head = lecture.count(i);
  if (head === null || head.value < 1 || head.value > MOST) return null;
  const collective = COLLECTIVES.get(lecture.norm(head.next));
  const alternative = lecture.norm(head.next) === 'ou' ? lecture.count(head.next + 1) : null;
  const at = collective === undefined ? (alternative?.next ?? head.next) : head.next + 2;
  const objet = OBJECTS.get(lecture.norm(at));
  if (objet === undefined) return null;
  if (objet === 'fois' && lecture.norm(at + 1) === 'sur') return null;
  if (head.value < 2 && collective === undefined) return null;
  const next = lecture.norm(at) === 'rendez' ? at + 2 : at + 1;
  return { entity: { type: 'compte', ...lecture.span(i, next), nombre: head.value * (collective ?? 1), objet, ambigu: collective !== undefined || alternative !== null }, next };
}
