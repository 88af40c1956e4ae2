import PROBLEMES from './problemes.json';

/** A field that is wrong, and where it is: `reponses.moisConcerne`. */
export type Champ = { lieu: string; message: string };

export type ProblemCode = keyof typeof PROBLEMES.codes;

/** Why a program's request is not served: one HTTP status and one French sentence for each code. */
export class ApiProblem extends Error {
  constructor(readonly code: ProblemCode, readonly more: { champs?: readonly Champ[]; retryAfterMs?: number } = {}) {
    super(code);
    this.name = 'ApiProblem';
  }

  get status(): number {
    return PROBLEMES.codes[this.code].status;
  }

  get detail(): string {
    return PROBLEMES.codes[this.code].detail;
  }
}

export const invalid = (...champs: Champ[]): ApiProblem => new ApiProblem('CHAMPS_INVALIDES', { champs });

const TITRES: Readonly<Record<string, string>> = PROBLEMES.titres;

/** Short name of a status, the same for all its problems. */
export const titleOf = (status: number): string => TITRES[String(status)] ?? TITRES[status >= 500 ? '500' : '400'] ?? '';

export const PROBLEM_CODES = PROBLEMES.codes;
