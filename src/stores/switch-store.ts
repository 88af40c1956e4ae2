import type { Entree, Fermeture } from '../domain/fermeture';

/** The off switches, shared by every process. */
export interface SwitchStore {
  /** What is closed now, in no order. */
  fermetures(): Promise<Fermeture[]>;
  /** Closes, or closes again with other words. */
  close(fermeture: Fermeture): Promise<void>;
  /** False when it was not closed. */
  open(entree: Entree): Promise<boolean>;
}
