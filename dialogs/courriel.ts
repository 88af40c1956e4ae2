import type { Dossier } from '../src/domain/dossier';
import { findEmail } from '../src/domain/email';
import type { Reponse } from '../src/domain/tour';
import type { Contexte } from './events';
import { isCommand } from './lecture';
import { compris } from './questions/handler';
import type { Lecture } from './questions/handler';
import type { Etat, QuestionDe } from './state';
import { texte } from './textes';

/** E-mails beside the conversation: only for who asked, never in quiet mode, stopped by a word. */

/** The question to ask after an acknowledgement; `null` when it must not be: no mail server, a telephone, quiet mode. */
export function offreCourriel(etat: Etat, { reference, demande }: Dossier, ctx: Contexte): QuestionDe<'courriel'> | null {
  if (ctx.courriel !== true || ctx.canal === 'ivr' || etat.discret || demande.discret) return null;
  return { id: 'courriel', reference, etape: 'offre', adresse: '' };
}

/** An address sent while it is asked for is an answer, whatever its letters look like. */
export const donneAdresse = ({ question }: Etat, said: string): boolean => question?.id === 'courriel' && findEmail(said) !== null;

/** « arrêter les e-mails », at any moment; what was asked stays asked. `null` when it is not said. */
export const arretCourriels = (etat: Etat, said: string): Lecture | null =>
  (isCommand(said, 'arreterCourriels') ? compris(etat, { question: etat.question, effets: [{ genre: 'arreter-courriels' }] }) : null);

/** A message by e-mail: the subject says nothing of the matter, each paragraph is plain text. */
export type Lettre = { objet: string; paragraphes: string[] };

/** The same words as in the conversation, then where to answer and how to stop. @param adresse of the assistant, as people see it */
export function lettre(reference: string, reponse: Reponse, adresse: string | undefined): Lettre {
  const said = reponse.texte.replaceAll('**', '').split(/\n{2,}/);
  const where = adresse === undefined ? texte('courriel.repondre') : texte('courriel.repondre-adresse', { adresse });
  return { objet: texte('courriel.objet', { reference }), paragraphes: [texte('courriel.bonjour'), ...said, where, texte('courriel.pied')] };
}
