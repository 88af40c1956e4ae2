import type { Dossier } from '../domain/dossier';
import { CodedError } from '../domain/errors';
import type { NewOutboxEntry, Store } from '../stores/store';

/** Where a person wants to be told besides the conversation. The address stays in the dossier: neither in events nor in the outbox. */

export const MAIL_KIND = 'courriel';

type ContactDeps = { store: Pick<Store, 'getDossier' | 'updateDossier' | 'listReferences'>; now: Date };
type Contact = Dossier['contact'];

const MAX_REPLAYS = 10;

/**
 * Notes an address for a dossier of this person, and sends there what the acknowledgement said. The same address again changes
 * nothing. Someone else's dossier, or one in quiet mode, is left alone.
 * @throws CodedError STOCKAGE_INDISPONIBLE; CONFLIT_ETAT after ten lost races
 */
export async function setContact(reference: string, personne: string, email: string, deps: ContactDeps): Promise<void> {
  await change(reference, { email }, deps, (dossier) => dossier.personne === personne && !dossier.demande.discret && dossier.contact?.email !== email);
}

/**
 * Erases the address from every dossier of this person.
 * @returns how many had one
 * @throws CodedError STOCKAGE_INDISPONIBLE; CONFLIT_ETAT after ten lost races
 */
export async function clearContacts(personne: string, deps: ContactDeps): Promise<number> {
  const changed = await Promise.all((await deps.store.listReferences(personne)).map((reference) => change(reference, null, deps, ({ contact }) => Boolean(contact))));
  return changed.filter(Boolean).length;
}

/** Kept with an event of its own, so that an act done at the same time is not undone. */
async function change(reference: string, contact: NonNullable<Contact> | null, { store, now }: ContactDeps, mayChange: (dossier: Dossier) => boolean): Promise<boolean> {
  for (let attempt = 0; attempt < MAX_REPLAYS; attempt++) {
    const before = await store.getDossier(reference);
    if (!before || !mayChange(before)) return false;
    const { evenements, statut } = before;
    const at = now.toISOString();
    const next: Dossier = { ...before, contact, evenements: [...evenements, { at, quoi: contact ? 'courriel-choisi' : 'courriel-arrete', qui: 'usager', statut, detail: '' }] };
    if (await store.updateDossier(next, evenements.length, contact ? [reception(next, at)] : [])) return true;
  }
  throw new CodedError('CONFLIT_ETAT', `dossier changed ${MAX_REPLAYS} times while noting a contact`);
}

const reception = ({ reference, evenements }: Dossier, createdAt: string): NewOutboxEntry => ({
  id: `${MAIL_KIND}:${reference}:${evenements.length - 1}:reception`, kind: MAIL_KIND, createdAt, payload: { reference, genre: 'reception', evenement: 0 },
});
