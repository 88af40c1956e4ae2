import type { CountersStore } from '../../src/stores/counters-store';
import { unDossier } from '../support/dossiers';
import type { OpenedStore } from './store-contract';

/** What every implementation of `src/stores/counters-store.ts` does. `use` gives empty ones to the work, then cleans up. */
export function countersContract(name: string, use: (work: (counters: CountersStore) => Promise<void>) => Promise<void>): void {
  describe(`counters contract: ${name}`, () => {
    it('is empty at first', () => use(async (counters) => {
      await expect(counters.readCounters('2026-01-01', '2026-12-31')).resolves.toEqual([]);
    }));

    it('adds up within a day, and keeps days apart', () => use(async (counters) => {
      await counters.addToCounters('2026-11-26', { 'reponse:web': 2, 'transfert:web': 1 });
      await counters.addToCounters('2026-11-26', { 'reponse:web': 3 });
      await counters.addToCounters('2026-11-25', { 'reponse:web': 7 });

      await expect(counters.readCounters('2026-11-01', '2026-11-30')).resolves.toEqual([
        { jour: '2026-11-25', nom: 'reponse:web', valeur: 7 }, { jour: '2026-11-26', nom: 'reponse:web', valeur: 5 }, { jour: '2026-11-26', nom: 'transfert:web', valeur: 1 },
      ]);
    }));

    it('reads both ends of a range and nothing outside', () => use(async (counters) => {
      for (const jour of ['2026-10-27', '2026-10-28', '2026-11-26', '2026-11-27']) await counters.addToCounters(jour, { a: 1 });

      await expect(counters.readCounters('2026-10-28', '2026-11-26')).resolves.toMatchObject([{ jour: '2026-10-28' }, { jour: '2026-11-26' }]);
    }));

    it('loses nothing when fifty add at once', () => use(async (counters) => {
      await Promise.all(Array.from({ length: 50 }, () => counters.addToCounters('2026-11-26', { a: 1, b: 2 })));

      await expect(counters.readCounters('2026-11-26', '2026-11-26')).resolves.toMatchObject([{ nom: 'a', valeur: 50 }, { nom: 'b', valeur: 100 }]);
    }));

    it.each([
      ['a name that is no code', '2026-11-26', { 'Jeanne Martin': 1 }], ['a number in the place of a name', '2026-11-26', { '0612345678': 1 }],
      ['a day that does not exist', '2026-02-30', { a: 1 }], ['a fraction', '2026-11-26', { a: 1.5 }], ['a negative number', '2026-11-26', { a: -1 }],
    ])('refuses %s, and writes none of the others', (_case, jour, ajouts) => use(async (counters) => {
      await expect(counters.addToCounters(jour, { bon: 1, ...ajouts })).rejects.toThrow();

      await expect(counters.readCounters('2000-01-01', '2099-12-31')).resolves.toEqual([]);
    }));
  });
}

/** The same counters as a store keeps them, and how far behind its outbox is. */
export function keptCountersContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`counters of a store: ${name}`, () => {
    let opened: OpenedStore;
    beforeEach(async () => (opened = await open()));
    afterEach(() => opened.cleanup());

    it('survive a restart, and say so once closed', async () => {
      const first = opened.store;
      await first.counters.addToCounters('2026-11-26', { a: 1 });
      const again = await opened.reopen();
      await expect(first.counters.readCounters('2026-11-26', '2026-11-26')).rejects.toMatchObject({ code: 'STOCKAGE_INDISPONIBLE' });

      await again.counters.addToCounters('2026-11-26', { a: 1 });
      await expect(again.counters.readCounters('2026-11-26', '2026-11-26')).resolves.toMatchObject([{ valeur: 2 }]);
    });

    it('tell how far behind the outbox is, what is taken or postponed included', async () => {
      const { store } = opened;
      await store.putOutbox({ id: 'b', kind: 'k', payload: {}, createdAt: '2026-11-26T09:05:00.000Z' });
      await store.putOutbox({ id: 'a', kind: 'k', payload: {}, createdAt: '2026-11-26T09:00:00.000Z' });
      await expect(store.outboxState()).resolves.toEqual({ enAttente: 2, plusAncien: '2026-11-26T09:00:00.000Z' });

      await store.takeOutbox(10, 1_000, 1_000);
      await store.postponeOutbox('b', 9_000);
      await expect(store.outboxState()).resolves.toEqual({ enAttente: 2, plusAncien: '2026-11-26T09:00:00.000Z' });

      await store.ackOutbox('a');
      await expect(store.outboxState()).resolves.toEqual({ enAttente: 1, plusAncien: '2026-11-26T09:05:00.000Z' });
      await store.ackOutbox('b');
      await expect(store.outboxState()).resolves.toEqual({ enAttente: 0, plusAncien: null });
    });

    it('count what an opening has to tell, until the person is erased', async () => {
      const { store } = opened;
      const { dossier } = await store.openDossier('c:1', () => 'REF-EXP-1234563', (reference) => unDossier({ reference, cle: 'c:1' }));
      await expect(store.outboxState()).resolves.toEqual({ enAttente: 1, plusAncien: dossier.ouvertLe });

      await store.retention.erasePerson(dossier.personne, '2026-11-26T09:00:00.000Z', (conversation) => conversation);
      await expect(store.outboxState()).resolves.toEqual({ enAttente: 0, plusAncien: null });
    });
  });
}
