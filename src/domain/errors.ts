/** Stable error codes. Each is described in ERRORS.md (meaning, what the person hears, what the operator does). */
export const ERROR_CODES = [
  'CONFIGURATION_INVALIDE', 'CONTENU_INVALIDE', 'STOCKAGE_INDISPONIBLE', 'CONFLIT_ETAT', 'ETAT_ILLISIBLE',
  'DATE_INVALIDE', 'REFERENCE_EPUISEE', 'FICHIER_REFUSE', 'FICHIER_INDECHIFFRABLE', 'MODELE_INDISPONIBLE', 'SCRIPT_ILLISIBLE', 'RELECTURE_INVALIDE',
  'PERSONNE_INCONNUE', 'EXPORT_REFUSE', 'EFFACEMENT_INCOMPLET',
  'TOUR_PERDU', 'TOUR_TROP_LONG',
  'DEMENAGEMENT_REFUSE', 'TOUR_DIFFERENT',
  'TRANSCRIPTION_ILLISIBLE', 'APPEL_INCONNU',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** A failure with a stable code. `detail` never holds what the person wrote, nor a name, phone or number of theirs. */
export class CodedError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, detail: string, options?: { cause?: unknown }) {
    super(`${code}: ${detail}`, options);
    this.name = 'CodedError';
    this.code = code;
  }
}
