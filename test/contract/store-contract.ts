import { createHash } from 'node:crypto';
import { CodedError } from '../../src/domain/errors';
import type { Dossier } from '../../src/domain/dossier';
import type { ReviewEntry } from '../../src/domain/review';
import type { Store, StoredFile } from '../../src/stores/store';
import { unDossier } from '../support/dossiers';

/**
 * What every store must do (src/stores/store.ts). `open` gives an empty store; `reopen` closes it and opens the same
 * data again, as after a restart; `cleanup` closes and deletes everything.
 */
export type OpenedStore = { store: Store; reopen: () => Promise<Store>; cleanup: () => Promise<void> };

async function drain(store: Store): Promise<void> {
  for (const { id } of await store.takeOutbox(100, NOW_MS, 0)) await store.ackOutbox(id);
}

const NOW_MS = Date.UTC(2026, 10, 23, 9, 0, 0);
const LEASE_MS = 30_000;

export function storeContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`store contract: ${name}`, () => {
    let opened: OpenedStore;
    let store: Store;

    beforeEach(async () => {
      opened = await open();
      store = opened.store;
    });
    afterEach(() => opened.cleanup());

    it('answers a ping', async () => {
      await expect(store.ping()).resolves.toBeUndefined();
    });

    it('refuses every call once closed, with a coded error', async () => {
      await store.close();

      await expect(store.ping()).rejects.toMatchObject({ code: 'STOCKAGE_INDISPONIBLE' });
      await expect(store.loadState('c')).rejects.toBeInstanceOf(CodedError);
      await expect(store.saveState('c', {}, 0)).rejects.toMatchObject({ code: 'STOCKAGE_INDISPONIBLE' });
      await expect(store.putFile(file('f'), bytes('a'))).rejects.toMatchObject({ code: 'STOCKAGE_INDISPONIBLE' });
      await expect(store.getFile('f')).rejects.toMatchObject({ code: 'STOCKAGE_INDISPONIBLE' });
    });

    describe('conversation state', () => {
      it('has none at first', async () => {
        await expect(store.loadState('inconnue')).resolves.toBeNull();
      });

      it('counts versions from 1 and gives back what was saved', async () => {
        const state = { etape: 'motif', texte: 'l’été à 12 h, « 350 € » 🏠', vide: null, liste: [1, { a: false }] };

        await expect(store.saveState('c', state, 0)).resolves.toBe(true);
        await expect(store.loadState('c')).resolves.toEqual({ state, version: 1 });
        await expect(store.saveState('c', { etape: 'pieces' }, 1)).resolves.toBe(true);

        await expect(store.loadState('c')).resolves.toEqual({ state: { etape: 'pieces' }, version: 2 });
      });

      it.each([1, 7])('writes nothing when version %i is expected and there is none', async (expected) => {
        await expect(store.saveState('c', { etape: 'x' }, expected)).resolves.toBe(false);
        await expect(store.loadState('c')).resolves.toBeNull();
      });

      it('writes nothing over another version', async () => {
        await store.saveState('c', { n: 1 }, 0);
        await store.saveState('c', { n: 2 }, 1);

        await expect(store.saveState('c', { n: 'late' }, 0)).resolves.toBe(false);
        await expect(store.saveState('c', { n: 'late' }, 1)).resolves.toBe(false);
        await expect(store.saveState('c', { n: 'early' }, 3)).resolves.toBe(false);

        await expect(store.loadState('c')).resolves.toEqual({ state: { n: 2 }, version: 2 });
      });

      it('lets one of twenty concurrent writers through, and the others retry without losing a step', async () => {
        const first = await Promise.all(Array.from({ length: 20 }, (_, i) => store.saveState('c', { winner: i }, 0)));
        expect(first.filter(Boolean)).toHaveLength(1);
        await store.saveState('d', { total: 0 }, 0);

        await Promise.all(Array.from({ length: 20 }, () => addOne(store, 'd')));

        await expect(store.loadState('d')).resolves.toEqual({ state: { total: 20 }, version: 21 });
      });

      it('keeps conversations apart', async () => {
        await store.saveState('a', { de: 'a' }, 0);
        await store.saveState('b', { de: 'b' }, 0);

        await expect(store.loadState('a')).resolves.toEqual({ state: { de: 'a' }, version: 1 });
        await expect(store.loadState('A')).resolves.toBeNull();
      });
    });

    describe('messages to review', () => {
      const ids = async (from = '2026-01-01'): Promise<string[]> => (await store.listReviews(from)).map(({ id }) => id);

      it('gives back what was kept, oldest day first, after a restart too', async () => {
        await store.putReview(review('r2', '2026-11-23'), '2026-11-01');
        await store.putReview(review('r9', '2026-11-22'), '2026-11-01');

        store = await opened.reopen();

        await expect(store.listReviews('2026-11-01')).resolves.toEqual([review('r9', '2026-11-22'), review('r2', '2026-11-23')]);
      });

      it('keeps one entry for an id: the last written', async () => {
        await store.putReview(review('r1'), '2026-11-01');
        await store.putReview({ ...review('r1'), raison: 'pas-ma-question', codeChoisi: 'ATTESTATION' }, '2026-11-01');

        await expect(store.listReviews('2026-11-01')).resolves.toEqual([{ ...review('r1'), raison: 'pas-ma-question', codeChoisi: 'ATTESTATION' }]);
      });

      it('deletes what is older than the day given, when one is written and when they are read', async () => {
        await store.putReview(review('r1', '2026-10-01'), '2026-09-01');
        await store.putReview(review('r2', '2026-10-02'), '2026-09-01');
        await store.putReview(review('r3', '2026-11-23'), '2026-10-02');
        await expect(ids()).resolves.toEqual(['r2', 'r3']);

        await expect(ids('2026-10-03')).resolves.toEqual(['r3']);
        await expect(ids()).resolves.toEqual(['r3']);
      });

      it('deletes some, all those of a conversation, and nothing that is not there', async () => {
        for (const id of ['r1', 'r2', 'r3']) await store.putReview(review(id, '2026-11-23', id === 'r3' ? 'd' : 'c'), '2026-11-01');

        await store.deleteReviews(['r1', 'inconnu']);
        await expect(ids()).resolves.toEqual(['r2', 'r3']);
        await store.forgetReviews('d');
        await expect(ids()).resolves.toEqual(['r2']);
      });
    });

    describe('dossiers', () => {
      it('opens one and finds it again', async () => {
        const { dossier, created } = await openWith(store, 'k1', ['REF-EXP-1234563']);

        expect(created).toBe(true);
        expect(dossier.reference).toBe('REF-EXP-1234563');
        await expect(store.getDossier('REF-EXP-1234563')).resolves.toEqual(dossier);
        await expect(store.getDossier('REF-EXP-7K2M4TR')).resolves.toBeNull();
      });

      it('opens once per key: the second call gets the first dossier and draws no reference', async () => {
        const first = await openWith(store, 'k1', ['REF-EXP-1234563']);
        const draw = jest.fn(() => 'REF-EXP-7K2M4TR');

        const second = await store.openDossier('k1', draw, (reference) => unDossier({ reference, cle: 'k1' }));

        expect(second).toEqual({ dossier: first.dossier, created: false });
        expect(draw).not.toHaveBeenCalled();
      });

      it('opens once when twenty calls with the same key overlap', async () => {
        let n = 0;
        const results = await Promise.all(Array.from({ length: 20 }, () =>
          store.openDossier('k1', () => `REF-EXP-${String((n += 1)).padStart(7, '0')}`, (reference) => unDossier({ reference, cle: 'k1' }))));

        expect(results.filter(({ created }) => created)).toHaveLength(1);
        expect(new Set(results.map(({ dossier }) => dossier.reference)).size).toBe(1);
        await expect(store.takeOutbox(100, NOW_MS, LEASE_MS)).resolves.toHaveLength(1);
      });

      it('draws again while the reference is taken', async () => {
        await openWith(store, 'k1', ['REF-EXP-1234563']);

        const { dossier } = await openWith(store, 'k2', ['REF-EXP-1234563', 'REF-EXP-1234563', 'REF-EXP-7K2M4TR']);

        expect(dossier.reference).toBe('REF-EXP-7K2M4TR');
        await expect(store.getDossier('REF-EXP-1234563')).resolves.toMatchObject({ cle: 'k1' });
      });

      it('gives up after 50 taken references and writes nothing', async () => {
        await openWith(store, 'k1', ['REF-EXP-1234563']);
        const draw = jest.fn(() => 'REF-EXP-1234563');

        await expect(store.openDossier('k2', draw, (reference) => unDossier({ reference, cle: 'k2' })))
          .rejects.toMatchObject({ code: 'REFERENCE_EPUISEE' });

        expect(draw).toHaveBeenCalledTimes(50);
        await expect(openWith(store, 'k2', ['REF-EXP-7K2M4TR'])).resolves.toMatchObject({ created: true });
      });

      it('lets the caller’s own error through and stays usable', async () => {
        const failure = new TypeError('a bug of the caller');

        await expect(store.openDossier('k1', () => 'REF-EXP-1234563', () => { throw failure; })).rejects.toBe(failure);

        await expect(store.getDossier('REF-EXP-1234563')).resolves.toBeNull();
        await expect(openWith(store, 'k1', ['REF-EXP-1234563'])).resolves.toMatchObject({ created: true });
      });

      it('announces the opening in the outbox, in the same step', async () => {
        const { dossier } = await openWith(store, 'k1', ['REF-EXP-1234563']);

        await expect(store.takeOutbox(10, NOW_MS, LEASE_MS)).resolves.toEqual([{
          id: 'dossier-ouvert:REF-EXP-1234563', kind: 'dossier-ouvert', payload: { reference: 'REF-EXP-1234563' },
          createdAt: dossier.ouvertLe, attempts: 1,
        }]);
      });

      it('updates only when nobody wrote in between', async () => {
        const { dossier } = await openWith(store, 'k1', ['REF-EXP-1234563']);
        const affecte = withEvent(dossier, 'AFFECTE', '2026-11-24T09:00:00.000Z');

        await expect(store.updateDossier(affecte, 1)).resolves.toBe(true);
        await expect(store.updateDossier(withEvent(dossier, 'ANNULE', '2026-11-24T09:00:01.000Z'), 1)).resolves.toBe(false);

        await expect(store.getDossier('REF-EXP-1234563')).resolves.toEqual(affecte);
      });

      it('does not update a dossier that does not exist', async () => {
        await expect(store.updateDossier(unDossier({ reference: 'REF-EXP-1234563' }), 1)).resolves.toBe(false);
        await expect(store.getDossier('REF-EXP-1234563')).resolves.toBeNull();
      });

      it('tells what is to be told in the same step as the change, and nothing when the change is refused', async () => {
        const { dossier } = await openWith(store, 'k1', ['REF-EXP-1234563']);
        await drain(store);
        const envoi = (id: string) => ({ id, kind: 'alerte-dossier', payload: { id }, createdAt: '2026-11-24T09:00:00.000Z' });

        await store.updateDossier(withEvent(dossier, 'AFFECTE', '2026-11-24T09:00:00.000Z'), 1, [envoi('a'), envoi('b')]);
        await store.updateDossier(withEvent(dossier, 'ANNULE', '2026-11-24T09:00:01.000Z'), 1, [envoi('late')]);

        expect((await store.takeOutbox(10, NOW_MS, LEASE_MS)).map(({ id }) => id)).toEqual(['a', 'b']);
      });

      it('lists those that time is about to change, the oldest day first, and those never looked at', async () => {
        for (const [n, prochain] of ['2026-12-10', '2026-12-01', null, undefined].entries()) {
          await store.openDossier(`k${n}`, () => `REF-EXP-000000${n}`, (reference) => ({ ...unDossier({ reference, cle: `k${n}` }), ...(prochain === undefined ? {} : { prochain }) }));
        }

        await expect(store.listDue('2026-11-30', 10)).resolves.toEqual(['REF-EXP-0000003']);
        await expect(store.listDue('2026-12-01', 10)).resolves.toEqual(['REF-EXP-0000003', 'REF-EXP-0000001']);
        await expect(store.listDue('2027-01-01', 2)).resolves.toEqual(['REF-EXP-0000003', 'REF-EXP-0000001']);
        const seen = await store.getDossier('REF-EXP-0000003');
        await store.updateDossier({ ...seen!, prochain: null }, 1);
        await expect(store.listDue('2027-01-01', 10)).resolves.toEqual(['REF-EXP-0000001', 'REF-EXP-0000000']);
      });

      it('lists the references of a person, newest first, and nobody else’s', async () => {
        await openWith(store, 'k1', ['REF-EXP-1234563'], { personne: 'p1' });
        await openWith(store, 'k2', ['REF-EXP-7K2M4TR'], { personne: 'p2' });
        await openWith(store, 'k3', ['REF-EXP-A1C2F3J'], { personne: 'p1' });

        await expect(store.listReferences('p1')).resolves.toEqual(['REF-EXP-A1C2F3J', 'REF-EXP-1234563']);
        await expect(store.listReferences('p3')).resolves.toEqual([]);
      });

      it('measures the workload: open now, finalised since', async () => {
        const first = await openWith(store, 'k1', ['REF-EXP-1234563']);
        const second = await openWith(store, 'k2', ['REF-EXP-7K2M4TR']);
        await openWith(store, 'k3', ['REF-EXP-A1C2F3J']);
        await store.updateDossier(withEvent(first.dossier, 'FINALISE', '2026-11-10T10:00:00.000Z'), 1);
        await store.updateDossier(withEvent(second.dossier, 'FINALISE', '2026-11-20T10:00:00.000Z'), 1);

        await expect(store.workload('HABITAT', '2026-11-01T00:00:00.000Z')).resolves.toEqual({ ouverts: 1, finalises: 2 });
        await expect(store.workload('HABITAT', '2026-11-10T10:00:00.000Z')).resolves.toEqual({ ouverts: 1, finalises: 2 });
        await expect(store.workload('HABITAT', '2026-11-11T00:00:00.000Z')).resolves.toEqual({ ouverts: 1, finalises: 1 });
        await expect(store.workload('FAMILLE', '2026-11-01T00:00:00.000Z')).resolves.toEqual({ ouverts: 0, finalises: 0 });
      });

      it('counts a finalisation on its own day: a later note does not move it', async () => {
        const { dossier } = await openWith(store, 'k1', ['REF-EXP-1234563']);
        const finalise = withEvent(dossier, 'FINALISE', '2026-11-10T10:00:00.000Z');
        await store.updateDossier(finalise, 1);

        await store.updateDossier(withEvent(finalise, 'FINALISE', '2026-11-22T10:00:00.000Z'), 2);

        await expect(store.workload('HABITAT', '2026-11-11T00:00:00.000Z')).resolves.toEqual({ ouverts: 0, finalises: 0 });
      });

      it('follows a dossier that changes service', async () => {
        const { dossier } = await openWith(store, 'k1', ['REF-EXP-1234563']);
        const moved = withEvent(dossier, 'AFFECTE', '2026-11-24T09:00:00.000Z');

        await store.updateDossier({ ...moved, demande: { ...moved.demande, service: 'RECOURS' } }, 1);

        await expect(store.workload('RECOURS', '2026-11-01T00:00:00.000Z')).resolves.toMatchObject({ ouverts: 1 });
        await expect(store.workload('HABITAT', '2026-11-01T00:00:00.000Z')).resolves.toMatchObject({ ouverts: 0 });
      });
    });

    describe('outbox', () => {
      it('gives the oldest first, up to the limit, each only once while its lease runs', async () => {
        await putEntries(store, ['a', 'b', 'c']);

        await expect(taken(store, 2, NOW_MS)).resolves.toEqual(['a', 'b']);
        await expect(taken(store, 2, NOW_MS + 1)).resolves.toEqual(['c']);
        await expect(taken(store, 2, NOW_MS + 2)).resolves.toEqual([]);
      });

      it('brings an entry back after its lease, with one more attempt', async () => {
        await putEntries(store, ['a']);
        await store.takeOutbox(1, NOW_MS, LEASE_MS);

        await expect(taken(store, 1, NOW_MS + LEASE_MS - 1)).resolves.toEqual([]);
        await expect(store.takeOutbox(1, NOW_MS + LEASE_MS, LEASE_MS)).resolves.toEqual([
          { id: 'a', kind: 'alerte', payload: { de: 'a' }, createdAt: '2026-11-23T09:00:00.000Z', attempts: 2 },
        ]);
      });

      it('never gives an acknowledged entry again, even when it is written again', async () => {
        await putEntries(store, ['a']);
        await store.takeOutbox(1, NOW_MS, LEASE_MS);
        await store.ackOutbox('a');
        await putEntries(store, ['a']);

        await expect(taken(store, 10, NOW_MS + 10 * LEASE_MS)).resolves.toEqual([]);
      });

      it('leaves an existing entry alone', async () => {
        await putEntries(store, ['a']);
        await store.putOutbox({ id: 'a', kind: 'autre', payload: { autre: true }, createdAt: '2026-11-23T10:00:00.000Z' });

        await expect(store.takeOutbox(10, NOW_MS, LEASE_MS)).resolves.toMatchObject([{ id: 'a', kind: 'alerte', payload: { de: 'a' } }]);
      });

      it('shares entries out between concurrent takers', async () => {
        await putEntries(store, Array.from({ length: 30 }, (_, i) => `e${i}`));

        const lots = await Promise.all(Array.from({ length: 10 }, () => taken(store, 3, NOW_MS)));

        expect(new Set(lots.flat()).size).toBe(30);
        expect(lots.flat()).toHaveLength(30);
      });

      it('keeps a postponed entry until its instant, and an acknowledged one away', async () => {
        await putEntries(store, ['a', 'b']);
        await store.takeOutbox(2, NOW_MS, LEASE_MS);
        await store.postponeOutbox('a', NOW_MS + 5 * LEASE_MS);
        await store.ackOutbox('b');
        await store.postponeOutbox('b', NOW_MS);
        await store.postponeOutbox('rien', NOW_MS);

        await expect(taken(store, 10, NOW_MS + 5 * LEASE_MS - 1)).resolves.toEqual([]);
        await expect(taken(store, 10, NOW_MS + 5 * LEASE_MS)).resolves.toEqual(['a']);
      });

      it('does not mind an acknowledgement of something unknown', async () => {
        await expect(store.ackOutbox('rien')).resolves.toBeUndefined();
      });
    });

    describe('conversations and activities', () => {
      it('creates a conversation once and keeps its owner', async () => {
        await expect(store.createConversation('c', 'p1', NOW_MS)).resolves.toBe('created');
        await expect(store.createConversation('c', 'p2', NOW_MS)).resolves.toBe('exists');

        await expect(store.conversationOwner('c')).resolves.toBe('p1');
        await expect(store.conversationOwner('d')).resolves.toBeNull();
      });

      it('numbers activities from 1 in each conversation', async () => {
        await expect(store.appendActivity('c', 'a1', { text: 'bonjour' }, false)).resolves.toEqual({ seq: 1, created: true });
        await expect(store.appendActivity('c', 'a2', { text: 'bonsoir' }, false)).resolves.toEqual({ seq: 2, created: true });
        await expect(store.appendActivity('d', 'a1', { text: 'ailleurs' }, false)).resolves.toEqual({ seq: 1, created: true });

        await expect(store.readActivities('c', 0, 10)).resolves.toEqual([
          { seq: 1, activity: { text: 'bonjour' } }, { seq: 2, activity: { text: 'bonsoir' } },
        ]);
        await expect(store.readActivities('c', 1, 10)).resolves.toEqual([{ seq: 2, activity: { text: 'bonsoir' } }]);
        await expect(store.readActivities('c', 0, 1)).resolves.toEqual([{ seq: 1, activity: { text: 'bonjour' } }]);
        await expect(store.readActivities('c', 2, 10)).resolves.toEqual([]);
      });

      it('appends an id once, and says where it is', async () => {
        await store.appendActivity('c', 'a1', { text: 'bonjour' }, true);
        await store.appendActivity('c', 'a2', { text: 'suite' }, false);

        await expect(store.appendActivity('c', 'a1', { text: 'autre' }, true)).resolves.toEqual({ seq: 1, created: false });

        await expect(store.readActivities('c', 0, 10)).resolves.toHaveLength(2);
        await expect(store.readActivities('c', 0, 1)).resolves.toEqual([{ seq: 1, activity: { text: 'bonjour' } }]);
      });

      it('appends the replies of a turn in their order, and leaves alone those already there', async () => {
        await store.appendActivity('c', 'a1', { text: 'bonjour' }, true);

        await store.appendReplies('c', [{ id: 'r0', activity: { text: 'un' } }, { id: 'r1', activity: { text: 'deux' } }]);
        await store.appendReplies('c', [{ id: 'r0', activity: { text: 'autre' } }, { id: 'r1', activity: { text: 'autre' } }, { id: 'r2', activity: { text: 'trois' } }]);
        await store.appendReplies('c', []);

        await expect(store.readActivities('c', 0, 10)).resolves.toEqual(
          ['bonjour', 'un', 'deux', 'trois'].map((text, i) => ({ seq: i + 1, activity: { text } })));
      });

      it('keeps the replies of each turn side by side when twenty turns of one conversation overlap', async () => {
        const turns = Array.from({ length: 20 }, (_, turn) => ['a', 'b', 'c'].map((letter) => ({ id: `${turn}${letter}`, activity: { turn, letter } })));

        await Promise.all(turns.map((replies) => store.appendReplies('c', replies)));

        const read = (await store.readActivities('c', 0, 100)).map(({ activity }) => activity as { turn: number; letter: string });
        expect(read).toHaveLength(60);
        for (const [i, { turn, letter }] of read.entries()) expect({ turn, letter }).toEqual({ turn: read[i - (i % 3)]?.turn, letter: 'abc'[i % 3] });
      });

      it('appends none of the replies of a turn when one cannot be kept', async () => {
        await expect(store.appendReplies('c', [{ id: 'r0', activity: { text: 'un' } }, { id: 'r1', activity: { n: 1n } }])).rejects.toThrow();

        await expect(store.readActivities('c', 0, 10)).resolves.toEqual([]);
        await store.appendReplies('c', [{ id: 'r1', activity: { text: 'deux' } }]);
        await expect(store.readActivities('c', 0, 10)).resolves.toEqual([{ seq: 1, activity: { text: 'deux' } }]);
      });

      it('leaves no hole and no double when thirty appends overlap', async () => {
        const appended = await Promise.all(Array.from({ length: 30 }, (_, i) => store.appendActivity('c', `a${i}`, { i }, false)));

        expect(appended.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
        const read = await store.readActivities('c', 0, 100);
        expect(read.map(({ seq }) => seq)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
      });
    });

    describe('files', () => {
      it('gives back the bytes and the description', async () => {
        const content = Uint8Array.from({ length: 70_000 }, (_, i) => i % 256);
        const description = file('f1', content);

        await store.putFile(description, content);
        const read = await store.getFile('f1');

        expect(read?.file).toEqual(description);
        expect(Buffer.from(read?.bytes ?? []).equals(Buffer.from(content))).toBe(true);
        await expect(store.getFile('f2')).resolves.toBeNull();
      });

      it('takes the same file again without harm', async () => {
        await store.putFile(file('f1', bytes('bail')), bytes('bail'));
        await store.putFile(file('f1', bytes('bail')), bytes('bail'));

        await store.deleteFiles(['f1']);

        await expect(store.getFile('f1')).resolves.toBeNull();
      });

      it('deletes bytes only when no other file has the same', async () => {
        await store.putFile(file('f1', bytes('même contenu')), bytes('même contenu'));
        await store.putFile(file('f2', bytes('même contenu'), 'autre-conversation'), bytes('même contenu'));

        await store.deleteFiles(['f1', 'inconnu']);

        await expect(store.getFile('f1')).resolves.toBeNull();
        const kept = await store.getFile('f2');
        expect(Buffer.from(kept?.bytes ?? []).toString()).toBe('même contenu');
        await store.deleteFiles(['f2']);
        await expect(store.getFile('f2')).resolves.toBeNull();
        await store.putFile(file('f3', bytes('même contenu')), bytes('même contenu'));
        expect(Buffer.from((await store.getFile('f3'))?.bytes ?? []).toString()).toBe('même contenu');
      });

      it('stores and deletes the same content at the same time without losing what stays', async () => {
        const content = bytes('contenu disputé');
        for (let round = 0; round < 10; round += 1) {
          await store.putFile(file(`old${round}`, content), content);
          await Promise.all([store.deleteFiles([`old${round}`]), store.putFile(file(`new${round}`, content), content)]);
          expect(Buffer.from((await store.getFile(`new${round}`))?.bytes ?? []).toString()).toBe('contenu disputé');
          await store.deleteFiles([`new${round}`]);
        }
      });

      it('never takes a path for a hash', async () => {
        await expect(store.putFile({ ...file('f1'), sha256: '../../etc/passwd' }, bytes('x'))).rejects.toBeInstanceOf(CodedError);
      });

      it('counts what was kept of a person and of a conversation, since an instant', async () => {
        await store.putFile({ ...file('f1', bytes('un')), recuLe: '2026-11-22T22:59:59.000Z' }, bytes('un'));
        await store.putFile(file('f2', bytes('deux')), bytes('deux'));
        await store.putFile(file('f3', bytes('trois'), 'd'), bytes('trois'));
        await store.putFile({ ...file('f4', bytes('autre'), 'd'), personne: 'p2' }, bytes('autre'));

        await expect(store.fileUsage('personne', 'p1', '2026-11-22T23:00:00.000Z')).resolves.toEqual({ fichiers: 2, octets: 9 });
        await expect(store.fileUsage('conversation', 'c', '')).resolves.toEqual({ fichiers: 2, octets: 6 });
        await expect(store.fileUsage('personne', 'inconnue', '')).resolves.toEqual({ fichiers: 0, octets: 0 });
        await store.deleteFiles(['f2']);
        await expect(store.fileUsage('personne', 'p1', '2026-11-22T23:00:00.000Z')).resolves.toEqual({ fichiers: 1, octets: 5 });
      });

      it('remembers which files no antivirus has seen, oldest first, until they are released', async () => {
        await store.putFile({ ...file('f1', bytes('un')), quarantaine: true }, bytes('un'));
        await store.putFile(file('f2', bytes('deux')), bytes('deux'));
        await store.putFile({ ...file('f3', bytes('trois')), quarantaine: true }, bytes('trois'));

        expect((await store.quarantinedFiles(10)).map(({ id }) => id)).toEqual(['f1', 'f3']);
        await expect(store.quarantinedFiles(1)).resolves.toHaveLength(1);
        await expect(store.getFile('f1')).resolves.toMatchObject({ file: { quarantaine: true } });
        await store.releaseFile('f1');

        expect((await store.quarantinedFiles(10)).map(({ id }) => id)).toEqual(['f3']);
        expect((await store.getFile('f1'))?.file).toEqual(file('f1', bytes('un')));
      });

      it('keeps an empty file and a strange name', async () => {
        const strange = { ...file('f1', bytes('')), nom: 'été « bail » n°2.pdf' };

        await store.putFile(strange, bytes(''));

        await expect(store.getFile('f1')).resolves.toMatchObject({ file: strange });
      });
    });

    describe('listing dossiers', () => {
      const all = async (limit: number): Promise<string[][]> => {
        const batches: string[][] = [];
        for (let after: number | null = 0; after !== null;) {
          const { dossiers, suite }: { dossiers: Dossier[]; suite: number | null } = await store.listDossiers(after, limit);
          batches.push(dossiers.map(({ reference }) => reference));
          after = suite;
        }
        return batches;
      };

      it('gives each dossier once, in the order of opening, never more than asked', async () => {
        const references = ['REF-EXP-1234563', 'REF-EXP-7K2M4TR', 'REF-EXP-AAAAAAA', 'REF-EXP-CCCCCCC', 'REF-EXP-FFFFFFF'];
        for (const [at, reference] of references.entries()) await openWith(store, `k${at}`, [reference]);

        const [batches, whole] = [await all(2), await all(100)];

        expect(batches.every((batch) => batch.length <= 2)).toBe(true);
        expect(batches.flat()).toEqual(references);
        expect(whole).toEqual([references]);
      });

      it('gives nothing, and no mark, when there is none', async () => {
        await expect(store.listDossiers(0, 10)).resolves.toEqual({ dossiers: [], suite: null });
      });

      it('goes on with what was opened after the mark', async () => {
        await openWith(store, 'k1', ['REF-EXP-1234563']);
        const { suite } = await store.listDossiers(0, 1);
        await openWith(store, 'k2', ['REF-EXP-7K2M4TR']);

        const { dossiers } = await store.listDossiers(suite ?? 0, 10);

        expect(dossiers.map(({ reference }) => reference)).toEqual(['REF-EXP-7K2M4TR']);
      });
    });

    it('finds everything again after a restart', async () => {
      await store.saveState('c', { etape: 'recap' }, 0);
      const { dossier } = await openWith(store, 'k1', ['REF-EXP-1234563']);
      await store.createConversation('c', 'p1', NOW_MS);
      await store.appendActivity('c', 'a1', { text: 'bonjour' }, true);
      await store.putFile(file('f1', bytes('bail')), bytes('bail'));
      await store.takeOutbox(1, NOW_MS, LEASE_MS);

      const again = await opened.reopen();

      await expect(again.loadState('c')).resolves.toEqual({ state: { etape: 'recap' }, version: 1 });
      await expect(again.getDossier('REF-EXP-1234563')).resolves.toEqual(dossier);
      await expect(openWith(again, 'k1', ['REF-EXP-7K2M4TR'])).resolves.toEqual({ dossier, created: false });
      await expect(again.conversationOwner('c')).resolves.toBe('p1');
      await expect(again.appendActivity('c', 'a2', {}, false)).resolves.toEqual({ seq: 2, created: true });
      await expect(again.turns.take('c', 'moi', LEASE_MS)).resolves.toMatchObject({ kind: 'turn', id: 'a1', activity: { text: 'bonjour' } });
      expect(Buffer.from((await again.getFile('f1'))?.bytes ?? []).toString()).toBe('bail');
      await expect(taken(again, 10, NOW_MS + LEASE_MS)).resolves.toEqual(['dossier-ouvert:REF-EXP-1234563']);
    });
  });
}

function review(id: string, jour = '2026-11-23', conversation = 'c'): ReviewEntry {
  return {
    id, conversation, jour, canal: 'web', texte: `où est mon « argent » ${id} ?`, raison: 'pas-repondu', code: 'PAIEMENT_DATE', groupe: 'simple', confiance: 0.7,
    alternatives: [{ code: 'PAIEMENT_NON_RECU', confidence: 0.2 }], prestations: ['RSA'], codeChoisi: null,
  };
}

async function addOne(store: Store, conversation: string): Promise<void> {
  for (;;) {
    const loaded = await store.loadState(conversation);
    const total = Number(Object.entries(loaded?.state ?? {}).find(([key]) => key === 'total')?.[1] ?? 0);
    if (await store.saveState(conversation, { total: total + 1 }, loaded?.version ?? 0)) return;
  }
}

function openWith(store: Store, cle: string, references: string[], overrides: Partial<Dossier> = {}) {
  const left = [...references];
  return store.openDossier(cle, () => left.shift() ?? 'REF-EXP-0000000', (reference) => unDossier({ ...overrides, reference, cle }));
}

function withEvent(dossier: Dossier, statut: Dossier['statut'], at: string): Dossier {
  return { ...dossier, statut, evenements: [...dossier.evenements, { at, quoi: 'changement', qui: 'expert', statut, detail: '' }] };
}

async function putEntries(store: Store, ids: string[]): Promise<void> {
  for (const id of ids) await store.putOutbox({ id, kind: 'alerte', payload: { de: id }, createdAt: '2026-11-23T09:00:00.000Z' });
}

async function taken(store: Store, limit: number, nowMs: number): Promise<string[]> {
  return (await store.takeOutbox(limit, nowMs, LEASE_MS)).map(({ id }) => id);
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function file(id: string, content: Uint8Array = bytes('contenu'), conversation = 'c'): StoredFile {
  return {
    id, conversation, personne: 'p1', nom: `${id}.pdf`, typeMime: 'application/pdf', octets: content.length,
    sha256: createHash('sha256').update(content).digest('hex'), recuLe: '2026-11-23T09:00:00.000Z',
  };
}
