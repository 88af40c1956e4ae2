import type { Changement, Coefficients, LigneCoefficients } from '../domain/coefficients';

/** The manager's coefficients: a versioned record, and a journal to which lines are only added. */
export interface CoefficientsStore {
  /** What holds now. `version` starts at 1; 0 means that nobody ever decided anything. */
  coefficients(): Promise<{ coefficients: Coefficients; version: number }>;
  /**
   * Writes the next version and its line of the journal in one step. False, and nothing written, when the stored version is not
   * `expectedVersion`: somebody decided in between.
   */
  setCoefficients(next: Coefficients, changement: Changement, expectedVersion: number): Promise<boolean>;
  /** Every change, oldest first. */
  coefficientsJournal(): Promise<LigneCoefficients[]>;
}
