import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { act } from '../../../src/domain/lifecycle';
import type { Acte } from '../../../src/domain/lifecycle';
import type { Motif, ServiceExpert } from '../../../src/domain/codes';
import type { Dossier } from '../../../src/domain/dossier';
import { generateReference } from '../../../src/domain/reference';
import { openEmbeddedStore } from '../../../src/stores/embedded';
import { uneDemande, unDossier } from '../../support/dossiers';
import { startServer, type TestServer } from '../../support/server';
import T from '../../../src/http/performance-textes.json';

const NOW = new Date('2026-11-26T10:00:00.000Z');
const text = (body: string): string => body.replace(/<[^>]*>/g, ' ').replace(/&#39;/g, '’').replace(/[\s\u00a0]+/g, ' ');

let server: TestServer;
let rank = 0;
afterEach(() => server.stop());

function answered(motif: Motif, service: ServiceExpert, day: string): Dossier {
  const acts: [string, 'expert', Acte][] = [
    ['2026-11-24T09:00:00Z', 'expert', { genre: 'affecter', expert: { id: 'e', prenom: 'Sophie' } }],
    [`${day}T09:00:00Z`, 'expert', { genre: 'repondre', texte: 'réponse à Zoé Martin', issue: 'favorable' }],
  ];
  return acts.reduce((before, [at, qui, acte]) => {
    const result = act(before, acte, { now: new Date(at), qui, charge: { ouverts: 0, finalisesSur20j: 0 }, alsaceMoselle: false });
    if (!result.ok) throw new Error(result.detail);
    return result.dossier;
  }, unDossier({ demande: uneDemande({ motif, service }) }));
}

async function serverWith(dossiers: Dossier[], counts: Record<string, number> = {}): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'aiguillage-performance-'));
  const store = openEmbeddedStore({ dataDir });
  for (const dossier of dossiers) {
    rank += 1;
    const signs = [...String(rank).padStart(6, '0')].map(Number);
    await store.openDossier(`c${rank}:1`, () => generateReference(() => signs.shift() ?? 0), (reference) => ({ ...dossier, reference, cle: `c${rank}:1` }));
  }
  await store.counters.addToCounters('2026-11-25', counts);
  server = await startServer({ env: { DATA_DIR: dataDir }, overrides: { store, clock: () => NOW } });
}

const many = (count: number, dossier: Dossier): Dossier[] => Array.from({ length: count }, () => dossier);
const get = async (path: string, init: RequestInit = {}) => {
  const response = await fetch(server.url + path, init);
  return { status: response.status, headers: response.headers, body: await response.text() };
};

describe('/performance', () => {
  it('shows what was worked out, when, on which days, and that it is internal', async () => {
    await serverWith([...many(12, answered('CONTESTATION_CALCUL', 'HABITAT', '2026-11-25')), ...many(11, answered('INDU_CONTESTATION', 'RECOURS', '2026-11-26'))], { 'reponse:web': 85, 'transfert:web': 15 });
    const { status, body, headers } = await get('/performance');
    const shown = text(body);

    expect([status, headers.get('cache-control')]).toEqual([200, 'public, max-age=30']);
    expect(shown).toContain('Calculs internes, à ne pas confondre avec les statistiques nationales.');
    expect(shown).toContain('Chiffres calculés le jeudi 26 novembre 2026 à 11 h 00. Période : du mercredi 28 octobre 2026 au jeudi 26 novembre 2026, soit 30 jours.');
    expect(shown).toContain('Demandes terminées 23');
    expect(shown).toContain('Délai médian 2 j. ouvrés sur 23 demandes');
    expect(shown).toContain('Part envoyée à un expert 15 % sur 100 questions et demandes Objectif : 15 % au plus (tenu)');
    expect(shown).toContain('Délai dépassé 0 % sur 23 demandes Objectif : moins de 5 % (tenu)');
    expect(shown).toMatch(/Experts Logement 12 2 2 0 %.*Experts Recours 11 3 3 0 %/);
  });

  it('has no script, no inline style, no cookie, and only its own style sheet', async () => {
    await serverWith(many(12, answered('CONTESTATION_CALCUL', 'HABITAT', '2026-11-25')));
    const { body, headers } = await get('/performance');

    expect(body).not.toMatch(/<script|<style|style="|\son\w+="|https?:/i);
    expect(headers.get('set-cookie')).toBeNull();
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    expect((await get('/performance.css')).headers.get('content-type')).toBe('text/css; charset=utf-8');
    expect((await get('/performance', { method: 'HEAD' })).body).toBe('');
  });

  it('says nothing of anyone: no number, no word of a person or an expert', async () => {
    await serverWith(many(12, answered('CONTESTATION_CALCUL', 'HABITAT', '2026-11-25')));

    for (const path of ['/performance', '/performance.csv', '/performance.json']) expect((await get(path)).body).not.toMatch(/REF-EXP|Zoé|Martin|Sophie|Locataire|"p1"/);
  });

  it('hides a service of nine and its smallest neighbour with it, in the three forms alike', async () => {
    await serverWith([...many(30, answered('CONTESTATION_CALCUL', 'FAMILLE', '2026-11-25')), ...many(12, answered('CONTESTATION_CALCUL', 'HABITAT', '2026-11-25')), ...many(9, answered('INDU_CONTESTATION', 'RECOURS', '2026-11-26'))]);
    const page = text((await get('/performance')).body);
    const { services } = JSON.parse((await get('/performance.json')).body) as { services: { code: string; masque: boolean; nombre: number | null; mediane: number | null }[] };
    const csv = (await get('/performance.csv')).body;

    expect(services).toMatchObject([{ code: 'HABITAT', masque: true, nombre: null, mediane: null }, { code: 'FAMILLE', masque: false, nombre: 30 }, { code: 'RECOURS', masque: true, nombre: null, mediane: null }]);
    expect(page).toMatch(/Chiffres cachés[^.]*: Experts Logement ; Experts Recours/);
    expect(csv).toContain('services;RECOURS;Experts Recours;2026-10-28;2026-11-26;mediane;jours;moins de 10;\r\n');
    expect(csv).toContain('services;FAMILLE;Experts Famille;2026-10-28;2026-11-26;nombre;nombre;30;30\r\n');
  });

  it('draws each chart with words for who cannot see it, beside the table of the same figures', async () => {
    await serverWith(many(12, answered('CONTESTATION_CALCUL', 'HABITAT', '2026-11-25')));
    const { body } = await get('/performance');

    expect(body.match(/<svg class="graphique"[^>]*role="img" aria-label="Graphique[^"]+"/g)).toHaveLength(5);
    expect(body.match(/<table>\s*<caption/g)).toHaveLength(3);
  });

  it('before anything happened, says so and that it fills by itself', async () => {
    await serverWith([]);
    const page = text((await get('/performance')).body);

    expect(page).toContain('Il n’y a pas encore de chiffres');
    expect(page).not.toContain('Demandes reçues');
    expect(JSON.parse((await get('/performance.json')).body)).toMatchObject({ vide: true, services: [], motifs: [] });
  });

  it('documents every field of its JSON, on the page itself', async () => {
    await serverWith(many(12, answered('CONTESTATION_CALCUL', 'HABITAT', '2026-11-25')));
    const fields = Object.keys(JSON.parse((await get('/performance.json')).body) as object);
    const page = text((await get('/performance')).body);

    expect(Object.keys(T.champs).sort()).toEqual(fields.sort());
    for (const said of Object.values(T.champs)) expect(page).toContain(said);
  });

  it('is a page too when the store is away', async () => {
    await serverWith([]);
    await server.store.close();
    const { status, body } = await get('/performance');

    expect([status, text(body)]).toEqual([503, expect.stringContaining('Les chiffres ne sont pas disponibles')]);
    expect((await get('/performance.json')).status).toBe(503);
  });
});
