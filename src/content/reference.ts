import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { languageOf } from '../../intents/classifier/language';
import { readExamples } from '../../intents/data';
import { tokenize } from '../../intents/normalize';
import { CHEMINS } from './corpus';

/** What the content is compared with. */
export type Reference = {
  /** `YYYY-MM-DD`. */
  today: string;
  /** Sources that may say a text: dialogs and src, the browser's part left out. */
  code: string;
  /** Words that people write in intents/data, in the forms of `formsOf`. */
  motsConnus: ReadonlySet<string>;
  /** Prestations that a sentence of intents/data names. */
  prestationsDites: ReadonlySet<string>;
  /** The trade's tables, where services are named. */
  routage: string;
};

/** Text of every content file; a file that is not there is left out. */
export function readContentFiles(root: string): Map<string, string> {
  return new Map(CHEMINS.flatMap((path) => {
    const text = readIfThere(join(root, path));
    return text === null ? [] : [[path, text] as const];
  }));
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** @param today `YYYY-MM-DD` */
export function readReference(root: string, today: string): Reference {
  const examples = readExamples(join(root, 'intents', 'data'));
  return {
    today,
    code: ['dialogs', 'src'].flatMap((folder) => filesUnder(root, folder, '.ts')).filter((path) => !/\bsrc\/(?:web|content)\//.test(path)).map((path) => readFileSync(join(root, path), 'utf8')).join('\n'),
    motsConnus: knownWords(examples.map(({ text }) => text)),
    prestationsDites: new Set(examples.flatMap(({ prestation }) => (prestation === null ? [] : [prestation]))),
    routage: filesUnder(root, 'src/domain/catalogue', '.json').map((path) => readFileSync(join(root, path), 'utf8')).join('\n'),
  };
}

const filesUnder = (root: string, folder: string, ending: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith(ending)).map((name) => `${folder}/${name.replaceAll('\\', '/')}`).sort();

/** A word of one or two sentences in thirty thousand is a slip, or a letter copied out: people do not use it. */
const SENTENCES_AT_LEAST = 3;

function knownWords(texts: readonly string[]): Set<string> {
  const sentences = new Map<string, number>();
  for (const text of texts) {
    for (const word of new Set(tokenize(text).map(({ norm }) => norm))) add(sentences, word, 1);
  }
  const forms = new Map<string, number>();
  // a word is stemmed once, not once a sentence: stemming is what costs
  for (const [word, count] of sentences) new Set(formsOf(word)).forEach((form) => add(forms, form, count));
  return new Set([...forms].filter(([, count]) => count >= SENTENCES_AT_LEAST).map(([form]) => form));
}

const add = (counts: Map<string, number>, key: string, count: number): void => { counts.set(key, (counts.get(key) ?? 0) + count); };

const { stem } = languageOf('fr');
const SHORTEST_ROOT = 4;

/** A folded word, its stem, and its root without the ending of a verb: the plural of a known word, or another person of a known verb, is known. */
export function formsOf(word: string): string[] {
  const root = word.replace(/(?:issent|eront|aient|ions|iez|ent|ons|ant|ez|er|ir|ee?s?|s)$/, '');
  return root.length >= SHORTEST_ROOT ? [word, stem(word), `${root}-`] : [word, stem(word)];
}
