import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import {
  answersSchema, clarificationsSchema, facileSchema, faitsSchema, languesSchema, motifsSchema, moyensSchema, numerosSchema, prestationsSchema, servicesSchema, suretesSchema, urgencesSchema,
} from '../dialogs/contenu';
import type { Contenu } from '../dialogs/contenu';
import { CodedError } from './domain/errors';

const ROOT = join(__dirname, '..');

/**
 * Everything the assistant may say, read and checked once at start.
 * @throws CodedError CONTENU_INVALIDE naming the file and the path in it
 */
export function loadContent(root = ROOT): Contenu {
  const prestations = read(root, 'dialogs/contenu/prestations.json', prestationsSchema);
  return {
    reponses: { ...read(root, 'intents/answers/simple.json', answersSchema), ...read(root, 'intents/answers/hors-perimetre.json', answersSchema) },
    faits: read(root, 'intents/answers/faits.json', faitsSchema),
    surete: read(root, 'intents/answers/surete.json', suretesSchema),
    facile: read(root, 'intents/answers/facile.json', facileSchema),
    numeros: read(root, 'intents/answers/numeros.json', numerosSchema),
    clarifications: read(root, 'intents/clarifications.json', clarificationsSchema),
    motifs: read(root, 'dialogs/contenu/motifs.json', motifsSchema),
    services: read(root, 'dialogs/contenu/services.json', servicesSchema),
    prestations: prestations.prestations,
    questionPrestation: prestations.questionPrestation,
    urgences: read(root, 'dialogs/contenu/urgences.json', urgencesSchema),
    langues: read(root, 'dialogs/contenu/langues.json', languesSchema),
    moyens: read(root, 'dialogs/contenu/moyens.json', moyensSchema),
  };
}

function read<S extends z.ZodType>(root: string, path: string, schema: S): z.output<S> {
  const parsed = schema.safeParse(parseJson(root, path));
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.slice(0, 5).map((issue) => `${issue.path.join('.')} : ${issue.message}`);
  throw new CodedError('CONTENU_INVALIDE', `${path} : ${issues.join(' ; ')}`);
}

function parseJson(root: string, path: string): unknown {
  try {
    return JSON.parse(readFileSync(join(root, path), 'utf8'));
  } catch (cause) {
    throw new CodedError('CONTENU_INVALIDE', `${path} : fichier absent ou JSON illisible`, { cause });
  }
}
