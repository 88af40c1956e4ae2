import REFUSALS from './refusals.json';

/** Why a request is not served. Each code has one HTTP status and one French message, in `refusals.json`; integrators read the code. */
export type RefusalCode = keyof typeof REFUSALS;

export class Refusal extends Error {
  readonly code: RefusalCode;
  /** When to come back, for TROP_DE_DEMANDES. */
  readonly retryAfterMs: number | null;

  constructor(code: RefusalCode, retryAfterMs: number | null = null) {
    super(code);
    this.name = 'Refusal';
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }

  get status(): number {
    return REFUSALS[this.code].status;
  }
}

export type RefusalBody = { error: { code: RefusalCode; message: string } };

export const refusalBody = (code: RefusalCode): RefusalBody => ({ error: { code, message: REFUSALS[code].message } });

const BY_STATUS: Readonly<Record<number, RefusalCode>> = {
  400: 'REQUETE_INVALIDE', 404: 'INTROUVABLE', 405: 'METHODE_REFUSEE', 408: 'DELAI_DEPASSE', 413: 'CORPS_TROP_GROS', 415: 'TYPE_REFUSE', 431: 'EN_TETES_TROP_GROS',
};

/** The code for an error that the HTTP framework made itself. */
export const codeForStatus = (status: number): RefusalCode => BY_STATUS[status] ?? (status >= 500 ? 'ERREUR_INTERNE' : 'REQUETE_INVALIDE');
