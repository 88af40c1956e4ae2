import { z } from 'zod';

/** The access journal: who read or erased which dossier or file, when and why. No free words: nothing personal can enter it. */

export const ACTES_ACCES = [
  'lecture-dossier', 'lecture-fichier', 'refus', 'export', 'effacement', 'effacement-conversation', 'purge',
  'prise-en-charge', 'liberation', 'reaffectation', 'complement', 'note', 'reponse', 'requalification', 'reorientation', 'reouverture', 'correction', 'coefficients',
] as const;
export type ActeAcces = (typeof ACTES_ACCES)[number];
export const MOTIFS_ACCES = ['suivi', 'traitement', 'controle', 'droit-d-acces', 'droit-a-l-effacement', 'conservation'] as const;

/** Identifiers only: a person of the public is never named here. */
const auteur = z.string().regex(/^(?:usager|systeme|(?:operateur|expert)(?::[\w.@-]{1,60})?)$/);

export const accesSchema = z.strictObject({
  /** ISO instant, UTC. */
  at: z.iso.datetime(),
  qui: auteur,
  quoi: z.enum(ACTES_ACCES),
  /** A REF-EXP number, a file id, a hash, a day. */
  objet: z.string().regex(/^[\w-]{1,80}$/),
  motif: z.enum(MOTIFS_ACCES),
});
export type Acces = z.infer<typeof accesSchema>;

/** Whether this may sign a line of the journal. */
export const isAuteur = (text: string): boolean => auteur.safeParse(text).success;
