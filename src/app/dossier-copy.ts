import type { Contenu } from '../../dialogs/contenu';
import { copie } from '../../dialogs/copie';
import { parisDate } from '../domain/calendar';
import type { Store } from '../stores/store';
import { journal, type JournalDeps } from './access-journal';

export type CopyDeps = JournalDeps & { store: Pick<Store, 'getDossier'>; contenu: Contenu };
export type DossierCopy = { nom: string; octets: Uint8Array };

/**
 * A copy to keep of a dossier that this channel identity opened, as a text file (UTF-8 with its mark, lines of Windows). The reading is
 * written in the journal. `null`: no such dossier of theirs, or one that must leave no trace.
 * @throws CodedError STOCKAGE_INDISPONIBLE
 */
export async function dossierCopy(reference: string, personne: string, { contenu, ...deps }: CopyDeps): Promise<DossierCopy | null> {
  const dossier = await deps.store.getDossier(reference);
  if (dossier?.personne !== personne || dossier.demande.discret) return null;
  await journal({ qui: 'usager', quoi: 'lecture-dossier', objet: reference, motif: 'suivi' }, deps);
  const text = copie(dossier, contenu, parisDate(deps.clock()));
  return { nom: `demande-${reference}.txt`, octets: Buffer.from(`\ufeff${text.replaceAll('\n', '\r\n')}`) };
}
