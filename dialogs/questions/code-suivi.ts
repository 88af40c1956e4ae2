import { dictatedReadings } from '../../src/domain/dictation';
import { CODE_LENGTH, parseTrackingCode } from '../../src/domain/tracking-code';
import mots from '../contenu/mots.json';
import { isCommand, mentions, words } from '../lecture';
import { choix, say, texte } from '../textes';
import { autreChose, compris, incompris } from './handler';
import type { Handler } from './handler';

const SANS_CODE_MOTS_MAX = 9;

/** "je l’ai pas noté le code". */
const lacksIt = (said: string): boolean => words(said).length <= SANS_CODE_MOTS_MAX && mentions(said, mots.sansCode) && parseTrackingCode(said) === null;

/** The tracking code of a dossier opened elsewhere. A slip that the check sign shows is no try. */
export const codeSuivi: Handler<'code-suivi'> = {
  accueil: 'souple',
  ask: () => say('suivi.code', {}, { choix: choix(texte('choix.pas-de-code')) }),
  read: ({ reference, essais }, { texte: said, comprehension }, etat) => {
    if (isCommand(said, 'saitPas') || isCommand(said, 'jeNeLAiPas') || /pas (?:ce|de|le|mon) code/i.test(said) || lacksIt(said)) return compris(etat, { dire: [say('suivi.sans-code')], question: null });
    // « mon code est … » is hidden as a password would be, before it comes here
    if (said.includes('••••')) return incompris(say('suivi.code-seul'));
    const code = parseTrackingCode(said);
    if (code) return compris(etat, { question: null, effets: [{ genre: 'ouvrir-suivi', reference, code, essais }] });
    const isDictated = dictatedReadings(said, CODE_LENGTH).length > 0;
    const looksLikeOne = isDictated || (words(said).length <= 4 && /\d/.test(said) && !comprehension.entities.some(({ type }) => type === 'reference'));
    return looksLikeOne ? incompris(say('suivi.code-forme')) : autreChose;
  },
};
