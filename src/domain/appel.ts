import { z } from 'zod';
import { CODES, DRAPEAUX, MOTIFS, PRESTATIONS, PRIORITES, REVISIONS, SERVICES_EXPERTS } from './codes';
import type { ServiceExpert } from './codes';
import type { Entite } from './comprehension';

/**
 * What a finished call gives: a draft, kept under the call and never a demande by itself. Each value says how sure it is (0 to 1) and in
 * which segment of the transcript it was said. Words are masked.
 */

/** Life of the code that takes a draft over, in hours: the person is expected to use it in the days after the call. */
export const CODE_HEURES = 72;

const lu = <T extends z.ZodType>(valeur: T) => z.object({ valeur, confiance: z.number().min(0).max(1), segment: z.int().min(1) });
const partie = z.object({ texte: z.string(), confiance: z.number(), segments: z.array(z.int()) }).nullable();
const code = z.enum(CODES as [string, ...string[]]);
const service = z.enum(SERVICES_EXPERTS as [ServiceExpert, ...ServiceExpert[]]);
const entite = z.custom<Entite>((value) => typeof value === 'object' && value !== null && 'type' in value);

export const brouillonAppelSchema = z.object({
  schema: z.literal(1),
  fournisseur: z.string(), appel: z.string(), empreinte: z.string(), langue: z.string(), caviardee: z.boolean(),
  /** Instant of the call, ISO; of the deposit of its transcript when the file does not say. */
  appelLe: z.string(),
  dureeMs: z.number(), segments: z.int(),
  /** Nobody was named as the caller: every voice was read as theirs, and believed less. */
  voixInconnues: z.boolean(),
  motif: lu(z.enum(MOTIFS)).nullable(),
  revision: z.enum(REVISIONS).nullable(),
  prestation: lu(z.enum(PRESTATIONS)).nullable(),
  service: lu(service).nullable(),
  priorite: lu(z.enum(PRIORITES)).nullable(),
  /** What else was asked: another demande (with its prestation), or simple questions. */
  autres: z.array(lu(code).extend({ prestation: z.enum(PRESTATIONS).nullable() })),
  drapeaux: z.array(lu(z.enum(DRAPEAUX))),
  /** The statement in its four parts, in the caller's words; null where nothing was said. */
  expose: z.object({ situationInitiale: partie, problemeRencontre: partie, demarches: partie, demandeFormelle: partie }),
  chronologie: z.array(z.object({ date: z.string(), precision: z.enum(['jour', 'mois', 'annee']), texte: z.string(), confiance: z.number(), segment: z.int() })),
  contacts: z.array(lu(z.object({ canal: z.string(), date: z.string().nullable(), reponse: z.string() }))),
  montants: z.array(lu(z.object({ euros: z.number(), parMois: z.boolean() }))),
  actes: z.array(lu(z.string())),
  numeroAllocataire: lu(z.string()).nullable(),
  /** What was said of the demande, in order, and the typed spans of these lines joined by a line break. */
  paroles: z.array(z.object({ texte: z.string(), segment: z.int() })),
  entities: z.array(entite),
});
export type BrouillonAppel = z.infer<typeof brouillonAppelSchema>;
export type Lu<T> = { valeur: T; confiance: number; segment: number };
