import negations from './contenu/negations.json';
import { formsOf, placesOf, words } from './lecture';

/** Whether what a message names is said of the person, or denied: "deux enfants", "pas d'enfant". */
export type Nomme = 'dit' | 'nie' | null;

const NEGATIONS = new Set(negations.negations);
const ENTRE = new Set(negations.entre);
const PLUS_DEVANT = new Set(negations.plusDevant);
const PLUS_APRES = new Set(negations.plusApres);

/** Cut where a negation stops: at signs. */
export const clausesOf = (text: string): string[][] => text.split(/[.,;:!?\n\u2026]+/).map(words).filter((clause) => clause.length > 0);

/**
 * @param forms normalized, as they may be said
 * @param presque words which, just before a form, make it less than what it says
 * @returns `dit` as soon as one is said without a negation, `nie` when all that are said are denied
 */
export function nomme(clauses: readonly (readonly string[])[], forms: readonly string[], presque: readonly string[] = []): Nomme {
  const found = clauses.flatMap((clause) => formsOf(forms).flatMap((form) =>
    placesOf(clause, form).filter((at) => !presque.includes(clause[at - 1] ?? '')).map((at) => isDenied(clause, at, holdsNegation(form)))));
  if (found.length === 0) return null;
  return found.includes(false) ? 'dit' : 'nie';
}

/** "plus rien", "sans domicile": the form says a lack by itself, and only another negation denies it. */
const holdsNegation = (form: readonly string[]): boolean => form.some((word) => NEGATIONS.has(word) || word === 'plus' || word === 'rien');

/** Back from the form over small words, to a negation or not. */
function isDenied(clause: readonly string[], at: number, isLack: boolean): boolean {
  for (let back = at - 1; back >= 0; back--) {
    const word = clause[back] ?? '';
    if (NEGATIONS.has(word)) return true;
    if (word === 'plus' && !isLack && (PLUS_DEVANT.has(clause[back - 1] ?? '') || PLUS_APRES.has(clause[back + 1] ?? ''))) return clause[back - 1] !== 'en';
    if (!ENTRE.has(word)) return false;
  }
  return false;
}
