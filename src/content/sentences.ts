/** Sentences of a text, as a reader counts them: a line of a list is one. Abbreviations with points are not used in the content. */
export const sentencesOf = (text: string): string[] => text.split(/\n+|(?<=[.!?…])\s+/).map((part) => part.trim()).filter((part) => wordsOf(part).length > 0);

/** Words as a reader counts them: runs of signs that hold a letter or a figure. */
export const wordsOf = (text: string): string[] => text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
