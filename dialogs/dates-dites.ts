import { addDays, addMonths, formatLong } from '../src/domain/calendar';
import type { Entite, EntiteDe } from '../src/domain/comprehension';
import type { QuestionQualification } from './contenu';
import lexique from './contenu/evenements.json';
import { formatEntite } from './format';
import { estUnGeste, evenementDe } from './evenements';
import type { Evenement } from './evenements';
import { normalize } from './lecture';
import { texte } from './textes';

/** Dates that are to come by nature: a hearing, a deadline, a planned control. */
export const FUTURE_ALLOWED: ReadonlySet<string> = new Set(['dateAudience', 'delaiReponse', 'dateControle', 'titreSejour']);

const SAYS_THE_YEAR = /\d{4}|\d[/.-]\d\d?[/.-]\d\d|derni|année/i;
const LOIN_JOURS = 180;

/** A day to come said without its year: long past, it is the next one. */
export const prochaine = (date: EntiteDe<'date'>, today: string): EntiteDe<'date'> =>
  (date.date < addDays(today, -LOIN_JOURS) && !SAYS_THE_YEAR.test(date.text) ? { ...date, date: addMonths(date.date, 12) } : date);

/** What each day, period and length of time of a message is told of; null: of nothing in particular. */
export type Datees = ReadonlyMap<Entite, Evenement | null>;

export function datees(entities: readonly Entite[], said: string): Datees {
  const jours = entities.filter(({ type }) => type === 'date' || type === 'periode' || type === 'duree');
  return new Map(jours.map((jour) => [jour, toldOf(jour, said, jours)]));
}

/** "avant le 4 décembre" is a deadline whatever it is for, but for a paper that is valid until then; so is "10 jours pour répondre". */
function toldOf(jour: Entite, said: string, jours: readonly Entite[]): Evenement | null {
  const told = evenementDe(said, jour, jours);
  if (jour.type === 'duree' && startsWithOne(normalize(said.slice(jour.end)), lexique.pourAgir)) return 'delai';
  return jour.type === 'date' && jour.relation === 'avant' && told !== 'titre' ? 'delai' : told;
}

const startsWithOne = (said: string, forms: readonly string[]): boolean => forms.some((form) => `${said} `.startsWith(`${form} `));

export const isAbout = (q: QuestionQualification, told: Evenement | null): boolean => told !== null && q.evenements.includes(told);

/** A legal time runs from these, or ends there. */
const LEGALES: ReadonlySet<string> = new Set(['dateDecision', 'dateContrainte', 'dateAudience', 'delaiReponse']);

/** The day that answers the question asked: one told of it, else of nothing in particular, else one that may be meant so. */
export function dateRepondue(q: QuestionQualification, entities: readonly Entite[], jours: Datees): EntiteDe<'date'> | null {
  const dates = entities.filter((entite): entite is EntiteDe<'date'> => entite.type === 'date');
  const told = (date: Entite): Evenement | null => jours.get(date) ?? null;
  return dates.find((date) => isAbout(q, told(date))) ?? dates.find((date) => told(date) === null) ?? dates.find((date) => !isAnother(q, told(date))) ?? null;
}

/** The day of a birth, or of what the person did when the day of an act received is asked. */
const isAnother = (q: QuestionQualification, told: Evenement | null): boolean =>
  told === 'naissance' || told === 'deces' || (told !== null && LEGALES.has(q.id) && estUnGeste(told));

/** As much of it as was said: `2026-11-09`, `2026-11` or `2026`. */
export const dateDite = ({ date, precision }: EntiteDe<'date'>): string => date.slice(0, { jour: 10, mois: 7, annee: 4 }[precision]);

/** "la semaine dernière": no day of it, so that the earliest stands for it. */
const SEMAINE = /\bsemaine\b/i;
export const isSemaine = ({ text, ambigu }: EntiteDe<'date'>): boolean => ambigu && SEMAINE.test(text) && !/\d|\b(?:il y a|y a)\b/i.test(text);

/** What is kept of it, and how it is shown: of a week or a month, never later than the day that was not said. */
export function dateRetenue(date: EntiteDe<'date'>): { texte: string; valeur: string } {
  if (!isSemaine(date)) return { texte: formatEntite(date), valeur: dateDite(date) };
  const lundi = addDays(date.date, -((new Date(`${date.date}T00:00:00Z`).getUTCDay() + 6) % 7));
  return { texte: texte('qualification.semaine', { date: formatLong(lundi) }), valeur: lundi };
}

/** "depuis septembre 2026", but for a field whose name already says it. */
export const depuisDite = ({ champ }: QuestionQualification, date: EntiteDe<'date'>): string =>
  champ.endsWith(' depuis') ? formatEntite(date) : texte('qualification.depuis', { date: formatEntite(date) });

/** "depuis la rentrée": from there to now. */
export const periodeDepuis = (date: EntiteDe<'date'>, today: string): { texte: string; valeur: string } =>
  ({ texte: texte('qualification.depuis', { date: formatEntite(date) }), valeur: `${date.date}/${today}` });

type Echeance = { entite: Entite; texte: string; valeur: string };

/**
 * The last day to act: said as such, or a length of time and the day it runs from ("10 jours à partir du 26", "le rapport reçu le
 * 26, avec 10 jours pour répondre").
 * @param asked the question was just asked: a length of time alone is enough to mean that one
 */
export function echeanceDite(entities: readonly Entite[], jours: Datees, asked = false): Echeance | null {
  const dates = [...jours.keys()].filter((one): one is EntiteDe<'date'> => one.type === 'date' && one.precision === 'jour' && !one.ambigu && entities.includes(one));
  const limite = dates.find((date) => jours.get(date) === 'delai' && date.relation !== 'depuis');
  if (limite) return { entite: limite, texte: formatLong(limite.date), valeur: limite.date };
  const delais = entities.filter((one): one is EntiteDe<'duree'> => one.type === 'duree' && one.role !== 'ecoule' && (asked || one.role === 'delai' || jours.get(one) === 'delai'));
  const [delai] = delais;
  if (!delai || delais.length > 1 || !Number.isInteger(delai.nombre)) return null;
  const depart = dates.find((date) => date.relation === 'depuis' && isBeside(date, delai)) ?? dates.find((date) => REMIS.includes(jours.get(date) ?? null));
  if (!depart) return null;
  const valeur = apres(depart.date, delai);
  return { entite: depart, texte: formatLong(valeur), valeur };
}

/** Papers from which such a time runs. */
const REMIS: readonly (Evenement | null)[] = ['courrier', 'rapport'];
const VOISINS = 30;
const isBeside = (date: Entite, delai: Entite): boolean => Math.max(date.start - delai.end, delai.start - date.end) <= VOISINS;

function apres(date: string, { nombre, unite }: EntiteDe<'duree'>): string {
  if (unite === 'jour' || unite === 'semaine') return addDays(date, unite === 'jour' ? nombre : 7 * nombre);
  return addMonths(date, unite === 'mois' ? nombre : 12 * nombre);
}
