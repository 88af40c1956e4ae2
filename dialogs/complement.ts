import { isHorsPerimetre } from '../src/domain/codes';
import type { Comprehension, Entite } from '../src/domain/comprehension';
import { departementNamed } from '../src/domain/places';
import { readNumber, wordsOf } from '../src/ops/spoken-numbers';
import { precisionsFor, precisionsOnly } from './answers';
import type { Contexte } from './events';
import { normalize, readYesNo, words } from './lecture';
import mots from './contenu/mots.json';
import { clef, ditDe, lieuDit } from './precisions';
import type { PrecisionConnue } from './precisions';
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
  const added = addedBy(facts, last.code, etat, ctx);
  if (added.length === 0) return null;
  const heard: Etat = { ...etat, lieu: lieuDit(facts) ?? etat.lieu };
  const souvenir = etat.souvenir && { ...etat.souvenir, entities: [...facts, ...etat.souvenir.entities] };
  const derniereReponse = { ...last, precisions: [...new Set([...last.precisions, ...added.map(clef)])] };
  return compris({ ...heard, souvenir, derniereReponse }, { dire: [precisionsOnly(added)], question: isHorsPerimetre(last.code) ? null : etat.question });
}

/** Questions that an answer leaves open, and that a fact does not answer. */
const OUVERTES: readonly string[] = ['satisfaction', 'humain'];

/** What these facts let the answer say, and that it could not say without them. */
function addedBy(facts: readonly Entite[], code: string, etat: Etat, ctx: Contexte): PrecisionConnue[] {
  const without = { ...ditDe(etat), entities: actsOf(etat), lieu: null };
  const known = precisionsFor(code, without, ctx).map(clef);
  return precisionsFor(code, { ...without, entities: [...facts, ...without.entities], lieu: lieuDit(facts) }, ctx).filter((one) => !known.includes(clef(one)));
}

/** An act said before still counts (a contrainte leaves 15 days); its day is the one said now. */
const actsOf = ({ souvenir }: Etat): Entite[] =>
  (souvenir?.entities ?? []).flatMap((e) => (e.type === 'acte' ? [{ ...e, date: null }] : []));

/** The facts of a message that is made of them and of small words, or that asks for nothing else; none when it says more. */
function onlyFacts({ texte, comprehension }: Entree): Entite[] {
  const entities = comprehension.entities.filter(({ type }) => FAITS_DITS.includes(type));
  const rest = words(without(texte, entities)).filter((word) => !mots.autourDUnFait.includes(word));
  if (entities.length > 0) return rest.length === 0 || asksNothing(texte, comprehension) ? entities : [];
  // alone, a number or a name is read as a place only here, where a place is of use
  const valeur = departementNamed(normalize(texte)) ?? departementNamed(rest.join(' ')) ?? departementNamed(inFigures(rest.join(' ')));
  return valeur === null ? [] : [{ type: 'departement', valeur, start: 0, end: texte.length, text: texte }];
}

/** "trente trois", as the telephone may hear it. */
function inFigures(said: string): string {
  const numberWords = wordsOf(said);
  const read = readNumber(numberWords, 0, said);
  return read?.next === numberWords.length ? String(read.value).padStart(2, '0') : '';
}

/** A short sentence that is no request by itself ("elle est datée du 3 novembre", "j'habite Pau"), nor a verdict on the answer. */
const asksNothing = (text: string, c: Comprehension): boolean =>
  (isUnclear(c) || c.code === 'IDENTIFICATION') && !c.question && words(text).length <= MOTS_MAX && readYesNo(text) !== 'non';

const MOTS_MAX = 10;

const FAITS_DITS: readonly Entite['type'][] = ['date', 'acte', 'code_postal', 'departement'];

const without = (text: string, entities: readonly Entite[]): string =>
  entities.reduceRight((left, { start, end }) => `${left.slice(0, start)} ${left.slice(end)}`, text);
