import { z } from 'zod';
import { CANAUX, CODES, PRESTATIONS, type Code } from './codes';

/** Messages that may have been misunderstood, kept some days without who wrote them, for a person of the trade to read. */

/** Why a message is worth reading again, the least telling first. */
export const RAISONS_REVUE = ['incertain', 'incompris', 'pas-repondu', 'pas-ma-question', 'corrige'] as const;
export type RaisonRevue = (typeof RAISONS_REVUE)[number];

const code = z.enum(CODES as [Code, ...Code[]]);

/** What was understood of a message. `texte` is masked for review; `confiance` and `confidence` go from 0 to 1. */
export const entenduSchema = z.object({
  texte: z.string().min(1),
  raison: z.enum(RAISONS_REVUE).nullable(),
  code,
  groupe: z.enum(['simple', 'expert', 'out_of_scope', 'clarify']),
  confiance: z.number(),
  /** The next two codes. */
  alternatives: z.array(z.object({ code, confidence: z.number() })),
  /** Prestations that the words name. */
  prestations: z.array(z.enum([...PRESTATIONS, 'AUCUNE'])),
  /** What the person answered to a discriminating question about this message. */
  codeChoisi: code.nullable(),
});
export type Entendu = z.infer<typeof entenduSchema>;

export const messageARevoirSchema = entenduSchema.extend({ raison: z.enum(RAISONS_REVUE) });
export type MessageARevoir = z.infer<typeof messageARevoirSchema>;

/** What an expert corrected of a demande: codes of the trade, what it was and what it should have been. */
export const CORRECTIONS = ['motif', 'prestation', 'service', 'sans-expert'] as const;
export type Correction = { quoi: (typeof CORRECTIONS)[number]; avant: string; apres: string };

/** As stored. `id` begins with a letter; `conversation` is a salted hash; `jour` is `YYYY-MM-DD`, Europe/Paris. */
export const reviewEntrySchema = messageARevoirSchema.extend({
  id: z.string(), conversation: z.string(), canal: z.enum(CANAUX), jour: z.string(),
  correction: z.object({ quoi: z.enum(CORRECTIONS), avant: z.string(), apres: z.string() }).optional(),
});
export type ReviewEntry = z.infer<typeof reviewEntrySchema>;

/** Whether `raison` tells more than `other`. */
export const tellsMore = (raison: RaisonRevue, other: RaisonRevue | null): boolean => other === null || RAISONS_REVUE.indexOf(raison) > RAISONS_REVUE.indexOf(other);
