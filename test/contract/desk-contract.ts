import type { Acces } from '../../src/domain/access';
import type { Dossier, Statut } from '../../src/domain/dossier';
import { OPEN_STATUTS } from '../../src/domain/dossier';
import type { Priorite, ServiceExpert } from '../../src/domain/codes';
import { DUREES, limitsOf } from '../../src/domain/conservation';
import { lifeOf } from '../../src/domain/lifecycle';
import { generateReference } from '../../src/domain/reference';
import type { DeskStore, Prise, QueueFilter } from '../../src/stores/desk-store';
import type { Store } from '../../src/stores/store';
import { uneDemande, unDossier } from '../support/dossiers';
import type { OpenedStore } from './store-contract';

/** What every implementation of the desk's port does: see `src/stores/desk-store.ts`. */

const NOW = Date.parse('2026-11-26T09:00:00Z');
const HALF_HOUR = 30 * 60_000;
const MANY = 100;

export function deskContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`desk contract: ${name}`, () => {
    let store: Store;
    let desk: DeskStore;
    let cleanup: () => Promise<void>;
    let rank = 0;
    beforeEach(async () => {
      ({ store, cleanup } = await open());
      desk = store.desk;
      rank = 0;
    });
    afterEach(() => cleanup());

    type Spelt = { service?: ServiceExpert; priorite?: Priorite; echeance?: string; statut?: Statut; expert?: string; allocataire?: string; paroles?: string[]; discret?: boolean; depassements?: number };

    async function opened({ service = 'HABITAT', priorite = 'P3', echeance = '2026-12-09', statut = 'RECU', expert, allocataire, paroles, discret = false, depassements = 0 }: Spelt = {}): Promise<Dossier> {
      rank += 1;
      const signs = [...String(rank).padStart(6, '0')].map(Number);
      const base = unDossier();
      const { dossier } = await store.openDossier(`c${rank}:1`, () => generateReference(() => signs.shift() ?? 0), (reference) => {
        const fresh = unDossier({ reference, cle: `c${rank}:1`, promesse: { ...base.promesse, priorite, echeance }, demande: uneDemande({ service, discret, numeroAllocataire: allocataire ?? null, ...(paroles ? { paroles } : {}) }) });
        return { ...fresh, statut, vie: { ...lifeOf(fresh), depassements, expert: expert === undefined ? null : { id: expert, prenom: expert } } };
      });
      return dossier;
    }

    const filter = (overrides: Partial<QueueFilter> = {}): QueueFilter => ({
      lecteur: 'nadia', services: ['HABITAT'], statuts: OPEN_STATUTS, priorite: null, porteur: null, libresMs: null, retardLe: null, allocataire: null, mots: [], sansSensible: false, ...overrides,
    });
    const listed = async (overrides: Partial<QueueFilter> = {}): Promise<string[]> => (await desk.listQueue(filter(overrides), null, MANY)).lignes.map(({ dossier }) => dossier.reference);
    const claim = (reference: string, agent: string, overrides: Partial<Prise> = {}): Prise => ({ reference, agent, prenom: agent, depuisMs: NOW, finMs: NOW + HALF_HOUR, ...overrides });

    describe('the queue', () => {
      it('puts the highest priority first, then the nearest date, then the oldest', async () => {
        const late = await opened({ priorite: 'P2', echeance: '2026-12-10' });
        const near = await opened({ priorite: 'P2', echeance: '2026-12-01' });
        const urgent = await opened({ priorite: 'P1', echeance: '2026-12-20' });
        const same = await opened({ priorite: 'P2', echeance: '2026-12-01' });

        expect(await listed()).toEqual([urgent, near, same, late].map(({ reference }) => reference));
      });

      it('gives pages that follow each other, without a hole nor a double', async () => {
        for (let i = 0; i < 7; i += 1) await opened({ priorite: (['P3', 'P1'] as const)[i % 2] ?? 'P3' });

        const seen: string[] = [];
        let apres: string | null = null;
        do {
          const page: Awaited<ReturnType<DeskStore['listQueue']>> = await desk.listQueue(filter(), apres, 3);
          expect(page.lignes.length).toBeLessThanOrEqual(3);
          seen.push(...page.lignes.map(({ dossier }) => dossier.reference));
          apres = page.suite;
        } while (apres !== null);

        expect(seen).toEqual(await listed());
        expect(new Set(seen).size).toBe(7);
        expect(await desk.countQueue(filter())).toBe(7);
      });

      it('shows the services and states asked for, and nothing of the others', async () => {
        const habitat = await opened();
        const famille = await opened({ service: 'FAMILLE' });
        const closed = await opened({ statut: 'FINALISE' });

        expect(await listed()).toEqual([habitat.reference]);
        expect(await listed({ services: ['FAMILLE', 'HABITAT'] })).toEqual([habitat.reference, famille.reference]);
        expect(await listed({ statuts: ['FINALISE'] })).toEqual([closed.reference]);
        expect(await listed({ services: ['RECOURS'] })).toEqual([]);
      });

      it('finds who holds, what is free, what is late, and an allocataire', async () => {
        const mine = await opened({ statut: 'AFFECTE', expert: 'nadia' });
        const free = await opened({ allocataire: '1234567' });
        const late = await opened({ echeance: '2026-11-20' });
        const missedBefore = await opened({ depassements: 1 });
        const suspended = await opened({ echeance: '2026-11-20', statut: 'COMPLEMENT_DEMANDE' });
        await desk.giveClaim(claim(mine.reference, 'nadia'));

        expect(await listed({ porteur: 'nadia' })).toEqual([mine.reference]);
        expect((await listed({ libresMs: NOW })).sort()).toEqual([free, late, missedBefore].map(({ reference }) => reference).sort());
        expect(await listed({ libresMs: NOW + HALF_HOUR })).toContain(mine.reference);
        expect((await listed({ retardLe: '2026-11-26' })).sort()).toEqual([late, missedBefore].map(({ reference }) => reference).sort());
        expect(await listed({ allocataire: '1234567' })).toEqual([free.reference]);
        expect(await listed()).toContain(suspended.reference);
      });

      it('searches words without their accents, all of them, and leaves violence and health out when told', async () => {
        const heating = await opened({ paroles: ['Mon Propriétaire a coupé l’électricité'] });
        const hidden = await opened({ paroles: ['le propriétaire me menace'], discret: true });

        expect((await listed({ mots: ['proprietaire'] })).sort()).toEqual([heating, hidden].map(({ reference }) => reference).sort());
        expect(await listed({ mots: ['proprietaire', 'electricite'] })).toEqual([heating.reference]);
        expect(await listed({ mots: ['proprietaire'], sansSensible: true })).toEqual([heating.reference]);
        expect(await listed({ mots: ['plombier'] })).toEqual([]);
      });

      it('follows what becomes of a dossier, and who takes it over', async () => {
        const dossier = await opened({ statut: 'AFFECTE', expert: 'nadia', priorite: 'P2' });
        const vie = lifeOf(dossier);
        const evenement = (statut: Statut) => ({ at: '2026-11-27T09:00:00.000Z', quoi: 'changement' as const, qui: 'expert' as const, statut, detail: '' });
        const taken = { ...dossier, vie: { ...vie, priorite: 'P0' as const, expert: { id: 'karim', prenom: 'Karim' } }, evenements: [...dossier.evenements, evenement('AFFECTE')] };
        await store.updateDossier(taken, 1);

        expect(await listed({ porteur: 'nadia' })).toEqual([]);
        expect(await listed({ porteur: 'karim', priorite: 'P0' })).toEqual([dossier.reference]);
        await store.updateDossier({ ...taken, statut: 'FINALISE', evenements: [...taken.evenements, evenement('FINALISE')] }, 2);
        expect(await listed()).toEqual([]);
        expect(await desk.countQueue(filter())).toBe(0);
        expect(await listed({ statuts: ['RECU', 'FINALISE'], porteur: 'karim' })).toEqual([dossier.reference]);
      });

      it('gives a short page and goes on when a search looks at many dossiers', async () => {
        const wanted: string[] = [];
        for (let i = 0; i < 230; i += 1) {
          const { reference } = await opened(i % 100 === 99 ? { paroles: ['ma chaudière'] } : {});
          if (i % 100 === 99) wanted.push(reference);
        }

        const first = await desk.listQueue(filter({ mots: ['chaudiere'] }), null, 1);
        const second = await desk.listQueue(filter({ mots: ['chaudiere'] }), first.suite, 5);

        expect([...first.lignes, ...second.lignes].map(({ dossier }) => dossier.reference)).toEqual(wanted);
        expect(second.suite).toBeNull();
      });

      it('says what the agent has read, for that agent only', async () => {
        const dossier = await opened();
        await desk.markRead({ reference: dossier.reference, agent: 'nadia', prenom: 'Nadia', evenements: 1, vuMs: NOW });

        expect((await desk.listQueue(filter(), null, 1)).lignes[0]).toMatchObject({ lus: 1, prise: null });
        expect((await desk.listQueue(filter({ lecteur: 'karim' }), null, 1)).lignes[0]?.lus).toBe(0);
      });

      it('begins again from a mark that is not one', async () => {
        const dossier = await opened();

        expect((await desk.listQueue(filter(), 'n’importe quoi', 10)).lignes.map((one) => one.dossier.reference)).toEqual([dossier.reference]);
      });
    });

    describe('claims', () => {
      it('are for one agent at a time; the second is told who, since when and until when', async () => {
        const { reference } = await opened();

        await expect(desk.takeClaim(claim(reference, 'nadia'), NOW, MANY)).resolves.toMatchObject({ kind: 'taken' });
        await expect(desk.takeClaim(claim(reference, 'karim', { depuisMs: NOW + 1 }), NOW + 1, MANY)).resolves.toEqual({ kind: 'held', prise: claim(reference, 'nadia') });
        await expect(desk.claimOf(reference)).resolves.toEqual(claim(reference, 'nadia'));
      });

      it('let one of ten through who press at once', async () => {
        const { reference } = await opened();

        const all = await Promise.all(Array.from({ length: 10 }, (_, i) => desk.takeClaim(claim(reference, `agent${i}`), NOW, MANY)));

        expect(all.filter(({ kind }) => kind === 'taken')).toHaveLength(1);
      });

      it('are kept longer by who holds them, from the first hour', async () => {
        const { reference } = await opened();
        await desk.takeClaim(claim(reference, 'nadia'), NOW, MANY);

        const again = await desk.takeClaim(claim(reference, 'nadia', { depuisMs: NOW + 5, finMs: NOW + 5 + HALF_HOUR }), NOW + 5, MANY);

        expect(again).toEqual({ kind: 'taken', prise: claim(reference, 'nadia', { finMs: NOW + 5 + HALF_HOUR }) });
      });

      it('are free for others at the very end of their time', async () => {
        const { reference } = await opened();
        await desk.takeClaim(claim(reference, 'nadia'), NOW, MANY);

        await expect(desk.takeClaim(claim(reference, 'karim'), NOW + HALF_HOUR - 1, MANY)).resolves.toMatchObject({ kind: 'held' });
        await expect(desk.takeClaim(claim(reference, 'karim'), NOW + HALF_HOUR, MANY)).resolves.toMatchObject({ kind: 'taken', prise: { agent: 'karim' } });
      });

      it('stop at the capacity of the agent; what waits for the person does not count', async () => {
        const [first, second, waiting] = [await opened(), await opened(), await opened({ statut: 'COMPLEMENT_DEMANDE', expert: 'nadia' })];
        await desk.takeClaim(claim(first.reference, 'nadia'), NOW, 1);

        await expect(desk.takeClaim(claim(second.reference, 'nadia'), NOW, 1)).resolves.toEqual({ kind: 'full', nombre: 1 });
        await expect(desk.takeClaim(claim(first.reference, 'nadia'), NOW, 1)).resolves.toMatchObject({ kind: 'taken' });
        await expect(desk.takeClaim(claim(second.reference, 'nadia'), NOW, 2)).resolves.toMatchObject({ kind: 'taken' });
        expect(waiting.statut).toBe('COMPLEMENT_DEMANDE');
      });

      it('count the dossiers that the agent holds by their state, once each', async () => {
        const held = await opened({ statut: 'AFFECTE', expert: 'nadia' });
        const free = await opened();
        await desk.giveClaim(claim(held.reference, 'nadia'));

        await expect(desk.takeClaim(claim(free.reference, 'nadia'), NOW, 1)).resolves.toEqual({ kind: 'full', nombre: 1 });
        await expect(desk.takeClaim(claim(held.reference, 'nadia'), NOW, 1)).resolves.toMatchObject({ kind: 'taken' });
        await expect(desk.takeClaim(claim(free.reference, 'nadia'), NOW, 2)).resolves.toMatchObject({ kind: 'taken' });
      });

      it('never pass the capacity when an agent takes many at once', async () => {
        const dossiers: Dossier[] = [];
        for (let i = 0; i < 10; i += 1) dossiers.push(await opened());

        const all = await Promise.all(dossiers.map(({ reference }) => desk.takeClaim(claim(reference, 'nadia'), NOW, 3)));

        expect(all.filter(({ kind }) => kind === 'taken')).toHaveLength(3);
      });

      it('are dropped by their agent only, and given by a manager', async () => {
        const { reference } = await opened();
        await desk.takeClaim(claim(reference, 'nadia'), NOW, MANY);

        await desk.dropClaim(reference, 'karim');
        expect((await desk.claimOf(reference))?.agent).toBe('nadia');
        await desk.giveClaim(claim(reference, 'karim'));
        expect((await desk.claimOf(reference))?.agent).toBe('karim');
        await desk.dropClaim(reference, 'karim');
        expect(await desk.claimOf(reference)).toBeNull();
      });
    });

    it('remembers who looked at a dossier, the last first', async () => {
      const { reference } = await opened();
      await desk.markRead({ reference, agent: 'nadia', prenom: 'Nadia', evenements: 1, vuMs: NOW });
      await desk.markRead({ reference, agent: 'karim', prenom: 'Karim', evenements: 1, vuMs: NOW + 2 });
      await desk.markRead({ reference, agent: 'nadia', prenom: 'Nadia', evenements: 2, vuMs: NOW + 3 });

      expect((await desk.readers(reference, NOW)).map(({ agent, evenements }) => [agent, evenements])).toEqual([['nadia', 2], ['karim', 1]]);
      expect(await desk.readers(reference, NOW + 3)).toHaveLength(1);
    });

    it('knows the agents who signed in, as they last were', async () => {
      const nadia = { id: 'nadia', prenom: 'Nadia', services: ['HABITAT' as const], traite: true, sensible: false, vuMs: NOW };
      await desk.putAgent(nadia);
      await desk.putAgent({ ...nadia, services: ['FAMILLE'], sensible: true });

      await expect(desk.listAgents()).resolves.toEqual([{ ...nadia, services: ['FAMILLE'], sensible: true }]);
    });

    it('keeps sessions, and forgets those that are over', async () => {
      const session = { cle: 'a', contenu: { agent: 'nadia' }, vuMs: NOW, finMs: NOW + 10 };
      await desk.putSession(session, NOW);
      await desk.touchSession('a', NOW + 5);

      await expect(desk.getSession('a')).resolves.toEqual({ ...session, vuMs: NOW + 5 });
      await expect(desk.countSessions(NOW + 5)).resolves.toBe(1);
      await desk.putSession({ ...session, cle: 'b', finMs: NOW + 99 }, NOW + 10);
      await expect(desk.getSession('a')).resolves.toBeNull();
      await desk.deleteSession('b');
      await expect(desk.getSession('b')).resolves.toBeNull();
    });

    it('searches the access journal by who, what, on what and when, newest first, by page', async () => {
      const line = (overrides: Partial<Acces>): Acces => ({ at: '2026-11-26T09:00:00.000Z', qui: 'expert:nadia', quoi: 'lecture-dossier', objet: 'REF-EXP-1234563', motif: 'traitement', ...overrides });
      const lines = [line({ at: '2026-11-24T23:59:59.000Z' }), line({ quoi: 'reponse' }), line({ qui: 'expert:karim' }), line({ at: '2026-11-27T00:00:00.000Z', objet: 'f-1' })];
      for (const one of lines) await store.retention.logAccess(one);
      const none = { qui: null, quoi: null, objet: null, du: null, au: null };
      const found = async (filtre: Partial<typeof none> | Record<string, string>): Promise<Acces[]> => (await desk.searchAccesses({ ...none, ...filtre }, null, 10)).acces;

      expect(await found({})).toEqual([...lines].reverse());
      expect(await found({ qui: 'expert:karim' })).toEqual([lines[2]]);
      expect(await found({ quoi: 'reponse' })).toEqual([lines[1]]);
      expect(await found({ objet: 'f-1' })).toEqual([lines[3]]);
      expect(await found({ du: '2026-11-25', au: '2026-11-26' })).toEqual([lines[2], lines[1]]);
      const first = await desk.searchAccesses(none, null, 3);
      expect((await desk.searchAccesses(none, first.suite, 3)).acces).toEqual([lines[0]]);
    });

    it('describes files without reading them, in the order asked', async () => {
      const file = { id: 'f-1', conversation: 'c', personne: 'p', nom: 'bail.pdf', typeMime: 'application/pdf', octets: 3, sha256: 'a'.repeat(64), recuLe: '2026-11-26T09:00:00.000Z' };
      await store.putFile(file, new Uint8Array([1, 2, 3]));
      await store.putFile({ ...file, id: 'f-2', quarantaine: true }, new Uint8Array([1, 2, 3]));

      await expect(desk.describeFiles(['f-2', 'f-absent', 'f-1'])).resolves.toEqual([{ ...file, id: 'f-2', quarantaine: true }, file]);
    });

    it('forgets claims and readings with a dossier that is archived', async () => {
      const dossier = await opened();
      const { reference } = dossier;
      await store.updateDossier({ ...dossier, statut: 'FINALISE', evenements: [...dossier.evenements, { at: '2026-01-02T09:00:00.000Z', quoi: 'changement', qui: 'expert', statut: 'FINALISE', detail: '' }] }, 1);
      await desk.giveClaim(claim(reference, 'nadia'));
      await desk.markRead({ reference, agent: 'nadia', prenom: 'Nadia', evenements: 1, vuMs: NOW });

      await expect(store.retention.archiveDossiers(limitsOf('2026-11-30', DUREES, 30), '2026-11-30T03:00:00.000Z', 10)).resolves.toMatchObject({ archives: 1 });

      expect(await desk.claimOf(reference)).toBeNull();
      expect(await desk.readers(reference, 0)).toEqual([]);
      expect(await listed({ statuts: ['FINALISE'] })).toEqual([]);
    });

    it('forgets claims and readings with the person who is erased', async () => {
      const { reference, personne } = await opened();
      await desk.giveClaim(claim(reference, 'nadia'));
      await desk.markRead({ reference, agent: 'nadia', prenom: 'Nadia', evenements: 1, vuMs: NOW });

      await store.retention.erasePerson(personne, '2026-11-26T09:00:00.000Z', (conversation) => conversation);

      expect(await desk.claimOf(reference)).toBeNull();
      expect(await desk.readers(reference, 0)).toEqual([]);
    });
  });
}
