import type { Langue } from '../src/domain/codes';
import type { Reponse } from '../src/domain/tour';
import type { Contexte, Resultat } from './events';
import { withOpenQuestion } from './flow';
import { numeroParams } from './params';
import type { Etat } from './state';
import type { Danger } from './surete';
import { choix, fill, say, texte } from './textes';

/**
 * A message in another language: where to find help is said in that language, then in simple French, since the assistant
 * answers nothing else: from then on in its simplest words. Nothing of the demande changes, and it is no misunderstanding.
 */
export function inAnotherLanguage(etat: Etat, langue: Langue, ctx: Contexte): Resultat {
  const again = etat.langues.includes(langue);
  const told: Etat = again ? etat : { ...etat, facile: true, langues: [...etat.langues, langue] };
  const foreign = foreignText(langue, again ? 'encore' : 'texte', ctx);
  const french = again ? say('langue.encore', {}, { choix: choix(texte('choix.humain')) }) : say('langue.francais');
  return withOpenQuestion(told, [...foreign, french], ctx);
}

/** The numbers to call, in the language of the person: before the usual words of safety. */
export function dangerInAnotherLanguage(langue: Langue, danger: Danger, ctx: Contexte): Reponse[] {
  return foreignText(langue, danger === 'violences' ? 'violences' : 'detresse', ctx);
}

/** Nothing on the telephone: the voice speaks French only. */
function foreignText(langue: Langue, which: 'texte' | 'encore' | 'detresse' | 'violences', ctx: Contexte): Reponse[] {
  if (ctx.canal === 'ivr') return [];
  return [{ texte: fill(ctx.contenu.langues[langue][which], numeroParams(ctx.contenu.numeros)), langue }];
}
