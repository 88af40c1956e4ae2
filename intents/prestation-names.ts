import { z } from 'zod';
import { PRESTATIONS, type Prestation } from '../src/domain/codes';
import raw from './lexique/prestations.json';

const schema = z.strictObject({
  prestations: z.array(z.strictObject({ code: z.enum(PRESTATIONS), sigles: z.array(z.string()), formes: z.array(z.string()), oral: z.array(z.string()) })),
  multi: z.array(z.string()),
  anciens: z.array(z.string()),
  avantVerbe: z.array(z.string()),
  auxiliaires: z.array(z.string()),
  avantCompte: z.array(z.string()),
  autresAllocations: z.array(z.string()),
  motsCourants: z.array(z.string()),
  /** Who is alone with children: `qui`, then a word that begins with one of `comment`. */
  parentSeul: z.strictObject({ qui: z.array(z.string()), comment: z.array(z.string()) }),
  contexteAide: z.array(z.string()),
  contreContexte: z.record(z.string(), z.array(z.string())),
  ambigus: z.array(z.strictObject({ mot: z.string(), lectures: z.array(z.strictObject({ code: z.enum(PRESTATIONS), /** What may follow "prime de", when it is not all the context. */ nom: z.array(z.string()).optional(), contexte: z.array(z.string()) })) })),
});
/** The names of the prestations, as people write and say them, and the words around them that settle which is meant. */
export const NAMES = schema.parse(raw);

/** What each sigle stands for. */
export const SIGLES: ReadonlyMap<string, Prestation> = new Map(NAMES.prestations.flatMap((p) => p.sigles.map((s) => [s, p.code] as const)));
