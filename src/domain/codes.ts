/** Closed vocabularies of the trade (DOSSIER §2, §3, §8). Codes are stored and shown to integrators: never rename one. */

export const PRESTATIONS = [
  'APL', 'ALF', 'ALS', 'AL', 'PRIME_DEMENAGEMENT',
  'AF', 'CF', 'ASF', 'ARIPA', 'ARS', 'PAJE_AB', 'PAJE_NAISSANCE', 'PAJE_ADOPTION', 'CMG', 'PREPARE',
  'AEEH', 'AJPP', 'AJPA',
  'RSA', 'RSA_MAJORE', 'PPA', 'AAH', 'MVA',
  'AIDE_VIOLENCES', 'PRIME_NOEL', 'AIDE_SOCIALE_CAF', 'MULTI', 'INCONNUE',
] as const;
export type Prestation = (typeof PRESTATIONS)[number];

/** `AUCUNE`: no prestation is at stake (password, contact…); `INCONNUE`: one is, but it was not said. */
export type PrestationOuAucune = Prestation | 'AUCUNE';

export const SERVICES = ['HABITAT', 'FAMILLE', 'INSERTION', 'RECOURS', 'AUCUN'] as const;
export type Service = (typeof SERVICES)[number];
/** The four services that take dossiers. */
export type ServiceExpert = Exclude<Service, 'AUCUN'>;
export const SERVICES_EXPERTS: readonly ServiceExpert[] = ['HABITAT', 'FAMILLE', 'INSERTION', 'RECOURS'];

export const MOTIFS = [
  'CONTESTATION_CALCUL', 'DEMANDE_REVISION', 'SITUATION_PARTICULIERE', 'INDU_CONTESTATION', 'REMISE_DETTE',
  'RETENUE_RECOUVREMENT', 'CONTROLE_FRAUDE', 'SUSPENSION_DROIT', 'REFUS_DROIT', 'BLOCAGE_RETARD', 'VIE_COMMUNE',
  'RESIDENCE_ALTERNEE', 'REVENUS_ATYPIQUES', 'INTERNATIONAL_SEJOUR', 'IMPAYE_LOGEMENT', 'PENSION_ASF',
  'SECURITE_COMPTE', 'SUIVI_DEPASSEMENT',
] as const;
export type Motif = (typeof MOTIFS)[number];

/** Sub-motifs of DEMANDE_REVISION: they change the base delay and the required pieces. */
export const REVISIONS = ['LOYER', 'SUPERFICIE', 'ZONE', 'CHARGES', 'SITUATION'] as const;
export type Revision = (typeof REVISIONS)[number];

export const INTENTIONS_SIMPLES = [
  'PAIEMENT_DATE', 'PAIEMENT_NON_RECU', 'ATTESTATION', 'QUOTIENT_FAMILIAL', 'DROIT_CONDITIONS', 'DEMANDE_PRESTATION',
  'SIMULATION', 'MONTANT_BAREME', 'EXPLICATION_MONTANT', 'CHANGEMENT_ADRESSE', 'CHANGEMENT_SITUATION',
  'CHANGEMENT_NAISSANCE', 'CHANGEMENT_LOYER', 'CHANGEMENT_RIB', 'CHANGEMENT_DECES', 'CHANGEMENT_TITRE_SEJOUR',
  'CHANGEMENT_MODE_GARDE', 'DECLARATION_SCOLARITE', 'CHANGEMENT_ETUDIANT_ETE', 'DTR', 'RESSOURCES_ANNUELLES',
  'SUIVI_DOSSIER', 'SUIVI_TRANSFERT', 'COMPLEMENT_ENVOI', 'ACCES_COMPTE', 'CONTACT', 'CONTACT_HUMAIN', 'INFO_RECOURS',
  'INFO_INDU', 'IMPAYE_INFO', 'CUMUL', 'OBLIGATIONS_RSA', 'ARNAQUE', 'AIDE_URGENCE_VIOLENCES', 'VERSEMENT_TIERS',
  'DOCUMENTS', 'IDENTIFICATION', 'DOSSIER_TIERS', 'RECLAMATION_DEMARCHES', 'DEMANDE_PRESTATION_LOGEMENT_COLOC',
  'PRIME_DEMENAGEMENT_INFO', 'CHANGEMENT_CAISSE', 'PRIME_NOEL', 'AIDES_FACULTATIVES', 'REMERCIEMENT', 'INCOMPREHENSION',
] as const;
export type IntentionSimple = (typeof INTENTIONS_SIMPLES)[number];

/** `SALUTATION` is small talk, not one of the 83 entries: kept apart so that "bonjour" alone is greeted, not misunderstood. */
export const SALUTATION = 'SALUTATION';

export const HORS_PERIMETRE = [
  'OOS_MSA', 'OOS_MDPH', 'OOS_FRANCE_TRAVAIL', 'OOS_CPAM', 'OOS_RETRAITE', 'OOS_IMPOTS', 'OOS_LOGEMENT_SOCIAL',
  'OOS_LOGEMENT', 'OOS_CROUS', 'OOS_AUTRE_DEPARTEMENT_SOCIAL', 'OOS_DOSSIER_TIERS', 'OOS_ETAT_CIVIL', 'OOS_VEHICULE',
  'OOS_JUSTICE', 'OOS_EMPLOI', 'OOS_EDUCATION', 'OOS_ENERGIE', 'OOS_JEUNES', 'OOS_AUTRE_SITE', 'OOS_AUTRE',
] as const;
export type HorsPerimetre = (typeof HORS_PERIMETRE)[number];

export const CODES_SURETE = ['DETRESSE', 'VIOLENCES', 'MENACE'] as const;
export type CodeSurete = (typeof CODES_SURETE)[number];

/** Safety flags (DOSSIER §3.4). The first three hand over to a human at once (P0); the others raise the priority. */
export const DRAPEAUX = [
  'detresse', 'violences', 'menace', 'expulsion', 'urgence_alimentaire', 'urgence_financiere', 'deuil', 'compte_compromis',
] as const;
export type Drapeau = (typeof DRAPEAUX)[number];

export type Code = IntentionSimple | typeof SALUTATION | Motif | HorsPerimetre | CodeSurete;
export const CODES: readonly Code[] = [...INTENTIONS_SIMPLES, SALUTATION, ...MOTIFS, ...HORS_PERIMETRE, ...CODES_SURETE];

export const PRIORITES = ['P0', 'P1', 'P2', 'P3'] as const;
export type Priorite = (typeof PRIORITES)[number];

export const COMPLEXITES = ['STANDARD', 'COMPLEXE'] as const;
export type Complexite = (typeof COMPLEXITES)[number];

export const CANAUX = ['web', 'teams', 'ivr'] as const;
export type Canal = (typeof CANAUX)[number];
/** Written in the digital space, against the voice server. */
export const CANAUX_NUMERIQUES: readonly Canal[] = ['web', 'teams'];

/** Languages, other than French, in which a person is told where to find help (ISO 639-1). */
export const LANGUES = ['en', 'ar', 'es', 'pt', 'tr', 'ro', 'it', 'de', 'ru', 'uk', 'pl', 'zh'] as const;
export type Langue = (typeof LANGUES)[number];
/** The other official ways to go on with a demande (DOSSIER §1.11). */
export const MOYENS = ['courrier', 'agence', 'telephone', 'point-relais', 'partenaire'] as const;
export type Moyen = (typeof MOYENS)[number];

/** Whether a text is one of these codes: asked of every code at every message. */
function oneOf<T extends string>(codes: readonly T[]): (code: string) => code is T {
  const known = new Set<string>(codes);
  return (code): code is T => known.has(code);
}

export const isMotif = oneOf(MOTIFS);
export const isIntentionSimple = oneOf(INTENTIONS_SIMPLES);
export const isHorsPerimetre = (code: string): code is HorsPerimetre => code.startsWith('OOS_');
export const isCodeSurete = oneOf(CODES_SURETE);
