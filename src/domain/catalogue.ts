import { z } from 'zod';
import { CodedError } from './errors';
import { MOTIFS, PRESTATIONS, SERVICES } from './codes';

/**
 * Reading of the trade's data files (`catalogue/*.json`). Each file says its version, its date and its sources; each
 * entry names the source it comes from.
 */

const DATE = /^\d{4}-\d{2}-\d{2}$/;

export const sourceSchema = z.strictObject({
  titre: z.string().min(3),
  /** `null` for a source that has no public address (the client's article, the trade file built from it). */
  url: z.url().nullable(),
  consulteLe: z.string().regex(DATE),
});
export type Source = z.infer<typeof sourceSchema>;

/** Fields at the head of every catalogue file. */
export const headSchema = {
  version: z.string().regex(/^\d+\.\d+$/),
  date: z.string().regex(DATE),
  sources: z.record(z.string(), sourceSchema),
};

export const prestationSchema = z.enum(PRESTATIONS);
export const motifSchema = z.enum(MOTIFS);
export const serviceSchema = z.enum(SERVICES);
export const serviceExpertSchema = z.enum(['HABITAT', 'FAMILLE', 'INSERTION', 'RECOURS']);

/**
 * Checks one data file against its schema, and every `source` it names against its own list.
 * @param name file name, for the error message
 * @throws CodedError CONTENU_INVALIDE naming the file and each faulty path, in French
 */
export function parseCatalogue<T>(name: string, schema: z.ZodType<T>, raw: unknown): T {
  const result = schema.safeParse(raw, { error: z.locales.fr().localeError });
  if (!result.success) throw invalid(name, result.error.issues.map((issue) => `${issue.path.join('.')} : ${issue.message}`));
  const unknown = unknownSources(raw);
  if (unknown.length > 0) throw invalid(name, unknown.map((path) => `${path} : source absente de la liste « sources »`));
  return result.data;
}

/** A map that answers for every key, so that callers need no fallback. @throws CodedError CONTENU_INVALIDE on a missing key */
export function completeMap<K extends string, V>(name: string, keys: readonly K[], entries: readonly [K, V][]): (key: K) => V {
  const map = new Map(entries);
  const missing = keys.filter((key) => !map.has(key));
  if (missing.length > 0) throw invalid(name, missing.map((key) => `${key} : entrée manquante`));
  if (map.size !== entries.length) throw invalid(name, ['une entrée est en double']);
  return (key) => {
    const value = map.get(key);
    if (value === undefined) throw invalid(name, [`${key} : entrée manquante`]);
    return value;
  };
}

export function invalid(name: string, problems: string[]): CodedError {
  return new CodedError('CONTENU_INVALIDE', `src/domain/catalogue/${name} : ${problems.join(' ; ')}`);
}

function unknownSources(raw: unknown): string[] {
  const known = new Set(Object.keys(field(raw, 'sources') ?? {}));
  const missing: string[] = [];
  const walk = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'source' && typeof inner === 'string' && !known.has(inner)) missing.push(`${path}${key} (${inner})`);
      if (path !== '' || key !== 'sources') walk(inner, `${path}${key}.`);
    }
  };
  walk(raw, '');
  return missing;
}

function field(raw: unknown, key: string): object | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined;
  const value: unknown = Object.entries(raw).find(([name]) => name === key)?.[1];
  return typeof value === 'object' && value !== null ? value : undefined;
}
