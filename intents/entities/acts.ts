import type { Extractor, Trouvee } from './lecture';
import ACTES from './lexique/actes.json';
import { nearestDay } from './nearest';
import { pairsOf, Phrases } from './phrases';

const NAMES = ['mise_en_demeure', 'commandement', 'contrainte', 'audience', 'huissier', 'expulsion', 'controle', 'recours', 'saisie'] as const;
const PHRASES = new Phrases(pairsOf(NAMES, ACTES.actes));

/** Acts of procedure, each with the day said beside it in the sentence. Acts that are denied ("pas de contrainte") stay: only the word is told. */
export const actes: Extractor = (lecture, kept) => {
  const found = PHRASES.all(lecture).map(({ value, i, next }) => ({ i, next, valeur: value }));
  const dayOf = nearestDay(lecture, kept, found, ACTES.porteeDate);
  return found.map((one): Trouvee => ({ type: 'acte', ...lecture.span(one.i, one.next), valeur: one.valeur, date: dayOf(one) }));
};

