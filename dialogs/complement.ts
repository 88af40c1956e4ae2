import { isHorsPerimetre } from '../src/domain/codes';
import type { Comprehension, Entite } from '../src/domain/comprehension';
import { departementNamed } from '../src/domain/places';
import { precisionsFor, precisionsOnly } from './answers';
import type { Contexte } from './events';
import { normalize, readYesNo, words } from './lecture';
import mots from './contenu/mots.json';
import { clef, ditDe, lieuDit } from './precisions';
import { compris, isUnclear } from './questions/handler';
import type { Entree, Lecture } from './questions/handler';
import type { Etat } from './state';

/**
 * After an answer, a message that is only the missing fact ("le 3 novembre", "33", "septembre") completes it, without a new
 * question. Null when the message says anything else, or when the answer has no use for it.
 */
export function complement(etat: Etat, entree: Entree, ctx: Contexte): Lecture | null {
  const last = etat.derniereReponse;
  if (!last || etat.brouillon || !(etat.question === null || OUVERTES.includes(etat.question.id))) return null;
  const facts = onlyFacts(entree);
  if (!facts) return null;
  const heard: Etat = { ...etat, lieu: facts.lieu ?? etat.lieu };
  const said = { ...ditDe(heard), entities: [...facts.entities, ...actsOf(etat)] };
  const added = precisionsFor(last.code, said, ctx).filter(({ selon }) => facts.lieu !== null || !DE_LIEU.includes(selon));
  if (added.length === 0) return null;
  const souvenir = etat.souvenir && { ...etat.souvenir, entities: [...facts.entities, ...etat.souvenir.entities] };
  const derniereReponse = { ...last, precisions: [...new Set([...last.precisions, ...added.map(clef)])] };
  return compris({ ...heard, souvenir, derniereReponse }, { dire: [precisionsOnly(added)], question: isHorsPerimetre(last.code) ? null : etat.question });
}

/** Questions that an answer leaves open, and that a fact does not answer. */
const OUVERTES: readonly string[] = ['satisfaction', 'humain'];
const DE_LIEU: readonly string[] = ['lieu', 'conseilDepartemental'];

/** An act said before still counts (a contrainte leaves 15 days); its day is the one said now. */
const actsOf = ({ souvenir }: Etat): Entite[] =>
  (souvenir?.entities ?? []).flatMap((e) => (e.type === 'acte' ? [{ ...e, date: null }] : []));

type Facts = { entities: Entite[]; lieu: string | null };

/** The facts of a message that is made of them and of small words, or that asks for nothing else; null when it says more. */
function onlyFacts({ texte, comprehension }: Entree): Facts | null {
  const entities = comprehension.entities.filter(({ type }) => FAITS_DITS.includes(type));
  const rest = words(without(texte, entities)).filter((word) => !mots.autourDUnFait.includes(word));
  if (entities.length > 0) return rest.length === 0 || asksNothing(texte, comprehension) ? { entities, lieu: lieuDit(entities) } : null;
  // alone, a number or a name is read as a place only here, where a place is of use
  const lieu = departementNamed(normalize(texte)) ?? departementNamed(rest.join(' '));
  return lieu === null ? null : { entities: [], lieu };
}

/** A short sentence that is no request by itself ("elle est datée du 3 novembre"), nor a verdict on the answer. */
const asksNothing = (text: string, c: Comprehension): boolean =>
  isUnclear(c) && !c.question && words(text).length <= MOTS_MAX && readYesNo(text) !== 'non';

const MOTS_MAX = 10;

const FAITS_DITS: readonly Entite['type'][] = ['date', 'acte', 'code_postal', 'departement'];

const without = (text: string, entities: readonly Entite[]): string =>
  entities.reduceRight((left, { start, end }) => `${left.slice(0, start)} ${left.slice(end)}`, text);
