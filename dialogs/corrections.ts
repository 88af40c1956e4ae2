import type { Prestation } from '../src/domain/codes';
import type { Comprehension, EntiteDe } from '../src/domain/comprehension';
import type { Contexte } from './events';
import { formatEntite, formatEuros, nomPrestation } from './format';
import { normalize, startsWithCommand } from './lecture';
import { prestationChoisie } from './demande';
import { brouillonOf, withBrouillon } from './questions/handler';
import { prestationNommee } from './questions/prestation';
import type { Brouillon, Etat } from './state';

export type Correction = { etat: Etat; champ: string; valeur: string };

/**
 * "non, c'était l'APL", "565, pas 560", "en fait c'est le 12 novembre": one earlier answer replaced, and only what
 * depends on it asked again. Null when the message corrects nothing that was said.
 */
export function readCorrection(texte: string, c: Comprehension, etat: Etat, ctx: Contexte): Correction | null {
  if (!etat.brouillon?.motif) return null;
  const replaced = replacement(texte, c, etat);
  if (replaced) return replaced;
  if (!startsWithCommand(texte.replace(INTERJECTION, ''), 'correction')) return null;
  return prestationCorrection(c, etat, ctx) ?? lastOfType(c, etat);
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

/** "X, pas Y": the answer whose value is Y becomes X, wherever it is. */
function replacement(texte: string, c: Comprehension, etat: Etat): Correction | null {
  const said = normalize(texte);
  if (!/ (et )?(pas|non pas|au lieu de|et non) /.test(` ${said} `)) return null;
  const b = brouillonOf(etat);
  const numbers = [...texte.replace(/(\d)[ \u00a0\u202f](?=\d{3}\b)/g, '$1').matchAll(/\d+(?:[.,]\d{1,2})?/g)].map((m) => Number(m[0].replace(',', '.')));
  const dates = c.entities.filter((e): e is EntiteDe<'date'> => e.type === 'date');
  for (const [id, reponse] of Object.entries(b.reponses)) {
    const [newDate, oldDate] = dates;
    if (newDate && oldDate && reponse.valeur === oldDate.date) return put(etat, id, formatEntite(newDate), newDate.date);
    const [wanted, wrong] = numbers;
    if (wanted !== undefined && wrong !== undefined && reponse.valeur === wrong) return put(etat, id, formatEuros(wanted), wanted);
  }
  return null;
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
