import { get } from 'node:http';
import { html, NOTHING } from '../../../src/http/html';
import { fichePath } from '../../../src/domain/fiche';
import { MOTIFS, PRESTATIONS, REVISIONS } from '../../../src/domain/codes';
import { piecesFor } from '../../../src/domain/pieces';
import { startServer, type TestServer } from '../../support/server';

let server: TestServer;
beforeAll(async () => void (server = await startServer()));
afterAll(() => server.stop());

type Answer = { status: number; type: string; policy: string; body: string };
const fiche = async (query: string, method = 'GET'): Promise<Answer> => {
  const response = await fetch(`${server.url}/fiche${query}`, { method });
  const { headers } = response;
  return { status: response.status, type: headers.get('content-type') ?? '', policy: headers.get('content-security-policy') ?? '', body: await response.text() };
};
const text = (body: string): string => body.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').replaceAll('&amp;', '&');

const COMPLETE = '?motif=CONTESTATION_CALCUL&prestation=APL&situations=colocation&ref=REF-EXP-1234563';

describe('the sheet', () => {
  it('says what it is, the demande, every document, the fields to fill, the legal reminder and where to send it', async () => {
    const { status, type, body } = await fiche(COMPLETE);
    const said = text(body);

    expect([status, type]).toEqual([200, 'text/html; charset=utf-8']);
    for (const expected of [
      'Désaccord sur un montant calculé', 'Aide personnalisée au logement', 'Experts Logement', 'REF-EXP-1234563', 'copies, pas d’originaux sauf si on vous le demande',
      'Nom', 'Prénom', 'Numéro allocataire', 'Situation initiale', 'Problème rencontré', 'Démarches entreprises et résultats', 'Demande formelle à l’expert',
      'n’est pas un recours', 'date limite écrite sur votre courrier', 'l’adresse est sur vos courriers et sur caf.fr', 'Signature', 'version 1.0 du 23/11/2026',
    ]) expect(said).toContain(expected);
    const pieces = piecesFor({ motif: 'CONTESTATION_CALCUL', revision: null, prestation: 'APL', situations: ['colocation'] });
    for (const { libelle, aide } of pieces) expect([said.includes(libelle), said.includes(aide)]).toEqual([true, true]);
    expect(body.match(/type="checkbox"/g)).toHaveLength(pieces.length);
  });

  it('lists the required documents first, then those of the situation, then the others', async () => {
    const said = text((await fiche(COMPLETE)).body);
    const places = ['Documents demandés', 'Documents pour votre situation', 'Documents selon votre situation', 'Documents utiles'].map((title) => said.indexOf(title));

    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
  });

  it('needs no script, sends nothing elsewhere and keeps nothing', async () => {
    const { body, policy } = await fiche(COMPLETE);

    expect(body).not.toMatch(/<script|<style|style="|\son\w+="/i);
    expect(policy).toContain("form-action 'self'");
    expect(policy).not.toContain('unsafe-inline');
    expect((await fetch(`${server.url}/fiche${COMPLETE}`)).headers.get('cache-control')).toBe('no-store');
  });

  it('can be made for every motif and prestation', async () => {
    const refused: string[] = [];
    for (const motif of MOTIFS) {
      for (const prestation of PRESTATIONS) {
        for (const revision of motif === 'DEMANDE_REVISION' ? REVISIONS : [null]) {
          const path = fichePath({ motif, prestation, revision, situations: [], reference: null });
          const response = await fetch(server.url + path);
          if (response.status !== 200 || /undefined|\{\w+\}|\[object/.test(await response.text())) refused.push(path);
        }
      }
    }
    expect(refused).toEqual([]);
  });
});

describe('the form', () => {
  it('offers every motif, kind of revision and prestation, each list with its label', async () => {
    const { status, body } = await fiche('');

    expect(status).toBe(200);
    for (const code of [...MOTIFS, ...REVISIONS, ...PRESTATIONS]) expect(body).toContain(`value="${code}"`);
    for (const name of ['motif', 'revision', 'prestation']) expect(body).toContain(`<label for="${name}">`);
  });

  it('comes back with what was chosen when something is missing, and says what', async () => {
    const { status, body } = await fiche('?motif=DEMANDE_REVISION&revision=&prestation=ALF&ref=REF-EXP-1234563');

    expect(status).toBe(400);
    expect(text(body)).toContain('choisissez aussi sur quoi elle porte');
    expect(body).toContain('<option value="ALF" selected>');
    expect(body).toContain('<option value="DEMANDE_REVISION" selected>');
    expect(body).toContain('name="ref" value="REF-EXP-1234563"');
  });
});

describe('a wrong address', () => {
  const HOSTILE = '<script>alert(1)</script>';

  it.each([
    ['an unknown motif', '?motif=AUTRE'], ['an unknown prestation', '?motif=REFUS_DROIT&prestation=XYZ'], ['an unknown case', '?motif=REFUS_DROIT&situations=a,b'],
    ['a wrong check sign', '?motif=REFUS_DROIT&ref=REF-EXP-1234567'], ['a parameter given twice', '?motif=REFUS_DROIT&motif=INDU_CONTESTATION'],
    ['markup', `?motif=${encodeURIComponent(HOSTILE)}`], ['markup in the number', `?motif=REFUS_DROIT&ref=${encodeURIComponent(`"${HOSTILE}`)}`], ['seven thousand signs', `?motif=${'A'.repeat(7_000)}`],
    ['a broken escape', '?motif=%E0%A4%A'],
  ])('%s: a French page with a code, which repeats nothing of it', async (_case, query) => {
    const { status, type, body } = await fiche(query);

    expect([status, type]).toEqual([400, 'text/html; charset=utf-8']);
    expect(text(body)).toContain('Cette adresse n’est pas valable');
    expect(body).toContain('FICHE_INVALIDE');
    expect(body).not.toMatch(/alert|XYZ|AAAA|1234567/);
  });

  it('ten thousand signs: refused before the page', async () => {
    const { status, body } = await fiche(`?motif=${'A'.repeat(10_000)}`);

    expect([status, JSON.parse(body)]).toEqual([400, { error: { code: 'REQUETE_INVALIDE', message: expect.any(String) } }]);
  });

  it('only reads', async () => {
    expect((await fiche('', 'POST')).status).toBe(405);
    expect(await fiche(COMPLETE, 'HEAD')).toMatchObject({ status: 200, body: '' });
  });

  it('survives a query that no browser sends', async () => {
    const status = await new Promise<number>((resolve) => get(`${server.url}/fiche?motif=REFUS_DROIT&&=&prestation`, (response) => (response.resume(), resolve(response.statusCode ?? 0))));
    expect(status).toBe(200);
  });
});

describe('html', () => {
  it('escapes every value, and only values', () => {
    expect(html`<p title="${`"'<&>`}">${html`<b>${'<i>'}</b>`}${[html`1`, html`<hr>`]}${NOTHING}</p>`.html).toBe('<p title="&quot;&#39;&lt;&amp;&gt;"><b>&lt;i&gt;</b>1<hr></p>');
  });
});
