import type { Comprehension } from '../../src/domain/comprehension';
import { isCommand, readYesNo, words } from '../lecture';
import type { Brouillon, Etat } from '../state';
import { choix, say, texte } from '../textes';
import { autreChose, compris, incompris } from './handler';
import type { Entree, Handler } from './handler';

/** A draft of an earlier call from the same number. A telephone is shared and a number is forged: nothing of it is said before the caller does. */

export const repriseAppel: Handler<'reprise-appel'> = {
  accueil: 'souple',
  ask: () => say('voix.reprise', {}, { choix: choix(texte('choix.oui'), texte('choix.non')) }),
  read: (_question, { texte: said }, etat) => {
    if (isCommand(said, 'reprendre') || readYesNo(said) === 'oui') return compris(etat, { question: { id: 'reprise-preuve' } });
    if (isCommand(said, 'recommencer') || isCommand(said, 'non')) return compris(etat, { dire: [say('voix.reprise-non')], question: null });
    return autreChose;
  },
};

/** The problem and the benefit, said by the caller. Two tries, then the draft stays where it is. */
export const reprisePreuve: Handler<'reprise-preuve'> = {
  accueil: 'libre',
  ask: () => say('voix.preuve'),
  read: (_question, entree, etat) => {
    const brouillon = etat.voix?.gardes.find((garde) => isAbout(garde, entree));
    if (brouillon) return compris(takenUp(etat, brouillon), { dire: [say('reprise.repris')] });
    if (etat.echecs === 0) return incompris(say('voix.preuve-incomprise'));
    return compris(etat, { dire: [say('voix.preuve-refus')], question: null });
  },
};

const SECOND_READING_MIN = 0.15;
const COMMON_WORDS_MIN = 2;
const WORD_LETTERS_MIN = 4;

/** The same benefit, when the draft knows it, and the same problem: understood as such, or told in words that were used then. */
export function isAbout(garde: Brouillon, { texte: said, comprehension }: Entree): boolean {
  return sameBenefit(garde, comprehension) && (sameMotif(garde, comprehension) || commonWords(garde.paroles, said) >= COMMON_WORDS_MIN);
}

const sameMotif = ({ motif }: Brouillon, { code, second, alternatives }: Comprehension): boolean =>
  code === motif || second?.code === motif || alternatives.some((other) => other.code === motif && other.confidence >= SECOND_READING_MIN);

function sameBenefit({ prestation }: Brouillon, { prestations, prestation: named }: Comprehension): boolean {
  const isKnown = prestation !== null && prestation !== 'INCONNUE' && prestation !== 'MULTI';
  return !isKnown || named === prestation || prestations.includes(prestation);
}

function commonWords(paroles: readonly string[], said: string): number {
  const told = new Set(paroles.flatMap(words));
  return new Set(words(said).filter((word) => word.length >= WORD_LETTERS_MIN && told.has(word))).size;
}

const takenUp = (etat: Etat, brouillon: Brouillon): Etat =>
  ({ ...etat, brouillon, voix: etat.voix && { ...etat.voix, gardes: etat.voix.gardes.filter((garde) => garde !== brouillon) } });
