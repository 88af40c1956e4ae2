import type { Comprehension } from '../../src/domain/comprehension';
import type { Contexte, Creneau } from '../events';
import { normalize, readChoice, readYesNo } from '../lecture';
import { backFrom } from '../moyens';
import type { Etat, QuestionDe } from '../state';
import { choix, say, texte } from '../textes';
import { autreChose, compris, incompris } from './handler';
import type { Handler, Lecture } from './handler';

/** when to be called back, then at which number. */
export const rappel: Handler<'rappel'> = {
  accueil: 'souple',
  ask: ({ creneau }, _etat, ctx) => {
    if (creneau === '') return say('rappel.creneau', {}, { choix: choix(...slotsOf(ctx).map(({ dit }) => dit), texte('choix.rappel-non')) });
    const appelant = ctx.telephone?.appelant;
    if (appelant) return say('rappel.numero-appel', { creneau, fin: appelant.slice(-2).split('').join(' ') }, { choix: choix(texte('choix.oui'), texte('choix.non')) });
    return say('rappel.numero', {}, { choix: choix(texte('choix.rappel-non')) });
  },
  read: (question, { texte: said, comprehension }, etat, ctx) => {
    if (question.creneau === '') return readSlot(question, said, comprehension, etat, ctx);
    return readNumber(question, said, comprehension, etat, ctx);
  },
};

const slotsOf = (ctx: Contexte): readonly Creneau[] => ctx.telephone?.creneaux ?? [];

function readSlot(question: QuestionDe<'rappel'>, said: string, { entities }: Comprehension, etat: Etat, ctx: Contexte): Lecture {
  const day = entities.find((entite) => entite.type === 'date');
  const half = normalize(said).includes('matin') ? 'matin' : 'apres-midi';
  const byDay = day?.type === 'date' ? slotsOf(ctx).find(({ date, moment }) => date === day.date && moment === half) : undefined;
  const creneau = byDay?.dit ?? readChoice(said, slotsOf(ctx).map(({ dit }) => ({ titre: dit, valeur: dit })))?.valeur;
  if (creneau !== undefined) return compris(etat, { question: { ...question, creneau } });
  return readYesNo(said) === 'non' || said === texte('choix.rappel-non') ? backFrom(etat, [say('rappel.non')]) : autreChose;
}

function readNumber({ creneau }: QuestionDe<'rappel'>, said: string, { entities }: Comprehension, etat: Etat, ctx: Contexte): Lecture {
  const told = entities.find((entite) => entite.type === 'telephone');
  const answer = readYesNo(said);
  const numero = told?.type === 'telephone' ? told.valeur : answer === 'oui' ? ctx.telephone?.appelant : undefined;
  if (numero) return asked(etat, creneau, numero);
  if (said === texte('choix.rappel-non')) return backFrom(etat, [say('rappel.non')]);
  // the number of this call is refused: another one is asked for, once
  if (answer === 'non' && etat.echecs === 0) return incompris(say('rappel.numero', {}, { choix: choix(texte('choix.rappel-non')) }));
  return etat.echecs === 0 ? incompris(say('rappel.incompris', {}, { choix: choix(texte('choix.rappel-non')) })) : backFrom(etat, [say('rappel.non')]);
}

function asked(etat: Etat, creneau: string, numero: string): Lecture {
  const back = backFrom(etat, [say('rappel.note', { creneau })]);
  return back.genre === 'compris' ? { ...back, effets: [{ genre: 'demander-rappel', creneau, numero }] } : back;
}
