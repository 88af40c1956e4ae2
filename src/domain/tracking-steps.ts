import type { Dossier, Statut } from './dossier';

/** The way of a dossier as a person sees it: four steps in a line, whatever the states inside. */
export const ETAPES = ['recue', 'confiee', 'complement', 'reponse'] as const;
export type Etape = (typeof ETAPES)[number];
/** `si-besoin`: a complement that nobody asked for. */
export type EtatEtape = 'faite' | 'en-cours' | 'a-venir' | 'si-besoin';

const CURRENT: Record<Statut, Etape | null> = {
  RECU: 'recue', REOUVERT: 'recue', AFFECTE: 'confiee', COMPLEMENT_DEMANDE: 'complement', COMPLEMENT_RECU: 'complement', FINALISE: 'reponse',
  ANNULE: null, SANS_SUITE: null,
};

/** The state of each step; a dossier that was stopped has no current step. */
export function stepsOf({ statut, vie, evenements }: Dossier): { etape: Etape; etat: EtatEtape }[] {
  const current = CURRENT[statut];
  const wasAsked = (vie?.complements.length ?? 0) > 0;
  const wasAssigned = evenements.some(({ quoi }) => quoi === 'affecter');
  return ETAPES.map((etape) => ({ etape, etat: stateOf(etape, current, { wasAsked, wasAssigned }) }));
}

function stateOf(etape: Etape, current: Etape | null, past: { wasAsked: boolean; wasAssigned: boolean }): EtatEtape {
  if (etape === current) return 'en-cours';
  if (etape === 'complement' && !past.wasAsked) return 'si-besoin';
  if (current !== null) return ETAPES.indexOf(etape) < ETAPES.indexOf(current) ? 'faite' : 'a-venir';
  return etape === 'recue' || (etape === 'confiee' && past.wasAssigned) ? 'faite' : 'a-venir';
}
