import { parseCallCode } from '../../src/domain/call-code';
import { isCommand, readYesNo, words } from '../lecture';
import { choix, say, texte } from '../textes';
import { autreChose, compris, incompris } from './handler';
import type { Handler } from './handler';

/** The code given at the end of a call. A slip that its check figure shows is no try. */
export const codeAppel: Handler<'code-appel'> = {
  accueil: 'souple',
  ask: () => say('appel.code', {}, { choix: choix(texte('choix.pas-de-code')) }),
  read: (_question, { texte: said }, etat) => {
    if (isCommand(said, 'saitPas') || isCommand(said, 'jeNeLAiPas') || /pas (?:ce|de|le|mon) code/i.test(said)) return compris(etat, { dire: [say('appel.sans-code')], question: null });
    const code = parseCallCode(said);
    if (code) return compris(etat, { question: null, effets: [{ genre: 'reprendre-appel', code }] });
    return said.includes('•••') || (words(said).length <= 14 && /\d/.test(said)) ? incompris(say('appel.code-forme')) : autreChose;
  },
};

/** The last three figures of a number that whoever called knows: without them, the words of the call are not shown. */
export const appelVerification: Handler<'appel-verification'> = {
  ask: () => say('appel.verification', {}, { choix: choix(texte('choix.sait-pas')) }),
  read: ({ appel, essais }, { texte: said }, etat) => {
    const effet = (chiffres: string | null) => compris(etat, { question: null, effets: [{ genre: 'verifier-appel', appel, chiffres, essais }] });
    if (isCommand(said, 'saitPas') || readYesNo(said) === 'non') return effet(null);
    const chiffres = said.replace(/\D/g, '').slice(-3);
    return chiffres.length === 3 ? effet(chiffres) : incompris(say('appel.verification-forme', {}, { choix: choix(texte('choix.sait-pas')) }));
  },
};
