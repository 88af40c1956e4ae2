import type { Code, Drapeau, Langue, PrestationOuAucune, Priorite, Service } from './codes';

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
  /** Other readings, likeliest first. What is sent to another body always has its likeliest meanings for the Caf among them, however unlikely. */
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
  /** Precise facts of DOSSIER §4 that the question is about, ids of `intents/answers/faits.json`. */
  faits: readonly string[];
  /** The language of the message when it surely is another than French. */
  langue: Langue | null;
  /** True when the message is made only of insults and anger: it asks nothing, and threatens nobody. */
  insulte: boolean;
  /** How the rest of the message reads, when the person says that they do not mean to die; null when they do not say so. */
  dementi: Comprehension | null;
};

/**
 * A typed span of the message. `start`/`end` are UTF-16 offsets into the text given; `text` is that slice, or a mask when the
 * value must not be kept. `ambigu`: another reading is possible.
 */
export type Entite = { start: number; end: number; text: string } & (
  | { type: 'montant'; euros: number; parMois: boolean; approximatif: boolean }
  /** `date` is `YYYY-MM-DD`; `precision` says which part was said. `liste`: the months said together, this one among them, `YYYY-MM`. */
  | { type: 'date'; date: string; precision: 'jour' | 'mois' | 'annee'; ambigu: boolean; relation: 'le' | 'depuis' | 'avant'; liste?: readonly string[] }
  /** `ecoule`: that time has passed ("ça fait 40 jours"); `delai`: it is left to act ("15 jours pour répondre"). */
  | { type: 'duree'; nombre: number; unite: 'jour' | 'semaine' | 'mois' | 'an'; role: 'ecoule' | 'delai' | 'simple'; ambigu: boolean }
  /** Both days included. */
  | { type: 'periode'; debut: string; fin: string; ambigu: boolean }
  /** "trois fois", "36 mensualités": `objet` is what is counted, in the singular. */
  | { type: 'compte'; nombre: number; objet: string; ambigu: boolean }
  | { type: 'reference'; valeur: string; valide: boolean }
  /** Number of a file, of a letter or of an act, as it was written, in capitals. */
  | { type: 'numero'; nature: 'dossier' | 'courrier' | 'acte'; valeur: string }
  | { type: 'numero_allocataire'; valeur: string }
  | { type: 'telephone'; valeur: string }
  | { type: 'email'; valeur: string }
  | { type: 'code_postal'; valeur: string }
  | { type: 'departement'; valeur: string }
  | { type: 'enfants'; nombre: number; ages: number[] }
  | { type: 'situation'; valeur: Situation }
  /** `date`: the day said beside the act, `YYYY-MM-DD`. */
  | { type: 'acte'; valeur: 'contrainte' | 'mise_en_demeure' | 'audience' | 'huissier' | 'commandement' | 'expulsion' | 'controle' | 'recours' | 'saisie'; date: string | null }
  /** A step already taken towards the Caf; `reponse` is what came of it, `null` when nothing is said about it. */
  | { type: 'contact'; canal: 'telephone' | 'mail' | 'courrier' | 'messagerie' | 'sms' | 'accueil' | 'rendez_vous' | 'autre'; date: string | null; reponse: 'aucune' | 'attendre' | 'renvoi' | 'promesse' | 'refus' | 'autre' | null }
  /** The words that were masked; the value itself is never kept. */
  | { type: 'masque'; nature: 'nir' | 'iban' | 'carte' | 'mot_de_passe' }
);

/** How people live, then what they live on. */
export type Situation =
  | 'seul' | 'couple' | 'enceinte' | 'separe' | 'veuf' | 'handicap' | 'sans_domicile'
  | 'etudiant' | 'independant' | 'sans_emploi' | 'salarie' | 'temps_partiel' | 'contrat_court' | 'retraite' | 'arret_maladie' | 'conge_parental' | 'sans_ressources';

export type EntiteDe<T extends Entite['type']> = Extract<Entite, { type: T }>;
