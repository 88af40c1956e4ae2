import type { Canal, Complexite, Drapeau, Motif, Prestation, Priorite, Revision, ServiceExpert } from './codes';

/** A confirmed demande, complete enough to be opened as a dossier. Everything in it was said or chosen by the person. */
export type DemandeConfirmee = {
  motif: Motif;
  revision: Revision | null;
  sousMotif: string | null;
  prestation: Prestation;
  service: ServiceExpert;
  /** Answers to the motif's qualification questions, by question id; `null` when the person does not know. */
  reponses: Record<string, ReponseQualification>;
  pieces: PieceDemande[];
  expose: Expose;
  chronologie: EtapeChronologie[];
  /** silences of more than 30 days and contradictory answers, in sentences; absent from dossiers opened before it existed. */
  pointsDeBlocage?: string[];
  criteres: string[];
  drapeaux: Drapeau[];
  numeroAllocataire: string | null;
  codePostal: string | null;
  /** The person's own messages of this demande, masked, in order. */
  paroles: string[];
  /** why an expert is needed; R-013: the theme shown to the person. */
  critere: string;
  theme: string;
  discret: boolean;
};

export type ReponseQualification = { libelle: string; texte: string; valeur: string | number | boolean | null };

export type StatutPiece = 'recue' | 'a-envoyer' | 'absente';
export type NecessitePiece = 'obligatoire' | 'selon-situation' | 'facultative';
/** `code` is a code of the pieces catalogue (`D-BAIL`…). */
export type PieceDemande = { code: string; libelle: string; necessite: NecessitePiece; statut: StatutPiece; fichiers: string[] };

/** The four headings of R-074, in the sober form shown at the recap. */
export type Expose = { situationInitiale: string; problemeRencontre: string; demarches: string; demandeFormelle: string };

/** one contact with the Caf. */
export type EtapeChronologie = { date: string; canal: string; interlocuteur: string; reference: string; reponse: string };

export const STATUTS = [
  'RECU', 'AFFECTE', 'COMPLEMENT_DEMANDE', 'COMPLEMENT_RECU', 'FINALISE', 'REOUVERT', 'ANNULE', 'SANS_SUITE',
] as const;
export type Statut = (typeof STATUTS)[number];

/** Statuses of a dossier that still waits for its answer: the workload of a service. */
export const OPEN_STATUTS: readonly Statut[] = ['RECU', 'AFFECTE', 'COMPLEMENT_DEMANDE', 'COMPLEMENT_RECU', 'REOUVERT'];

/** The announced date is past and the answer still awaited. @param today `YYYY-MM-DD`, Europe/Paris */
export const isLate = (dossier: Dossier, today: string): boolean => dossier.promesse.echeance < today && OPEN_STATUTS.includes(dossier.statut);

/** The promise made at opening: stored whole, never recomputed (DOSSIER §8.5). */
export type Promesse = {
  complexite: Complexite;
  priorite: Priorite;
  raisonsPriorite: string[];
  raisonsComplexite: string[];
  composantes: ComposantesDelai;
  /** Working days, after rounding, piece and minimum. */
  joursOuvres: number;
  /** `YYYY-MM-DD`, Europe/Paris. */
  receptionEffective: string;
  echeance: string;
};

/** Terms of D = ⌈B × (1 + c + p) × q⌉ + m; percentages and q are integers out of 100. */
export type ComposantesDelai = { base: number; raisonBase: string; chargePct: number; periodePct: number; prioritePct: number; pieceJours: number };

/** Legal deadline reminder (D15): `null` when no decision date was given. */
export type RappelLegal = { nature: 'recours-amiable' | 'opposition-contrainte'; dateActe: string; dateLimite: string; organe: string } | null;

export type EvenementDossier = { at: string; quoi: string; qui: 'usager' | 'systeme' | 'expert'; statut: Statut; detail: string };

export type Dossier = {
  schema: 1;
  reference: string;
  cle: string;
  personne: string;
  canal: Canal;
  ouvertLe: string;
  statut: Statut;
  demande: DemandeConfirmee;
  promesse: Promesse;
  rappelLegal: RappelLegal;
  evenements: EvenementDossier[];
};
