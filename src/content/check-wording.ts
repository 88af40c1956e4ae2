import { z } from 'zod';
import { constat, excerpt } from './constat';
import type { CodeConstat, Constat } from './constat';
import { HORS_PERIMETRE, SIMPLES } from './corpus';
import raw from './interdits.json';
import type { Passage } from './passages';
import { sentencesOf, wordsOf } from './sentences';

const rule = z.strictObject({ mots: z.string(), saufApres: z.string() });
const INTERDITS = z.strictObject({ PROMESSE: z.array(rule), ACCUSATION: z.array(rule), TUTOIEMENT: z.array(rule), ORAL: z.string(), EXPLIQUE: z.string() }).parse(raw);

const WORDS_AT_MOST = 90;
const SPOKEN_WORDS_AT_MOST = 30;

/** Length, forbidden words, typography, and what cannot be said aloud. */
export const checkWording = (passages: readonly Passage[]): Constat[] =>
  passages.flatMap((passage) => [...lengthFaults(passage), ...forbidden(passage), ...typography(passage), ...suiteFaults(passage)]);

function lengthFaults(passage: Passage): Constat[] {
  if (passage.forme === 'oral') return spokenFaults(passage);
  const mots = wordsOf(passage.texte).length;
  return mots > WORDS_AT_MOST ? [constat('TROP_LONG', passage, { mots })] : [];
}

const UNSPEAKABLE = new RegExp(INTERDITS.ORAL, 'iu');

function spokenFaults(passage: Passage): Constat[] {
  const long = sentencesOf(passage.texte).map((sentence) => wordsOf(sentence).length).filter((mots) => mots > SPOKEN_WORDS_AT_MOST);
  const found = UNSPEAKABLE.exec(passage.texte);
  return [...long.map((mots) => constat('ORAL_TROP_LONG', passage, { mots })), ...(found ? [constat('ORAL_ILLISIBLE', passage, { extrait: found[0] })] : [])];
}

type Forbidden = { code: CodeConstat; words: RegExp; unlessAfter: RegExp | null };

const FORBIDDEN: readonly Forbidden[] = (['PROMESSE', 'ACCUSATION', 'TUTOIEMENT'] as const).flatMap((code) =>
  INTERDITS[code].map(({ mots, saufApres }) => ({
    code, words: new RegExp(`(?<![\\p{L}’-])(?:${mots})${/\W$/.test(mots) ? '' : '(?!\\p{L})'}`, 'giu'), unlessAfter: saufApres === '' ? null : new RegExp(saufApres, 'iu'),
  })));

const forbidden = (passage: Passage): Constat[] => FORBIDDEN.flatMap(({ code, words, unlessAfter }) =>
  [...passage.texte.matchAll(words)]
    .filter((m) => !unlessAfter?.test(passage.texte.slice(0, m.index)))
    .map((m) => constat(code, passage, { extrait: excerpt(passage.texte, m.index, m.index + m[0].length) })));

/** The texts write a plain space before the double marks: a no-break one is accepted, none is not. */
const TYPOGRAPHY: readonly { code: CodeConstat; fault: RegExp }[] = [
  { code: 'APOSTROPHE', fault: /(?<=\p{L})'/u },
  { code: 'GUILLEMETS', fault: /"/ },
  { code: 'ESPACE', fault: /(?<=[^\s?!:;«(])(?:[?!;»]|:(?!\d))|«(?=\S)/u },
];

function typography(passage: Passage): Constat[] {
  // a link and a placeholder have their own signs; both keep their length so that excerpts stay true
  const text = passage.texte.replace(/https?:\/\/\S+|\{[\w:]+\}/g, (whole) => 'x'.repeat(whole.length));
  return TYPOGRAPHY.flatMap(({ code, fault }) => {
    const found = fault.exec(text);
    return found ? [constat(code, passage, { extrait: excerpt(passage.texte, found.index) })] : [];
  });
}

/** `answerFor` leaves out a closing question: another one follows the answer. */
const suiteFaults = (passage: Passage): Constat[] =>
  ((passage.fichier === SIMPLES || passage.fichier === HORS_PERIMETRE) && passage.entree.endsWith('.suite') && passage.texte.trim().endsWith('?') ? [constat('SUITE_QUESTION', passage)] : []);

/** Marks of a sentence that explains its own words. */
export const EXPLAINED = new RegExp(INTERDITS.EXPLIQUE, 'iu');
