import type { Reponse } from '../../src/domain/tour';
import type { Contexte } from '../events';
import { compris } from '../questions/handler';
import type { Lecture } from '../questions/handler';
import type { Etat } from '../state';
import { choix, say, texte } from '../textes';

/** A person, when the call comes by telephone: passed on at once, or a call back. */

/** Null when there is nobody to pass the call to and no call back: the other ways are told. `etat` keeps the question that waits. */
export function personOnPhone(etat: Etat, ctx: Contexte): Lecture | null {
  const { telephone } = ctx;
  if (!telephone) return null;
  if (telephone.transfert) return compris(etat, { dire: [{ ...say('voix.transfert'), fin: 'transfert' }], question: null, effets: [{ genre: 'alerter', nature: 'humain' }] });
  // nobody calls back a person in danger: someone else may answer
  if (telephone.creneaux.length === 0 || etat.discret) return null;
  return compris(etat, { question: { id: 'rappel', creneau: '', numero: '' }, effets: [{ genre: 'alerter', nature: 'humain' }] });
}

/** After two misunderstandings: in writing, or with a person; never a third try. */
export const wayOutOnPhone = (etat: Etat): Reponse =>
  say('voix.issue', {}, { choix: choix(texte('choix.humain'), ...(etat.brouillon ? [texte('choix.passer'), texte('choix.plus-tard')] : [texte('choix.expert')])) });
