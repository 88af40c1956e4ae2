import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isCodeSurete, type Code, type PrestationOuAucune } from '../src/domain/codes';
import { CodedError } from '../src/domain/errors';
import { findPersonal, withoutMasks } from '../src/ops/review-masking';
import type { Example } from './data';
import { NO_ABBREVIATIONS, tokenize } from './normalize';

/** A misunderstood message, once a person of the trade has said what it means, becomes a training sentence. */

/** Signs the sentences that come from messages read again. */
export const REVIEW_SCRIBE = 'relecture';

/** A training line, in the file of its code. */
export type TaughtLine = { text: string; style: 'oral' | 'sms' | 'fautes' | 'courant'; scribe: typeof REVIEW_SCRIBE; prestation: PrestationOuAucune; flags?: string[] };
export type Lesson = { code: Code; line: TaughtLine };
/** Already in a part; something personal is left; too little is left without the masks. */
export type Refusal = 'deja' | 'personnel' | 'vide';

export type Lu = { texte: string; canal: string; prestations: readonly PrestationOuAucune[] };
export type Teacher = { lessonFor(message: Lu, code: Code): Lesson | Refusal };

const FEWEST_WORDS = 2;
/** A word seen this often in careful sentences is spelt right. */
const KNOWN_TIMES = 2;
const CAREFUL = new Set(['courant', 'lettre', 'recit', 'age']);

/**
 * @param examples the training part: what its sentences look like decides the style and the prestation of new ones
 * @param others sentences of the other parts, which training must not hold
 */
export function createTeacher(examples: readonly Example[], others: readonly Example[]): Teacher {
  const said = new Set([...examples, ...others].map(({ text }) => folded(text)));
  const known = knownWords(examples);
  const unnamed = unnamedPrestations(examples);
  return {
    lessonFor(message, code) {
      const text = withoutMasks(message.texte);
      if (tokenize(text).length < FEWEST_WORDS) return 'vide';
      if (findPersonal(text).length > 0) return 'personnel';
      if (said.has(folded(text))) return 'deja';
      said.add(folded(text));
      const line: TaughtLine = { text, style: styleOf(text, message.canal, known), scribe: REVIEW_SCRIBE, prestation: prestationOf(message.prestations, unnamed.get(code)) };
      return { code, line: isCodeSurete(code) ? { ...line, flags: [code.toLowerCase()] } : line };
    },
  };
}

/** Same sentence, whatever its case and its signs. */
const folded = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim();

function knownWords(examples: readonly Example[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const { text, style } of examples) if (CAREFUL.has(style)) for (const { norm } of tokenize(text)) counts.set(norm, (counts.get(norm) ?? 0) + 1);
  return new Set([...counts].filter(([, times]) => times >= KNOWN_TIMES).map(([word]) => word));
}

/** The speller learns from careful sentences: one with a word nobody knows is not called so. */
function styleOf(text: string, canal: string, known: ReadonlySet<string>): TaughtLine['style'] {
  if (canal === 'ivr') return 'oral';
  const words = tokenize(text).map(({ norm }) => norm);
  if (words.join(' ') !== tokenize(text, NO_ABBREVIATIONS).map(({ norm }) => norm).join(' ')) return 'sms';
  return words.every((word) => known.has(word)) ? 'courant' : 'fautes';
}

const NAMED_NOTHING: readonly PrestationOuAucune[] = ['INCONNUE', 'AUCUNE'];

/** For each code, whether its sentences that name no prestation are mostly about one (`INCONNUE`) or about none (`AUCUNE`). */
function unnamedPrestations(examples: readonly Example[]): ReadonlyMap<Code, PrestationOuAucune> {
  const balance = new Map<Code, number>();
  for (const { code, prestation } of examples) {
    if (prestation !== null && NAMED_NOTHING.includes(prestation)) balance.set(code, (balance.get(code) ?? 0) + (prestation === 'INCONNUE' ? 1 : -1));
  }
  return new Map([...balance].map(([code, more]) => [code, more > 0 ? 'INCONNUE' : 'AUCUNE']));
}

function prestationOf(named: readonly PrestationOuAucune[], unnamed: PrestationOuAucune = 'AUCUNE'): PrestationOuAucune {
  const [only, other] = [...new Set(named)];
  if (only === undefined) return unnamed;
  return other === undefined ? only : 'MULTI';
}

/**
 * Adds lines at the end of the files of their codes: every file is written aside first, so that a full disk changes none.
 * @throws CodedError STOCKAGE_INDISPONIBLE when a file cannot be read or written
 */
export function appendLessons(dataDir: string, lessons: readonly Lesson[]): void {
  try {
    const files = [...new Set(lessons.map(({ code }) => code))].map((code) => {
      const path = join(dataDir, `${code}.jsonl`);
      const before = readFileSync(path, 'utf8');
      const lines = lessons.filter((lesson) => lesson.code === code).map(({ line }) => `${JSON.stringify(line)}\n`);
      return { path, aside: written(`${path}.tmp`, `${before}${before === '' || before.endsWith('\n') ? '' : '\n'}${lines.join('')}`) };
    });
    for (const { path, aside } of files) renameSync(aside, path);
  } catch (cause) {
    throw new CodedError('STOCKAGE_INDISPONIBLE', 'writing training sentences', { cause });
  }
}

function written(path: string, content: string): string {
  const handle = openSync(path, 'w');
  try {
    writeFileSync(handle, content);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  return path;
}
