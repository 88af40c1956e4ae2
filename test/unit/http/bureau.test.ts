import { createHash } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ABSOLUTE_MS, IDLE_MS, openSession } from '../../../src/desk/sessions';
import { ROUTES } from '../../../src/desk/routes';
import type { DeskRoute } from '../../../src/desk/routes';
import { ROLES } from '../../../src/domain/agent';
import type { Agent, Role } from '../../../src/domain/agent';
import type { Dossier } from '../../../src/domain/dossier';
import { generateReference } from '../../../src/domain/reference';
import { setCookie } from '../../../src/http/bureau/answer';
import { openEmbeddedStore } from '../../../src/stores/embedded';
import type { DeskStore } from '../../../src/stores/desk-store';
import type { Store } from '../../../src/stores/store';
import { uneDemande, unDossier } from '../../support/dossiers';
import { pdf } from '../../support/files';
import { startServer, type TestServer } from '../../support/server';

const OIDC = { OIDC_ISSUER: 'http://localhost:1', OIDC_CLIENT_ID: 'bureau', OIDC_CLIENT_SECRET: 'secret', OIDC_ROLES: 'groups:x=auditeur', BUREAU_CAPACITE: '3' };

let server: TestServer;
let store: Store;
let desk: DeskStore;
let nowMs = Date.parse('2026-11-26T09:00:00.000Z');
const clock = (): Date => new Date(nowMs);

beforeAll(async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'aiguillage-bureau-http-'));
  const embedded = openEmbeddedStore({ dataDir });
  if (!embedded.desk) throw new Error('a desk is expected');
  [store, desk] = [embedded, embedded.desk];
  // The server sends nothing by itself: what waits in the outbox is left for the tests to read.
  const unsent: Store = Object.create(embedded, { takeOutbox: { value: async () => [] } });
  server = await startServer({ env: { DATA_DIR: dataDir, ...OIDC }, overrides: { store: unsent, clock } });
});
afterAll(() => server.stop());

let rank = 0;
async function opened(overrides: Partial<Dossier> = {}): Promise<string> {
  rank += 1;
  const signs = [...String(rank).padStart(6, '0')].map(Number);
  const cle = `c${rank}:1`;
  const { dossier } = await store.openDossier(cle, () => generateReference(() => signs.shift() ?? 0), (reference) => unDossier({ reference, cle, personne: `p${rank}`, ...overrides }));
  return dossier.reference;
}

const inService = (role: Role): boolean => role === 'expert' || role === 'responsable';
const someone = (role: Role, overrides: Partial<Agent> = {}): Agent =>
  ({ id: `${role}-${++rank}`, prenom: `Prénom-${role}`, sensible: false, droits: [{ role, service: inService(role) ? 'HABITAT' : null }], ...overrides });

type Signed = { cookie: string; csrf: string; agent: Agent };
async function signed(agent: Agent): Promise<Signed> {
  const secret = await openSession(agent, '', { desk, clock });
  const stored = await desk.getSession(createHash('sha256').update(secret).digest('hex'));
  const contenu = stored?.contenu as { csrf: string };
  await desk.putAgent({ id: agent.id, prenom: agent.prenom, services: ['HABITAT'], traite: agent.droits.some(({ role }) => inService(role)), sensible: agent.sensible, vuMs: nowMs });
  return { cookie: `bureau=${secret}`, csrf: contenu.csrf, agent };
}

type Answer = { status: number; body: string; location: string | null; headers: Headers };
async function ask(path: string, who: Signed | null, fields?: Record<string, string>, headers: Record<string, string> = {}): Promise<Answer> {
  const form = fields && new URLSearchParams({ csrf: who?.csrf ?? '', ...fields });
  const response = await fetch(server.url + path, {
    redirect: 'manual', method: form ? 'POST' : 'GET', ...(form ? { body: form } : {}), headers: { ...(who ? { cookie: who.cookie } : {}), ...(form ? { 'Sec-Fetch-Site': 'same-origin' } : {}), ...headers },
  });
  return { status: response.status, body: (await response.text()).replace(/\u00a0/g, ' '), location: response.headers.get('location'), headers: response.headers };
}
const pathOf = (reference: string): string => `/bureau/dossier/${reference}`;
const act = (reference: string, what: string, who: Signed, fields: Record<string, string> = {}): Promise<Answer> => ask(`${pathOf(reference)}/${what}`, who, fields);
const version = async (reference: string): Promise<string> => String((await store.getDossier(reference))?.evenements.length);
const dossier = async (reference: string): Promise<Dossier> => {
  const found = await store.getDossier(reference);
  if (!found) throw new Error('a dossier is expected');
  return found;
};

describe('the desk closed', () => {
  it('says so by a page, and is nothing else', async () => {
    const closed = await startServer();
    for (const path of ['/bureau', '/bureau/entrer', '/bureau/dossier/REF-EXP-1234563']) {
      const response = await fetch(closed.url + path);
      expect(response.status).toBe(404);
      expect(await response.text()).toContain('n’est pas ouvert');
    }
    await closed.stop();
  });
});

describe('who may do what', () => {
  const table = Object.entries(ROUTES).flatMap(([id, route]) => ROLES.map((role): [string, Role, DeskRoute] => [id, role, route]));

  it.each(table)('%s as %s', async (_id, role, { methode, chemin, roles }) => {
    const reference = await opened();
    const who = await signed(someone(role));
    const path = chemin.replace(':reference', reference).replace(':fichier', 'f-absent');

    const { status } = await ask(path, who, methode === 'POST' ? {} : undefined);

    if (roles.includes(role)) expect([200, 303, 400, 404, 409]).toContain(status);
    else expect(status).toBe(403);
  });

  it.each(Object.entries(ROUTES).map(([id, route]): [string, DeskRoute] => [id, route]))('%s without a session', async (_id, { methode, chemin }) => {
    const reference = await opened();
    const { status, location, body } = await ask(chemin.replace(':reference', reference).replace(':fichier', 'f1'), null, methode === 'POST' ? {} : undefined);

    if (methode === 'GET') expect([status, location]).toEqual([303, expect.stringMatching(/^\/bureau\/entrer\?vers=/)]);
    else expect(status).toBe(401);
    expect(body).not.toContain('APL');
  });

  it('two roles add up, each in its own service', async () => {
    const [habitat, famille] = [await opened(), await opened({ demande: uneDemande({ service: 'FAMILLE' }) })];
    const who = await signed(someone('expert', { droits: [{ role: 'expert', service: 'HABITAT' }, { role: 'responsable', service: 'FAMILLE' }] }));

    expect((await ask(pathOf(habitat), who)).body).not.toContain('Confier à un collègue');
    expect((await ask(pathOf(famille), who)).body).toContain('Confier à un collègue');
    expect((await act(habitat, 'reaffecter', who, { collegue: who.agent.id })).status).toBe(404);
  });
});

describe('what an agent cannot reach', () => {
  it('a dossier of another service is as one that does not exist: page, acts, documents, state', async () => {
    const reference = await opened({ demande: uneDemande({ service: 'FAMILLE' }) });
    const who = await signed(someone('expert'));

    for (const at of [reference, 'REF-EXP-999999T', 'n-importe-quoi', '..%2F..%2Fetc']) {
      for (const part of ['', '/etat', '/document/f1', '/telecharger/f1']) {
        const { status, body } = await ask(`${pathOf(at)}${part}`, who);
        expect(status).toBe(404);
        expect(body).not.toContain('APL baissée');
      }
      for (const what of ['prendre', 'note', 'reponse', 'complement', 'requalifier', 'reorienter', 'rouvrir', 'liberer', 'correction']) {
        expect((await act(at, what, who, { note: 'x', reponse: 'x', issue: 'favorable', confirme: 'oui', autre: 'x', 'pourquoi-complement': 'x', 'pourquoi-requalifier': 'x', 'nouvelle-priorite': 'P1', 'pourquoi-reorienter': 'x', vers: 'HABITAT', 'pourquoi-rouvrir': 'x', 'pourquoi-liberer': 'x', quoi: 'sans-expert', apres: '', version: '1' })).status).toBe(404);
      }
    }
    expect((await dossier(reference)).evenements).toHaveLength(1);
    expect((await ask(`/bureau?q=${reference}`, who)).body).not.toContain(`<a href="${pathOf(reference)}`);
  });

  it('violence and health: seen in the queue, read and acted on only with the right; a search tells nothing', async () => {
    const reference = await opened({ demande: uneDemande({ discret: true, paroles: ['zygomatique'], expose: { situationInitiale: '', problemeRencontre: 'Il me frappe.', demarches: '', demandeFormelle: '' } }) });
    const [plain, allowed] = [await signed(someone('expert')), await signed(someone('expert', { sensible: true }))];

    expect((await ask(`/bureau?q=${reference}`, plain)).body).toContain('Contenu protégé');
    const refused = await ask(pathOf(reference), plain);
    expect([refused.status, refused.body.includes('frappe')]).toEqual([403, false]);
    expect((await act(reference, 'prendre', plain)).status).toBe(403);
    expect((await ask(`${pathOf(reference)}/document/f1`, plain)).status).toBe(404);
    expect((await ask('/bureau?q=zygomatique', plain)).body).not.toContain(reference);
    expect((await ask(pathOf(reference), allowed)).body).toContain('Il me frappe');
    expect((await ask('/bureau?q=zygomatique', allowed)).body).toContain(reference);
    expect(await store.retention.listAccesses(reference, 10)).toEqual(expect.arrayContaining([
      expect.objectContaining({ qui: `expert:${plain.agent.id}`, quoi: 'refus' }), expect.objectContaining({ qui: `expert:${allowed.agent.id}`, quoi: 'lecture-dossier' }),
    ]));
  });

  it('a document is served by its own dossier only, in a sandbox that owns nothing', async () => {
    const bytes = pdf({ comment: 'bail' });
    const file = { id: 'f-http', conversation: 'c', personne: 'p', nom: 'bail.pdf', typeMime: 'application/pdf', octets: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex'), recuLe: clock().toISOString() };
    await store.putFile(file, bytes);
    await store.putFile({ ...file, id: 'f-image', nom: 'a.png', typeMime: 'image/png' }, bytes);
    await store.putFile({ ...file, id: 'f-page', nom: 'a.html', typeMime: 'text/html' }, bytes);
    await store.putFile({ ...file, id: 'f-quarantaine', quarantaine: true }, bytes);
    const pieces = (...fichiers: string[]) => uneDemande({ pieces: [{ code: 'D-BAIL', libelle: 'Bail', necessite: 'obligatoire', statut: 'recue', fichiers }] });
    const [mine, other] = [await opened({ demande: pieces('f-http', 'f-image', 'f-page', 'f-quarantaine') }), await opened({ demande: pieces('f-autre') })];
    const who = await signed(someone('expert'));

    const viewer = await ask(`${pathOf(mine)}/document/f-http`, who);
    expect([viewer.status, viewer.headers.get('content-security-policy')]).toEqual([200, expect.stringMatching(/^sandbox allow-scripts; default-src 'none'/)]);
    const image = await ask(`${pathOf(mine)}/document/f-image`, who);
    expect([image.headers.get('content-type'), image.headers.get('content-security-policy')]).toEqual(['image/png', expect.stringMatching(/^sandbox; default-src 'none'/)]);
    expect((await ask(`${pathOf(mine)}/document/f-page`, who)).status).toBe(404);
    expect((await ask(`${pathOf(mine)}/document/f-quarantaine`, who)).status).toBe(404);
    expect((await ask(`${pathOf(mine)}/telecharger/f-quarantaine`, who)).status).toBe(404);
    expect((await ask(`${pathOf(other)}/document/f-http`, who)).status).toBe(404);
    expect((await ask(`${pathOf(other)}/telecharger/f-http`, who)).status).toBe(404);
    const link = await ask(`${pathOf(mine)}/telecharger/f-http`, who);
    expect([link.status, link.location]).toEqual([303, expect.stringMatching(/^\/fichiers\//)]);
    expect((await ask(link.location ?? '', null)).headers.get('content-disposition')).toMatch(/^attachment/);
  });
});

describe('sessions', () => {
  it('end after 30 minutes without an act; a page that refreshes by itself keeps nothing', async () => {
    const who = await signed(someone('expert'));
    nowMs += IDLE_MS - 1;
    expect((await ask('/bureau', who)).status).toBe(200);
    nowMs += IDLE_MS - 1;
    expect((await ask('/bureau', who, undefined, { 'X-Bureau-Veille': '1' })).status).toBe(200);
    nowMs += 1;
    expect((await ask('/bureau', who, undefined, { 'X-Bureau-Veille': '1' })).status).toBe(401);
    expect((await ask('/bureau', who)).status).toBe(303);
  });

  it('end 8 hours after signing in, whatever is done', async () => {
    const who = await signed(someone('expert'));
    const end = nowMs + ABSOLUTE_MS;
    for (nowMs += IDLE_MS / 2; nowMs < end; nowMs += IDLE_MS / 2) expect((await ask('/bureau', who)).status).toBe(200);

    expect((await ask('/bureau', who)).status).toBe(303);
  });

  it('are not taken from two cookies of one name', async () => {
    const who = await signed(someone('expert'));

    expect((await ask('/bureau', { ...who, cookie: `${who.cookie}; bureau=autre` })).status).toBe(303);
  });

  it('have a name that only this host could set, behind https', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'aiguillage-bureau-https-'));
    const secure = await startServer({ env: { DATA_DIR: dataDir, ...OIDC, OIDC_ISSUER: 'https://localhost:1', PUBLIC_URL: 'https://caf.example' }, overrides: { store: openEmbeddedStore({ dataDir }) } });
    const response = await fetch(`${secure.url}/bureau/sortir`, { method: 'POST', headers: { cookie: 'bureau=x', 'Sec-Fetch-Site': 'same-origin' }, redirect: 'manual' });
    expect(response.status).toBe(401);
    expect(setCookie('bureau', 'v', { headers: {} }, { publicUrl: 'https://caf.example', widgetOrigins: [], trustProxy: false })).toBe('__Host-bureau=v; Path=/; HttpOnly; SameSite=Lax; Secure');
    await secure.stop();
  });

  it('do nothing by a form of another site, nor without their word', async () => {
    const reference = await opened();
    const who = await signed(someone('expert'));

    expect((await ask(`${pathOf(reference)}/prendre`, who, {}, { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403);
    expect((await ask(`${pathOf(reference)}/prendre`, who, {}, { 'Sec-Fetch-Site': 'same-site' })).status).toBe(403);
    expect((await ask(`${pathOf(reference)}/prendre`, who, { csrf: '' })).status).toBe(403);
    expect((await ask(`${pathOf(reference)}/prendre`, who, { csrf: (await signed(someone('expert'))).csrf })).status).toBe(403);
    expect((await dossier(reference)).statut).toBe('RECU');
  });

  it('are told when the provider cannot be reached', async () => {
    const { status, body } = await ask('/bureau/entrer', null);

    expect([status, body.includes('La connexion n’a pas abouti')]).toEqual([502, true]);
  });
});

it('pages have no inline script nor style, are not kept, and are shown in no frame', async () => {
  const reference = await opened();
  const { body, headers } = await ask(pathOf(reference), await signed(someone('responsable')));

  expect(body).not.toMatch(/<script(?! src)|<style|style="|\son\w+="/i);
  expect(headers.get('content-security-policy')).toBe("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self' http://localhost:1; frame-ancestors 'none'");
  expect(headers.get('cache-control')).toBe('no-store');
});

describe('working on a dossier', () => {
  it('a claim stops a colleague until it is over, then they take over without telling the person again', async () => {
    const reference = await opened();
    const [nadia, karim] = [await signed(someone('expert', { prenom: 'Nadia' })), await signed(someone('expert', { prenom: 'Karim' }))];
    expect((await act(reference, 'prendre', nadia)).location).toBe(`${pathOf(reference)}?fait=prise`);

    const refused = await act(reference, 'prendre', karim);
    expect([refused.status, /Nadia traite cette demande depuis \d+ h \d\d/.test(refused.body)]).toEqual([409, true]);
    nowMs += 30 * 60_000 - 1;
    expect((await act(reference, 'prendre', karim)).status).toBe(409);
    const late = await signed(karim.agent);
    nowMs += 1;
    expect((await act(reference, 'prendre', late)).status).toBe(303);
    expect((await dossier(reference)).vie?.expert).toEqual({ id: karim.agent.id, prenom: 'Karim' });

    const told = (await store.takeOutbox(10_000, nowMs, 1)).filter(({ id }) => id.includes(reference) && id.includes('affectation'));
    expect(told).toHaveLength(1);
    const again = await signed(nadia.agent);
    expect((await act(reference, 'reponse', again, { reponse: 'Oui.', issue: 'favorable', confirme: 'oui', version: await version(reference) })).body).toContain('Karim traite cette demande');
    expect((await dossier(reference)).statut).toBe('AFFECTE');
  });

  it('two experts who answer in the same instant: one does', async () => {
    const reference = await opened();
    const [nadia, karim] = [await signed(someone('expert')), await signed(someone('expert'))];
    await act(reference, 'prendre', nadia);
    await desk.giveClaim({ reference, agent: nadia.agent.id, prenom: 'Nadia', depuisMs: 0, finMs: nowMs });
    const seen = await version(reference);

    const all = await Promise.all([nadia, karim].map((who) => act(reference, 'reponse', who, { reponse: `Réponse de ${who.agent.id}.`, issue: 'favorable', confirme: 'oui', version: seen })));

    expect(all.map(({ status }) => status).sort()).toEqual([303, 409]);
    expect((await dossier(reference)).evenements.filter(({ quoi }) => quoi === 'repondre')).toHaveLength(1);
  });

  it('what the person sent meanwhile is read before anything is answered, and what was typed comes back', async () => {
    const reference = await opened();
    const who = await signed(someone('expert'));
    await act(reference, 'prendre', who);
    const seen = await version(reference);
    const { evenements, ...rest } = await dossier(reference);
    await store.updateDossier({ ...rest, evenements: [...evenements, { at: clock().toISOString(), quoi: 'completer', qui: 'usager', statut: 'AFFECTE', detail: 'mon bail signé' }] }, evenements.length);

    const refused = await act(reference, 'reponse', who, { reponse: 'Il manque le bail.', issue: 'defavorable', confirme: 'oui', version: seen });

    expect([refused.status, refused.body.includes('mon bail signé'), refused.body.includes('Il manque le bail.</textarea>')]).toEqual([409, true, true]);
    expect((await dossier(reference)).statut).toBe('AFFECTE');
  });

  it('an answer is confirmed, whole, and without private numbers', async () => {
    const reference = await opened();
    const who = await signed(someone('expert'));
    await act(reference, 'prendre', who);
    const asked = { reponse: 'Votre numéro 1 84 12 76 451 089 46 est noté.', issue: 'favorable', version: await version(reference) };

    for (const [fields, said] of [[{ issue: '' }, 'Choisissez l’issue'], [{ reponse: ' ' }, 'Écrivez le texte'], [{ reponse: 'Vu : [à compléter].' }, 'entre crochets']] as const) {
      const refused = await act(reference, 'reponse', who, { ...asked, ...fields, confirme: 'oui' });
      expect([refused.status, refused.body.includes(said)]).toEqual([400, true]);
    }
    const shown = await act(reference, 'reponse', who, asked);
    expect([shown.status, shown.body.includes('Relire la réponse'), shown.body.includes('451 089')]).toEqual([200, true, false]);
    expect((await dossier(reference)).statut).toBe('AFFECTE');
    expect((await act(reference, 'reponse', who, { ...asked, confirme: 'oui' })).location).toBe(`${pathOf(reference)}?fait=reponse&masque=oui`);
    expect((await dossier(reference)).vie?.reponse).toMatchObject({ issue: 'favorable', texte: expect.not.stringContaining('451 089') });
    expect((await dossier(reference)).evenements.at(-1)).toMatchObject({ quoi: 'repondre', qui: 'expert', par: who.agent.id });
    expect(await desk.claimOf(reference)).toBeNull();
  });

  it('the capacity of an expert is a limit that is said', async () => {
    const who = await signed(someone('expert'));
    for (let i = 0; i < 3; i += 1) expect((await act(await opened(), 'prendre', who)).status).toBe(303);

    const full = await act(await opened(), 'prendre', who);

    expect([full.status, full.body.includes('Vous traitez déjà 3 demandes')]).toEqual([409, true]);
  });

  it('a manager gives it to a colleague of the service, with its history; never to somebody who may not read it', async () => {
    const reference = await opened({ demande: uneDemande({ drapeaux: ['violences'] }) });
    const [plain, allowed, chief] = [await signed(someone('expert', { prenom: 'Paul' })), await signed(someone('expert', { prenom: 'Inès', sensible: true })), await signed(someone('responsable', { sensible: true }))];

    expect((await act(reference, 'reaffecter', chief, { collegue: plain.agent.id })).status).toBe(409);
    expect((await act(reference, 'reaffecter', chief, { collegue: allowed.agent.id })).status).toBe(303);
    expect((await dossier(reference)).evenements.at(-1)).toMatchObject({ quoi: 'affecter', detail: 'Inès', par: chief.agent.id });
    expect((await desk.claimOf(reference))?.agent).toBe(allowed.agent.id);
    expect((await act(reference, 'liberer', chief, { 'pourquoi-liberer': 'Absence' })).status).toBe(303);
    expect(await dossier(reference)).toMatchObject({ statut: 'RECU', vie: { expert: null } });
  });

  it('every other act is written under the name of who does it', async () => {
    const reference = await opened();
    const who = await signed(someone('expert'));
    await act(reference, 'prendre', who);
    const fields = { note: 'À voir avec Paul.', 'pourquoi-requalifier': 'Trois logements.', complexite: 'COMPLEXE', 'pourquoi-complement': 'Il manque une page.', autre: 'Bail complet\nQuittance', 'pourquoi-reorienter': 'C’est une dette.', vers: 'RECOURS' };
    for (const what of ['note', 'requalifier', 'complement', 'reorienter']) expect((await act(reference, what, who, { ...fields, version: await version(reference) })).status).toBe(303);

    const { evenements, vie, demande } = await dossier(reference);
    expect(evenements.slice(1).map(({ quoi, par }) => [quoi, par])).toEqual(['affecter', 'annoter', 'requalifier', 'demander-complement', 'reorienter'].map((quoi) => [quoi, who.agent.id]));
    expect(vie?.complements[0]?.pieces).toEqual([{ code: null, libelle: 'Bail complet' }, { code: null, libelle: 'Quittance' }]);
    expect(demande.service).toBe('RECOURS');
    expect((await ask(pathOf(reference), who)).status).toBe(404);
  });

  it('a wrong triage is one press: kept, masked, for review; the dossier only gets a note', async () => {
    const reference = await opened({ demande: uneDemande({ paroles: ['je m’appelle Jeanne Durand, on me réclame 300 euros'] }) });
    const who = await signed(someone('expert'));
    for (const [quoi, apres] of [['motif', 'INDU_CONTESTATION'], ['prestation', 'RSA'], ['service', 'RECOURS'], ['sans-expert', 'INFO_INDU'], ['motif', 'REMISE_DETTE']] as const) {
      expect((await act(reference, 'correction', who, { quoi, apres })).location).toBe(`${pathOf(reference)}?fait=correction`);
    }
    expect((await act(reference, 'correction', who, { quoi: 'motif', apres: 'CONTESTATION_CALCUL' })).status).toBe(400);

    const kept = (await store.listReviews('2026-01-01')).filter(({ raison }) => raison === 'corrige');
    expect(kept.map(({ correction, codeChoisi }) => [correction?.quoi, correction?.avant, correction?.apres, codeChoisi]).sort()).toEqual([
      ['motif', 'CONTESTATION_CALCUL', 'REMISE_DETTE', 'REMISE_DETTE'], ['prestation', 'APL', 'RSA', null], ['sans-expert', 'CONTESTATION_CALCUL', 'INFO_INDU', 'INFO_INDU'], ['service', 'HABITAT', 'RECOURS', null],
    ]);
    expect(kept.every(({ texte }) => texte.includes('[nom]') && !texte.includes('Durand'))).toBe(true);
    expect((await dossier(reference)).demande.motif).toBe('CONTESTATION_CALCUL');
  });

  it('an auditor reads and does nothing', async () => {
    const reference = await opened();
    const { body } = await ask(pathOf(reference), await signed(someone('auditeur')));

    expect(body).toContain('APL baissée');
    expect(body).toContain('sans pouvoir agir');
    expect(body).not.toMatch(/action="\/bureau\/dossier/);
  });
});

describe('managers and auditors', () => {
  it('a manager decides for their service, on the version that they saw; the whole of it is in a journal', async () => {
    const [chief, national] = [await signed(someone('responsable')), await signed(someone('superviseur'))];
    const decide = (who: Signed, fields: Record<string, string>) => ask('/bureau/pilotage/coefficients', who, fields);

    expect((await decide(chief, { quoi: 'charge', service: 'FAMILLE', pct: '10', raison: 'beaucoup de demandes', version: '0' })).status).toBe(403);
    expect((await decide(chief, { quoi: 'periode', debut: '2026-12-15', fin: '2026-12-31', pct: '10', raison: 'fêtes', version: '0' })).status).toBe(403);
    expect((await decide(chief, { quoi: 'charge', service: 'HABITAT', pct: '+ 300 %', raison: 'trop', version: '0' })).body).toContain('de −50 à +200');
    expect((await decide(chief, { quoi: 'charge', service: 'HABITAT', pct: '+10', raison: 'beaucoup de demandes', version: '0' })).status).toBe(303);
    expect((await decide(national, { quoi: 'charge', service: 'HABITAT', pct: '20', raison: 'autre avis', version: '0' })).body).toContain('Quelqu’un a changé');
    expect((await decide(national, { quoi: 'periode', debut: '2026-12-15', fin: '2026-12-31', pct: '−5', raison: 'fêtes', version: '1' })).status).toBe(303);

    expect((await store.coefficients()).coefficients).toEqual({ charge: { HABITAT: { pct: 10, raison: 'beaucoup de demandes' } }, periodes: [{ debut: '2026-12-15', fin: '2026-12-31', pct: -5, raison: 'fêtes' }] });
    const page = (await ask('/bureau/pilotage', national)).body;
    expect(page).toContain(`${chief.agent.id} : beaucoup de demandes`);
  });

  it('the report of a manager hides small rows; the national one is whole', async () => {
    await opened();
    const [chief, national] = [await signed(someone('responsable')), await signed(someone('superviseur'))];

    expect((await ask('/bureau/rapport?mois=2026-11', chief)).body).toContain('sont masquées');
    expect((await ask('/bureau/rapport?mois=2026-11', national)).body).toContain('ne pas diffuser');
    expect((await ask('/bureau/rapport?mois=<script>', national)).body).toContain('Rapport de novembre 2026');
  });

  it('training cases say nothing of the person, and leave violence and health out', async () => {
    const done = (overrides: Parameters<typeof uneDemande>[0]): Partial<Dossier> => ({
      statut: 'FINALISE', demande: uneDemande({ numeroAllocataire: '7654321', expose: { situationInitiale: '', problemeRencontre: 'Je m’appelle Jeanne Durand, 06 12 34 56 78.', demarches: '', demandeFormelle: 'Un calcul.' }, ...overrides }),
      vie: { horloge: { depuis: '2026-11-23', restants: 2, total: 12, suspendueLe: null }, annonces: [{ echeance: '2026-12-09', le: '2026-11-23', joursOuvres: 12, raison: 'ouverture', pourquoi: '' }], priorite: 'P3', complexite: 'STANDARD', expert: null, complements: [], depassements: 0, prealerteLe: null, reponse: { texte: 'Madame Durand, c’est recalculé.', issue: 'favorable', at: '2026-11-25T09:00:00.000Z' }, avis: null, avisRappeleLe: null },
    });
    const reference = await opened(done({}));
    await opened(done({ discret: true, prestation: 'ALS' }));

    const { body, headers } = await ask('/bureau/exemples.jsonl', await signed(someone('superviseur', { sensible: true })));

    expect(headers.get('content-disposition')).toContain('attachment');
    const cases = body.trim().split('\n').map((line): unknown => JSON.parse(line));
    expect(cases).toContainEqual(expect.objectContaining({ motif: 'CONTESTATION_CALCUL', issue: 'favorable', joursOuvres: 2 }));
    for (const personal of ['Durand', '06 12', '7654321', reference, 'ALS', '75011', '2026-11']) expect(body).not.toContain(personal);
  });

  it('the journal is searched and exported, and its reading is written in it', async () => {
    const reference = await opened();
    const expert = await signed(someone('expert'));
    await ask(pathOf(reference), expert);
    const auditor = await signed(someone('auditeur'));

    expect((await ask(`/bureau/journal?qui=${expert.agent.id}`, auditor)).body).toContain(reference);
    expect((await ask('/bureau/journal?qui=personne', auditor)).body).toContain('Aucune ligne');
    const csv = await ask(`/bureau/journal.csv?objet=${reference.toLowerCase()}`, auditor);
    expect(csv.body.split('\r\n').slice(0, 2)).toEqual(['\uFEFFat;qui;quoi;objet;motif'.replace('\uFEFF', ''), `${clock().toISOString()};expert:${expert.agent.id};lecture-dossier;${reference};traitement`]);
    expect((await store.retention.listAccesses('journal', 1))[0]).toMatchObject({ qui: `expert:${auditor.agent.id}`, quoi: 'export' });
  });
});
