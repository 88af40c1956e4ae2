import { spanAt } from './date-shapes';
import type { Extractor, Lecture, Trouvee } from './lecture';
import FOYER from './lexique/foyer.json';
import { pairsOf, Phrases, plain } from './phrases';

/** Who lives there, how they live and what they live on. */

const CHILD = new Set(FOYER.enfants);
const COUNTED_CHILD = new Set(FOYER.enfantsSansAge);
const TOGETHER = new Map(Object.entries(FOYER.multiples));
const YOUNG = new Set(FOYER.jeunes);
const DETERMINERS = new Set(FOYER.devant);
const QUALITIES = new Set(FOYER.qualites);
const AGE_LEADS = plain(FOYER.ages.map((lead) => lead.trim()));
const AGE_FILLERS = new Set(FOYER.ageSeulement);
const OLDEST_CHILD = 25;
const MOST_CHILDREN = 15;

/** "3 enfants", "mes deux filles de 4 et 7 ans", "mon fils a 3 mois", "des jumeaux". Ages in whole years. */
export const enfants: Extractor = (lecture) => {
  const found: Trouvee[] = [];
  for (let i = 0; i < lecture.tokens.length; i++) {
    const one = childrenAt(lecture, i);
    if (one === null) continue;
    found.push({ type: 'enfants', ...lecture.span(i, one.next), nombre: one.nombre, ages: one.ages });
    i = one.next - 1;
  }
  return found;
};

type Children = { nombre: number; ages: number[]; next: number };

function childrenAt(lecture: Lecture, i: number): Children | null {
  const from = DETERMINERS.has(lecture.norm(i)) && lecture.count(i)?.next !== i + 1 ? i + 1 : i;
  const count = lecture.count(from);
  return (count === null ? null : counted(lecture, from, count)) ?? (from > i || count !== null ? named(lecture, i, from > i ? from : i + 1) : null) ?? bare(lecture, i);
}

/** "3 enfants", "mes deux grandes filles de 4 et 7 ans". */
function counted(lecture: Lecture, from: number, { value, next }: { value: number; next: number }): Children | null {
  if (value < 1 || value > MOST_CHILDREN) return null;
  const at = QUALITIES.has(lecture.norm(next)) && COUNTED_CHILD.has(lecture.norm(next + 1)) ? next + 1 : next;
  const noun = lecture.norm(at);
  if (!COUNTED_CHILD.has(noun) || (/^petite?s?$/.test(noun) && !standsAlone(lecture, at + 1))) return null;
  const ages = agesAt(lecture, at + 1);
  if (value === 1 && ages === null && noun !== 'enfant' && lecture.at(from).kind === 'mot') return null;
  return { nombre: value, ages: ages?.values ?? [], next: ages?.next ?? at + 1 };
}

/** "petits" that no noun follows. */
const standsAlone = (lecture: Lecture, at: number): boolean =>
  lecture.at(at).kind !== 'mot' || /^(?:a|de|et|qui|en|dans|chez|ne|n|au|sont|ont|sans|avec|pour|mais)$/.test(lecture.norm(at));

/** "mon fils a 3 mois", "la petite (5 ans)", "mes enfants ont 6, 9 et 15 ans", "des jumeaux". */
function named(lecture: Lecture, i: number, from: number): Children | null {
  const at = QUALITIES.has(lecture.norm(from)) && CHILD.has(lecture.norm(from + 1)) ? from + 1 : from;
  const noun = lecture.norm(at);
  if (!CHILD.has(noun) || !DETERMINERS.has(lecture.norm(i))) return null;
  const ages = agesAt(lecture, QUALITIES.has(lecture.norm(at + 1)) ? at + 2 : at + 1);
  const together = TOGETHER.get(noun);
  if (ages === null) return together === undefined ? null : { nombre: together, ages: [], next: at + 1 };
  return { nombre: together ?? ages.values.length, ages: ages.values, next: ages.next };
}

/** "fils 16 ans", "jumeaux de 5 ans": no article, but an age at once. */
function bare(lecture: Lecture, i: number): Children | null {
  if (!YOUNG.has(lecture.norm(i)) || DETERMINERS.has(lecture.norm(i - 1)) || QUALITIES.has(lecture.norm(i - 1))) return null;
  const ages = lecture.count(i + 1) !== null || /^d[e']?$/.test(lecture.norm(i + 1)) ? agesAt(lecture, i + 1) : null;
  return ages === null ? null : { nombre: TOGETHER.get(lecture.norm(i)) ?? ages.values.length, ages: ages.values, next: ages.next };
}

/** "de 4, 7 et 12 ans", "a 3 mois", "(8 ans)": a list whose last age says its unit. */
function agesAt(lecture: Lecture, from: number): { values: number[]; next: number } | null {
  if (lecture.raw(from) === 'à') return null;
  const lead = AGE_LEADS.at(lecture, from)?.next ?? from;
  let at = lead;
  while (AGE_FILLERS.has(lecture.norm(at)) && at < from + 5) at++;
  const values: number[] = [];
  let end: { count: number; next: number } | null = null;
  for (let tries = 0; tries < MOST_CHILDREN; tries++) {
    const age = ageAt(lecture, at);
    if (age === null || (age.young && lead === from)) break;
    values.push(age.value);
    if (age.said) end = { count: values.length, next: age.next };
    if (!age.said && lecture.at(age.next).kind === 'nombre') {
      at = age.next;
      continue;
    }
    if (!/^(?:,|et|ou|\/|-)$/.test(lecture.norm(age.next))) break;
    at = age.next + (lecture.norm(age.next) === ',' && lecture.norm(age.next + 1) === 'et' ? 2 : 1);
  }
  return end === null ? null : { values: values.slice(0, end.count), next: end.next };
}

type Age = { value: number; next: number; /** Its unit is said. */ said: boolean; /** In weeks or days. */ young: boolean };

function ageAt(lecture: Lecture, at: number): Age | null {
  const count = lecture.count(at);
  if (count === null || count.value > OLDEST_CHILD) return null;
  const unit = lecture.norm(count.next);
  if (unit === 'a' && lecture.glued(count.next) && !lecture.glued(count.next + 1)) return { value: count.value, said: true, young: false, next: count.next + 1 };
  if (/^(?:ans?|mois|semaines?|jours?)$/.test(unit)) {
    const span = spanAt(lecture, at);
    return { value: /^an/.test(unit) ? count.value : unit === 'mois' ? Math.floor(count.value / 12) : 0, said: true, young: /^[sj]/.test(unit), next: span?.next ?? count.next + 1 };
  }
  return { value: count.value, said: false, young: false, next: count.next };
}

// ---------------------------------------------------------------- how they live

const NAMES = [
  'sans_domicile', 'enceinte', 'veuf', 'separe', 'couple', 'seul', 'handicap', 'etudiant', 'independant', 'sans_emploi', 'salarie', 'temps_partiel', 'contrat_court', 'retraite', 'arret_maladie', 'conge_parental', 'sans_ressources',
] as const;
const SITUATIONS = new Phrases(pairsOf(NAMES, FOYER.situations));
const NEGATIONS = new Set(FOYER.negations);
const HYPOTHESES = new Set(FOYER.hypotheses);
const CUTS = new Set(FOYER.coupures);

/** What is denied ("pas enceinte") or supposed ("si je me mets en couple") is no fact. */
export const situations: Extractor = (lecture) => SITUATIONS.all(lecture)
  .filter(({ i, next, value }) => !isDenied(lecture, i, next) && !isSupposed(lecture, i) && value !== undefined)
  .map(({ value, i, next }): Trouvee => ({ type: 'situation', ...lecture.span(i, next), valeur: value }));

const DENIAL_REACH = 4;

function isDenied(lecture: Lecture, i: number, next: number): boolean {
  for (let at = i - 1; at >= i - DENIAL_REACH; at--) {
    if (CUTS.has(lecture.norm(at))) return false;
    if (NEGATIONS.has(lecture.norm(at))) return true;
  }
  return lecture.norm(next) === 'pas' && lecture.norm(next + 1) === 'du';
}

const SUPPOSED_REACH = 6;

function isSupposed(lecture: Lecture, i: number): boolean {
  for (let at = i - 1; at >= i - SUPPOSED_REACH && lecture.sameSentence(at, i); at--) {
    if (/^[,.;!?:]$/.test(lecture.norm(at))) return false;
    if (HYPOTHESES.has(lecture.norm(at))) return true;
  }
  return false;
}
