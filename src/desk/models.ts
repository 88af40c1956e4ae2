import { z } from 'zod';
import { ISSUES } from '../domain/dossier';
import raw from './modeles.json';

/** Answers to begin from. What is left between square brackets must be filled in before anything is sent. */
const modelesSchema = z.array(z.strictObject({ id: z.string().regex(/^[a-z-]+$/), titre: z.string().min(3), issue: z.enum(ISSUES), texte: z.string().min(20) })).min(1);
export const MODELES = modelesSchema.parse(raw);

export const isUnfinished = (texte: string): boolean => /\[à compléter[^\]]*\]/i.test(texte);
