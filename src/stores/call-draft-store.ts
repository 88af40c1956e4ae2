import type { BrouillonAppel } from '../domain/appel';

/** A draft kept under its call. */
export type AppelGarde = {
  id: string;
  brouillon: BrouillonAppel;
  /** Keyed hash of the claim code: the code itself is kept nowhere. */
  code: string;
  /** Instants, ISO. After `codeFinLe` the code opens nothing; the draft stays for the agent until it is purged. */
  creeLe: string;
  codeFinLe: string;
  /** Last three figures of the person's number, which who claims must know before reading the words; null when nobody gave them. */
  verification: string | null;
  /** Who took it over, and by which turn; null while nobody did. */
  repris: { personne: string; tour: string; at: string } | null;
};

/** Drafts made from the transcripts of calls. They open nothing, and live seven days. */
export interface CallDraftStore {
  /** Writes once for (fournisseur, appel, empreinte): a draft already there is given back with `created: false`. */
  putCallDraft(draft: AppelGarde): Promise<{ draft: AppelGarde; created: boolean }>;
  getCallDraft(id: string): Promise<AppelGarde | null>;
  findCallDraft(fournisseur: string, appel: string, empreinte: string): Promise<AppelGarde | null>;
  /** By the hash of its code. */
  findCallDraftByCode(code: string): Promise<AppelGarde | null>;
  /** True for the first turn that takes it, and for the same turn again; false, and nothing written, for any other. */
  takeCallDraft(id: string, by: { personne: string; tour: string; at: string }): Promise<boolean>;
  /** Drafts made before this instant (ISO). @returns how many went */
  deleteCallDrafts(before: string): Promise<number>;
}
