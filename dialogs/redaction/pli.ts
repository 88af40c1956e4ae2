/** Matching without accents or case: the folded text has the same length, so that a place found in it is a place in the words. */
export function plier(text: string): string {
  return text.replace(/[\u0080-\uffff]/g, foldSign).toLowerCase();
}

const foldSign = (sign: string): string => {
  if (sign === '’' || sign === '‘') return "'";
  if (sign === '\u00a0' || sign === '\u202f') return ' ';
  return sign.normalize('NFD').charAt(0);
};

/** A whole-word pattern, to be matched on a folded text. */
export const motEntier = (source: string): RegExp => new RegExp(`(?<![\\p{L}\\p{N}-])(?:${source})(?![\\p{L}\\p{N}'-])`, 'gu');

/** An alternation of plain words or phrases, the longest first. */
export const unDe = (phrases: readonly string[]): string =>
  [...phrases].sort((a, b) => b.length - a.length).map((phrase) => plier(phrase).replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/,/g, ',?')).join('|');

/** Replaces what a pattern finds in the folded text, in the text itself. @param by the new words, from those found */
export function remplacer(text: string, pattern: RegExp, by: (said: string, found: RegExpExecArray) => string): string {
  let out = '';
  let from = 0;
  for (const found of plier(text).matchAll(pattern)) {
    const end = found.index + found[0].length;
    out += text.slice(from, found.index) + by(text.slice(found.index, end), found);
    from = end;
  }
  return out + text.slice(from);
}

/** Whether the pattern is found, whatever its last use. */
export const contient = (text: string, pattern: RegExp): boolean => plier(text).search(pattern) >= 0;

/** The new words begin as the old ones did. */
export const commeAvant = (said: string, next: string): string =>
  /^\p{Lu}/u.test(said) ? next.charAt(0).toUpperCase() + next.slice(1) : next;
