import { z } from 'zod';
import { motifSchema, prestationSchema } from './catalogue';
import { REVISIONS } from './codes';
import type { Motif, Prestation, Revision } from './codes';
import { isSituation } from './pieces';
import { checkReference } from './reference';

/** The sending sheet: what is printed for a demande. Codes only: neither the sheet nor its address holds personal data. */
export type Fiche = { motif: Motif; revision: Revision | null; prestation: Prestation; situations: string[]; reference: string | null };

export const FICHE_PATH = '/fiche';

/** Path of the sheet, or of its form while the motif (or what a revision is about) is not known. */
export function fichePath({ motif, revision, prestation, situations, reference }: Omit<Fiche, 'motif'> & { motif: Motif | null }): string {
  if (motif === null || (motif === 'DEMANDE_REVISION' && revision === null)) return FICHE_PATH;
  const given = { motif, prestation, revision: revision ?? '', situations: situations.join(','), ref: reference ?? '' };
  const query = Object.entries(given).filter(([, value]) => value !== '').map(([name, value]) => `${name}=${value}`);
  return `${FICHE_PATH}?${query.join('&')}`;
}

const SITUATIONS_MAX = 20;
const list = z.string().max(600).transform((text) => (text === '' ? [] : text.split(','))).pipe(z.array(z.string().refine(isSituation)).max(SITUATIONS_MAX));

/** A field left blank in a form comes as an empty text. */
const blankIsAbsent = <S extends z.ZodType>(schema: S) => z.literal('').transform(() => undefined).or(schema).optional();

const paramsSchema = z.object({
  motif: blankIsAbsent(motifSchema), prestation: blankIsAbsent(prestationSchema), revision: blankIsAbsent(z.enum(REVISIONS)),
  situations: list.default([]), ref: blankIsAbsent(z.string().refine(checkReference)),
});
const NAMES = ['motif', 'prestation', 'revision', 'situations', 'ref'] as const;

/**
 * What an address asks for.
 * - `fiche`: a sheet can be made.
 * - `formulaire`: something is left to choose; `manque` names it, null on a first visit.
 * - `invalide`: an unknown code, a wrong reference, or a parameter given twice.
 */
export type LectureFiche =
  | { genre: 'fiche'; fiche: Fiche }
  | { genre: 'formulaire'; manque: 'motif' | 'revision' | null; choisis: Pick<Fiche, 'prestation' | 'reference'> & { motif: Motif | null } }
  | { genre: 'invalide' };

/** Reads the parameters of the sheet's address. Names it does not know are left aside. */
export function readFiche(params: URLSearchParams): LectureFiche {
  if (NAMES.some((name) => params.getAll(name).length > 1)) return { genre: 'invalide' };
  const given = NAMES.flatMap((name) => (params.has(name) ? [[name, params.get(name)]] : []));
  const parsed = paramsSchema.safeParse(Object.fromEntries(given));
  if (!parsed.success) return { genre: 'invalide' };
  const { motif = null, revision = null, prestation = 'INCONNUE', situations, ref = null } = parsed.data;
  const choisis = { motif, prestation, reference: ref };
  if (motif === null) return { genre: 'formulaire', manque: given.length === 0 ? null : 'motif', choisis };
  if (motif === 'DEMANDE_REVISION' && revision === null) return { genre: 'formulaire', manque: 'revision', choisis };
  return { genre: 'fiche', fiche: { motif, revision: motif === 'DEMANDE_REVISION' ? revision : null, prestation, situations, reference: ref } };
}
