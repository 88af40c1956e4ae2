import type { Acces } from '../domain/access';
import type { Priorite, ServiceExpert } from '../domain/codes';
import type { Dossier, Statut } from '../domain/dossier';
import type { StoredFile } from './store';

/**
 * What the experts' desk keeps beside the dossiers: who holds which and until when, what was read, sessions, and lists by page. One
 * contract suite (test/contract/desk-contract.ts) runs on every implementation. Instants are epoch milliseconds.
 */
export interface DeskStore {
  /**
   * Dossiers of these services and states: the highest priority first, then the nearest date, then the oldest. At most `limit`,
   * after the mark of the page before (`null` at first). A search by words may give a short page with a mark: it looks at a bounded
   * number of dossiers for each call.
   */
  listQueue(filtre: QueueFilter, apres: string | null, limit: number): Promise<{ lignes: QueueLine[]; suite: string | null }>;
  /** How many dossiers the filter lets through, its words left aside. */
  countQueue(filtre: QueueFilter): Promise<number>;

  /**
   * Takes a dossier, or keeps it longer when it is held by the same agent already: one at a time, compare-and-set. A claim that is
   * over can be taken by anybody.
   * @param capacite dossiers that this agent may hold at once; one that is held already never counts twice
   */
  takeClaim(prise: Prise, nowMs: number, capacite: number): Promise<ClaimResult>;
  /** Gives the dossier to this agent, whoever held it. */
  giveClaim(prise: Prise): Promise<void>;
  /** Without effect when it is held by someone else. */
  dropClaim(reference: string, agent: string): Promise<void>;
  claimOf(reference: string): Promise<Prise | null>;

  /** This agent looks at the dossier, with that many events. */
  markRead(lecture: Lecture): Promise<void>;
  /** Who looked at it since, the last first. */
  readers(reference: string, sinceMs: number): Promise<Lecture[]>;

  /** Agents who signed in, to be given dossiers; the last known description replaces the one before. */
  putAgent(agent: AgentConnu): Promise<void>;
  listAgents(): Promise<AgentConnu[]>;

  /** `cle`: hash of the secret that the browser holds. Writing deletes the sessions that are over. */
  putSession(session: SessionGardee, nowMs: number): Promise<void>;
  getSession(cle: string): Promise<SessionGardee | null>;
  touchSession(cle: string, vuMs: number): Promise<void>;
  deleteSession(cle: string): Promise<void>;
  countSessions(sinceMs: number): Promise<number>;

  /** Descriptions of these files, without their bytes, in the order asked; one that is gone is left out. */
  describeFiles(ids: readonly string[]): Promise<StoredFile[]>;

  /** The access journal, newest first, after a mark. */
  searchAccesses(filtre: AccesFilter, avant: number | null, limit: number): Promise<{ acces: Acces[]; suite: number | null }>;
}

export type QueueFilter = {
  /** Who asks: what is unread is so for them. */
  lecteur: string;
  services: readonly ServiceExpert[];
  statuts: readonly Statut[];
  priorite: Priorite | null;
  /** Held by this agent. */
  porteur: string | null;
  /** Held by nobody, or by a claim that is over at this instant. */
  libresMs: number | null;
  /** A date was missed: told as such already, or announced for before this day (`YYYY-MM-DD`) while the delay runs. */
  retardLe: string | null;
  allocataire: string | null;
  /** Folded (domain/folded): all of them, anywhere in what the person said. */
  mots: readonly string[];
  /** Leaves out violence and health: a search must not tell what may not be read. */
  sansSensible: boolean;
};

/** `lus`: events that were there when the agent who asks last looked; 0: never. */
export type QueueLine = { dossier: Dossier; prise: Prise | null; lus: number };

export type Prise = { reference: string; agent: string; prenom: string; depuisMs: number; finMs: number };
export type ClaimResult = { kind: 'taken'; prise: Prise } | { kind: 'held'; prise: Prise } | { kind: 'full'; nombre: number };
export type Lecture = { reference: string; agent: string; prenom: string; evenements: number; vuMs: number };
export type AgentConnu = { id: string; prenom: string; services: ServiceExpert[]; traite: boolean; sensible: boolean; vuMs: number };
export type SessionGardee = { cle: string; contenu: unknown; vuMs: number; finMs: number };

/** Days are `YYYY-MM-DD`, UTC, both included. */
export type AccesFilter = { qui: string | null; quoi: string | null; objet: string | null; du: string | null; au: string | null };
