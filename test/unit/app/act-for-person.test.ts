import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ActeUsager } from '../../../dialogs/events';
import { actForPerson } from '../../../src/app/act-for-person';
import { openEmbeddedStore } from '../../../src/stores/embedded';
import type { Store } from '../../../src/stores/store';
import type { Dossier } from '../../../src/domain/dossier';
import { unDossier } from '../../support/dossiers';

const NOW = new Date('2026-11-26T10:00:00+01:00');
const CALME = { ouverts: 0, finalisesSur20j: 0 };
const REFERENCE = 'REF-EXP-1234563';

let store: Store;
beforeEach(() => (store = openEmbeddedStore({ dataDir: mkdtempSync(join(tmpdir(), 'aiguillage-')) })));
afterEach(() => store.close());

const open = (overrides: Partial<Dossier> = {}) => store.openDossier('c:1', () => REFERENCE, (reference) => unDossier({ reference, ...overrides }));
const deps = () => ({ store, clock: () => NOW, workload: async () => ({ HABITAT: CALME, FAMILLE: CALME, INSERTION: CALME, RECOURS: CALME }), alsaceMoselle: false });
const events = async (): Promise<number> => (await store.getDossier(REFERENCE))?.evenements.length ?? 0;

const FICHIER: ActeUsager = { genre: 'completer', detail: 'Bail en cours', pieces: [{ code: 'D-BAIL', libelle: 'Bail en cours', fichiers: ['f9'] }] };
const AVIS: ActeUsager = { genre: 'noter', avis: { pertinence: 2, accompagnement: null, commentaire: 'trop long' } };

describe('an act of the person on their dossier', () => {
  it('attaches the files to their piece, which is received', async () => {
    await open();

    await actForPerson(REFERENCE, FICHIER, { personne: 'p1' }, deps());

    expect((await store.getDossier(REFERENCE))?.demande.pieces).toMatchObject([{ code: 'D-BAIL', statut: 'recue', fichiers: ['f1', 'f9'] }]);
  });

  it.each([['words', { genre: 'completer', detail: 'le loyer est de 520 euros' } as const], ['files', FICHIER]])('is done once when the turn runs again: %s', async (_what, acte) => {
    await open();

    await actForPerson(REFERENCE, acte, { personne: 'p1' }, deps());
    const again = await actForPerson(REFERENCE, acte, { personne: 'p1' }, deps());

    expect(again.genre).toBe('acte-fait');
    expect(await events()).toBe(2);
  });

  it('gives a rating once: the same again is the same, another one is refused', async () => {
    await open({ statut: 'FINALISE' });

    const first = await actForPerson(REFERENCE, AVIS, { personne: 'p1' }, deps());
    const again = await actForPerson(REFERENCE, AVIS, { personne: 'p1' }, deps());
    const other = await actForPerson(REFERENCE, { genre: 'noter', avis: { pertinence: 5, accompagnement: 5, commentaire: '' } }, { personne: 'p1' }, deps());

    expect([first.genre, again.genre, other.genre]).toEqual(['acte-fait', 'acte-fait', 'acte-refuse']);
    expect((await store.getDossier(REFERENCE))?.vie?.avis).toMatchObject({ pertinence: 2, accompagnement: null, commentaire: 'trop long' });
  });

  it('tells a low mark to somebody, once', async () => {
    await open({ statut: 'FINALISE' });

    await actForPerson(REFERENCE, AVIS, { personne: 'p1' }, deps());
    await actForPerson(REFERENCE, AVIS, { personne: 'p1' }, deps());

    const told = (await store.takeOutbox(50, NOW.getTime(), 0)).filter(({ kind }) => kind === 'alerte-dossier');
    expect(told.map(({ payload }) => payload)).toEqual([{ reference: REFERENCE, pour: 'responsable', genre: 'avis-bas', evenement: 1 }]);
  });

  it('cancels once, tells the expert once, and cancels nothing of somebody else', async () => {
    await open();

    const other = await actForPerson(REFERENCE, { genre: 'annuler' }, { personne: 'p2' }, deps());
    const first = await actForPerson(REFERENCE, { genre: 'annuler' }, { personne: 'p1' }, deps());
    const again = await actForPerson(REFERENCE, { genre: 'annuler' }, { personne: 'p1' }, deps());

    expect([other.genre, first.genre, again.genre]).toEqual(['dossier-inconnu', 'acte-fait', 'acte-fait']);
    expect((await store.getDossier(REFERENCE))?.statut).toBe('ANNULE');
    const told = (await store.takeOutbox(50, NOW.getTime(), 0)).filter(({ kind }) => kind === 'alerte-dossier');
    expect(told.map(({ payload }) => payload)).toEqual([{ reference: REFERENCE, pour: 'expert', genre: 'annulation', evenement: 1 }]);
  });

  it('refuses to cancel a dossier that is finished', async () => {
    await open({ statut: 'FINALISE' });

    await expect(actForPerson(REFERENCE, { genre: 'annuler' }, { personne: 'p1' }, deps())).resolves.toMatchObject({ genre: 'acte-refuse' });
  });

  it('keeps files already attached when the dossier was closed meanwhile', async () => {
    await open();
    await actForPerson(REFERENCE, FICHIER, { personne: 'p1' }, deps());
    const before = await store.getDossier(REFERENCE);
    if (before) await store.updateDossier({ ...before, statut: 'ANNULE', evenements: [...before.evenements, { at: '', quoi: 'annuler', qui: 'usager', statut: 'ANNULE', detail: '' }] }, 2);

    await expect(actForPerson(REFERENCE, FICHIER, { personne: 'p1' }, deps())).resolves.toMatchObject({ genre: 'acte-fait' });
  });

  it('refuses a closed dossier, and tells somebody else’s like an unknown one', async () => {
    await open({ statut: 'ANNULE' });

    await expect(actForPerson(REFERENCE, FICHIER, { personne: 'p1' }, deps())).resolves.toMatchObject({ genre: 'acte-refuse' });
    await expect(actForPerson(REFERENCE, FICHIER, { personne: 'p2' }, deps())).resolves.toEqual({ genre: 'dossier-inconnu', reference: REFERENCE });
    await expect(actForPerson('REF-EXP-0000000', FICHIER, { personne: 'p1' }, deps())).resolves.toMatchObject({ genre: 'dossier-inconnu' });
  });
});
