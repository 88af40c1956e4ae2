import type { Entite } from '../../src/domain/comprehension';
import { actes } from './acts';
import { amounts } from './amounts';
import { contactsMade } from './contacts-made';
import { codesPostaux, departements, emails, telephones } from './coordinates';
import { dates } from './dates';
import { counts, durations } from './durations';
import { enfants, situations } from './household';
import { numeros, numerosAllocataire, references } from './identifiers';
import { Lecture, type Extractor, type Trouvee } from './lecture';
import { masked } from './masked';

/** First come, first served: what must never be shown, then the sure forms, then those that a bare number could be. */
export const EXTRACTORS: readonly (readonly [string, Extractor])[] = [
  ['masque', masked], ['reference', references], ['email', emails], ['telephone', telephones], ['numero_allocataire', numerosAllocataire], ['enfants', enfants], ['date', dates], ['numero', numeros], ['montant', amounts], ['duree', durations],
  ['code_postal', codesPostaux], ['departement', departements], ['contact', contactsMade], ['compte', counts], ['acte', actes], ['situation', situations],
];

/** What is read of a longer text: its beginning. */
const LONGEST = 100_000;

/**
 * Typed spans of a message, in order, never overlapping. Nothing is guessed: a form that is not read is left out, one that has
 * two readings says so (`ambigu`, `approximatif`).
 *
 * @param text at most 100 000 characters are read
 * @param now the instant that "mardi dernier" is counted from (Europe/Paris)
 */
export function extractEntities(text: string, now: Date): Entite[] {
  const lecture = new Lecture(text.slice(0, LONGEST), now);
  const kept: Trouvee[] = [];
  for (const [, extract] of EXTRACTORS) {
    for (const found of extract(lecture, kept)) {
      if (found.end <= found.start || !lecture.isFree(found.start, found.end)) continue;
      lecture.take(found);
      kept.push(found);
    }
  }
  return kept.sort((a, b) => a.start - b.start).map((found) => ({ ...found, text: shownText(text, found) }));
}

/** A hidden number stays hidden: its entity carries the mask, never the value. */
function shownText(text: string, { type, start, end }: Trouvee): string {
  const slice = text.slice(start, end);
  return type !== 'masque' ? slice : slice.includes('•') ? slice : HIDDEN;
}

const HIDDEN = '••••';
