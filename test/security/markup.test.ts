import { ROUTES } from '../../src/desk/routes';
import { uneDemande, unDossier } from '../support/dossiers';
import { startSecured, type SecuredServer } from '../support/secured-server';

/** Every text of a stored dossier at once, whoever wrote it, on every page that shows it. The browser tests say that nothing runs; this one, that no field is left out. */

let server: SecuredServer;
beforeAll(async () => {
  server = await startSecured();
});
afterAll(() => server.stop());

const CODES = new Set(['motif', 'revision', 'prestation', 'service', 'statut', 'genre', 'qui', 'quoi', 'at', 'date', 'dateActe', 'dateLimite', 'ouvertLe', 'reference', 'cle', 'personne', 'canal', 'schema', 'priorite', 'complexite', 'echeance', 'receptionEffective', 'necessite', 'nature', 'fichiers', 'criteres', 'drapeaux', 'sousMotif', 'valeur', 'le', 'limite', 'issue', 'jusqu', 'id', 'hash', 'sel']);
const MARK = 'xss-';

/** The same dossier, whose every free text ends a tag, an attribute and a script, under its own number. */
function hostile<T>(value: T, path: string[] = [], found: string[] = []): T {
  if (typeof value === 'string') {
    if (CODES.has(path.at(-1) ?? '') && path.at(-2) !== 'chronologie') return value;
    found.push(path.join('.'));
    return `${MARK}${path.join('.')}"'></p></textarea></title><script>alert(1)</script><img src=x onerror=alert(1)>` as T;
  }
  if (Array.isArray(value)) return value.map((item: unknown, i) => hostile(item, [...path, /\w/.test(path.at(-1) ?? '') && typeof item === 'string' ? path.at(-1) ?? '' : String(i)], found)) as T;
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, hostile(item, [...path, name], found)])) as T;
  return value;
}

async function hostileDossier(): Promise<{ reference: string; code: string; texts: string[] }> {
  const texts: string[] = [];
  const expose = uneDemande().expose;
  const demande = hostile(uneDemande({
    exposeOriginal: expose, exposeChoix: 'propose', critere: 'litige', theme: 'logement', codePostal: '75011', numeroAllocataire: '1234567', pointsDeBlocage: ['rien ne bouge'],
    mandat: { nature: 'mandat-ecrit', date: '2026-01-01', organisme: 'CCAS' },
  }), [], texts);
  const base = unDossier();
  const opened = await server.opened({
    demande: { ...demande, exposeChoix: 'propose' },
    promesse: { ...base.promesse, raisonsPriorite: hostile(['danger'], ['raisonsPriorite'], texts), raisonsComplexite: hostile(['long'], ['raisonsComplexite'], texts) },
    rappelLegal: { nature: 'recours-amiable', dateActe: '2026-11-01', dateLimite: '2027-01-01', organe: hostile('commission', ['organe'], texts) },
    evenements: [...base.evenements, { at: '2026-11-24T09:00:00.000Z', quoi: 'annotation', qui: 'expert', statut: 'RECU', detail: hostile('note', ['detail'], texts), par: hostile('nadia', ['par'], texts) }],
  });
  return { ...opened, texts };
}

/** No tag and no attribute that we did not write. */
function assertNoMarkup(page: string, where: string): void {
  expect([where, page.match(/<script>|<img src=x|onerror=alert\(1\)>|<\/textarea><\/title>/)?.[0] ?? null]).toEqual([where, null]);
}

it('the tracking page', async () => {
  const { reference, code, texts } = await hostileDossier();
  const response = await fetch(`${server.url}/suivi`, { method: 'POST', headers: { 'sec-fetch-site': 'same-origin' }, body: new URLSearchParams({ numero: reference, code }) });
  const page = await response.text();

  expect(response.status).toBe(200);
  expect(texts.length).toBeGreaterThan(15);
  assertNoMarkup(page, '/suivi');
  expect(page).toContain(MARK);
});

it('every page of the desk', async () => {
  const { reference } = await hostileDossier();
  const { cookie } = await server.signed();
  const shown = new Set<string>();
  const hostileQuery = encodeURIComponent('"><script>alert(1)</script><img src=x onerror=alert(1)>');
  for (const { methode, chemin } of Object.values(ROUTES)) {
    if (methode !== 'GET') continue;
    const path = chemin.replace(':reference', reference).replace(':fichier', 'f1');
    for (const url of [path, `${path}?${['q', 'vue', 'service', 'fait', 'modele', 'objet', 'apres', 'mois', 'etat', 'tri'].map((name) => `${name}=${hostileQuery}`).join('&')}`]) {
      const response = await fetch(server.url + url, { headers: { cookie }, redirect: 'manual' });
      const page = await response.text();
      if (response.headers.get('content-type')?.startsWith('text/html')) assertNoMarkup(page, url);
      for (const [, field = ''] of page.matchAll(/xss-([\w.]+)/g)) shown.add(field);
    }
  }

  // that they are shown proves that looking for marks in these pages means something
  expect([...shown]).toEqual(expect.arrayContaining([
    'expose.situationInitiale', 'expose.problemeRencontre', 'expose.demarches', 'expose.demandeFormelle', 'exposeOriginal.problemeRencontre', 'paroles.paroles', 'reponses.mois.libelle', 'reponses.mois.texte',
    'chronologie.0.interlocuteur', 'chronologie.0.reponse', 'pointsDeBlocage.pointsDeBlocage', 'critere', 'numeroAllocataire', 'codePostal', 'mandat.organisme', 'organe', 'raisonsPriorite.raisonsPriorite', 'detail', 'par',
  ]));
});

it('every page that says back what its address holds', async () => {
  const hostileValue = encodeURIComponent('"><script>alert(1)</script><img src=x onerror=alert(1)>');
  for (const path of ['/suivi?numero=', '/fiche?motif=', '/fiche?prestation=', '/fiche?revision=', '/performance?x=', '/bureau/entrer?vers=', '/bureau/adieu?x=', '/bureau/retour?code=x&state=', '/nulle-part?']) {
    const response = await fetch(server.url + path + hostileValue, { redirect: 'manual' });
    assertNoMarkup(await response.text(), path);
  }
});
