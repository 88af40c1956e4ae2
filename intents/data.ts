import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { CODES, DRAPEAUX, PRESTATIONS, REVISIONS, type Code, type Drapeau, type PrestationOuAucune, type Revision } from '../src/domain/codes';
import { CodedError } from '../src/domain/errors';

/**
 * One labelled sentence. `prestation` is `null` where the file does not say it (FAUX_AMIS). `second`: the other request of a
 * mixed message. `scribe`: the persona that wrote it; a persona's sentences are all in one part (training, tuning, frozen test).
 */
export type Example = {
  text: string; code: Code; second: Code | null; style: string; scribe: string; prestation: PrestationOuAucune | null;
  flags: Drapeau[]; revision: Revision | null; file: string;
  /** The precise fact asked for (`answers/faits.json`), `NO_FACT` when it asks for none, `null` where the line does not say. */
  fait: string | null;
};

export const NO_FACT = 'AUCUN';

export const STYLES = ['courant', 'lettre', 'sms', 'fautes', 'oral', 'colere', 'recit', 'tiers', 'etranger', 'age'] as const;

const line = z.strictObject({
  text: z.string().min(1).max(4_000),
  style: z.enum(STYLES).optional(),
  prestation: z.enum([...PRESTATIONS, 'AUCUNE']).optional(),
  flags: z.array(z.enum(DRAPEAUX)).optional(),
  sub: z.enum(REVISIONS).optional(),
  code: z.enum(CODES as [Code, ...Code[]]).optional(),
  second: z.enum(CODES as [Code, ...Code[]]).optional(),
  scribe: z.string().min(1).optional(),
  fait: z.string().min(1).optional(),
});

/** Signs the sentences written before sentences were signed. */
export const FIRST_SCRIBE = 'initial';

/**
 * Every sentence of `<dataDir>/*.jsonl`, files in name order. A line without a code has its file's name as code.
 *
 * @throws CodedError CONTENU_INVALIDE naming file and line
 */
export function readExamples(dataDir: string): Example[] {
  return dataFiles(dataDir).flatMap((path) => {
    const file = basename(path, '.jsonl');
    return readFileSync(path, 'utf8').split('\n').flatMap((text, i) => (text.trim() === '' ? [] : [exampleOf(text, file, i + 1)]));
  });
}

/** Where the sentences stand that are never learnt, only tuned on. */
export const tuningDir = (dataDir: string): string => join(dataDir, 'tuning');

export const readTuning = (dataDir: string): Example[] => readExamples(tuningDir(dataDir));

/** Paths of the sentence files of a folder, in name order. */
export function dataFiles(dataDir: string): string[] {
  try {
    return readdirSync(dataDir).filter((f) => f.endsWith('.jsonl')).sort().map((f) => join(dataDir, f));
  } catch (cause) {
    throw new CodedError('MODELE_INDISPONIBLE', 'training sentences cannot be read', { cause });
  }
}

function exampleOf(text: string, file: string, lineNumber: number): Example {
  const where = `${file}.jsonl:${lineNumber}`;
  const read = line.safeParse(parseJson(text, where));
  if (!read.success) throw new CodedError('CONTENU_INVALIDE', `${where}: ${z.prettifyError(read.error)}`);
  const { data } = read;
  const code = data.code ?? CODES.find((c) => c === file);
  if (code === undefined) throw new CodedError('CONTENU_INVALIDE', `${where}: no known code for this line`);
  return {
    text: data.text, code, second: data.second ?? null, style: data.style ?? 'courant', scribe: data.scribe ?? FIRST_SCRIBE,
    prestation: data.prestation ?? null, flags: data.flags ?? [], revision: data.sub ?? null, file, fait: data.fait ?? null,
  };
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CodedError('CONTENU_INVALIDE', `${where}: not JSON`, { cause });
  }
}
