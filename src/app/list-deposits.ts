import type { Dossier } from '../domain/dossier';
import type { Store } from '../stores/store';
import { journal } from './access-journal';
import type { JournalDeps } from './access-journal';

/** Dossiers shown at once: as many as a message on a telephone can hold. */
export const DEPOTS_PAR_PAGE = 10;

export type DepositsPage = { dossiers: Dossier[]; depuis: number; total: number };

/**
 * One page of the dossiers that this channel identity opened, the most recent first. Each reading is written in the journal.
 * @param personne channel identity of the reader: no other identity's dossier is ever listed
 * @param depuis rank of the first one, from 0
 * @throws CodedError STOCKAGE_INDISPONIBLE
 */
export async function listDeposits(personne: string, depuis: number, deps: JournalDeps & { store: Pick<Store, 'listReferences' | 'getDossier'> }): Promise<DepositsPage> {
  const references = await deps.store.listReferences(personne);
  const page = references.slice(depuis, depuis + DEPOTS_PAR_PAGE);
  const read = await Promise.all(page.map((reference) => deps.store.getDossier(reference)));
  const dossiers = read.filter((dossier): dossier is Dossier => dossier?.personne === personne);
  for (const { reference } of dossiers) await journal({ qui: 'usager', quoi: 'lecture-dossier', objet: reference, motif: 'suivi' }, deps);
  return { dossiers, depuis, total: references.length };
}
