import type { Fermeture } from '../../src/domain/fermeture';
import type { OpenedStore } from './store-contract';

const WEB: Fermeture = { entree: 'web', at: '2026-11-26T09:00:00.000Z', par: 'Mme Dupuis', raison: 'réponses fausses', message: null };

/** What every store must do with the off switches (src/stores/switch-store.ts). */
export function switchContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`switch contract: ${name}`, () => {
    let opened: OpenedStore;
    beforeEach(async () => (opened = await open()));
    afterEach(() => opened.cleanup());

    it('closes nothing at first', async () => {
      await expect(opened.store.switches.fermetures()).resolves.toEqual([]);
    });

    it('keeps what is closed, with who, when and why, after a restart too; closing again replaces', async () => {
      await opened.store.switches.close(WEB);
      await opened.store.switches.close({ ...WEB, entree: 'teams' });
      await opened.store.switches.close({ ...WEB, message: 'Nous revenons à 14 heures.' });

      const store = await opened.reopen();

      const kept = await store.switches.fermetures();
      expect(kept.sort((a, b) => a.entree.localeCompare(b.entree))).toEqual([{ ...WEB, entree: 'teams' }, { ...WEB, message: 'Nous revenons à 14 heures.' }]);
    });

    it('opens what was closed, and says when it was not', async () => {
      await opened.store.switches.close(WEB);

      await expect(opened.store.switches.open('web')).resolves.toBe(true);
      await expect(opened.store.switches.open('web')).resolves.toBe(false);
      await expect(opened.store.switches.fermetures()).resolves.toEqual([]);
    });
  });
}
