import type { Code, Drapeau, PrestationOuAucune, Priorite, Service } from './codes';

/** What one message was understood to mean. Made by `intents`, read by `dialogs`; neither imports the other. */
export type Comprehension = {
  group: 'simple' | 'expert' | 'out_of_scope' | 'clarify';
  /** Best code. With group `clarify`, the likelier side of the pair. */
  code: Code;
  prestation: PrestationOuAucune;
  /** Every prestation named in the message, first said first, without MULTI, INCONNUE, AUCUNE. */
  prestations: PrestationOuAucune[];
  service: Service;
  /** Priority read from this message alone (DOSSIER §8.2); the dossier's is computed from the whole demande. */
  priority: Priorite;
  safety: Drapeau | null;
  /** Calibrated, 0 to 1. */
  confidence: number;
  alternatives: { code: Code; confidence: number }[];
  entities: Entite[];
  /** Name of the decision rule that settled the group, for logs and `--explain`. */
  rule: string;
  /** Id in `intents/clarifications.json`, when group is `clarify`. */
  clarification: string | null;
  /** The other request of a mixed message ("la date de paiement ET je conteste mon indu"). */
  second: { code: Code; confidence: number } | null;
  /** DEMANDE_REVISION only: which revision, when the words say it. */
  revision: 'LOYER' | 'SUPERFICIE' | 'ZONE' | 'CHARGES' | 'SITUATION' | null;
  /** True when the message reads as a question (mark or French interrogative form). */
  question: boolean;
};

/** A typed span of the message. `start`/`end` are UTF-16 offsets into the text given; `text` is that slice. */
export type Entite = { start: number; end: number; text: string } & (
  | { type: 'montant'; euros: number; parMois: boolean; approximatif: boolean }
  /** `date` is `YYYY-MM-DD`; `precision` says which part was said; `ambigu` when another reading is possible. */
  | { type: 'date'; date: string; precision: 'jour' | 'mois' | 'annee'; ambigu: boolean; relation: 'le' | 'depuis' | 'avant' }
  | { type: 'duree'; nombre: number; unite: 'jour' | 'semaine' | 'mois' | 'an' }
  | { type: 'periode'; debut: string; fin: string }
  | { type: 'reference'; valeur: string; valide: boolean }
  | { type: 'numero_allocataire'; valeur: string }
  | { type: 'telephone'; valeur: string }
  | { type: 'email'; valeur: string }
  | { type: 'code_postal'; valeur: string }
  | { type: 'departement'; valeur: string }
  | { type: 'enfants'; nombre: number; ages: number[] }
  | { type: 'situation'; valeur: 'seul' | 'couple' | 'enceinte' | 'separe' | 'handicap' | 'etudiant' | 'independant' | 'sans_emploi' | 'sans_domicile' }
  | { type: 'acte'; valeur: 'contrainte' | 'mise_en_demeure' | 'audience' | 'huissier' | 'commandement' | 'expulsion' | 'controle' | 'recours' }
  /** The words that were masked; the value itself is never kept. */
  | { type: 'masque'; nature: 'nir' | 'iban' | 'carte' | 'mot_de_passe' }
);

export type EntiteDe<T extends Entite['type']> = Extract<Entite, { type: T }>;
