import { formatLong } from '../src/domain/calendar';
import type { Prestation } from '../src/domain/codes';
import type { Comprehension, EntiteDe } from '../src/domain/comprehension';
import type { Contexte } from './events';
import { formatEntite, formatEuros, nomPrestation } from './format';
import { normalize, startsWithCommand } from './lecture';
import { prestationChoisie } from './demande';
import { brouillonOf, withBrouillon } from './questions/handler';
import { prestationNommee } from './questions/prestation';
import { dateRetenue, datees, FUTURE_ALLOWED, isAbout, prochaine } from './dates-dites';
import { texte as texteDe } from './textes';
import type { Brouillon, Etat } from './state';

export type Correction = { etat: Etat; champ: string; valeur: string };

/**
 * "non, c'était l'APL", "565, pas 560", "en fait c'est le 12 novembre": one earlier answer replaced, and only what
 * depends on it asked again. Null when the message corrects nothing that was said.
 */
export function readCorrection(texte: string, c: Comprehension, etat: Etat, ctx: Contexte): Correction | null {
  if (!etat.brouillon?.motif) return null;
  const replaced = eventCorrection(texte, c, etat, ctx) ?? replacement(texte, c, etat);
  if (replaced) return replaced;
  if (!startsWithCommand(texte.replace(INTERJECTION, ''), 'correction')) return null;
  return prestationCorrection(c, etat, ctx) ?? lastOfType(c, etat) ?? bareAmount(texte, c, etat);
}

/** "ah non…", "attendez, pardon…" */
const INTERJECTION = /^\W*(?:(?:ah|oh|euh|heu|mais|bon|alors|attendez|attends|zut)\W+)+/i;

function prestationCorrection(c: Comprehension, etat: Etat, ctx: Contexte): Correction | null {
  const b = brouillonOf(etat);
  const others = c.prestations.filter((p): p is Prestation => p !== b.prestation && p !== 'AUCUNE');
  // "c'est l'APL, pas le RSA" names both
  const named = prestationNommee(c) ?? (others.length === 1 && c.prestations.length === 2 ? (others[0] ?? null) : null);
  if (!named || b.prestation === null || named === b.prestation || etat.question?.id === 'prestation') return null;
  const next = prestationChoisie(etat, named);
  return { etat: next, champ: 'prestation', valeur: nomPrestation(brouillonOf(next), ctx) };
}

/** "le 2 septembre c'est mon recours", "la date pour répondre c'est le 6 décembre": a day told of an event belongs to it, and to no other question. */
function eventCorrection(texte: string, c: Comprehension, etat: Etat, ctx: Contexte): Correction | null {
  const b = brouillonOf(etat);
  if (!b.motif || c.question || !NAMES.test(normalize(texte))) return null;
  const jours = datees(c.entities, texte);
  const day = [...jours.keys()].find((e): e is EntiteDe<'date'> => e.type === 'date' && e.precision === 'jour' && jours.get(e) !== null);
  if (!day) return null;
  const told = jours.get(day) ?? null;
  const asked = ctx.contenu.motifs[b.motif].questions.filter(({ type }) => type === 'date');
  const about = asked.find((q) => isAbout(q, told) && b.reponses[q.id] !== undefined);
  if (about) {
    const { texte: shown, valeur } = dateRetenue(FUTURE_ALLOWED.has(about.id) ? prochaine(day, ctx.today) : day);
    return b.reponses[about.id]?.valeur === valeur ? null : put(etat, about.id, shown, valeur);
  }
  return asked.some((q) => isAbout(q, told)) ? null : misplaced(etat, asked, day);
}

/** "c'est", between the event and its day. */
const NAMES = /\b(?:c est|c etait|cest|est|etait)\b/;

/** The day of something else stood for an answer: that answer is not known any more. */
function misplaced(etat: Etat, asked: readonly { id: string }[], { date }: EntiteDe<'date'>): Correction | null {
  const b = brouillonOf(etat);
  const wrong = asked.find(({ id }) => b.reponses[id]?.valeur === date);
  const reponse = wrong && b.reponses[wrong.id];
  if (!wrong || !reponse) return null;
  const { [wrong.id]: _taken, ...reponses } = b.reponses;
  return { etat: withBrouillon(etat, { reponses }), champ: reponse.libelle, valeur: texteDe('correction.retire') };
}

/** "X, pas Y": the answer whose value is Y becomes X, wherever it is. */
function replacement(texte: string, c: Comprehension, etat: Etat): Correction | null {
  const said = normalize(texte);
  if (!/ (et )?(pas|non pas|au lieu de|et non) /.test(` ${said} `)) return null;
  const b = brouillonOf(etat);
  const numbers = [...texte.replace(/(\d)[ \u00a0\u202f](?=\d{3}\b)/g, '$1').matchAll(/\d+(?:[.,]\d{1,2})?/g)].map((m) => Number(m[0].replace(',', '.')));
  const days = DAYS.exec(said);
  const dates = c.entities.filter((e): e is EntiteDe<'date'> => e.type === 'date');
  for (const [id, reponse] of Object.entries(b.reponses)) {
    const [newDate, oldDate] = dates;
    if (newDate && oldDate && reponse.valeur === oldDate.date) return put(etat, id, formatEntite(newDate), newDate.date);
    const day = days && sameMonth(reponse.valeur, Number(days[1] ?? days[4]), Number(days[2] ?? days[3]));
    if (day) return put(etat, id, formatLong(day), day);
    const [wanted, wrong] = numbers;
    if (wanted !== undefined && wrong !== undefined && reponse.valeur === wrong) return put(etat, id, formatEuros(wanted), wanted);
  }
  return null;
}

/** "le 19, pas le 9", "pas le 9, le 19": days of the month already said. */
const DAYS = /\ble (\d{1,2}) (?:et )?pas (?:le )?(\d{1,2})\b|\bpas le (\d{1,2}) (?:c est |mais )?le (\d{1,2})\b/;

/** That day of the month of a date that was given, when its day was `wrong`. */
function sameMonth(valeur: string | number | boolean | null, wanted: number, wrong: number): string | null {
  const date = typeof valeur === 'string' ? /^(\d{4}-\d{2})-(\d{2})$/.exec(valeur) : null;
  if (!date || Number(date[2]) !== wrong || wanted < 1 || wanted > 31) return null;
  const next = `${date[1]}-${String(wanted).padStart(2, '0')}`;
  return Number.isNaN(Date.parse(next)) || new Date(next).getUTCDate() !== wanted ? null : next;
}

/** A correction that names no field: the last answer of the same type, unless the pending question is of that type. */
function lastOfType(c: Comprehension, etat: Etat): Correction | null {
  const b = brouillonOf(etat);
  const date = c.entities.find((e): e is EntiteDe<'date'> => e.type === 'date' && e.precision === 'jour');
  const montant = c.entities.find((e): e is EntiteDe<'montant'> => e.type === 'montant');
  const dated = date && last(b, (valeur) => typeof valeur === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(valeur));
  if (date && dated && !asksUnanswered(etat)) return put(etat, dated, formatEntite(date), date.date);
  const amounted = montant && last(b, (valeur) => typeof valeur === 'number');
  if (montant && amounted && !asksUnanswered(etat)) return put(etat, amounted, formatEntite(montant), montant.euros);
  return null;
}

const BARE_MOTS_MAX = 6;

/** "non pardon c'est 280": a number alone is the last amount, said better. */
function bareAmount(texte: string, c: Comprehension, etat: Etat): Correction | null {
  const said = normalize(texte);
  const [number, other] = [...said.matchAll(/\b\d{2,6}\b/g)].map(([digits]) => Number(digits));
  if (number === undefined || other !== undefined || c.entities.length > 0 || said.split(' ').length > BARE_MOTS_MAX || UNITS.test(said)) return null;
  const amounted = last(brouillonOf(etat), (valeur) => typeof valeur === 'number');
  return amounted && !asksUnanswered(etat) ? put(etat, amounted, formatEuros(number), number) : null;
}

const UNITS = /\b(?:ans?|mois|jours?|semaines?|enfants?|heures?|h|m2|metres?|km|fois|personnes?)\b/;

/** A qualification question waits for such a value itself: the message is its answer. */
const asksUnanswered = (etat: Etat): boolean => etat.question?.id === 'qualification' && etat.question.champ.startsWith('date');

function last(b: Brouillon, fits: (valeur: string | number | boolean | null) => boolean): string | null {
  const ids = Object.entries(b.reponses).filter(([, reponse]) => fits(reponse.valeur)).map(([id]) => id);
  return ids.at(-1) ?? null;
}

function put(etat: Etat, id: string, texte: string, valeur: string | number): Correction | null {
  const b = brouillonOf(etat);
  const reponse = b.reponses[id];
  if (!reponse) return null;
  const reponses = { ...b.reponses, [id]: { ...reponse, texte, valeur } };
  return { etat: withBrouillon(etat, { reponses }), champ: reponse.libelle, valeur: texte };
}
