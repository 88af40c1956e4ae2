import { SANS_COEFFICIENTS } from '../../src/domain/coefficients';
import type { Changement, Coefficients, LigneCoefficients } from '../../src/domain/coefficients';
import type { CoefficientsStore } from '../../src/stores/coefficients-store';

/** The manager's coefficients in memory. */
export function memoryCoefficients(): CoefficientsStore {
  const lines: LigneCoefficients[] = [];
  const current = (): Coefficients => lines.at(-1)?.apres ?? SANS_COEFFICIENTS;
  return {
    coefficients: async () => structuredClone({ coefficients: current(), version: lines.length }),
    setCoefficients: async (next: Coefficients, changement: Changement, expectedVersion: number) => {
      if (expectedVersion !== lines.length) return false;
      lines.push(structuredClone({ ...changement, version: lines.length + 1, avant: current(), apres: next }));
      return true;
    },
    coefficientsJournal: async () => structuredClone(lines),
  };
}
