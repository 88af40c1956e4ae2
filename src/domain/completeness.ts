import { z } from 'zod';
import raw from './catalogue/completude.json';
import { headSchema, parseCatalogue } from './catalogue';
import type { DemandeConfirmee } from './dossier';

/**
 * How complete a demande is: a measure told to the person and counted in the report. It decides of nothing: neither the
 * sending, nor the priority, nor a legal deadline reads it.
 */

const poids = z.strictObject({ valeur: z.int().positive(), source: z.string() });
const { poids: POIDS } = parseCatalogue('completude.json', z.strictObject({
  ...headSchema, poids: z.strictObject({ obligatoire: poids, selonSituation: poids, recit: poids, reponse: poids, numero: poids }),
}), raw);

/** One thing that the score depends on. `code`: of the piece, or of the question. */
export type ElementComplet = { genre: 'piece' | 'recit' | 'reponse' | 'numero'; code: string; libelle: string; poids: number; present: boolean };

export type Completude = {
  /** 0 to 100; 100 only when nothing is missing. */
  score: number;
  elements: ElementComplet[];
  /** What would raise it most; `null` at 100. Between equals, a piece first, in the order of the list. */
  surtout: ElementComplet | null;
};

type Mesuree = Pick<DemandeConfirmee, 'pieces' | 'reponses' | 'expose' | 'numeroAllocataire'>;

/** Share of what is expected that is there. Optional pieces never count; nor does what the person said does not concern them. */
export function completeness(demande: Mesuree): Completude {
  const elements = elementsOf(demande);
  const total = sum(elements);
  const missing = elements.filter(({ present }) => !present);
  const surtout = missing.reduce<ElementComplet | null>((most, one) => (most === null || one.poids > most.poids ? one : most), null);
  return { score: Math.floor((100 * (total - sum(missing))) / total), elements, surtout };
}

const sum = (elements: readonly ElementComplet[]): number => elements.reduce((total, { poids: weight }) => total + weight, 0);

function elementsOf({ pieces, reponses, expose, numeroAllocataire }: Mesuree): ElementComplet[] {
  const expected = pieces.filter(({ necessite }) => necessite !== 'facultative');
  return [
    ...expected.map(({ code, libelle, necessite, statut }): ElementComplet => ({
      genre: 'piece', code, libelle, present: statut === 'recue', poids: necessite === 'obligatoire' ? POIDS.obligatoire.valeur : POIDS.selonSituation.valeur,
    })),
    { genre: 'recit', code: 'recit', libelle: '', poids: POIDS.recit.valeur, present: Object.values(expose).some((part) => part.trim() !== '') },
    ...Object.entries(reponses).map(([code, { libelle, valeur }]): ElementComplet => ({ genre: 'reponse', code, libelle, poids: POIDS.reponse.valeur, present: valeur !== null })),
    { genre: 'numero', code: 'numero', libelle: '', poids: POIDS.numero.valeur, present: numeroAllocataire !== null },
  ];
}
