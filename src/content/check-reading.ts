import { tokenize } from '../../intents/normalize';
import { constat } from './constat';
import type { Constat } from './constat';
import type { Passage } from './passages';
import { EXPLAINED } from './check-wording';
import { formsOf } from './reference';
import type { Reference } from './reference';
import { sentencesOf, wordsOf } from './sentences';

/**
 * Reading level. A word is rare when people themselves do not write it, in any of its forms; a sentence that explains its words is
 * not counted. The thresholds are those of plain French (B1), brought close to what the texts already hold, so that a new text
 * that reads worse than all the others is seen: their mean is 9.5 words a sentence, their longest sentence has 23, and 95 % of
 * them have less than 3 % of rare words.
 */
const MEAN_AT_MOST = 15;
/** The mean of one sentence is its length: asking 15 of it would flag half of the one-sentence descriptions. */
const SENTENCES_FOR_A_MEAN = 2;
const LONGEST_AT_MOST = 25;
const RARE_SHARE_AT_MOST = 0.05;
/** One rare word is an eighth of a short line: a share means something from two on. */
const RARE_AT_LEAST = 2;

export type Lecture = { passages: number; motsParPhrase: number; phraseLaPlusLongue: number; partMotsRares: number };
type Level = { phrases: number; mots: number; longest: { mots: number; phrase: string }; rares: string[] };

export function checkReading(passages: readonly Passage[], { motsConnus }: Reference): { constats: Constat[]; lecture: Lecture } {
  const isRare = rareness(motsConnus);
  const levels = passages.filter(({ forme }) => forme === 'ecrit').map((passage) => ({ passage, level: levelOf(passage.texte, isRare) }));
  const total = (valueOf: (level: Level) => number): number => levels.reduce((sum, { level }) => sum + valueOf(level), 0);
  return {
    constats: levels.flatMap(({ passage, level }) => faultsOf(passage, level)),
    lecture: {
      passages: levels.length,
      motsParPhrase: total((l) => l.mots) / Math.max(1, total((l) => l.phrases)),
      phraseLaPlusLongue: Math.max(0, ...levels.map(({ level }) => level.longest.mots)),
      partMotsRares: total((l) => l.rares.length) / Math.max(1, total((l) => l.mots)),
    },
  };
}

function levelOf(text: string, isRare: (word: string) => boolean): Level {
  const sentences = sentencesOf(text.replace(/\{[\w:]+\}/g, '9').replace(/https?:\/\/\S+/g, ''));
  const counted = sentences.map((phrase) => ({ phrase, mots: wordsOf(phrase).length })).sort((a, b) => b.mots - a.mots);
  return {
    phrases: sentences.length, mots: counted.reduce((sum, { mots }) => sum + mots, 0), longest: counted[0] ?? { mots: 0, phrase: '' },
    rares: [...new Set(sentences.filter((sentence) => !EXPLAINED.test(sentence)).flatMap((sentence) => rareWords(sentence, isRare)))],
  };
}

/** The same words come back in every text: each is looked up once. */
function rareness(known: ReadonlySet<string>): (word: string) => boolean {
  const seen = new Map<string, boolean>();
  return (word) => {
    const rare = seen.get(word) ?? tokenize(word).some(({ norm }) => norm.length > 2 && formsOf(norm).every((form) => !known.has(form)));
    seen.set(word, rare);
    return rare;
  };
}

/** Names (a capital inside the sentence), figures and addresses of sites are no vocabulary. */
function rareWords(sentence: string, isRare: (word: string) => boolean): string[] {
  const words = wordsOf(sentence).filter((word, i) => !/\p{L}\.\p{L}|\d/u.test(word) && (i === 0 || !/^[«(]?\p{Lu}/u.test(word)));
  return words.filter(isRare).map((word) => word.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '').toLowerCase());
}

function faultsOf(passage: Passage, { phrases, mots, longest, rares }: Level): Constat[] {
  const mean = mots / Math.max(1, phrases);
  const share = rares.length / Math.max(1, mots);
  return [
    ...(phrases >= SENTENCES_FOR_A_MEAN && mean > MEAN_AT_MOST ? [constat('PHRASES_LONGUES', passage, { moyenne: decimal(mean) })] : []),
    ...(longest.mots > LONGEST_AT_MOST ? [constat('PHRASE_TRES_LONGUE', passage, { mots: longest.mots, extrait: `${longest.phrase.slice(0, 50)}…` })] : []),
    ...(share > RARE_SHARE_AT_MOST && rares.length >= RARE_AT_LEAST ? [constat('MOTS_RARES', passage, { part: Math.round(100 * share), mots: rares.join(', ') })] : []),
  ];
}

const decimal = (value: number): string => value.toFixed(1).replace('.', ',');
