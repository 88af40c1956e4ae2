import type { Acces } from '../domain/access';
import type { Changement, Coefficients } from '../domain/coefficients';
import type { MinimumLegal } from '../domain/conservation';
import type { Dossier } from '../domain/dossier';
import type { Fermeture } from '../domain/fermeture';
import type { ReviewEntry } from '../domain/review';
import type { AppelGarde } from './call-draft-store';
import type { Compteur } from './counters-store';
import type { AgentConnu, Lecture, Prise } from './desk-store';
import type { NewOutboxEntry, StoredFile } from './store';
import type { Thread } from './thread-store';

/** Everything a store keeps, one thing at a time, in a form that belongs to no store. Instants are ISO unless named `…Ms`. */
export type Pieces = {
  conversation: {
    conversation: string;
    /** `null`: never created by the web channel. */
    creation: { personne: string; creeeMs: number } | null;
    etat: { version: number; state: unknown; personne: string | null; vuMs: number | null; brouillon: boolean } | null;
    activites: { id: string; seq: number; activity: unknown; pending: boolean }[];
  };
  dossier: { cle: string; dossier: Dossier; piecesEffacees: boolean };
  archive: { dossier: Dossier; archiveLe: string };
  minimum: { finLe: string; minimum: MinimumLegal };
  /** `dueMs`: 0 when it may be taken at once. */
  envoi: { entry: NewOutboxEntry; attempts: number; dueMs: number };
  /** Delivered: only the id is remembered. */
  remise: { id: string };
  fichier: { file: StoredFile; bytes: Uint8Array };
  revue: ReviewEntry;
  coefficients: { version: number; changement: Changement; valeurs: Coefficients };
  acces: Acces;
  tache: { nom: string; fait: string };
  /** `thread`: `null` where only used cards are known. */
  fil: { conversation: string; thread: (Omit<Thread, 'conversation'> & { accueilli: boolean }) | null; cartes: { carte: string; tour: string; at: string }[] };
  compteur: Compteur;
  appel: AppelGarde;
  fermeture: Fermeture;
  prise: Prise;
  lecture: Lecture;
  agent: AgentConnu;
};
export type Kind = keyof Pieces;
export const KINDS: readonly Kind[] = ['conversation', 'dossier', 'archive', 'minimum', 'envoi', 'remise', 'fichier', 'revue', 'coefficients', 'acces', 'tache', 'fil', 'compteur', 'appel', 'fermeture', 'prise', 'lecture', 'agent'];

/** A store that is moved from, or to. Nothing else uses it meanwhile. What passes from turn to turn (holds, notices) is
 * not moved, nor are the sessions of the desk: agents sign in again. */
export interface TransferStore {
  /** In the order in which they are to be written: that of their arrival, where it matters. */
  read<K extends Kind>(kind: K): AsyncIterable<Pieces[K]>;
  /** Adds what is not there. */
  write<K extends Kind>(kind: K, piece: Pieces[K]): Promise<void>;
  isEmpty(): Promise<boolean>;
  /** Deletes everything. */
  empty(): Promise<void>;
  /** While it is set, no server opens this store: what is half there must not be served. */
  setMoving(moving: boolean): Promise<void>;
}

/** A thread without what names it twice. */
export const withWelcome = ({ conversation: _named, ...thread }: Thread, accueilli: boolean): NonNullable<Pieces['fil']['thread']> => ({ ...thread, accueilli });
