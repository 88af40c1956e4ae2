import { SANS_COEFFICIENTS, withCharge } from '../../src/domain/coefficients';
import type { Changement, Coefficients } from '../../src/domain/coefficients';
import type { CoefficientsStore } from '../../src/stores/coefficients-store';

export const CHANGE: Changement = { at: '2026-11-26T09:00:00.000Z', qui: 'Mme Dupuis', pourquoi: 'beaucoup de demandes' };
export const PLUS_10: Coefficients = withCharge(SANS_COEFFICIENTS, 'HABITAT', { pct: 10, raison: 'l’été, « affluence »' });
const PLUS_20: Coefficients = { ...PLUS_10, periodes: [{ debut: '2026-12-15', fin: '2027-01-31', pct: 20, raison: 'fêtes de fin d’année' }] };

/** What every store must do of `src/stores/coefficients-store.ts`. `use` gives an empty one to the work, then cleans up. */
export function coefficientsContract(name: string, use: (work: (store: CoefficientsStore) => Promise<void>) => Promise<void>): void {
  describe(`coefficients contract: ${name}`, () => {
    it('has decided nothing at first', () => use(async (store) => {
      await expect(store.coefficients()).resolves.toEqual({ coefficients: SANS_COEFFICIENTS, version: 0 });
      await expect(store.coefficientsJournal()).resolves.toEqual([]);
    }));

    it('counts versions from 1, gives back the last, and keeps who, when, why, before and after', () => use(async (store) => {
      await expect(store.setCoefficients(PLUS_10, CHANGE, 0)).resolves.toBe(true);
      await expect(store.setCoefficients(PLUS_20, { ...CHANGE, qui: 'M. Petit' }, 1)).resolves.toBe(true);

      await expect(store.coefficients()).resolves.toEqual({ coefficients: PLUS_20, version: 2 });
      await expect(store.coefficientsJournal()).resolves.toEqual([
        { ...CHANGE, version: 1, avant: SANS_COEFFICIENTS, apres: PLUS_10 }, { ...CHANGE, qui: 'M. Petit', version: 2, avant: PLUS_10, apres: PLUS_20 },
      ]);
    }));

    it('writes nothing over another version', () => use(async (store) => {
      await store.setCoefficients(PLUS_10, CHANGE, 0);

      await expect(store.setCoefficients(PLUS_20, CHANGE, 0)).resolves.toBe(false);
      await expect(store.setCoefficients(PLUS_20, CHANGE, 2)).resolves.toBe(false);

      await expect(store.coefficients()).resolves.toEqual({ coefficients: PLUS_10, version: 1 });
      await expect(store.coefficientsJournal()).resolves.toHaveLength(1);
    }));

    it('lets one of ten concurrent managers through', () => use(async (store) => {
      const all = await Promise.all(Array.from({ length: 10 }, () => store.setCoefficients(PLUS_10, CHANGE, 0)));

      expect(all.filter(Boolean)).toHaveLength(1);
    }));
  });
}
