import { z } from 'zod';
import raw from './catalogue/complexite.json';
import { headSchema, motifSchema, parseCatalogue } from './catalogue';
import type { Complexite, Motif, Prestation } from './codes';

/** Complexity of a demande (DOSSIER §8.3): complex at once, or from two points on. */

const critereSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9_]+$/),
  /** Shown to the person and to the expert. */
  libelle: z.string().min(3),
  /** `demblee`: complex by itself; `point`: one of the two points needed. */
  poids: z.enum(['demblee', 'point']),
  /** Counts in these motifs only. */
  motifs: z.array(motifSchema).optional(),
  source: z.string(),
});

const schema = z.strictObject({
  ...headSchema,
  seuilPoints: z.strictObject({ valeur: z.int().positive(), source: z.string() }),
  limites: z.strictObject({ moisContestes: z.int(), relances: z.int(), source: z.string() }),
  motifsDemblee: z.array(z.strictObject({ code: motifSchema, libelle: z.string(), source: z.string() })),
  criteres: z.array(critereSchema),
});
const DATA = parseCatalogue('complexite.json', schema, raw);

export type CritereComplexite = z.infer<typeof critereSchema>;
export const CRITERES_COMPLEXITE: readonly CritereComplexite[] = DATA.criteres;

export type DemandeDeComplexite = {
  motif: Motif;
  /** Ids of `complexite.json`; unknown ids (priority criteria, withdrawn ones) are ignored. */
  criteres: string[];
  prestation?: Prestation;
  /** Prestations at stake, when several were named. */
  prestations?: Prestation[];
  moisContestes?: number | null;
  relances?: number | null;
};

/** @returns `raisons`: what counts, in French; with STANDARD, the single point that was not enough, if any */
export function computeComplexity(demande: DemandeDeComplexite): { complexite: Complexite; raisons: string[] } {
  const atOnce = DATA.motifsDemblee.filter(({ code }) => code === demande.motif);
  const held = heldCriteria(demande);
  const strong = held.filter(({ poids }) => poids === 'demblee');
  const points = held.length - strong.length;
  const complexe = atOnce.length > 0 || strong.length > 0 || points >= DATA.seuilPoints.valeur;
  return {
    complexite: complexe ? 'COMPLEXE' : 'STANDARD',
    raisons: [...atOnce, ...strong, ...held.filter(({ poids }) => poids === 'point')].map(({ libelle }) => libelle),
  };
}

function heldCriteria(demande: DemandeDeComplexite): CritereComplexite[] {
  const ids = new Set([...demande.criteres, ...derived(demande)]);
  return DATA.criteres.filter(({ id, motifs }) => ids.has(id) && (motifs === undefined || motifs.includes(demande.motif)));
}

function derived({ prestation, prestations, moisContestes, relances }: DemandeDeComplexite): string[] {
  const ids: string[] = [];
  if (prestation === 'MULTI' || new Set(prestations).size > 1) ids.push('plusieurs_prestations');
  if ((moisContestes ?? 0) > DATA.limites.moisContestes) ids.push('periode_plus_12_mois');
  if ((relances ?? 0) > DATA.limites.relances) ids.push('plus_5_relances');
  return ids;
}
