import { findEmail, looksLikeEmail } from '../../src/domain/email';
import { isCommand, readYesNo, words } from '../lecture';
import type { OuiNon } from '../lecture';
import type { Etat, QuestionDe } from '../state';
import { choix, say, texte } from '../textes';
import { autreChose, compris, incompris } from './handler';
import type { Handler, Lecture } from './handler';

/** After the acknowledgement: whether the person also wants to be told by e-mail (R-086, channel of their choice). May be left without an answer. */
export const courriel: Handler<'courriel'> = {
  accueil: 'souple',
  ask: ({ etape, adresse }) => {
    if (etape === 'relecture') return say('courriel.relecture', { adresse }, { choix: choix(texte('choix.oui'), texte('choix.non')) });
    if (etape === 'adresse') return say('courriel.adresse', {}, { choix: choix(texte('choix.sans-courriel')) });
    return say('courriel.offre', {}, { choix: choix(texte('choix.oui'), texte('choix.sans-courriel')) });
  },
  read: (question, { texte: said }, etat) => {
    const adresse = findEmail(said);
    if (adresse !== null && isWrittenAgain(question, adresse)) return answer(question, 'oui', etat);
    if (adresse !== null) return compris(etat, { question: { ...question, etape: 'relecture', adresse } });
    if (looksLikeEmail(said)) return incompris(say('courriel.incompris', {}, { choix: choix(texte('choix.sans-courriel')) }));
    return answer(question, readAnswer(said), etat);
  },
};

/** Who is asked whether the address is right and writes it once more says yes. */
const isWrittenAgain = ({ etape, adresse }: QuestionDe<'courriel'>, written: string): boolean => etape === 'relecture' && written.toLowerCase() === adresse.toLowerCase();

/** A long sentence with "pas" in it is another subject, not a no. */
const readAnswer = (said: string): OuiNon => (words(said).length <= MOTS_MAX || isCommand(said, 'oui') || isCommand(said, 'non') ? readYesNo(said) : null);
const MOTS_MAX = 5;

function answer(question: QuestionDe<'courriel'>, said: OuiNon, etat: Etat): Lecture {
  const { etape, reference, adresse } = question;
  if (said === null) return autreChose;
  if (etape === 'relecture' && said === 'oui') {
    return compris(etat, { question: null, dire: [say('courriel.note', { adresse })], effets: [{ genre: 'noter-courriel', reference, email: adresse }] });
  }
  if (etape === 'relecture' && said === 'non') return compris(etat, { question: { ...question, etape: 'adresse', adresse: '' } });
  if (said === 'oui') return compris(etat, { question: { ...question, etape: 'adresse' } });
  return compris(etat, { question: null, dire: [say('courriel.refus')] });
}
