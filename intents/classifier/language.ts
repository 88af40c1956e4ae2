import english from 'natural/lib/natural/stemmers/porter_stemmer';
import french from 'natural/lib/natural/stemmers/porter_stemmer_fr';
import { sound } from '../phonetics';

/** Languages with rules of their own; each gives the stem of a folded word and its sound (empty: not known). */
export type Language = 'fr' | 'en';

export type Rules = { stem: (word: string) => string; sound: (word: string) => string };

const SHORTEST_STEMMED = 4;

const stemBy = (stemmer: { stem(token: string): string }) => (word: string): string => (word.length < SHORTEST_STEMMED || /\d/.test(word) ? word : stemmer.stem(word));

const RULES: Record<Language, Rules> = {
  fr: { stem: stemBy(french), sound },
  en: { stem: stemBy(english), sound: () => '' },
};

export const languageOf = (language: Language): Rules => RULES[language];
