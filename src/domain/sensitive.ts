import type { Drapeau } from './codes';
import type { Dossier } from './dossier';
import { CRITERES_PRIORITE } from './priority';

/** Violence or health: reading such a dossier is a right of its own (DOSSIER §6.2). */

const DRAPEAUX_SENSIBLES: readonly Drapeau[] = ['violences', 'detresse', 'menace'];
const PIECES_SENSIBLES = ['D-VIOL', 'D-MED'];
const CRITERES_SENSIBLES = new Set(CRITERES_PRIORITE.filter(({ sensible }) => sensible).map(({ id }) => id));

/** Whether this dossier says something of violence or health, whatever the place in it. */
export function isSensitive({ demande }: Pick<Dossier, 'demande'>): boolean {
  const { discret, drapeaux, criteres, pieces, prestation } = demande;
  return discret || prestation === 'AIDE_VIOLENCES' || drapeaux.some((one) => DRAPEAUX_SENSIBLES.includes(one))
    || criteres.some((id) => CRITERES_SENSIBLES.has(id)) || pieces.some(({ code, statut }) => statut === 'recue' && PIECES_SENSIBLES.includes(code));
}
