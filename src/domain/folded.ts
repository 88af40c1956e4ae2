/** Text as it is searched: without accents nor case, one kind of apostrophe, words apart. */
export const folded = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim();

/** The words of a search, at most ten. */
export const foldedWords = (text: string): string[] => folded(text).split(' ').filter(Boolean).slice(0, 10);
