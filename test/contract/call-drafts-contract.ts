import { purge } from '../../src/app/retention';
import { limitsOf, DUREES } from '../../src/domain/conservation';
import type { CallDraftStore } from '../../src/stores/call-draft-store';
import { unAppelGarde, unBrouillonAppel } from '../support/calls';
import type { OpenedStore } from './store-contract';

const MARIE = { personne: 'marie', tour: 'c1:m1', at: '2026-11-26T09:00:00.000Z' };
const other = (id: string, appel: string) => unAppelGarde({ id, code: `hash-${id}`, brouillon: unBrouillonAppel({ appel }) });

/** What every implementation of `src/stores/call-draft-store.ts` does. `use` gives an empty one to the work, then cleans up. */
export function callDraftContract(name: string, use: (work: (store: CallDraftStore) => Promise<void>) => Promise<void>): void {
  describe(`call draft contract: ${name}`, () => {
    it('keeps a draft once for the same transcript, and finds it by id, by call and by code', () => use(async (store) => {
      const first = await store.putCallDraft(unAppelGarde());
      const again = await store.putCallDraft(unAppelGarde({ id: 'brouillon-2', code: 'hash-2' }));

      expect(first).toEqual({ draft: unAppelGarde(), created: true });
      expect(again).toEqual({ draft: unAppelGarde(), created: false });
      await expect(store.getCallDraft('brouillon-1')).resolves.toEqual(unAppelGarde());
      await expect(store.findCallDraft('webvtt', 'appel-1', 'a'.repeat(64))).resolves.toEqual(unAppelGarde());
      await expect(store.findCallDraftByCode('hash-1')).resolves.toEqual(unAppelGarde());
      await expect(store.findCallDraftByCode('hash-2')).resolves.toBeNull();
    }));

    it('takes another call, or other bytes of the same call, for another draft', () => use(async (store) => {
      await store.putCallDraft(unAppelGarde());

      await expect(store.putCallDraft(other('b', 'appel-2'))).resolves.toMatchObject({ created: true });
    }));

    it('gives a draft to one turn of one person, and to that turn again', () => use(async (store) => {
      await store.putCallDraft(unAppelGarde());

      await expect(store.takeCallDraft('brouillon-1', MARIE)).resolves.toBe(true);
      await expect(store.takeCallDraft('brouillon-1', { ...MARIE, at: '2026-11-26T10:00:00.000Z' })).resolves.toBe(true);
      await expect(store.takeCallDraft('brouillon-1', { ...MARIE, tour: 'c1:m2' })).resolves.toBe(false);
      await expect(store.takeCallDraft('brouillon-1', { ...MARIE, personne: 'paul' })).resolves.toBe(false);
      await expect(store.takeCallDraft('inconnu', MARIE)).resolves.toBe(false);
      await expect(store.getCallDraft('brouillon-1')).resolves.toMatchObject({ repris: MARIE });
    }));

    it('gives it to one of ten who race', () => use(async (store) => {
      await store.putCallDraft(unAppelGarde());

      const all = await Promise.all(Array.from({ length: 10 }, (_, i) => store.takeCallDraft('brouillon-1', { ...MARIE, personne: `p${i}` })));

      expect(all.filter(Boolean)).toHaveLength(1);
    }));

    it('deletes what is older than an instant, and nothing else', () => use(async (store) => {
      await store.putCallDraft(unAppelGarde());
      await store.putCallDraft({ ...other('b', 'appel-2'), creeLe: '2026-11-26T00:00:00.000Z' });

      await expect(store.deleteCallDrafts('2026-11-26T00:00:00.000Z')).resolves.toBe(1);
      await expect(store.getCallDraft('brouillon-1')).resolves.toBeNull();
      await expect(store.getCallDraft('b')).resolves.not.toBeNull();
    }));
  });
}

/** What becomes of them in a store: restart, age, erasure. */
export function callDraftLifeContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`the life of a call draft: ${name}`, () => {
    let opened: OpenedStore;
    beforeEach(async () => (opened = await open()));
    afterEach(() => opened.cleanup());

    it('survives a restart', async () => {
      const first = opened.store;
      await first.callDrafts.putCallDraft(unAppelGarde());

      const again = await opened.reopen();
      await expect(again.callDrafts.getCallDraft('brouillon-1')).resolves.toEqual(unAppelGarde());
    });

    it('ends after seven days, counted before it is done', async () => {
      const { store } = opened;
      await store.callDrafts.putCallDraft(unAppelGarde());
      const [sixDays, eightDays] = ['2026-12-01', '2026-12-03'].map((day) => limitsOf(day, DUREES, 30));

      await expect(store.retention.countExpired(sixDays!)).resolves.toMatchObject({ brouillons: 0 });
      await expect(store.retention.countExpired(eightDays!)).resolves.toMatchObject({ brouillons: 1 });
      await expect(purge(eightDays!, { store, clock: () => new Date('2026-12-03T09:00:00Z') })).resolves.toMatchObject({ brouillons: 1 });
      await expect(store.callDrafts.getCallDraft('brouillon-1')).resolves.toBeNull();
    });

    it('is among the data of who took it, and of nobody else', async () => {
      const { store } = opened;
      await store.callDrafts.putCallDraft(unAppelGarde());
      await store.callDrafts.putCallDraft(other('b', 'appel-2'));
      await store.callDrafts.takeCallDraft('brouillon-1', MARIE);

      await expect(store.retention.readPerson('marie', (id) => id)).resolves.toMatchObject({ appels: [unAppelGarde({ repris: MARIE })] });
      await expect(store.retention.readPerson('paul', (id) => id)).resolves.toMatchObject({ appels: [] });
    });

    it('ends when who took it has the conversation forgotten, and not when it is too late to forget', async () => {
      const { store } = opened;
      await store.callDrafts.putCallDraft(unAppelGarde());
      await store.callDrafts.putCallDraft(other('b', 'appel-2'));
      await store.callDrafts.takeCallDraft('brouillon-1', MARIE);
      const seen = { personne: 'marie', at: '2026-11-26T10:00:00.000Z', brouillon: false };
      await store.saveState('c1', {}, 0, seen);

      await expect(store.retention.forgetConversation('c1', {}, 7, seen)).resolves.toBe(false);
      await expect(store.callDrafts.getCallDraft('brouillon-1')).resolves.not.toBeNull();
      await expect(store.retention.forgetConversation('c1', {}, 1, seen)).resolves.toBe(true);

      await expect(store.callDrafts.getCallDraft('brouillon-1')).resolves.toBeNull();
      await expect(store.callDrafts.getCallDraft('b')).resolves.not.toBeNull();
    });

    it('ends with the erasure of who took it', async () => {
      const { store } = opened;
      await store.callDrafts.putCallDraft(unAppelGarde());
      await store.callDrafts.putCallDraft(other('b', 'appel-2'));
      await store.callDrafts.takeCallDraft('brouillon-1', MARIE);

      await expect(store.retention.erasePerson('marie', '2026-11-26T09:00:00.000Z', (id) => id)).resolves.toMatchObject({ appels: 1 });

      await expect(store.callDrafts.getCallDraft('brouillon-1')).resolves.toBeNull();
      await expect(store.callDrafts.getCallDraft('b')).resolves.not.toBeNull();
    });
  });
}
