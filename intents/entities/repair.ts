import { isNumberWord } from '../../src/ops/spoken-numbers';
import { sound } from '../phonetics';
import { editDistance } from '../../src/domain/edit-distance';
import ACTES from './lexique/actes.json';
import CALENDRIER from './lexique/calendrier.json';
import CONTACTS from './lexique/contacts.json';
import FOYER from './lexique/foyer.json';

/**
 * Repairs the words of the trade that people misspell: same sound, or one letter wrong inside a long word. The last letter is
 * never corrected: there lives the grammar ("je suis contraint" is not a contrainte).
 */
const WORDS = [...ACTES.reparables, ...CALENDRIER.reparables, ...CONTACTS.reparables, ...FOYER.reparables, ...Object.keys(CALENDRIER.mois).filter((name) => name.length > 4)];
const KNOWN = new Set([...WORDS, ...Object.keys(CALENDRIER.mois)]);
const BY_SOUND = new Map(WORDS.map((word) => [sound(word), word]));
const BY_INITIAL = new Map<string, string[]>();
for (const word of WORDS) BY_INITIAL.set(word.charAt(0), [...(BY_INITIAL.get(word.charAt(0)) ?? []), word]);

const SHORTEST = 5;
const LONG = 8;
const LONGEST = 16;
/** Words looked at in one text: nobody misspells more, and a hostile text has a bounded cost. */
const MOST = 500;

/** A reader of one text: it remembers the words already met. */
export function repaired(): (word: string) => string {
  const memo = new Map<string, string>();
  return (word) => {
    if (word.length < SHORTEST - 1 || word.length > LONGEST) return word.length > LONGEST ? word : squeezed(word);
    const known = memo.get(word);
    if (known !== undefined) return known;
    if (memo.size >= MOST) return word;
    const read = repair(squeezed(word));
    memo.set(word, read);
    return read;
  };
}

/** "urgeeeent": a letter is never written three times. */
const squeezed = (word: string): string => word.replace(/(.)\1{2,}/g, '$1');

function repair(word: string): string {
  if (word.length < SHORTEST || KNOWN.has(word) || isNumberWord(word)) return word;
  return BY_SOUND.get(sound(word)) ?? (word.length >= LONG - 1 ? closest(word) : word);
}

const closest = (word: string): string =>
  (BY_INITIAL.get(word.charAt(0)) ?? []).find((known) => known.length >= LONG && known.at(-1) === word.at(-1) && editDistance(word, known, 1) <= 1) ?? word;
