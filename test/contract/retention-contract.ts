import { createHash } from 'node:crypto';
import { limitsOf, DUREES } from '../../src/domain/conservation';
import type { Dossier, Statut } from '../../src/domain/dossier';
import type { Vu } from '../../src/stores/retention-store';
import type { Store, StoredFile } from '../../src/stores/store';
import { unDossier, uneDemande } from '../support/dossiers';
import type { OpenedStore } from './store-contract';

const TODAY = '2028-11-30';
const LIMITES = limitsOf(TODAY, DUREES, 30);
const hide = (conversation: string): string => `h-${conversation}`;

/** What every store must do of `src/stores/retention-store.ts`. */
export function retentionContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`retention contract: ${name}`, () => {
    let opened: OpenedStore;
    let store: Store;

    beforeEach(async () => {
      opened = await open();
      store = opened.store;
    });
    afterEach(() => opened.cleanup());

    const seen = (at: string, rest: Partial<Vu> = {}): Vu => ({ personne: 'p1', at, brouillon: false, ...rest });

    describe('idle conversations', () => {
      it('go with their transcript and their files', async () => {
        await conversation(store, 'c', '2028-10-30T10:00:00.000Z');
        await store.putFile(file('f1', 'c'), bytes('f1'));

        await expect(store.retention.countExpired(LIMITES)).resolves.toMatchObject({ conversations: 1, messages: 2, fichiers: 1 });
        await expect(store.retention.deleteIdleConversations(LIMITES, 10)).resolves.toEqual({ conversations: 1, messages: 2, fichiers: 1 });

        store = await opened.reopen();
        await expect(store.loadState('c')).resolves.toBeNull();
        await expect(store.conversationOwner('c')).resolves.toBeNull();
        await expect(store.readActivities('c', 0, 10)).resolves.toEqual([]);
        await expect(store.getFile('f1')).resolves.toBeNull();
      });

      it('stay on their last day', async () => {
        await conversation(store, 'c', '2028-10-31T00:00:00.000Z');

        await expect(store.retention.deleteIdleConversations(LIMITES, 10)).resolves.toMatchObject({ conversations: 0 });
      });

      it('go too when nobody ever wrote in them', async () => {
        await store.createConversation('vide', 'p1', Date.parse('2028-10-01T00:00:00.000Z'));
        await store.createConversation('neuve', 'p1', Date.parse('2028-11-29T00:00:00.000Z'));

        await expect(store.retention.deleteIdleConversations(LIMITES, 10)).resolves.toMatchObject({ conversations: 1 });
        await expect(store.conversationOwner('neuve')).resolves.toBe('p1');
      });

      it('stay when they are old and someone wrote in them lately', async () => {
        await store.createConversation('c', 'p1', Date.parse('2027-01-01T00:00:00.000Z'));
        await store.saveState('c', {}, 0, seen('2028-11-29T10:00:00.000Z'));

        await expect(store.retention.deleteIdleConversations(LIMITES, 10)).resolves.toMatchObject({ conversations: 0 });
      });

      it('stay while a message came later than the last answer', async () => {
        await conversation(store, 'c', '2028-10-01T10:00:00.000Z');
        await store.appendActivity('c', 'tard', { timestamp: '2028-11-29T10:00:00.000Z' }, true);

        await expect(store.retention.deleteIdleConversations(LIMITES, 10)).resolves.toMatchObject({ conversations: 0 });
      });

      it('stay while a dossier that came from them is in force, and go once it is archived', async () => {
        await conversation(store, 'teams:a:1', '2028-07-01T10:00:00.000Z');
        await closedDossier(store, 'REF-EXP-1234563', 'teams:a:1:1', '2028-08-15T10:00:00.000Z');
        await expect(store.retention.countExpired(LIMITES)).resolves.toMatchObject({ conversations: 0 });

        const later = limitsOf('2028-12-20', DUREES, 30);
        await expect(store.retention.countExpired(later)).resolves.toMatchObject({ conversations: 1, archives: 1 });
        await store.retention.archiveDossiers(later, '2028-12-20T03:00:00.000Z', 10);

        await expect(store.retention.deleteIdleConversations(later, 10)).resolves.toMatchObject({ conversations: 1 });
      });

      it('are told apart from those whose name begins alike', async () => {
        await conversation(store, 'c1', '2028-07-01T10:00:00.000Z');
        await openDossier(store, 'REF-EXP-1234563', 'c11:1');

        await expect(store.retention.deleteIdleConversations(LIMITES, 10)).resolves.toMatchObject({ conversations: 1 });
      });

      it('go a few at a time', async () => {
        for (const id of ['a', 'b', 'c']) await conversation(store, id, '2028-07-01T10:00:00.000Z');

        await expect(store.retention.deleteIdleConversations(LIMITES, 2)).resolves.toMatchObject({ conversations: 2 });
        await expect(store.retention.deleteIdleConversations(LIMITES, 2)).resolves.toMatchObject({ conversations: 1 });
      });

      it('take away what told that they asked for a person, once it was told', async () => {
        await conversation(store, 'c', '2028-07-01T10:00:00.000Z');
        await store.putOutbox({ id: 'alerte:c:m1:humain', kind: 'alerte-humaine', payload: {}, createdAt: '' });
        await store.putOutbox({ id: 'alerte:c:m2:humain', kind: 'alerte-humaine', payload: {}, createdAt: '' });
        await store.ackOutbox('alerte:c:m1:humain');

        await store.retention.deleteIdleConversations(LIMITES, 10);

        expect((await store.takeOutbox(10, 1, 0)).map(({ id }) => id)).toEqual(['alerte:c:m2:humain']);
        const { envois } = await store.retention.readPerson('p1', hide);
        expect(envois).toEqual([]);
      });
    });

    it('lists idle drafts in order, a few at a time', async () => {
      for (const id of ['b', 'a', 'c']) await store.saveState(id, {}, 0, seen('2028-11-20T10:00:00.000Z', { brouillon: true }));
      await store.saveState('d', {}, 0, seen('2028-11-20T10:00:00.000Z'));
      await store.saveState('e', {}, 0, seen('2028-11-29T10:00:00.000Z', { brouillon: true }));

      await expect(store.retention.listIdleDrafts(LIMITES.brouillon, '', 2)).resolves.toEqual([{ conversation: 'a', personne: 'p1' }, { conversation: 'b', personne: 'p1' }]);
      await expect(store.retention.listIdleDrafts(LIMITES.brouillon, 'b', 2)).resolves.toEqual([{ conversation: 'c', personne: 'p1' }]);
    });

    it('never purges a state whose age nobody knows', async () => {
      await store.saveState('c', {}, 0);

      await expect(store.retention.deleteIdleConversations(LIMITES, 10)).resolves.toMatchObject({ conversations: 0 });
    });

    describe('dossiers', () => {
      it('keep their files until three months after closing', async () => {
        await withFiles('REF-EXP-1234563', '2028-08-30T00:00:00.000Z', 'f1');
        await withFiles('REF-EXP-7K2M4TR', '2028-08-29T23:59:59.999Z', 'f2');

        await expect(store.retention.countExpired(LIMITES)).resolves.toMatchObject({ fichiers: 1 });
        await expect(store.retention.deleteClosedFiles(LIMITES, 10)).resolves.toEqual({ dossiers: 1, fichiers: 1 });
        await expect(store.retention.deleteClosedFiles(LIMITES, 10)).resolves.toEqual({ dossiers: 0, fichiers: 0 });

        await expect(store.getFile('f1')).resolves.not.toBeNull();
        await expect(store.getFile('f2')).resolves.toBeNull();
        await expect(store.getDossier('REF-EXP-7K2M4TR')).resolves.not.toBeNull();
      });

      it('that are open keep everything, however old', async () => {
        await openDossier(store, 'REF-EXP-1234563', 'c:1', 'f1');
        await store.putFile(file('f1', 'c'), bytes('f1'));

        await expect(store.retention.countExpired(limitsOf('2040-01-01', DUREES, 30))).resolves.toMatchObject({ fichiers: 0, archives: 0, suppressions: 0 });
      });

      it('opened again are not closed any more', async () => {
        const dossier = await closedDossier(store, 'REF-EXP-1234563', 'c:1', '2027-01-01T00:00:00.000Z');
        await store.updateDossier(withStatut(dossier, 'REOUVERT', '2027-02-01T00:00:00.000Z'), dossier.evenements.length);

        await expect(store.retention.archiveDossiers(LIMITES, `${TODAY}T03:00:00.000Z`, 10)).resolves.toMatchObject({ archives: 0 });
      });

      it('are closed on the day they were closed, not on that of a later note', async () => {
        const dossier = await closedDossier(store, 'REF-EXP-1234563', 'c:1', '2028-07-01T00:00:00.000Z');
        await store.updateDossier(withStatut(dossier, 'FINALISE', '2028-11-01T00:00:00.000Z'), dossier.evenements.length);

        await expect(store.retention.archiveDossiers(LIMITES, `${TODAY}T03:00:00.000Z`, 10)).resolves.toMatchObject({ archives: 1 });
      });

      it('share a file: it stays for the one that needs it', async () => {
        await closedDossier(store, 'REF-EXP-1234563', 'c:1', '2028-01-01T00:00:00.000Z', 'f1');
        await openDossier(store, 'REF-EXP-7K2M4TR', 'c:2', 'f1');
        await store.putFile(file('f1', 'c'), bytes('f1'));

        await store.retention.deleteClosedFiles(LIMITES, 10);
        await store.retention.archiveDossiers(LIMITES, `${TODAY}T03:00:00.000Z`, 10);

        await expect(store.getFile('f1')).resolves.not.toBeNull();
      });

      it('are archived four months after closing: read only for their person, their number never given again, their key free', async () => {
        await closedDossier(store, 'REF-EXP-1234563', 'c:1', '2028-07-29T00:00:00.000Z');

        await store.retention.archiveDossiers(LIMITES, `${TODAY}T03:00:00.000Z`, 10);

        await expect(store.getDossier('REF-EXP-1234563')).resolves.toBeNull();
        await expect(store.listReferences('p1')).resolves.toEqual([]);
        await expect(store.retention.ownerOf('REF-EXP-1234563')).resolves.toBe('p1');
        expect((await store.retention.readPerson('p1', hide)).archives.map(({ reference }) => reference)).toEqual(['REF-EXP-1234563']);
        const drawn = ['REF-EXP-1234563', 'REF-EXP-7K2M4TR'];
        const again = await store.openDossier('c:1', () => drawn.shift() ?? '', (reference) => unDossier({ reference, cle: 'c:1' }));
        expect(again).toMatchObject({ created: true, dossier: { reference: 'REF-EXP-7K2M4TR' } });
      });

      it('are deleted two years after that', async () => {
        await closedDossier(store, 'REF-EXP-1234563', 'c:1', '2026-07-29T00:00:00.000Z');
        await store.retention.archiveDossiers(LIMITES, `${TODAY}T03:00:00.000Z`, 10);
        await expect(store.retention.countExpired(LIMITES)).resolves.toMatchObject({ suppressions: 1 });

        await expect(store.retention.deleteArchives(LIMITES.suppression, 10)).resolves.toBe(1);

        await expect(store.retention.ownerOf('REF-EXP-1234563')).resolves.toBeNull();
        await expect(store.takeOutbox(10, Date.now(), 0)).resolves.toEqual([]);
      });

      async function withFiles(reference: string, closed: string, id: string): Promise<void> {
        await closedDossier(store, reference, `${id}:1`, closed, id);
        await store.putFile(file(id, 'c'), bytes(id));
      }
    });

    describe('one person', () => {
      beforeEach(async () => {
        await conversation(store, 'c', '2028-11-20T10:00:00.000Z');
        await store.saveState('teams:x', { mots: 'chez teams' }, 0, seen('2028-11-20T10:00:00.000Z'));
        await openDossier(store, 'REF-EXP-1234563', 'c:1', 'f1');
        await store.putFile(file('f1', 'c'), bytes('f1'));
        await store.putFile({ ...file('autre', 'd'), personne: 'p2' }, bytes('f1'));
        await store.putReview({ id: 'r1', conversation: hide('c'), jour: '2028-11-20', canal: 'web', texte: 'mots', raison: 'incertain', code: 'DTR', groupe: 'simple', confiance: 0.5, alternatives: [], prestations: [], codeChoisi: null }, '2028-01-01');
        await store.putOutbox({ id: 'courriel:1', kind: 'courriel', payload: { reference: 'REF-EXP-1234563', adresse: 'x@exemple.fr' }, createdAt: '' });
        await store.saveState('e', { mots: 'autre personne' }, 0, seen('2028-11-20T10:00:00.000Z', { personne: 'p2' }));
      });

      it('is given everything that is theirs', async () => {
        await store.retention.logAccess({ at: '2028-11-20T10:00:00.000Z', qui: 'usager', quoi: 'lecture-dossier', objet: 'REF-EXP-1234563', motif: 'suivi' });

        const data = await store.retention.readPerson('p1', hide);

        expect(data.conversations.map((one) => [one.conversation, one.activities.length])).toEqual([['c', 2], ['teams:x', 0]]);
        expect(data.dossiers.map(({ reference }) => reference)).toEqual(['REF-EXP-1234563']);
        expect(data.fichiers.map(({ id }) => id)).toEqual(['f1']);
        expect(data.envois.map(({ id }) => id).sort()).toEqual(['courriel:1', 'dossier-ouvert:REF-EXP-1234563']);
        expect(data.revues.map(({ id }) => id)).toEqual(['r1']);
        expect(data.acces).toHaveLength(1);
      });

      it('is erased at once, but for the minimum of dossiers; nobody else is', async () => {
        await expect(store.retention.erasePerson('p1', '2028-11-30T00:00:00.000Z', hide)).resolves.toEqual({ conversations: 2, messages: 2, fichiers: 1, dossiers: 1, appels: 0, envois: 2, revues: 1 });

        store = await opened.reopen();
        await expect(store.retention.readPerson('p1', hide)).resolves.toEqual({ conversations: [], dossiers: [], archives: [], fichiers: [], appels: [], envois: [], revues: [], acces: [] });
        await expect(store.loadState('e')).resolves.not.toBeNull();
        await expect(store.getFile('autre')).resolves.not.toBeNull();
        await expect(store.retention.listMinimums()).resolves.toEqual([{
          reference: 'REF-EXP-1234563', service: 'HABITAT', motif: 'CONTESTATION_CALCUL', ouvertLe: '2026-11-23T09:00:00.000Z', echeance: '2026-12-09',
          statuts: [{ at: '2026-11-23T09:00:00.000Z', statut: 'RECU' }],
        }]);
      });

      it('is erased again without harm, and the minimum goes with its time', async () => {
        await store.retention.erasePerson('p1', '2028-11-30T00:00:00.000Z', hide);
        await expect(store.retention.erasePerson('p1', '2028-12-01T00:00:00.000Z', hide)).resolves.toMatchObject({ dossiers: 0 });

        await expect(store.retention.deleteArchives('2028-11-30T00:00:00.000Z', 10)).resolves.toBe(0);
        await expect(store.retention.deleteArchives('2028-11-30T00:00:00.001Z', 10)).resolves.toBe(1);
      });

      it('opens a new demande in the same conversation after the erasure', async () => {
        await store.retention.erasePerson('p1', '2028-11-30T00:00:00.000Z', hide);
        const drawn = ['REF-EXP-1234563', 'REF-EXP-7K2M4TR'];

        await expect(store.openDossier('c:1', () => drawn.shift() ?? '', (reference) => unDossier({ reference, cle: 'c:1' }))).resolves.toMatchObject({ created: true, dossier: { reference: 'REF-EXP-7K2M4TR' } });
      });

      it('may forget one conversation: what waits for its turn and the files of dossiers stay', async () => {
        await store.putFile(file('libre', 'c'), bytes('libre'));
        await store.appendActivity('c', 'oui', { text: 'oui' }, true);

        await expect(store.retention.forgetConversation('c', {}, 7, seen('2028-11-30T00:00:00.000Z'))).resolves.toBe(false);
        await expect(store.getFile('libre')).resolves.not.toBeNull();
        await expect(store.retention.forgetConversation('c', { vide: true }, 1, seen('2028-11-30T00:00:00.000Z'))).resolves.toBe(true);

        await expect(store.loadState('c')).resolves.toEqual({ state: { vide: true }, version: 2 });
        await expect(store.readActivities('c', 0, 10)).resolves.toEqual([{ seq: 3, activity: { text: 'oui' } }]);
        await expect(store.getFile('libre')).resolves.toBeNull();
        await expect(store.getFile('f1')).resolves.not.toBeNull();
        await expect(store.appendActivity('c', 'suite', {}, false)).resolves.toEqual({ seq: 4, created: true });
      });

      it('leaves nothing to write over twice', async () => {
        await store.retention.erasePerson('p1', '2028-11-30T00:00:00.000Z', hide);

        await expect(store.retention.settleErasure()).resolves.toBe(true);
      });
    });

    describe('access journal', () => {
      const line = (at: string, objet = 'REF-EXP-1234563') => ({ at, qui: 'expert:e12', quoi: 'lecture-dossier' as const, objet, motif: 'traitement' as const });

      it('is read newest first, for one object or for all', async () => {
        await store.retention.logAccess(line('2028-11-20T10:00:00.000Z'));
        await store.retention.logAccess(line('2028-11-21T10:00:00.000Z', 'f1'));

        await expect(store.retention.listAccesses(null, 1)).resolves.toEqual([line('2028-11-21T10:00:00.000Z', 'f1')]);
        await expect(store.retention.listAccesses('REF-EXP-1234563', 10)).resolves.toEqual([line('2028-11-20T10:00:00.000Z')]);
      });

      it.each([{ qui: 'Madame Durand' }, { objet: 'le dossier de Paul' }, { qui: 'expert:a b' }])('takes identifiers only: not %j', async (wrong) => {
        await expect(store.retention.logAccess({ ...line('2028-11-20T10:00:00.000Z'), ...wrong })).rejects.toThrow();
        await expect(store.retention.listAccesses(null, 10)).resolves.toEqual([]);
      });

      it('is shortened from its oldest end', async () => {
        for (const day of ['01', '02', '03']) await store.retention.logAccess(line(`2027-11-${day}T10:00:00.000Z`));

        await expect(store.retention.deleteAccesses('2027-11-03T00:00:00.000Z', 1)).resolves.toBe(1);
        await expect(store.retention.deleteAccesses('2027-11-03T00:00:00.000Z', 10)).resolves.toBe(1);
        expect((await store.retention.listAccesses(null, 10)).map(({ at }) => at.slice(8, 10))).toEqual(['03']);
      });
    });

    it('gives a daily task to one caller, once a day, and again when it died', async () => {
      const take = (day: string, nowMs: number) => store.retention.takeTask('purge', day, nowMs, 1_000);

      await expect(Promise.all([take('2028-11-30', 0), take('2028-11-30', 0), take('2028-11-30', 999)])).resolves.toEqual([true, false, false]);
      await expect(take('2028-11-30', 1_000)).resolves.toBe(true);
      await store.retention.finishTask('purge', '2028-11-30');

      store = await opened.reopen();
      await expect(take('2028-11-30', 5_000)).resolves.toBe(false);
      await expect(take('2028-12-01', 5_000)).resolves.toBe(true);
    });

    async function conversation(on: Store, id: string, at: string): Promise<void> {
      await on.createConversation(id, 'p1', Date.parse(at));
      await on.appendActivity(id, 'm1', { text: 'bonjour', timestamp: at }, false);
      await on.appendActivity(id, 'm2', { text: 'au revoir' }, false);
      await on.saveState(id, { mots: 'gardés' }, 0, seen(at));
    }
  });
}

async function openDossier(store: Store, reference: string, cle: string, ...files: string[]): Promise<Dossier> {
  const pieces = [{ code: 'D-BAIL', libelle: 'Bail', necessite: 'obligatoire' as const, statut: 'recue' as const, fichiers: files }];
  return (await store.openDossier(cle, () => reference, () => unDossier({ reference, cle, demande: uneDemande({ pieces }) }))).dossier;
}

async function closedDossier(store: Store, reference: string, cle: string, at: string, ...files: string[]): Promise<Dossier> {
  const dossier = await openDossier(store, reference, cle, ...files);
  const closed = withStatut(dossier, 'FINALISE', at);
  await store.updateDossier(closed, dossier.evenements.length);
  return closed;
}

const withStatut = (dossier: Dossier, statut: Statut, at: string): Dossier =>
  ({ ...dossier, statut, evenements: [...dossier.evenements, { at, quoi: 'changement', qui: 'expert', statut, detail: '' }] });

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const file = (id: string, conversation: string): StoredFile => ({
  id, conversation, personne: 'p1', nom: `${id}.pdf`, typeMime: 'application/pdf', octets: id.length, sha256: createHash('sha256').update(bytes(id)).digest('hex'), recuLe: '2026-11-23T09:00:00.000Z',
});
