import type { Code } from '../src/domain/codes';
import type { Comprehension } from '../src/domain/comprehension';
import type { Reponse } from '../src/domain/tour';
import lexique from './contenu/surdite.json';
import type { Contexte } from './events';
import { normalize, words } from './lecture';
import { accueilChoix } from './orienter';
import { compris } from './questions/handler';
import type { Lecture } from './questions/handler';
import type { Etat } from './state';
import { choix, oral, say, texte } from './textes';

/** People who do not hear or cannot telephone: everything can be done in writing, and no answer may send them to a telephone. */

/** Requests that the ways to reach the Caf in writing answer. */
const JOINDRE: readonly Code[] = ['CONTACT', 'CONTACT_HUMAIN', 'ACCES_COMPTE', 'INCOMPREHENSION'];

/** Below this, the triage found nothing sure. */
const CONFIANCE_SURE = 0.5;

/** Whether the message is about that, and not a request made by, or for, a person who does not hear. */
export function isAboutDeafness(said: string, comprehension: Comprehension): boolean {
  if (saysOneOf(said, lexique.autreSens)) return false;
  if (!saysOneOf(said, [...lexique.termes, ...lexique.seuls])) return false;
  if (saysNothingElse(said)) return true;
  return saysOneOf(said, lexique.termes) && !isWorthAnswering(comprehension);
}

/** A request was understood, or is one question away from it. */
const isWorthAnswering = ({ group, code, clarification, prestation, confidence }: Comprehension): boolean =>
  group === 'expert' || clarification !== null || (!JOINDRE.includes(code) && (prestation !== 'AUCUNE' || confidence >= CONFIANCE_SURE));

/** Word for word: "source" and "lourd" are one letter away from "sourde" and "sourd". */
const saysOneOf = (said: string, forms: readonly string[]): boolean => forms.some((form) => ` ${normalize(said)} `.includes(` ${form} `));

function saysNothingElse(said: string): boolean {
  const rest = [...lexique.termes, ...lexique.seuls].reduce((text, form) => text.replaceAll(` ${form} `, '  '), ` ${normalize(said)} `);
  return words(rest).every((word) => lexique.neutres.includes(word));
}

export const deafnessMeans = (ctx: Contexte): Reponse => say('surdite.moyens', { urgence: ctx.contenu.numeros['114']?.numero ?? '' });

/** The ways in writing; then the question that the person came with, or her demande. */
export function deafnessAnswer(etat: Etat, ctx: Contexte): Lecture {
  const moyens = deafnessMeans(ctx);
  if (etat.brouillon) return compris(etat, { dire: [etat.suspendue ? { ...moyens, choix: choix(texte('choix.reprendre')) } : moyens], question: null });
  const suite = { texte: `${moyens.texte}\n\n${texte('surdite.suite')}`, oral: `${moyens.oral ?? moyens.texte} ${oral('surdite.suite')}`, choix: accueilChoix() };
  return compris({ ...etat, souvenir: null }, { dire: [suite], question: null });
}
