import { transformSync } from 'esbuild';
import { z } from 'zod';
import {
  answersSchema, clarificationsSchema, commandesSchema, facileSchema, faitsSchema, languesSchema, motifsSchema, moyensSchema, numerosSchema, prestationsSchema, servicesSchema, suretesSchema, urgencesSchema,
} from '../../dialogs/contenu';
import { constat, excerpt } from './constat';
import type { Constat } from './constat';

const texteSchema = z.union([z.string().min(1), z.strictObject({ texte: z.string().min(1), oral: z.string().min(1) })]);

/** Every content file, with its shape. */
export const SCHEMAS = {
  'intents/answers/simple.json': answersSchema,
  'intents/answers/hors-perimetre.json': answersSchema,
  'intents/answers/faits.json': faitsSchema,
  'intents/answers/surete.json': suretesSchema,
  'intents/answers/numeros.json': numerosSchema,
  'intents/answers/facile.json': facileSchema,
  'intents/clarifications.json': clarificationsSchema,
  'dialogs/contenu/motifs.json': motifsSchema,
  'dialogs/contenu/services.json': servicesSchema,
  'dialogs/contenu/prestations.json': prestationsSchema,
  'dialogs/contenu/urgences.json': urgencesSchema,
  'dialogs/contenu/commandes.json': commandesSchema,
  'dialogs/contenu/langues.json': languesSchema,
  'dialogs/contenu/moyens.json': moyensSchema,
  'dialogs/textes/fr.json': z.record(z.string(), texteSchema),
} as const;
export type Chemin = keyof typeof SCHEMAS;
export const CHEMINS = Object.keys(SCHEMAS).filter((path): path is Chemin => path in SCHEMAS);
export type Corpus = { [C in Chemin]: z.output<(typeof SCHEMAS)[C]> };

export const SIMPLES = 'intents/answers/simple.json';
export const HORS_PERIMETRE = 'intents/answers/hors-perimetre.json';
export const SURETE = 'intents/answers/surete.json';
export const NUMEROS = 'intents/answers/numeros.json';
export const FACILE = 'intents/answers/facile.json';
export const CLARIFICATIONS = 'intents/clarifications.json';
export const MOTIFS_JSON = 'dialogs/contenu/motifs.json';
export const MOYENS_JSON = 'dialogs/contenu/moyens.json';
export const SERVICES_JSON = 'dialogs/contenu/services.json';
export const PRESTATIONS_JSON = 'dialogs/contenu/prestations.json';
export const URGENCES = 'dialogs/contenu/urgences.json';
export const TEXTES = 'dialogs/textes/fr.json';

/** Reads every file whatever the faults of the others. `corpus` holds the files that have their shape. */
export function readCorpus(files: ReadonlyMap<string, string>): { corpus: Partial<Corpus>; constats: Constat[] } {
  const corpus: Partial<Corpus> = {};
  const constats = CHEMINS.flatMap((path) => readFile(path, files.get(path), corpus));
  return { corpus, constats };
}

function readFile<C extends Chemin>(path: C, text: string | undefined, corpus: Partial<Corpus>): Constat[] {
  if (text === undefined) return [constat('FICHIER_ABSENT', { fichier: path, entree: '' })];
  const faults = syntaxFaults(path, text);
  if (faults.some(({ code }) => code === 'JSON_ILLISIBLE')) return faults;
  const parsed = SCHEMAS[path].safeParse(JSON.parse(text), { error: z.locales.fr().localeError });
  if (!parsed.success) return [...faults, ...parsed.error.issues.map((issue) => constat('SCHEMA', { fichier: path, entree: issue.path.map(String).join('.') }, { detail: issue.message }))];
  Object.assign(corpus, { [path]: parsed.data });
  return faults;
}

/** JSON.parse names no line and keeps the last of two equal keys without a word: esbuild says both. */
function syntaxFaults(path: string, text: string): Constat[] {
  const lines = text.split('\n');
  const lineOf = (line: number | undefined): string => (lines[(line ?? 1) - 1] ?? '').trim();
  const at = (line: number | undefined) => ({ ligne: line ?? 1, extrait: excerpt(lineOf(line), 0, 60) });
  try {
    return transformSync(text, { loader: 'json', logLevel: 'silent' }).warnings.map(({ text: message, location }) =>
      constat('CLE_EN_DOUBLE', { fichier: path, entree: /"(.*)"/.exec(message)?.[1] ?? '' }, { ...at(location?.line), cle: /".*"/.exec(message)?.[0] ?? lineOf(location?.line) }));
  } catch (error) {
    const line = esbuildFailure.safeParse(error).data?.errors[0]?.location?.line;
    return [constat('JSON_ILLISIBLE', { fichier: path, entree: '' }, at(line))];
  }
}

const esbuildFailure = z.object({ errors: z.array(z.object({ location: z.object({ line: z.number() }).nullable() })) });

/** Whether every file has its shape, so that they can be compared with each other. */
export const isWhole = (corpus: Partial<Corpus>): corpus is Corpus => CHEMINS.every((path) => corpus[path] !== undefined);
