import type { Entite, EntiteDe } from '../src/domain/comprehension';
import type { QuestionQualification } from './contenu';
import lexique from './contenu/faits-dits.json';
import { formatEuros } from './format';
import { mentions, normalize, words } from './lecture';
import { clausesOf, nomme } from './negation';
import { nombresDits } from './nombres-dits';
import { texte } from './textes';

/** What a story tells besides days and sums: what comes in and goes out each month, the reason of a decision, the children. */

type Dit = { texte: string; valeur: string | number | boolean; utilisees: Entite[] };

// ---------------------------------------------------------------- what comes in, what goes out

export type Nature = 'ressources' | 'charges';

/** A sum said, and what it is told of. */
type Somme = { start: number; end: number; euros: number; nature: Nature | null; entite: Entite | null };

const UNITE = /^\s*(?:€|euros?\b|e\b)?\s*(?:par mois|\/ ?mois)?\s*/i;

/** Every sum of the message, with or without its unit; numbers read as something else are none. */
function sommesDe(said: string, entities: readonly Entite[]): Somme[] {
  const sums = entities.filter((one): one is EntiteDe<'montant'> => one.type === 'montant').map((one) => ({ start: one.start, end: one.end, euros: one.euros, entite: one as Entite | null }));
  const bare = nombresDits(said).map(({ start, end, valeur }) => ({ start, end, euros: valeur, entite: null }))
    .filter(({ start, end }) => said[start - 1] !== '/' && said[end] !== '/' && !entities.some((one) => start < one.end && end > one.start));
  const all = [...sums, ...bare].sort((a, b) => a.start - b.start);
  return all.map((one, rank) => ({ ...one, nature: natureAt(said, one, all[rank - 1]?.end ?? 0, all[rank + 1]?.start ?? said.length) }));
}

/** "520 de loyer" after it; else "loyer 430", "je gagne 800" before it. */
function natureAt(said: string, { start, end }: { start: number; end: number }, from: number, to: number): Nature | null {
  const after = said.slice(end, to).replace(UNITE, '');
  const told = /^(?:de|d['’]|du|pour|en)\s*/i.test(after) ? natureIn(words(after).slice(0, 4)) : null;
  return told ?? natureIn(words(said.slice(from, start).replace(/^.*[.;!?]/s, '')).slice(-5).reverse());
}

function natureIn(near: readonly string[]): Nature | null {
  const found = near.find((word) => lexique.charges.includes(word) || lexique.ressources.includes(word));
  if (found === undefined) return null;
  return lexique.charges.includes(found) ? 'charges' : 'ressources';
}

/** The sums told of one kind, added up. */
export function sommeDite(nature: Nature, said: string, entities: readonly Entite[]): Dit | null {
  return added(sommesDe(said, entities).filter((one) => one.nature === nature));
}

/** In answer to the question, sums joined by "plus" or "et" are of the kind asked, whatever they are told of. */
export function sommeRepondue(nature: Nature, said: string, entities: readonly Entite[]): Dit | null {
  const all = sommesDe(said, entities).filter((one) => one.nature === nature || one.nature === null);
  if (all.length < 2 || !all.some((one) => one.nature === nature)) return null;
  const joined = all.slice(1).every(({ start }, rank) => isJoint(said.slice(all[rank]?.end ?? 0, start)));
  return joined ? added(all) : sommeDite(nature, said, entities);
}

const isJoint = (between: string): boolean => /[+,]/.test(between) || words(between).some((word) => lexique.joint.includes(word));

function added(sums: readonly Somme[]): Dit | null {
  if (sums.length === 0) return null;
  const total = Math.round(sums.reduce((sum, { euros }) => sum + euros, 0) * 100) / 100;
  const detail = sums.length > 1 ? ` (${sums.map(({ euros }) => formatEuros(euros)).join(' + ')})` : '';
  return { texte: `${formatEuros(total)}${detail}`, valeur: total, utilisees: sums.flatMap(({ entite }) => entite ?? []) };
}

/** Sums told of what comes in or goes out are no debt. */
export const sommesDuMois = (said: string, entities: readonly Entite[]): Entite[] =>
  sommesDe(said, entities).flatMap(({ nature, entite }) => (nature === null || entite === null ? [] : [entite]));

/** "80 euros par mois pendant 6 mois" is one sum. */
export function totalDit(entities: readonly Entite[], said: string): Dit | null {
  const monthly = entities.find((one): one is EntiteDe<'montant'> => one.type === 'montant' && one.parMois);
  const months = monthly && entities.find((one): one is EntiteDe<'duree'> => one.type === 'duree' && one.unite === 'mois' && one.start >= monthly.end && PENDANT.test(said.slice(monthly.end, one.start)));
  if (!monthly || !months) return null;
  const total = Math.round(monthly.euros * months.nombre * 100) / 100;
  return { texte: `${formatEuros(total)} (${formatEuros(monthly.euros)} × ${months.nombre} mois)`, valeur: total, utilisees: [monthly, months] };
}

const PENDANT = /^\s*(?:par mois|\/ ?mois|tous les mois|chaque mois)?\s*(?:pendant|durant|sur)\s*$/i;

// ---------------------------------------------------------------- the reason of a decision

const RAISON_MAX = 200;

/** The words after "au motif que", "ils disent que", as far as they tell it. */
export function raisonDite(said: string): Dit | null {
  const from = endOfForm(said, lexique.raison);
  if (from === null) return null;
  const told = said.slice(from).split(/[.;!?\n]/)[0] ?? '';
  const reason = told.slice(0, startOfForm(told, lexique.finRaison) ?? told.length).replace(/^[\s,:'’«]+|[\s,:»]+$/g, '').slice(0, RAISON_MAX);
  if (words(reason).length < 2 || mentions(reason, lexique.pasUneRaison)) return null;
  return { texte: reason, valeur: reason, utilisees: [] };
}

type Mot = { mot: string; start: number; end: number };
const motsDe = (said: string): Mot[] => [...said.matchAll(/[\p{L}\p{N}]+/gu)].map(({ 0: mot, index }) => ({ mot: normalize(mot), start: index, end: index + mot.length }));

function formAt(said: string, forms: readonly string[]): { start: number; end: number } | null {
  const mots = motsDe(said);
  const found = mots.flatMap(({ start }, at) => forms.flatMap((form) => {
    const cut = form.split(' ');
    const last = mots[at + cut.length - 1];
    return last && cut.every((word, i) => mots[at + i]?.mot === word) ? [{ start, end: last.end }] : [];
  }));
  const [first] = found.sort((a, b) => a.start - b.start || b.end - a.end);
  return first ?? null;
}

const endOfForm = (said: string, forms: readonly string[]): number | null => formAt(said, forms)?.end ?? null;
const startOfForm = (said: string, forms: readonly string[]): number | null => formAt(said, forms)?.start ?? null;

// ---------------------------------------------------------------- the household, the rent, the choices

/** "deux filles de 4 et 7 ans", as said; for a question that takes yes or no, that there are some, or none. */
export function enfantsDits(q: QuestionQualification, said: string, entities: readonly Entite[]): Dit | null {
  const children = entities.filter((one): one is EntiteDe<'enfants'> => one.type === 'enfants');
  const told = children.map(({ text }) => text).join(', ');
  if (q.type !== 'ouiNon') return children.some(({ ages }) => ages.length > 0) ? { texte: told, valeur: told, utilisees: children } : null;
  if (mentions(said, lexique.sansEnfant)) return { texte: texte('choix.non'), valeur: false, utilisees: [] };
  if (children.length === 0 || mentions(said, lexique.ailleurs)) return null;
  return { texte: `${texte('choix.oui')} (${told})`, valeur: true, utilisees: children };
}

/** "quatre mois de loyer", "3 mois de retard", "en retard de 2 mois". */
export function loyersDus(said: string, entities: readonly Entite[]): Dit | null {
  const due = entities.find((one): one is EntiteDe<'duree'> => one.type === 'duree' && one.unite === 'mois' && (isLate(said.slice(one.end)) || LATE_BY.test(said.slice(0, one.start))));
  return due ? { texte: due.text, valeur: due.text, utilisees: [due] } : null;
}

const LATE_BY = /\bretards?\s+(?:d['’]|de\s)\s*$/i;

const isLate = (after: string): boolean => /^\s*(?:de|d['’]|en)\s/i.test(after) && words(after).slice(1, 3).some((word) => lexique.retard.includes(word));

/** The choice whose own words the story says, when it says one only; one word may be said of something else. */
export function choixDit(q: QuestionQualification, said: string): Dit | null {
  const clauses = clausesOf(said);
  const named = (q.choix ?? []).filter(({ synonymes }) => nomme(clauses, synonymes.map(normalize).filter((form) => form.includes(' '))) === 'dit');
  const [only, other] = named;
  return only && !other ? { texte: only.titre, valeur: only.valeur, utilisees: [] } : null;
}
