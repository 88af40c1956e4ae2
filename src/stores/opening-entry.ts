import type { Dossier } from '../domain/dossier';
import type { NewOutboxEntry } from './store';

export const OPENING_KIND = 'dossier-ouvert';

/** First outbox entry of a dossier, the same on every store: the receiver reads the dossier itself. */
export function openingEntry(dossier: Dossier): NewOutboxEntry {
  return {
    id: `${OPENING_KIND}:${dossier.reference}`,
    kind: OPENING_KIND,
    payload: { reference: dossier.reference },
    createdAt: dossier.ouvertLe,
  };
}

/** Instant of the last passage to FINALISE, epoch ms; `null` when never finalised. Later notes do not move it. */
export function finalisedAtMs(dossier: Dossier): number | null {
  const passages = dossier.evenements.filter(({ statut }, i) => statut === 'FINALISE' && dossier.evenements[i - 1]?.statut !== 'FINALISE');
  const last = passages.at(-1);
  return last === undefined ? null : Date.parse(last.at);
}

/** Taken references drawn in a row before giving up (see `Store.openDossier`). */
export const MAX_REFERENCE_DRAWS = 50;
