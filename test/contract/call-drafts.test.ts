import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { limitsOf, DUREES } from '../../src/domain/conservation';
import { purge } from '../../src/app/retention';
import type { CallDraftStore } from '../../src/stores/call-draft-store';
import { openEmbeddedStore } from '../../src/stores/embedded';
import { unAppelGarde, unBrouillonAppel } from '../support/calls';
import { memoryCallDrafts } from '../support/memory-call-drafts';

let dir: string;
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'aiguillage-appels-'))));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const MARIE = { personne: 'marie', tour: 'c1:m1', at: '2026-11-26T09:00:00.000Z' };
const other = (id: string, appel: string) => unAppelGarde({ id, code: `hash-${id}`, brouillon: unBrouillonAppel({ appel }) });

function callDraftContract(name: string, use: (work: (store: CallDraftStore) => Promise<void>) => Promise<void>): void {
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

callDraftContract('memory', (work) => work(memoryCallDrafts()));
callDraftContract('embedded', async (work) => {
  const store = openEmbeddedStore({ dataDir: dir });
  await work(store.callDrafts).finally(() => store.close());
});

describe('the life of a call draft', () => {
  const open = () => openEmbeddedStore({ dataDir: dir });

  it('survives a restart', async () => {
    const first = open();
    await first.callDrafts.putCallDraft(unAppelGarde());
    await first.close();

    const again = open();
    await expect(again.callDrafts.getCallDraft('brouillon-1')).resolves.toEqual(unAppelGarde());
    await again.close();
  });

  it('ends after seven days, counted before it is done', async () => {
    const store = open();
    await store.callDrafts.putCallDraft(unAppelGarde());
    const [sixDays, eightDays] = ['2026-12-01', '2026-12-03'].map((day) => limitsOf(day, DUREES, 30));

    await expect(store.retention.countExpired(sixDays!)).resolves.toMatchObject({ brouillons: 0 });
    await expect(store.retention.countExpired(eightDays!)).resolves.toMatchObject({ brouillons: 1 });
    await expect(purge(eightDays!, { store, clock: () => new Date('2026-12-03T09:00:00Z') })).resolves.toMatchObject({ brouillons: 1 });
    await expect(store.callDrafts.getCallDraft('brouillon-1')).resolves.toBeNull();
    await store.close();
  });

  it('ends with the erasure of who took it', async () => {
    const store = open();
    await store.callDrafts.putCallDraft(unAppelGarde());
    await store.callDrafts.putCallDraft(other('b', 'appel-2'));
    await store.callDrafts.takeCallDraft('brouillon-1', MARIE);

    await store.retention.erasePerson('marie', '2026-11-26T09:00:00.000Z', (id) => id);

    await expect(store.callDrafts.getCallDraft('brouillon-1')).resolves.toBeNull();
    await expect(store.callDrafts.getCallDraft('b')).resolves.not.toBeNull();
    await store.close();
  });
});
