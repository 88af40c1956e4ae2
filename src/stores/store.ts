import type { ReviewEntry } from '../domain/review';
import type { Dossier } from '../domain/dossier';
import type { ServiceExpert } from '../domain/codes';
import type { CallDraftStore } from './call-draft-store';
import type { CoefficientsStore } from './coefficients-store';
import type { CountersStore, EtatEnvois } from './counters-store';
import type { DeskStore } from './desk-store';
import type { LimitStore } from './limit-store';
import type { RetentionStore, Vu } from './retention-store';
import type { SwitchStore } from './switch-store';
import type { LiveNotices, TranscriptRow, TurnStore } from './turn-store';
import type { ThreadStore } from './thread-store';

/**
 * What the product keeps. One contract suite (test/contract) runs on every implementation.
 * Every method rejects with CodedError STOCKAGE_INDISPONIBLE when the store cannot be reached.
 * Writes are durable (fsynced) when the promise resolves.
 */
export interface Store extends CoefficientsStore {
  /** Resolves when a read and a write path answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
  /** What is deleted with time or at a person's request, and the journal of who read what. */
  readonly retention: RetentionStore;
  /** Which process answers which conversation, and what is not answered yet. */
  readonly turns: TurnStore;
  readonly live: LiveNotices;
  readonly switches: SwitchStore;
  /** Counts that limits share; absent from a store without volatile counts: each process then counts for itself. */
  readonly limits?: LimitStore;
  readonly counters: CountersStore;
  /** Conversations of the Bot Framework: where they are answered. */
  readonly threads: ThreadStore;
  /** What finished calls gave, until the person takes it over. */
  readonly callDrafts: CallDraftStore;
  /** What the experts' desk needs. */
  readonly desk: DeskStore;

  /** Conversation state, compare-and-set. `version` starts at 1; 0 means "no state yet". */
  loadState(conversation: string): Promise<{ state: unknown; version: number } | null>;
  /**
   * Returns false, and writes nothing, when the stored version is not `expectedVersion`. Without `vu`, nobody knows how old the state is:
   * it is never purged. `followed`: a durable write of this conversation follows before anything is told of it, this one need not wait
   * for the disk.
   */
  saveState(conversation: string, state: unknown, expectedVersion: number, vu?: Vu, followed?: boolean): Promise<boolean>;

  /**
   * Opens a dossier exactly once per `key`. If the key was already used, returns the dossier it opened and `created: false`.
   * Otherwise draws references from `nextReference` until one is free, then writes the dossier, its key and the first
   * outbox entry in one atomic step.
   * @throws CodedError REFERENCE_EPUISEE after 50 taken references
   */
  openDossier(key: string, nextReference: () => string, build: (reference: string) => Dossier): Promise<{ dossier: Dossier; created: boolean }>;
  getDossier(reference: string): Promise<Dossier | null>;
  /**
   * Compare-and-set on the number of events; false, and nothing written, when someone wrote in between. What is to be told
   * (`envois`) enters the outbox in the same atomic step.
   */
  updateDossier(dossier: Dossier, expectedEvents: number, envois?: readonly NewOutboxEntry[]): Promise<boolean>;
  /**
   * Dossiers in the order of their opening, `limit` at most, after the mark given by the call before (0 at first).
   * `suite`: the mark for the next call; `null` when there is nothing more.
   */
  listDossiers(after: number, limit: number): Promise<{ dossiers: Dossier[]; suite: number | null }>;
  /** References of the dossiers whose `prochain` day is at most `today` (or was never worked out), the oldest day first. */
  listDue(today: string, limit: number): Promise<string[]>;
  /** References of the dossiers opened by this person, newest first. */
  listReferences(personne: string): Promise<string[]>;
  /** Open dossiers now, and dossiers finalised in [sinceIso, now): the workload of DOSSIER §8.5. */
  workload(service: ServiceExpert, sinceIso: string): Promise<{ ouverts: number; finalises: number }>;

  /** Outbox: at-least-once delivery, oldest first; a taken entry comes back after `leaseMs` unless acknowledged. */
  takeOutbox(limit: number, nowMs: number, leaseMs: number): Promise<OutboxEntry[]>;
  /** How far behind the outbox is. */
  outboxState(): Promise<EtatEnvois>;
  ackOutbox(id: string): Promise<void>;
  /** A taken entry comes back at this instant and not before. Without effect once acknowledged. */
  postponeOutbox(id: string, untilMs: number): Promise<void>;
  /** Writes entries on their own (alerts to humans); same idempotency: an existing id is left alone. */
  putOutbox(entry: NewOutboxEntry): Promise<void>;

  /** Transcript of a self-hosted Direct Line conversation. `seq` starts at 1 and grows by one in each conversation. */
  createConversation(conversation: string, personne: string, nowMs: number): Promise<'created' | 'exists'>;
  conversationOwner(conversation: string): Promise<string | null>;
  /**
   * Appends once per (conversation, id): an id already there is left alone and its `seq` returned with `created: false`.
   * `pending` marks an inbound activity whose turn has not been answered yet: `turns` gives it to one process at a time.
   */
  appendActivity(conversation: string, id: string, activity: unknown, pending: boolean): Promise<{ seq: number; created: boolean }>;
  /** Appends the replies of a turn in their order, all of them or none; one whose id is already there is left alone. */
  appendReplies(conversation: string, replies: readonly TranscriptRow[]): Promise<void>;
  readActivities(conversation: string, afterSeq: number, limit: number): Promise<{ seq: number; activity: unknown }[]>;

  /** Files: bytes and description, content-addressed by sha256; metadata kept per (conversation, id). */
  putFile(file: StoredFile, bytes: Uint8Array): Promise<void>;
  getFile(id: string): Promise<{ file: StoredFile; bytes: Uint8Array } | null>;
  /** Deletes the files of a draft that was cancelled (those of opened dossiers stay). */
  deleteFiles(ids: string[]): Promise<void>;

  /** Messages to review: an entry of the same id is replaced. Both delete first what is older than `oldestDay` (`YYYY-MM-DD`, itself kept). */
  putReview(entry: ReviewEntry, oldestDay: string): Promise<void>;
  /** Oldest first. */
  listReviews(oldestDay: string): Promise<ReviewEntry[]>;
  deleteReviews(ids: readonly string[]): Promise<void>;
  /** Deletes every entry of this (hashed) conversation. */
  forgetReviews(conversation: string): Promise<void>;
  /** Files kept of one person or one conversation, received at `sinceIso` or later ('' for all). */
  fileUsage(by: 'personne' | 'conversation', id: string, sinceIso: string): Promise<FileUsage>;
  /** Files that no antivirus has seen yet, oldest first. */
  quarantinedFiles(limit: number): Promise<StoredFile[]>;
  /** The antivirus found nothing in this file: it may be served. */
  releaseFile(id: string): Promise<void>;
}

/** `quarantaine`: kept, but not seen by the antivirus yet; it must not be served. */
export type StoredFile = { id: string; conversation: string; personne: string; nom: string; typeMime: string; octets: number; sha256: string; recuLe: string; quarantaine?: true };

export type FileUsage = { fichiers: number; octets: number };

export type OutboxEntry = { id: string; kind: string; payload: unknown; createdAt: string; attempts: number };
export type NewOutboxEntry = Omit<OutboxEntry, 'attempts'>;
