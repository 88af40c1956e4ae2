import type { Acces } from '../domain/access';
import type { Limites, MinimumLegal } from '../domain/conservation';
import type { Dossier } from '../domain/dossier';
import type { ReviewEntry } from '../domain/review';
import type { AppelGarde } from './call-draft-store';
import type { NewOutboxEntry, StoredFile } from './store';
import type { Thread } from './thread-store';

/** Who wrote in this conversation (`null`: not known) and when (ISO): what tells its age. `brouillon`: a draft is in the state. */
export type Vu = { personne: string | null; at: string; brouillon: boolean };

/** Everything that belongs to one person. Archived dossiers are apart: they are read for this only. */
export type DonneesPersonne = {
  /** `fil`: where the person is answered there, when it is not on our own page. */
  conversations: { conversation: string; state: unknown; activities: unknown[]; fil: Thread | null }[];
  dossiers: Dossier[];
  archives: Dossier[];
  fichiers: StoredFile[];
  /** Drafts of calls that the person took over. */
  appels: AppelGarde[];
  envois: NewOutboxEntry[];
  revues: ReviewEntry[];
  acces: Acces[];
};

/** How many of each kind go, or went. */
export type Comptes = { brouillons: number; conversations: number; messages: number; fichiers: number; archives: number; suppressions: number; revues: number; acces: number };

export type Effacement = { conversations: number; messages: number; fichiers: number; dossiers: number; appels: number; envois: number; revues: number };

/** Salted hash under which messages to review know a conversation. */
export type Hide = (conversation: string) => string;

/**
 * What is deleted, when, and what a person can ask for. Each call is one transaction, small enough not to keep turns waiting: `limit`
 * is the number of records of one call, to be repeated until it returns less. The bytes of files go after their rows.
 */
export interface RetentionStore {
  /** What a purge would delete, counted without deleting; drafts of calls are among `brouillons`. */
  countExpired(limites: Limites): Promise<Comptes>;
  /** Conversations whose draft nobody touched since `before`, in order, after `after`. */
  listIdleDrafts(before: string, after: string, limit: number): Promise<{ conversation: string; personne: string | null }[]>;
  /** Idle conversations that no dossier in force came from: state, transcript, thread, files that no dossier keeps. */
  deleteIdleConversations(limites: Limites, limit: number): Promise<Pick<Comptes, 'conversations' | 'messages' | 'fichiers'>>;
  /** Files of dossiers closed long enough; `dossiers` tells how many were looked at. */
  deleteClosedFiles(limites: Limites, limit: number): Promise<{ dossiers: number; fichiers: number }>;
  /** Moves closed dossiers to the archive, where neither the person's tracking nor `getDossier` reads them. */
  archiveDossiers(limites: Limites, at: string, limit: number): Promise<{ archives: number; fichiers: number }>;
  /** Archived dossiers, and minimums left by an erasure, whose time is over. */
  deleteArchives(before: string, limit: number): Promise<number>;
  deleteOldReviews(oldestDay: string): Promise<number>;
  deleteAccesses(before: string, limit: number): Promise<number>;

  /** The person who opened this dossier, archived or not. */
  ownerOf(reference: string): Promise<string | null>;
  readPerson(personne: string, hide: Hide): Promise<DonneesPersonne>;
  /** All at once or nothing. Dossiers leave their legal minimum; their references are never given again. */
  erasePerson(personne: string, at: string, hide: Hide): Promise<Effacement>;
  /** What erased dossiers left. */
  listMinimums(): Promise<MinimumLegal[]>;
  /**
   * The conversation starts again from `state`, if its version is the one expected: what was said, the files that no dossier has, and the
   * drafts of calls that the person took over, go. The thread stays: it is where the person is answered.
   * Activities not answered yet stay: the turn under way is one of them.
   */
  forgetConversation(conversation: string, state: unknown, expectedVersion: number, vu: Vu): Promise<boolean>;
  /** Writes what was erased over the old bytes of the database's files. False when another process was in the way: call again. */
  settleErasure(): Promise<boolean>;

  /** Appends to the access journal; nothing ever changes a line. */
  logAccess(acces: Acces): Promise<void>;
  /** Newest first; of one object, or of all. */
  listAccesses(objet: string | null, limit: number): Promise<Acces[]>;

  /**
   * A daily task, done once over processes and restarts: true for the one caller that is to do it. If it dies, the task can be taken
   * again after the lease.
   */
  takeTask(nom: string, day: string, nowMs: number, leaseMs: number): Promise<boolean>;
  finishTask(nom: string, day: string): Promise<void>;
}
