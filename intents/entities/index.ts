import type { Entite } from '../../src/domain/comprehension';
import { amounts } from './amounts';
import { codesPostaux, departements, emails, masked, numerosAllocataire, references, telephones } from './contact';
import { dates, durations } from './dates';
import { actes, enfants, situations } from './household';
import { lectureOf, type Extractor, type Trouvee } from './span';

/** First come, first served: what must never be shown, then the sure forms, then those that a bare number could be. */
const ORDER: readonly Extractor[] = [
  masked, references, emails, telephones, enfants, dates, durations, amounts, numerosAllocataire, codesPostaux, departements, actes, situations,
];

const LONGEST = 20_000;

/**
 * Typed spans of a message, in order, never overlapping. Nothing is guessed: a form that is not read is left out.
 *
 * @param now what "mardi dernier" is counted from (Europe/Paris)
 */
export function extractEntities(text: string, now: Date): Entite[] {
  const lecture = lectureOf(text.slice(0, LONGEST), now);
  const kept: Trouvee[] = [];
  for (const extract of ORDER) {
    for (const found of extract(lecture)) if (isFree(kept, found)) kept.push(found);
  }
  return kept.sort((a, b) => a.start - b.start).map((found) => ({ ...found, text: text.slice(found.start, found.end) }));
}

const isFree = (kept: readonly Trouvee[], one: Trouvee): boolean =>
  one.end > one.start && !kept.some((k) => k.start < one.end && one.start < k.end);
