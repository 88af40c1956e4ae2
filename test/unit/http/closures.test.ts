import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { behindSwitches } from '../../../src/app/switches';
import type { Fermeture } from '../../../src/domain/fermeture';
import type { Tour } from '../../../src/domain/tour';
import { openEmbeddedStore } from '../../../src/stores/embedded';
import type { Store } from '../../../src/stores/store';
import { startServer, type TestServer } from '../../support/server';
import { eventually } from '../../support/widget-page';

const closed = (entree: Fermeture['entree'], message: string | null = null): Fermeture => ({ entree, at: '2026-11-26T09:00:00.000Z', par: 'Mme Dupuis', raison: 'réponses fausses', message });
const tour = (canal: Tour['canal']): Tour => ({ id: 't', conversation: 'c', personne: 'p', canal, genre: 'message', texte: 'ma mère me menace', fichiers: [], refus: [] });

describe('a way in that is closed', () => {
  const heard: Tour[] = [];
  const assistant = { handle: async (t: Tour) => (heard.push(t), [{ texte: 'réponse' }]), receiveFile: async () => ({ ok: false as const, refus: { nom: '', raison: 'vide' as const } }) };
  const behind = (...fermetures: Fermeture[]) => behindSwitches(assistant, { closed: (entree) => fermetures.find((one) => one.entree === entree) ?? null });
  beforeEach(() => heard.splice(0));

  it.each([['web', 'web'], ['teams', 'teams'], ['ivr', 'telephone']] as const)('on %s says why, gives the emergency numbers, and the assistant hears nothing', async (canal, entree) => {
    const [reply] = await behind(closed(entree)).handle(tour(canal));

    expect(reply?.texte).toMatch(/arrêté pour le moment[\s\S]*17[\s\S]*112[\s\S]*114/);
    expect(heard).toEqual([]);
  });

  it('says the words of whoever closed it, and still the emergency numbers', async () => {
    const [reply] = await behind(closed('web', 'Nous revenons à 14 heures.')).handle(tour('web'));

    expect(reply?.texte).toMatch(/^Nous revenons à 14 heures\.[\s\S]*112/);
  });

  it('leaves the others open', async () => {
    expect(await behind(closed('teams')).handle(tour('web'))).toEqual([{ texte: 'réponse' }]);
  });
});

describe('the switch on a running server', () => {
  let dataDir: string;
  let store: Store;
  let server: TestServer;
  const get = (path: string): Promise<Response> => fetch(server.url + path);

  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'aiguillage-fermeture-'));
    store = openEmbeddedStore({ dataDir });
    server = await startServer({ overrides: { store, switchesEveryMs: 50 } });
  });
  afterEach(async () => {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('closed for all: pages say so with 503, programs get a code; opened again, all is as before; health answers meanwhile', async () => {
    expect((await get('/suivi')).status).toBe(200);
    await store.switches.close(closed('tout', 'Nous revenons à <b>14</b> heures.'));
    const page = await eventually(() => get('/suivi'), ({ status }) => status === 503);
    const text = await page.text();

    expect(text).toContain('Nous revenons à &lt;b&gt;14&lt;/b&gt; heures.');
    expect(text).toContain('112');
    expect(page.headers.get('retry-after')).toBe('300');
    expect(await (await get('/api/v1/dossiers')).json()).toMatchObject({ status: 503, code: 'FERME' });
    expect((await get('/healthz')).status).toBe(200);
    expect((await get('/fiche')).status).toBe(200);

    await store.switches.open('tout');
    expect((await eventually(() => get('/suivi'), ({ status }) => status === 200)).status).toBe(200);
  });

  it('one way in closed leaves the pages open', async () => {
    await store.switches.close(closed('api'));
    await eventually(() => get('/api/v1/dossiers'), ({ status }) => status === 503);

    expect((await get('/suivi')).status).toBe(200);
    expect((await get('/ivr/v1/transcriptions')).status).not.toBe(503);
  });
});
