import type { Horloge } from './countdown';
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
  /** The statement as the person chose to send it. */
  expose: Expose;
  /** the person's own words, whatever was chosen; absent from dossiers opened before the choice existed. */
  exposeOriginal?: Expose;
  exposeChoix?: ChoixExpose;
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
  /** by what right it is made for another person; `null` for oneself; absent from dossiers opened before it was asked. */
  mandat?: Mandat | null;
};

/** Declared, not proved; `inconnue`: who writes does not know. */
export const NATURES_MANDAT = ['accord-oral', 'mandat-ecrit', 'jugement', 'habilitation', 'inconnue'] as const;
export type NatureMandat = (typeof NATURES_MANDAT)[number];
/** `date`: of the written mandate or the judgment, `YYYY-MM-DD` or `YYYY-MM`. `organisme`: name of the partner's organisation, as said. */
export type Mandat = { nature: NatureMandat; date: string | null; organisme: string | null };

export type ReponseQualification = { libelle: string; texte: string; valeur: string | number | boolean | null };

export type StatutPiece = 'recue' | 'a-envoyer' | 'absente';
export type NecessitePiece = 'obligatoire' | 'selon-situation' | 'facultative';
/** `code` is a code of the pieces catalogue (`D-BAIL`…). */
export type PieceDemande = { code: string; libelle: string; necessite: NecessitePiece; statut: StatutPiece; fichiers: string[] };

/** The four headings of R-074, in the sober form shown at the recap. */
export type Expose = { situationInitiale: string; problemeRencontre: string; demarches: string; demandeFormelle: string };

/** Which statement is sent: the sober version proposed, only if accepted, or the person's words. */
export type ChoixExpose = 'propose' | 'original';

/** one contact with the Caf. */
export type EtapeChronologie = { date: string; canal: string; interlocuteur: string; reference: string; reponse: string };

export const STATUTS = [
  'RECU', 'AFFECTE', 'COMPLEMENT_DEMANDE', 'COMPLEMENT_RECU', 'FINALISE', 'REOUVERT', 'ANNULE', 'SANS_SUITE',
] as const;
export type Statut = (typeof STATUTS)[number];

/** Statuses of a dossier that still waits for its answer: the workload of a service. */
export const OPEN_STATUTS: readonly Statut[] = ['RECU', 'AFFECTE', 'COMPLEMENT_DEMANDE', 'COMPLEMENT_RECU', 'REOUVERT'];

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

/**
 * Terms of D = ⌈B × (1 + c + p) × q⌉ + m; percentages and q are integers out of 100. `raisonCharge` and `raisonPeriode`: why, when a
 * manager decided c or p.
 */
export type ComposantesDelai = {
  base: number; raisonBase: string; chargePct: number; periodePct: number; prioritePct: number; pieceJours: number;
  raisonCharge?: string; raisonPeriode?: string;
};

/** Legal deadline reminder (D15): `null` when no decision date was given. `dateActe`: `YYYY-MM-DD`, or `YYYY-MM` when the day is not known: `dateLimite` is then the earliest possible. */
export type RappelLegal = { nature: 'recours-amiable' | 'opposition-contrainte'; dateActe: string; dateLimite: string; organe: string } | null;

export type Acteur = 'usager' | 'systeme' | 'expert';
/** `par`: the expert's identifier, when an expert acts, or the directory identity of a partner (`aad:<uuid>`). `detail`: why, or what, in words shown to experts. */
export type EvenementDossier = { at: string; quoi: string; qui: Acteur; statut: Statut; detail: string; par?: string };

/** First name and service are what the person is told; the identifier stays inside. */
export type Expert = { id: string; prenom: string };

/** A complement asked by the expert: what, why, until when. Dates are `YYYY-MM-DD`, Europe/Paris. */
export type Complement = {
  pieces: { code: string | null; libelle: string }[];
  pourquoi: string;
  demandeLe: string;
  limite: string;
  relanceLe: string | null;
  recuLe: string | null;
};

/** A date told to the person and why it is that one; the last one holds. */
export type Annonce = { echeance: string; le: string; joursOuvres: number; raison: 'ouverture' | 'complement' | 'requalification' | 'reorientation' | 'depassement' | 'reouverture'; pourquoi: string };

export const ISSUES = ['favorable', 'partiel', 'defavorable', 'sans-objet', 'reoriente'] as const;
export type Issue = (typeof ISSUES)[number];

/** two marks from 1 to 5 (`null`: the person does not know) and free words, given once, at the end only. */
export type Avis = { pertinence: number | null; accompagnement: number | null; commentaire: string; at: string };

/** Files received for a piece after the opening; `code` may be one that the demande did not list. */
export type PieceRecue = { code: string; libelle: string; fichiers: string[] };

/** What happens to a dossier after its opening. */
export type VieDossier = {
  horloge: Horloge;
  annonces: Annonce[];
  priorite: Priorite;
  complexite: Complexite;
  expert: Expert | null;
  complements: Complement[];
  depassements: number;
  /** Day of the internal pre-alert for the date in force. */
  prealerteLe: string | null;
  reponse: { texte: string; issue: Issue; at: string } | null;
  avis: Avis | null;
  avisRappeleLe: string | null;
};

export type EmpreinteCode = { sel: string; hash: string };

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
  /** Absent from a dossier that nothing happened to yet: `lifeOf` tells how it begins. */
  vie?: VieDossier;
  /** Other dossiers opened from the same words, for another service. */
  lies?: string[];
  /** Completeness at the first sending, 0 to 100; absent from dossiers opened before it was measured. */
  completude?: number;
  /** Where the person wants to be told too; absent or `null`: nowhere but here. Never written to a log nor to the outbox. */
  contact?: { email: string } | null;
  /** Day on which time next changes something, `YYYY-MM-DD`; `null` when it never does. Absent: to be looked at. */
  prochain?: string | null;
  /** Salted hash of the tracking code; absent from dossiers opened before it existed. The code itself is kept nowhere. */
  suivi?: EmpreinteCode;
};
