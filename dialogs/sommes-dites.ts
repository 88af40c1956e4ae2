import mots from './contenu/mots.json';
import type { SommeDite } from './ecart';
import { formatEuros } from './format';
import { mentions, normalize, words } from './lecture';
import { nombresDits } from './nombres-dits';

/** Sums of an answer to a question that asks for one: a number needs no "euros" there, and several may be one answer. */

/** What follows a number that counts something else. */
const UNITS = /^\W*(?:ans?|mois|jours?|semaines?|enfants?|heures?|h|m2|metres?|km|fois|personnes?|pour cent|pourcent|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre)\b/;

/** Numbers that nothing says to be something else. */
export const sommesNues = (said: string): SommeDite[] =>
  nombresDits(said).filter(({ end }) => !UNITS.test(normalize(said.slice(end)))).map(({ start, end, valeur }) => ({ start, end, euros: valeur }));

const SEULE_MOTS_MAX = 10;
const AROUND = 12;
const PETITE = 10;

/** One number in a few words; a small one must be nearly alone ("quatre"). */
export function seuleSomme(sommes: readonly SommeDite[], said: string): SommeDite | null {
  const [somme, other] = sommes;
  if (!somme || other || words(said).length > SEULE_MOTS_MAX) return null;
  const isAlone = said.slice(0, somme.start).trim().length <= AROUND && said.slice(somme.end).trim().length <= AROUND;
  return somme.euros >= PETITE || isAlone ? somme : null;
}

/** "entre 300 et 400", "1200-1300", "trois cents ou quatre cents": the lower one counts, both are shown. */
export function fourchette(sommes: readonly SommeDite[], said: string): { texte: string; valeur: number } | null {
  const [low, high, other] = sommes;
  if (!low || !high || other || low.euros >= high.euros) return null;
  const between = said.slice(low.end, high.start).replace(/€|euros?/gi, '').trim().toLowerCase();
  const isRange = /^(?:-|à|a|ou)$/.test(between) || (/^et(?: \p{L}+)?$/u.test(between) && /\bentre\W*$/i.test(said.slice(0, low.start)));
  return isRange ? { texte: `${formatEuros(low.euros)} à ${formatEuros(high.euros)}`, valeur: low.euros } : null;
}

/** "230 de loyer et 50 d’électricité": what is asked is the whole. Sums told of the other side of the budget are not added. */
export function total(champ: string, sommes: readonly SommeDite[], said: string): { texte: string; valeur: number } | null {
  if (sommes.length < 2 || !(champ in mots.budget)) return null;
  if (champ === 'ressourcesMois' && mentions(said, mots.budget.chargesMois)) return null;
  if (champ === 'chargesMois' && mentions(said, mots.budget.ressourcesMois)) return null;
  const valeur = sommes.reduce((sum, { euros }) => sum + euros, 0);
  return { texte: `${formatEuros(valeur)} (${said.trim()})`, valeur };
}

const DUREE_MOTS_MAX = 5;

/** "quatre", "ça fait trois": a number alone, where a duration is asked for. */
export function nombreSeul(said: string): number | null {
  if (/^(?:une?)$/.test(normalize(said))) return 1;
  const [nombre, other] = nombresDits(said);
  if (!nombre || other || words(said).length > DUREE_MOTS_MAX || !Number.isInteger(nombre.valeur) || nombre.valeur < 1 || nombre.valeur > 99) return null;
  return normalize(said.slice(nombre.end)) === '' ? nombre.valeur : null;
}
