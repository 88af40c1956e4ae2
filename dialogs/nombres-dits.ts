import { foldSameLength, readNumber, wordsOf } from '../src/ops/spoken-numbers';

/** A number, in figures or in words, and where it stands. */
export type NombreDit = { start: number; end: number; valeur: number };

const FIGURES = /(?<![\d.,])(\d{1,3}(?:[ .\u00a0\u202f]\d{3})+|\d{1,6})(?:[,.](\d{1,2}))?(?![\d]|[.,]\d)/g;

/** Every number of a text, in its order: "six cent cinquante", "1 250,50", "mille". "un" and "une" count nothing by themselves. */
export function nombresDits(text: string): NombreDit[] {
  return [...inFigures(text), ...inWords(text)].sort((a, b) => a.start - b.start);
}

const inFigures = (text: string): NombreDit[] =>
  [...text.matchAll(FIGURES)].map(({ 0: said, 1: whole = '', 2: cents = '0', index }) => ({ start: index, end: index + said.length, valeur: Number(`${whole.replace(/\D/g, '')}.${cents}`) }));

function inWords(text: string): NombreDit[] {
  const folded = foldSameLength(text);
  const words = wordsOf(folded);
  const found: NombreDit[] = [];
  for (let at = 0; at < words.length; ) {
    const first = words[at];
    const read = first && !ARTICLES.has(first.norm) ? readNumber(words, at, folded) : null;
    const last = read ? words[read.next - 1] : undefined;
    if (first && read && last && !/\d/.test(first.norm)) found.push({ start: first.start, end: last.end, valeur: read.value });
    at = read?.next ?? at + 1;
  }
  return found;
}

const ARTICLES = new Set(['un', 'une']);
