import type { FichierRecu, RefusFichier, Reponse, Tour } from '../domain/tour';

/** The product behind every channel: the only thing a channel needs to know of `app`. */
export interface Assistant {
  /**
   * Runs one turn to its end: understanding, dialog, effects, durable save; the replies may be sent once it resolves.
   * The same `tour.id` again gets the same replies without a second effect. Never rejects for what a person wrote.
   * @throws CodedError STOCKAGE_INDISPONIBLE when nothing could be saved (nothing was half-written)
   */
  handle(tour: Tour): Promise<Reponse[]>;

  /** Checks and stores one file (type by its bytes, size); refused files leave nothing behind. */
  receiveFile(envoi: EnvoiFichier): Promise<{ ok: true; fichier: FichierRecu } | { ok: false; refus: RefusFichier }>;
}

export type EnvoiFichier = { conversation: string; personne: string; nom: string; octets: Uint8Array };
