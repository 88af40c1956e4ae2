import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issueCode } from '../../../src/app/tracking-codes';
import { actOnDossier } from '../../../src/app/act-on-dossier';
import type { Dossier } from '../../../src/domain/dossier';
import type { Acte } from '../../../src/domain/lifecycle';
import { generateReference } from '../../../src/domain/reference';
import { formatTrackingCode } from '../../../src/domain/tracking-code';
import { openEmbeddedStore } from '../../../src/stores/embedded';
import type { Store } from '../../../src/stores/store';
import { uneDemande, unDossier } from '../../support/dossiers';
import { startServer, type TestServer } from '../../support/server';

const UPLOAD_MAX = 65_536;
const PDF = '%PDF-1.4\nessai';
const WRONG = '4444 444Y';

let server: TestServer;
let store: Store;
let nowMs = Date.parse('2026-11-26T09:00:00.000Z');
const clock = (): Date => new Date(nowMs);

beforeAll(async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'aiguillage-suivi-http-'));
  store = openEmbeddedStore({ dataDir });
  server = await startServer({ env: { DATA_DIR: dataDir, UPLOAD_MAX_OCTETS: String(UPLOAD_MAX) }, overrides: { store, clock } });
});
afterAll(() => server.stop());
// the tries of one test are not those of the next
beforeEach(() => void (nowMs += 2 * 3_600_000));

let rank = 0;
/** A dossier and its code, as an opening leaves them. */
async function opened(overrides: Partial<Dossier> = {}): Promise<{ reference: string; code: string }> {
  rank += 1;
  const { code, suivi } = await issueCode(`test ${rank}`, 'test');
  const signs = [...String(rank).padStart(6, '0')].map(Number);
  const { dossier } = await store.openDossier(`c${rank}:1`, () => generateReference(() => signs.shift() ?? 0), (reference) => unDossier({ reference, cle: `c${rank}:1`, suivi, ...overrides }));
  return { reference: dossier.reference, code: formatTrackingCode(code) };
}

type Answer = { status: number; body: string; headers: Headers };
type Sent = Record<string, string>;
const SAME = { 'Sec-Fetch-Site': 'same-origin' };

async function post(fields: Sent, headers: Record<string, string> = SAME, path = '/suivi'): Promise<Answer> {
  const response = await fetch(server.url + path, { method: 'POST', headers, body: new URLSearchParams(fields) });
  return { status: response.status, body: await response.text(), headers: response.headers };
}

async function send(jeton: string, files: [string, string, string][], headers: Record<string, string> = SAME, mot = ''): Promise<Answer> {
  const form = new FormData();
  form.set('jeton', jeton);
  form.set('mot', mot);
  for (const [champ, nom, octets] of files) form.append(champ, new Blob([octets], { type: 'application/pdf' }), nom);
  const response = await fetch(`${server.url}/suivi/document`, { method: 'POST', headers, body: form });
  return { status: response.status, body: await response.text(), headers: response.headers };
}

const jetonOf = ({ body }: Answer): string => /name="jeton" value="([^"]+)"/.exec(body)?.[1] ?? '';
const text = (body: string): string => body.replace(/<[^>]*>/g, ' ').replace(/\u00a0/g, ' ').replace(/&#39;/g, '’').replace(/\s+/g, ' ');
const enter = async (overrides: Partial<Dossier> = {}): Promise<{ reference: string; jeton: string; page: Answer }> => {
  const { reference, code } = await opened(overrides);
  const page = await post({ numero: reference, code });
  return { reference, jeton: jetonOf(page), page };
};
const act = (reference: string, acte: Acte, qui: 'expert' | 'systeme' = 'expert') => actOnDossier(reference, acte, { qui }, {
  store, clock, alsaceMoselle: false, workload: async () => ({ HABITAT: NO_LOAD, FAMILLE: NO_LOAD, INSERTION: NO_LOAD, RECOURS: NO_LOAD }),
});
const NO_LOAD = { ouverts: 0, finalisesSur20j: 0 };

describe('the way in', () => {
  it('is a form with two fields, without script, cookie nor cache', async () => {
    const response = await fetch(`${server.url}/suivi?numero=ref%20exp%201234563`);
    const body = await response.text();

    expect(response.status).toBe(200);
    expect(body).toContain('value="REF-EXP-1234563"');
    expect(body).not.toMatch(/<script|<style|style="|\son\w+="/i);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('set-cookie')).toBeNull();
    // otherwise browsers send the form with « Origin: null »
    expect(response.headers.get('referrer-policy')).toBe('same-origin');
    expect(response.headers.get('content-security-policy')).toContain("form-action 'self'");
    expect(response.headers.get('content-security-policy')).not.toContain('script');
  });

  it('takes the number and the code however they are typed', async () => {
    const { reference, code } = await opened();
    const page = await post({ numero: ` ${reference.toLowerCase().replaceAll('-', ' ')} `, code: code.toLowerCase().replace(' ', '-') });

    expect(page.status).toBe(200);
    expect(text(page.body)).toContain('Où en est votre demande');
  });

  it('says which of the two is mistyped, and does not count it', async () => {
    for (let n = 0; n < 8; n++) expect((await post({ numero: 'REF-EXP-1234567', code: WRONG })).body).toContain('Il s’écrit REF-EXP- puis 7 signes');
    expect((await post({ numero: 'REF-EXP-1234563', code: '1234' })).body).toContain('Il a 8 signes, chiffres et lettres');
    const { page } = await enter();
    expect(page.status).toBe(200);
  });

  it('answers alike for an unknown number, a wrong code and too many tries; only the last says when to come back', async () => {
    const { reference } = await opened();
    const known = await post({ numero: reference, code: WRONG });
    const unknown = await post({ numero: 'REF-EXP-7K2M9X4', code: WRONG });
    const neutral = (page: Answer): string => page.body.replace(/REF-EXP-\w{7}/g, '…');

    expect([known.status, unknown.status]).toEqual([403, 403]);
    expect(neutral(known)).toBe(neutral(unknown));
    expect(known.headers.get('retry-after')).toBeNull();
    for (let n = 0; n < 3; n++) await post({ numero: reference, code: WRONG });
    const often = await post({ numero: reference, code: WRONG });
    expect([often.status, neutral(often)]).toEqual([403, neutral(known)]);
    expect(Number(often.headers.get('retry-after'))).toBeGreaterThan(3_000);
  });

  it('reveals nothing to a thousand guesses', async () => {
    const { reference, code } = await opened();
    const answers = new Set<string>();
    for (let n = 0; n < 1_000; n++) {
      const page = await post({ numero: n % 2 === 0 ? reference : 'REF-EXP-7K2M9X4', code: WRONG });
      answers.add(`${page.status} ${page.body.replace(/REF-EXP-\w{7}/g, '…')}`);
    }
    expect(answers.size).toBe(1);
    expect((await post({ numero: reference, code })).status).toBe(403);
  }, 60_000);
});

describe('the page of a dossier', () => {
  it('says the step in words, the date and why, the documents, what happened and the legal reminder', async () => {
    const { page } = await enter({ demande: uneDemande({ pieces: [
      { code: 'D-BAIL', libelle: 'Bail en cours', necessite: 'obligatoire', statut: 'recue', fichiers: ['f1'] },
      { code: 'D-QUIT', libelle: 'Quittance de loyer', necessite: 'obligatoire', statut: 'a-envoyer', fichiers: [] },
    ] }) });
    const said = text(page.body);

    for (const expected of ['Reçue (étape actuelle)', 'Confiée à un expert (à venir)', 'Complément (seulement si besoin)', 'Réponse (à venir)', 'au plus tard le mercredi 9 décembre 2026', 'à l’ouverture de la demande', 'Base : 12 jours ouvrés',
      'Reçus Bail en cours (1 fichier)', 'Attendus Quittance de loyer', 'Demande reçue', 'n’est pas un recours', 'pas besoin de relancer']) expect(said).toContain(expected);
    expect(page.body.match(/aria-current="step"/g)).toHaveLength(1);
  });

  it('dates the opening by the day the person knows, and says when the count of an evening begins', async () => {
    const morning = text((await enter({ ouvertLe: '2026-11-23T09:00:00.000Z' })).page.body);
    expect(morning).toContain('Le lundi 23 novembre 2026, à l’ouverture de la demande. Délai estimé');

    const { promesse } = unDossier();
    const evening = text((await enter({ ouvertLe: '2026-11-26T19:57:00.000Z', promesse: { ...promesse, receptionEffective: '2026-11-27' } })).page.body);
    expect(evening).toContain('Le jeudi 26 novembre 2026, à l’ouverture de la demande. Elle est arrivée après 17 h ou un jour non travaillé : les jours sont comptés comme si elle était reçue le vendredi 27 novembre 2026.');
  });

  it('shows what the expert asks, why and by when, then the answer; never the notes of the service', async () => {
    const { reference, jeton } = await enter();
    await act(reference, { genre: 'affecter', expert: { id: 'e1', prenom: 'Nadia' } });
    await act(reference, { genre: 'annoter', texte: 'note interne' });
    await act(reference, { genre: 'demander-complement', pieces: [{ code: null, libelle: 'Attestation du bailleur' }], pourquoi: 'La date d’entrée manque.' });
    const asked = text((await post({ jeton, geste: 'voir' })).body);
    for (const expected of ['Complément (étape actuelle)', 'Attestation du bailleur', 'La date d’entrée manque.', 'À envoyer avant le', 'une nouvelle date sera donnée', 'Nadia']) expect(asked).toContain(expected);
    expect(asked).not.toContain('note interne');

    const sent = await send(jeton, [['complement-0-0', 'attestation.pdf', PDF]]);
    expect(text(sent.body)).toContain('Reçu : attestation.pdf');
    expect((await store.getDossier(reference))?.statut).toBe('COMPLEMENT_RECU');
    expect(text(sent.body)).toContain('Le compte des jours a repris');

    await act(reference, { genre: 'repondre', texte: 'Votre aide est recalculée.\nVous recevrez un courrier.', issue: 'favorable' });
    expect(text((await post({ jeton, geste: 'voir' })).body)).toMatch(/Réponse \(étape actuelle\)[\s\S]*Votre aide est recalculée/);
  });

  it('excuses itself and gives the recourse when the date is past', async () => {
    const { page } = await enter({ promesse: { ...unDossier().promesse, echeance: '2026-11-20' } });
    const said = text(page.body);

    for (const expected of ['cette date est passée', 'excuser', 'médiateur de la Caf ou le Défenseur des droits']) expect(said).toContain(expected);
    expect(said).not.toContain('pas besoin de relancer');
  });

  it('escapes everything that anyone wrote', async () => {
    const hostile = '"><script>alert(1)</script>';
    const { reference, jeton } = await enter({ demande: uneDemande({ pieces: [{ code: 'D-BAIL', libelle: hostile, necessite: 'obligatoire', statut: 'a-envoyer', fichiers: [] }] }) });
    await act(reference, { genre: 'affecter', expert: { id: 'e1', prenom: hostile } });
    await act(reference, { genre: 'demander-complement', pieces: [{ code: null, libelle: hostile }], pourquoi: hostile });
    const page = await send(jeton, [['autre', `${hostile}.pdf`, PDF]]);

    expect(page.body).not.toContain('<script');
    expect((await post({ numero: hostile, code: hostile })).body).not.toContain('<script');
  });

  it('has a neutral title and a way out first when the person must stay discreet', async () => {
    const { page, reference } = await enter({ demande: uneDemande({ discret: true }) });

    expect(/<title>(.*)<\/title>/.exec(page.body)?.[1]).toBe('Informations');
    expect(page.body.indexOf('Quitter vite')).toBeLessThan(page.body.indexOf(reference));
  });
});

describe('adding a document', () => {
  it('attaches it to its piece, as one act of the person, once', async () => {
    const pieces = [{ code: 'D-BAIL', libelle: 'Bail en cours', necessite: 'obligatoire' as const, statut: 'a-envoyer' as const, fichiers: [] }];
    const { reference, jeton } = await enter({ demande: uneDemande({ pieces }) });
    const first = await send(jeton, [['piece-D-BAIL', 'bail.pdf', PDF]], SAME, 'voici mon bail');
    const again = await send(jeton, [['piece-D-BAIL', 'bail.pdf', PDF]]);
    const dossier = await store.getDossier(reference);

    expect(text(first.body)).toContain('C’est envoyé');
    expect(text(again.body)).toContain('Déjà reçu, gardé une seule fois : bail.pdf');
    expect(dossier?.demande.pieces).toMatchObject([{ code: 'D-BAIL', statut: 'recue', fichiers: [expect.any(String)] }]);
    expect(dossier?.evenements.map(({ quoi, detail }) => [quoi, detail])).toEqual([['ouverture', ''], ['completer', 'bail.pdf ; voici mon bail']]);
  });

  it('keeps no path from a file name, and no file that the chat would refuse', async () => {
    const { reference, jeton } = await enter();
    const page = await send(jeton, [['autre', '../../../etc/passwd.pdf', PDF], ['autre', 'vide.pdf', ''], ['autre', 'gros.pdf', PDF + 'x'.repeat(UPLOAD_MAX)]]);
    const [file] = (await store.getDossier(reference))?.demande.pieces.find(({ code }) => code === 'D-CORR')?.fichiers ?? [];

    expect((await store.getFile(file ?? ''))?.file.nom).toBe('passwd.pdf');
    expect(text(page.body)).toContain('Je n’ai pas gardé « vide.pdf »');
    expect(text(page.body)).toContain('Je n’ai pas gardé « gros.pdf » : le fichier est trop gros');
  });

  it('masks what must not be kept in the words', async () => {
    const { reference, jeton } = await enter();
    await send(jeton, [], SAME, 'mon numéro de sécu est 1 85 05 78 006 084 91');

    expect((await store.getDossier(reference))?.evenements.at(-1)?.detail).toContain('1 85 ••');
  });

  it('refuses more than the limit with a page', async () => {
    const { jeton } = await enter();
    const page = await send(jeton, Array.from({ length: 6 }, (_, n): [string, string, string] => ['autre', `${n}.pdf`, PDF + 'x'.repeat(UPLOAD_MAX - 100)]));

    expect([page.status, page.headers.get('content-type')]).toEqual([413, 'text/html; charset=utf-8']);
    expect(text(page.body)).toContain('L’envoi est trop gros');
  });

  it('changes nothing in a closed dossier', async () => {
    const { reference, jeton } = await enter();
    await post({ jeton, geste: 'annuler-oui' });
    const page = await send(jeton, [['autre', 'a.pdf', PDF]]);

    expect(text(page.body)).toContain('Cette demande n’est plus ouverte');
    expect((await store.getDossier(reference))?.evenements.at(-1)?.quoi).toBe('annuler');
  });
});

describe('cancelling and reopening', () => {
  it('cancels only after a second page', async () => {
    const { reference, jeton } = await enter();
    const asked = await post({ jeton, geste: 'annuler' });
    expect(text(asked.body)).toContain('Voulez-vous vraiment annuler');
    expect((await store.getDossier(reference))?.statut).toBe('RECU');

    const done = await post({ jeton, geste: 'annuler-oui' });
    expect(text(done.body)).toContain('Votre demande est annulée');
    expect((await store.getDossier(reference))?.statut).toBe('ANNULE');
    expect(text((await post({ jeton, geste: 'annuler-oui' })).body)).toContain('Cette demande n’est plus ouverte');
  });

  it('reopens an answered dossier with a reason, under the same number', async () => {
    const { reference, jeton } = await enter();
    expect(text((await post({ jeton, geste: 'rouvrir', pourquoi: 'x' })).body)).toContain('n’est plus ouverte');
    await act(reference, { genre: 'affecter', expert: { id: 'e1', prenom: 'Nadia' } });
    await act(reference, { genre: 'repondre', texte: 'Réponse.', issue: 'defavorable' });
    expect(text((await post({ jeton, geste: 'rouvrir', pourquoi: '  ' })).body)).toContain('Dites en quelques mots pourquoi');

    const done = await post({ jeton, geste: 'rouvrir', pourquoi: 'Il manque le mois de mai.' });
    expect(text(done.body)).toContain('Votre demande est rouverte');
    expect(await store.getDossier(reference)).toMatchObject({ statut: 'REOUVERT', reference });
  });
});

describe('who may not', () => {
  it.each([['none', ''], ['a made-up one', 'abc.def'], ['an unsigned one', `${Buffer.from('{"reference":"REF-EXP-1234563","finMs":9e15,"code":"0"}').toString('base64url')}.`]])('a session that is %s opens nothing', async (_case, jeton) => {
    for (const page of [await post({ jeton, geste: 'annuler-oui' }), await send(jeton, [['autre', 'a.pdf', PDF]])]) {
      expect(page.status).toBe(403);
      expect(text(page.body)).toContain('Écrivez de nouveau votre numéro et votre code');
    }
  });

  it('a session of one dossier does nothing to another', async () => {
    const mine = await enter();
    const other = await enter();
    await post({ jeton: mine.jeton, geste: 'annuler-oui', numero: other.reference, reference: other.reference });

    expect((await store.getDossier(other.reference))?.statut).toBe('RECU');
    expect((await store.getDossier(mine.reference))?.statut).toBe('ANNULE');
  });

  it('a session ends after thirty minutes', async () => {
    const { jeton } = await enter();
    nowMs += 30 * 60_000;

    expect((await post({ jeton, geste: 'voir' })).status).toBe(403);
  });

  it('a form of another site is refused, whatever it carries', async () => {
    const { reference, jeton } = await enter();
    const foreign: Record<string, string>[] = [{ Origin: 'https://mechant.exemple' }, { Origin: 'null' }, { 'Sec-Fetch-Site': 'cross-site' }, { 'Sec-Fetch-Site': 'same-site', Origin: server.url }];
    for (const headers of foreign) {
      expect((await post({ jeton, geste: 'annuler-oui' }, headers)).status).toBe(403);
      expect((await send(jeton, [['autre', 'a.pdf', PDF]], headers)).status).toBe(403);
    }
    expect((await store.getDossier(reference))?.evenements).toHaveLength(1);
    expect((await post({ jeton, geste: 'voir' }, { Origin: server.url })).status).toBe(200);
  });

  it('another kind of body, or one too big, is refused with a page', async () => {
    const json = await fetch(`${server.url}/suivi`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' });
    expect(json.status).toBe(415);
    expect((await post({ numero: 'x'.repeat(40_000), code: '' })).status).toBe(413);
    expect((await fetch(`${server.url}/suivi/document`, { method: 'POST', headers: { 'Content-Type': 'multipart/form-data; boundary=x' }, body: 'rien' })).status).toBe(400);
    expect((await fetch(`${server.url}/suivi`, { method: 'DELETE' })).status).toBe(405);
  });
});
