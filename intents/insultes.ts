import { z } from 'zod';
import raw from './insultes.json';
import { compilePattern, matchesOf, PatternIndex, type Heard } from './patterns';

/**
 * A message made only of insults and anger: it asks nothing and threatens nobody. The vocabulary is closed, so that one word
 * of a request, of a threat or of despair is enough for the message to be read as usual.
 */

const LEXIQUE = z.strictObject({
  /** At least one is needed. */
  insultes: z.array(z.string()),
  /** Anger that insults nobody: it may stand beside. */
  colere: z.array(z.string()),
  /** Small words, and names of those who are insulted. */
  autour: z.string(),
}).parse(raw);

const INSULTES = LEXIQUE.insultes.map((source) => compilePattern(source));
const ANY_INSULT = new PatternIndex(INSULTES);
const COLERE = LEXIQUE.colere.map((source) => compilePattern(source));
const AUTOUR = new Set(LEXIQUE.autour.split(' '));

const LONGEST = 30;

/** Whether the whole message is insults, whatever its spelling. Threats and distress are looked for before. */
export function isOnlyInsults(words: readonly Heard[]): boolean {
  if (words.length > LONGEST || !ANY_INSULT.holds(words)) return false;
  const insults = covered(INSULTES, words);
  const anger = covered(COLERE, words);
  return words.every(({ norm, repaired }, at) => insults.has(at) || anger.has(at) || AUTOUR.has(norm) || AUTOUR.has(repaired));
}

/** Ranks of the words that some pattern covers. */
function covered(patterns: typeof INSULTES, words: readonly Heard[]): Set<number> {
  const ranks = patterns.flatMap((pattern) => matchesOf(pattern, words).flatMap(({ from, to }) => words.slice(from, to + 1).map((_, i) => from + i)));
  return new Set(ranks);
}
