import type { Dossier } from '../domain/dossier';
import type { NewOutboxEntry } from '../stores/store';

/** What ties a dossier to the program that opened it. Each is a person of its own, so that erasing one leaves the others alone. */

export const API_EVENT_KIND = 'api-evenement';

/** Acts told to programs: what the person may read herself. Internal notes and pre-alerts are not among them. */
export const EVENEMENTS_PUBLICS = [
  'reception', 'affecter', 'demander-complement', 'completer', 'repondre', 'annuler', 'rouvrir', 'requalifier', 'reorienter', 'depasser', 'relancer', 'clore', 'noter',
] as const;
export type EvenementPublic = (typeof EVENEMENTS_PUBLICS)[number];

export const publicEvent = (quoi: string): EvenementPublic | null => EVENEMENTS_PUBLICS.find((known) => known === quoi) ?? null;

/** @param cle what names the demande for the program, hashed */
export const programPerson = (jeton: string, cle: string): string => `api:${jeton}:${cle}`;

/** Id of the token that opened this dossier; null when no program did. */
export const programOf = ({ personne }: Pick<Dossier, 'personne'>): string | null => /^api:(\w{1,40}):/.exec(personne)?.[1] ?? null;

/** The last event, for the program that opened the dossier. Nothing leaves in quiet mode. The id never changes. */
export function programEntries(dossier: Dossier): NewOutboxEntry[] {
  const rang = dossier.evenements.length - 1;
  const last = dossier.evenements[rang];
  if (programOf(dossier) === null || dossier.demande.discret || !last || publicEvent(last.quoi) === null) return [];
  return [programEntry(dossier.reference, rang, last.at)];
}

export const programEntry = (reference: string, rang: number, createdAt: string): NewOutboxEntry =>
  ({ id: `${API_EVENT_KIND}:${reference}:${rang}`, kind: API_EVENT_KIND, createdAt, payload: { reference, rang } });
