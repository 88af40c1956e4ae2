import { z } from 'zod';

/** What an operator closes for a while: one way in, or all of them. */
export const ENTREES = ['web', 'teams', 'telephone', 'api', 'tout'] as const;
export type Entree = (typeof ENTREES)[number];

export const MESSAGE_MAX = 400;

export const fermetureSchema = z.strictObject({
  entree: z.enum(ENTREES),
  /** ISO instant, UTC. */
  at: z.iso.datetime(),
  /** Who closed it. */
  par: z.string().min(1).max(80),
  /** For the operators' journal. */
  raison: z.string().min(3).max(200),
  /** What people are told, before the emergency numbers; `null`: the ordinary sentence. */
  message: z.string().min(10).max(MESSAGE_MAX).nullable(),
});
export type Fermeture = z.infer<typeof fermetureSchema>;

/** What closes this way in, itself before everything. */
export const closureOf = (fermetures: readonly Fermeture[], entree: Entree): Fermeture | null =>
  fermetures.find((one) => one.entree === entree) ?? fermetures.find((one) => one.entree === 'tout') ?? null;
