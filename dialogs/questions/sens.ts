import type { Code } from '../../src/domain/codes';
import type { Contexte } from '../events';
import { isCommand, readChoice } from '../lecture';
import { choisi } from '../revue';
import { titreDuSens } from '../sens';
import type { QuestionDe } from '../state';
import { choix, choixLongs, say, texte } from '../textes';
import type { Suite } from './accueil';
import { autreChose, compris, type Handler } from './handler';

/** The question was for the Caf: which of what it may mean. */
export const sens = (suite: Suite): Handler<'sens'> => ({
  accueil: 'souple',
  ask: (question, _etat, ctx) => say('sens.question', {}, { choix: choixLongs(...titres(question, ctx), texte('choix.autre-chose')) }),
  read: (question, { texte: said }, etat, ctx) => {
    const options = titres(question, ctx).map((titre, i) => ({ titre, valeur: question.codes[i] ?? '' }));
    const code = readChoice(said, options)?.valeur as Code | undefined;
    if (code !== undefined) return suite(choisi({ ...etat, question: null }, code), code, ctx);
    const none = isCommand(said, 'non') || isCommand(said, 'saitPas') || isCommand(said, 'pasCa') || said === texte('choix.autre-chose');
    return none ? compris(etat, { dire: [say('sens.autrement', {}, { choix: choix(texte('choix.expert'), texte('choix.humain')) })], question: null }) : autreChose;
  },
});

const titres = ({ codes }: QuestionDe<'sens'>, ctx: Contexte): string[] => codes.map((code) => titreDuSens(code, ctx));
