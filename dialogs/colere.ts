import type { Contexte, Resultat } from './events';
import { done, withOpenQuestion } from './flow';
import type { Etat } from './state';
import { choix, say, texte } from './textes';

/**
 * Insults and nothing else: the anger is recognised, help is still offered, and nothing is reproached. The words are neither
 * an answer, nor a failure, nor a part of the statement.
 */
export function calmed(etat: Etat, ctx: Contexte): Resultat {
  if (etat.question === null || etat.brouillon === null) return done(etat, [say('colere.accueil', {}, { choix: choix(...ways(etat)) })]);
  return withOpenQuestion(etat, [say('colere.demande')], ctx);
}

const ways = (etat: Etat): string[] => [etat.brouillon ? texte('choix.reprendre') : texte('choix.reclamation'), texte('choix.humain')];
