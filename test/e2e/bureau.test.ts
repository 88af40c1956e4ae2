import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page, Response } from 'playwright-core';
import { actOnDossier } from '../../src/app/act-on-dossier';
import type { Dossier } from '../../src/domain/dossier';
import { generateReference } from '../../src/domain/reference';
import { systemClock } from '../../src/ops/clock';
import { openEmbeddedStore } from '../../src/stores/embedded';
import { axeViolations, launchBrowser } from '../support/browser';
import { uneDemande, unDossier } from '../support/dossiers';
import { pdf } from '../support/files';
import { signIn, startOidc, type OidcServer } from '../support/oidc';
import { freePort, startProcess, type ProcessServer } from '../support/process-server';
import { send, shown } from '../support/widget-page';

/** The desk in real browsers, with a real identity provider: the whole life of a dossier between a person and experts. */
jest.setTimeout(300_000);

const PHONE = { width: 390, height: 844 };
const DESK = { width: 1_280, height: 900 };

let browser: Browser;
let server: ProcessServer;
let oidc: OidcServer;

beforeAll(async () => {
  browser = await launchBrowser();
  const port = await freePort();
  oidc = await startOidc(`http://localhost:${port}`);
  server = await startProcess({ port, env: oidc.env });
});
afterAll(async () => {
  await browser?.close();
  await server?.kill('SIGKILL');
  oidc?.kill();
});

const SCREENS = process.env.SCREENS_DIR;
async function screen(page: Page, name: string): Promise<void> {
  if (!SCREENS) return;
  mkdirSync(SCREENS, { recursive: true });
  await page.screenshot({ path: join(SCREENS, `bureau-${name}.png`), fullPage: true });
}

const opened = async (options: BrowserContextOptions = {}): Promise<Page> => (await browser.newContext({ locale: 'fr-FR', viewport: DESK, ...options })).newPage();

async function agent(login: string, options: BrowserContextOptions = {}, vers?: string): Promise<Page> {
  const page = await opened(options);
  await signIn(page, server.url, login, vers);
  return page;
}

async function withStore<T>(work: (store: ReturnType<typeof openEmbeddedStore>) => Promise<T>): Promise<T> {
  const store = openEmbeddedStore({ dataDir: server.dataDir });
  return work(store).finally(() => store.close());
}

let rank = 0;
/** A dossier as an opening leaves it. */
const planted = (overrides: (reference: string) => Partial<Dossier> = () => ({})): Promise<string> => withStore(async (store) => {
  rank += 1;
  const signs = [...String(rank + 500).padStart(6, '0')].map(Number);
  const { dossier } = await store.openDossier(`plante${rank}:1`, () => generateReference(() => signs.shift() ?? 0), (reference) =>
    unDossier({ reference, cle: `plante${rank}:1`, personne: `personne${rank}`, ouvertLe: new Date().toISOString(), ...overrides(reference) }));
  return dossier.reference;
});

const answer = async (page: Page, text: string, next: string): Promise<void> => {
  await send(page, text);
  await page.locator('.fil').getByText(next).last().waitFor();
};

describe('a person and two experts, at the same time', () => {
  let chat: Page;
  let nadia: Page;
  let karim: Page;
  let reference = '';

  it('the person opens a dossier in the chat', async () => {
    chat = await opened({ viewport: PHONE });
    await chat.goto(server.url);
    await shown(chat, 'Écrivez votre question').waitFor();
    await answer(chat, 'on m’a recalculé mon RSA le 9 novembre et je ne suis pas d’accord, il manque 212 euros par mois', 'faux dans le calcul');
    await answer(chat, 'Les revenus qui changent', 'Quel mois est concerné');
    await answer(chat, 'octobre', 'Je propose d’envoyer');
    await answer(chat, 'Garder Experts RSA', 'Document 1 sur 2');
    await answer(chat, 'tout plus tard', 'situation difficile');
    await answer(chat, 'Aucune de ces situations', 'déjà contacté la Caf');
    await answer(chat, 'Non, pas encore', 'situation avant le problème');
    await answer(chat, 'je travaillais à mi-temps et je vivais seule', 'Je propose cette phrase');
    await answer(chat, 'Garder cette phrase', 'numéro allocataire');
    await answer(chat, '1234567', 'Relisez-la');
    await answer(chat, 'je confirme', 'C’est transmis');
    reference = /REF-EXP-[0-9A-Z]{7}/.exec(await chat.locator('.fil').innerText())?.[0] ?? '';
    expect(reference).not.toBe('');
  });

  it('an expert finds it by its number, however typed, and takes it; the person is told who', async () => {
    nadia = await agent('nadia');
    await nadia.getByLabel('Chercher').fill(reference.toLowerCase().replaceAll('-', ' '));
    await nadia.getByRole('button', { name: 'Filtrer' }).click();
    await nadia.getByRole('link', { name: reference }).click();
    await nadia.getByText('Personne ne traite cette demande').waitFor();
    await nadia.getByText('il manque 212 euros').first().waitFor({ state: 'attached' });
    await screen(nadia, '1-libre');
    await nadia.getByRole('button', { name: 'Prendre en charge' }).click();
    await nadia.getByText('Elle vous est réservée jusqu’à').waitFor();

    await chat.locator('.fil').getByText('Nadia').last().waitFor();
  });

  it('a second expert sees who works on it, cannot take it, and cannot act by a form kept from before', async () => {
    karim = await agent('karim', {}, `/bureau/dossier/${reference}`);
    await karim.getByText('Nadia traite cette demande depuis').waitFor();
    expect(await karim.getByRole('button', { name: /Prendre|Reprendre/ }).count()).toBe(0);
    expect(await karim.getByRole('heading', { name: 'Répondre à la personne' }).count()).toBe(0);
    await screen(karim, '2-refuse');

    const csrf = await karim.locator('input[name=csrf]').first().inputValue();
    const version = await karim.locator('input[name=version]').first().inputValue();
    const refused = await karim.evaluate<{ status: number; body: string }>(`fetch('/bureau/dossier/${reference}/reponse', { method: 'POST', body: new URLSearchParams({ csrf: ${JSON.stringify(csrf)}, version: ${JSON.stringify(version)}, issue: 'favorable', reponse: 'Réponse de Karim', confirme: 'oui' }) }).then(async (r) => ({ status: r.status, body: await r.text() }))`);
    expect(refused.status).toBe(409);
    expect(refused.body).toMatch(/Nadia traite cette demande depuis \d+ h \d\d/);
  });

  it('the expert asks for a complement; the person is told live, and sends it', async () => {
    await nadia.getByLabel('Autre document').fill('Attestation de votre employeur');
    await nadia.getByLabel('Pourquoi, en mots simples').fill('Le mois d’octobre n’est pas sur vos bulletins.');
    await nadia.getByRole('button', { name: 'Envoyer la demande de complément' }).click();
    await nadia.getByRole('status').getByText('La personne est prévenue').waitFor();
    await nadia.getByText('délai arrêté').first().waitFor();
    await screen(nadia, '3-complement');

    await chat.locator('.fil').getByText('Attestation de votre employeur').last().waitFor();
    await chat.locator('input[type=file]').first().setInputFiles({ name: 'attestation.pdf', mimeType: 'application/pdf', buffer: pdf({ comment: 'attestation' }) });
    await chat.getByRole('button', { name: 'Envoyer', exact: true }).click();
    await chat.getByRole('button', { name: 'Un autre document' }).last().click();
    await chat.locator('.fil').getByText('L’étude de votre demande reprend').last().waitFor();
    await nadia.locator('[data-change]').getByText('a changé').waitFor({ timeout: 60_000 });
    await screen(chat, '4-envoye');
  });

  it('the expert reads the document in the page, then answers after reading the answer again', async () => {
    await nadia.getByRole('link', { name: 'Actualiser la page' }).click();
    await nadia.getByText('Complément reçu').first().waitFor();
    await nadia.getByRole('link', { name: 'Voir attestation.pdf' }).click();
    await nadia.frameLocator('iframe[name=lecteur]').locator('canvas').first().waitFor();
    expect(await nadia.frame({ name: 'lecteur' })?.evaluate('self.origin')).toBe('null');
    const [download] = await Promise.all([nadia.waitForEvent('download'), nadia.getByRole('link', { name: 'Télécharger attestation.pdf' }).click()]);
    expect(download.suggestedFilename()).toBe('attestation.pdf');
    await screen(nadia, '5-document');

    await nadia.getByLabel('Modèle de réponse').selectOption({ label: 'Réponse favorable en partie' });
    await nadia.getByRole('button', { name: 'Insérer le modèle' }).click();
    expect(await nadia.getByRole('textbox', { name: 'Réponse' }).inputValue()).toContain('Revenu de solidarité active');
    await nadia.getByRole('button', { name: 'Relire avant d’envoyer' }).click();
    await nadia.getByRole('alert').getByText('entre crochets').waitFor();
    await nadia.getByRole('textbox', { name: 'Réponse' }).fill('Votre RSA d’octobre est recalculé avec votre attestation.\n\nUn courrier vous donne le détail.');
    await nadia.getByRole('button', { name: 'Relire avant d’envoyer' }).click();
    await nadia.getByRole('heading', { name: 'Relire la réponse' }).waitFor();
    await screen(nadia, '6-relire');
    await nadia.getByRole('button', { name: 'Envoyer la réponse' }).click();
    await nadia.getByRole('status').getByText('La réponse est envoyée').waitFor();

    await chat.locator('.fil').getByText('Un courrier vous donne le détail').last().waitFor();
  });

  it('the person rates the answer, and the desk shows it', async () => {
    await answer(chat, 'donner mon avis', 'Donnez une note de 1');
    await answer(chat, '4', 'bien accompagné');
    await answer(chat, '5', 'ajouter un commentaire');
    await answer(chat, 'non', 'votre avis est enregistré');
    await nadia.reload();
    await nadia.getByText('réponse 4 sur 5, accompagnement 5 sur 5').waitFor();
    await screen(nadia, '7-avis');
    for (const page of [chat, nadia, karim]) await page.context().close();
  });

  it('every reading and every act is in the journal, which the auditor searches', async () => {
    const awa = await agent('awa', {}, '/bureau/journal');
    await awa.getByLabel('Numéro de demande ou de document').fill(reference);
    await awa.getByRole('button', { name: 'Chercher' }).click();
    const lines = (await awa.locator('table.simple tbody').innerText()).replace(/\s+/g, ' ');
    for (const acte of ['prise-en-charge', 'complement', 'reponse', 'lecture-dossier']) expect(lines).toContain(`expert:nadia ${acte}`);
    expect(lines).toContain('expert:karim lecture-dossier');
    expect(lines).not.toContain('expert:karim reponse');
    await awa.context().close();
  });
});

describe('what people write never runs at the desk', () => {
  it('in any field that any page shows', async () => {
    const xss = (place: string): string => `"><img src=x onerror="window.pirate='${place}'"><script>window.pirate='${place}'</script>{{7*7}}`;
    const reference = await planted((ref) => {
      const base = unDossier({ reference: ref });
      const expose = { situationInitiale: xss('situation'), problemeRencontre: xss('probleme'), demarches: xss('demarches'), demandeFormelle: xss('demande') };
      return {
        demande: uneDemande({
          expose, exposeOriginal: expose, exposeChoix: 'propose', paroles: [xss('paroles')], critere: xss('critere'), theme: xss('theme'), numeroAllocataire: xss('numero'), codePostal: xss('cp'),
          reponses: { q: { libelle: xss('libelle'), texte: xss('texte'), valeur: xss('valeur') } }, pointsDeBlocage: [xss('blocage')],
          chronologie: [{ date: xss('date'), canal: xss('canal'), interlocuteur: xss('qui'), reference: xss('ref'), reponse: xss('reponse') }],
          pieces: [{ code: 'D-BAIL', libelle: xss('piece'), necessite: 'obligatoire', statut: 'recue', fichiers: ['f-pirate'] }, { code: 'D-"><b>', libelle: xss('attendue'), necessite: 'obligatoire', statut: 'a-envoyer', fichiers: [] }],
          mandat: { nature: 'mandat-ecrit', date: '2026-01-01', organisme: xss('organisme') },
        }),
        promesse: { ...base.promesse, priorite: 'P1', raisonsPriorite: [xss('raison')], raisonsComplexite: [xss('complexite')] },
        rappelLegal: { nature: 'recours-amiable', dateActe: '2026-11-01', dateLimite: '2027-01-01', organe: xss('organe') },
        evenements: [{ at: new Date().toISOString(), quoi: xss('quoi'), qui: 'usager', statut: 'RECU', detail: xss('detail'), par: xss('par') }],
      };
    });
    await withStore(async (store) => {
      const bytes = pdf({ comment: 'pirate' });
      await store.putFile({ id: 'f-pirate', conversation: 'plante1', personne: 'personne1', nom: `${xss('nom')}.pdf`, typeMime: 'application/pdf', octets: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex'), recuLe: new Date().toISOString() }, bytes);
      await store.appendActivity(`plante${rank}`, 'm1', { type: 'message', text: xss('chat'), from: { role: 'user' }, timestamp: new Date().toISOString(), attachments: [{ name: xss('fichier') }] }, false);
      const deps = { store, clock: systemClock, alsaceMoselle: false, workload: async () => ({ HABITAT: NO_LOAD, FAMILLE: NO_LOAD, INSERTION: NO_LOAD, RECOURS: NO_LOAD }) };
      await actOnDossier(reference, { genre: 'affecter', expert: { id: 'nadia', prenom: xss('prenom') } }, { qui: 'expert', par: 'nadia' }, deps);
      await actOnDossier(reference, { genre: 'demander-complement', pieces: [{ code: null, libelle: xss('complement') }], pourquoi: xss('pourquoi') }, { qui: 'expert' }, deps);
      await actOnDossier(reference, { genre: 'completer', detail: xss('completer') }, { qui: 'usager' }, deps);
      await actOnDossier(reference, { genre: 'annoter', texte: xss('note') }, { qui: 'expert' }, deps);
    });

    const nadia = await agent('nadia', { bypassCSP: true });
    for (const path of [`/bureau/dossier/${reference}`, '/bureau', `/bureau?q=${encodeURIComponent(xss('q'))}`, `/bureau?vue=miennes&service=${encodeURIComponent(xss('service'))}`, `/bureau/dossier/${reference}?fait=${encodeURIComponent(xss('fait'))}&modele=${encodeURIComponent(xss('modele'))}`, `/bureau/dossier/${reference}/document/f-pirate`]) {
      await nadia.goto(server.url + path);
      expect(await nadia.evaluate('[window.pirate, document.querySelectorAll("img, main script:not([type=\'application/json\']):not([src])").length]')).toEqual([undefined, 0]);
    }
    await nadia.goto(`${server.url}/bureau/dossier/${reference}`);
    await nadia.getByText('window.pirate').first().waitFor({ state: 'attached' });
    await nadia.getByRole('button', { name: /Continuer|Prendre|Reprendre/ }).click();
    await nadia.getByRole('combobox', { name: 'Issue' }).selectOption('favorable');
    await nadia.getByRole('textbox', { name: 'Réponse' }).fill(xss('envoi'));
    await nadia.getByRole('button', { name: 'Relire avant d’envoyer' }).click();
    await nadia.getByRole('heading', { name: 'Relire la réponse' }).waitFor();
    expect(await nadia.evaluate('[window.pirate, document.images.length]')).toEqual([undefined, 0]);
    await nadia.context().close();

    const marc = await agent('marc', { bypassCSP: true }, '/bureau/pilotage');
    expect(await marc.evaluate('[window.pirate, document.images.length]')).toEqual([undefined, 0]);
    await marc.context().close();
  });
});

const NO_LOAD = { ouverts: 0, finalisesSur20j: 0 };

describe('sessions', () => {
  const cookie = async (page: Page, name = 'bureau') => (await page.context().cookies(server.url)).find((one) => one.name === name);

  it('a name of session put in the browser before signing in is never the one that signs in', async () => {
    const page = await opened();
    await page.context().addCookies([{ name: 'bureau', value: 'choisi-par-un-pirate', url: server.url }]);
    await signIn(page, server.url, 'nadia');
    const held = await cookie(page);
    expect(held).toMatchObject({ httpOnly: true, sameSite: 'Lax' });
    expect(held?.value).not.toBe('choisi-par-un-pirate');
    const pirate = await fetch(`${server.url}/bureau`, { headers: { cookie: 'bureau=choisi-par-un-pirate' }, redirect: 'manual' });
    expect([pirate.status, pirate.headers.get('location')]).toEqual([303, '/bureau/entrer?vers=%2Fbureau']);

    const before = held?.value ?? '';
    await page.goto(`${server.url}/bureau/entrer`);
    await page.waitForURL(`${server.url}/bureau`);
    expect((await cookie(page))?.value).not.toBe(before);
    const old = await fetch(`${server.url}/bureau`, { headers: { cookie: `bureau=${before}` }, redirect: 'manual' });
    expect(old.status).toBe(303);
    await page.context().close();
  });

  it('an answer of the provider works once, in the browser that asked, and leads only to the desk', async () => {
    const victim = await opened();
    const begun = await fetch(`${server.url}/bureau/entrer?vers=https://pirate.example/`, { redirect: 'manual' });
    expect(begun.headers.get('location')).toContain('code_challenge_method=S256');
    await victim.goto(`${server.url}/bureau/retour?code=abc&state=def`);
    await victim.getByText('La connexion n’a pas abouti').waitFor();
    expect(await cookie(victim)).toBeUndefined();
    await victim.context().close();

    const replayed = await opened();
    let back = '';
    replayed.on('request', (request) => { if (request.url().includes('/bureau/retour?')) back = request.url(); });
    await signIn(replayed, server.url, 'nadia', '/bureau/entrer?vers=//pirate.example/');
    expect(replayed.url()).toBe(`${server.url}/bureau`);
    await replayed.goto(back);
    await replayed.getByText('La connexion n’a pas abouti').waitFor();
    await replayed.context().close();
  });

  it('a form of another site, or without the word of the session, does nothing', async () => {
    const reference = await planted();
    const page = await agent('nadia', {}, `/bureau/dossier/${reference}`);
    const sent = (fields: Record<string, string>) => page.evaluate<number>(`fetch('/bureau/dossier/${reference}/prendre', { method: 'POST', body: new URLSearchParams(${JSON.stringify(fields)}) }).then((r) => r.status)`);
    expect(await sent({})).toBe(403);
    expect(await sent({ csrf: 'faux' })).toBe(403);

    await page.route('http://autre.localhost/', (route) => route.fulfill({ contentType: 'text/html', body: `<form method="post" action="${server.url}/bureau/dossier/${reference}/prendre"><button>Gagner</button></form>` }));
    await page.goto('http://autre.localhost/');
    await page.getByRole('button').click();
    await page.waitForURL(`${server.url}/**`);
    expect(await page.getByRole('heading', { name: 'Cette page ne peut pas être affichée' }).count()).toBe(1);
    expect((await withStore((store) => store.getDossier(reference)))?.statut).toBe('RECU');
    await page.context().close();
  });

  it('signing out ends the session here and at the provider', async () => {
    const page = await agent('karim');
    const held = (await cookie(page))?.value ?? '';
    await page.getByRole('button', { name: 'Se déconnecter' }).click();
    await page.getByRole('button', { name: /yes|oui/i }).click();
    await page.getByRole('heading', { name: 'Vous êtes déconnecté' }).waitFor();
    expect((await fetch(`${server.url}/bureau`, { headers: { cookie: `bureau=${held}` }, redirect: 'manual' })).status).toBe(303);
    await page.goto(`${server.url}/bureau`);
    await page.locator('[name=login]').waitFor();
    await page.context().close();
  });

  it('an account without any right is told so, and opens nothing', async () => {
    const page = await agent('zoe');
    await page.getByText('il n’a aucun droit au bureau').waitFor();
    expect(await cookie(page)).toBeUndefined();
    await page.context().close();
  });
});

describe('for everyone', () => {
  it('without JavaScript: an expert takes, answers, and a model is inserted by the server', async () => {
    const reference = await planted();
    const page = await agent('nadia', { javaScriptEnabled: false }, `/bureau/dossier/${reference}`);
    await page.getByRole('button', { name: 'Prendre en charge' }).click();
    await page.getByLabel('Modèle de réponse').selectOption('defavorable');
    await page.getByRole('button', { name: 'Insérer le modèle' }).click();
    expect(await page.getByRole('textbox', { name: 'Réponse' }).inputValue()).toContain('[à compléter]');
    await page.getByRole('textbox', { name: 'Réponse' }).fill('Nous avons vérifié votre loyer.');
    await page.getByRole('button', { name: 'Relire avant d’envoyer' }).click();
    await page.getByRole('button', { name: 'Modifier la réponse' }).click();
    expect(await page.getByRole('textbox', { name: 'Réponse' }).inputValue()).toBe('Nous avons vérifié votre loyer.');
    await page.getByRole('button', { name: 'Relire avant d’envoyer' }).click();
    await page.getByRole('button', { name: 'Envoyer la réponse' }).click();
    await page.getByRole('status').getByText('La réponse est envoyée').waitFor();
    await page.context().close();
  });

  it('with the keyboard only: shortcuts once they are asked for, and never while writing', async () => {
    const reference = await planted((ref) => ({ promesse: { ...unDossier({ reference: ref }).promesse, priorite: 'P0' } }));
    const page = await agent('nadia');
    await page.keyboard.press('j');
    expect(await page.evaluate('document.activeElement.tagName')).toBe('BODY');
    await page.getByLabel('Raccourcis actifs').focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('/');
    expect(await page.evaluate('document.activeElement.id')).toBe('q');
    await page.keyboard.type('jk');
    expect(await page.getByLabel('Chercher').inputValue()).toBe('jk');
    await page.getByLabel('Chercher').fill('');
    await page.getByLabel('Raccourcis actifs').focus();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: reference }).waitFor();
    await page.keyboard.press('p');
    await page.keyboard.press('Enter');
    await page.getByText('Elle vous est réservée').waitFor();
    await page.keyboard.press('n');
    expect(await page.evaluate('document.activeElement.id')).toBe('note');
    await page.context().close();
  });

  it('each page is light, and asks for little: printed', async () => {
    const reference = await planted();
    const nadia = await agent('nadia');
    const weights: { page: string; requests: number; kilobytes: number }[] = [];
    for (const path of ['/bureau', `/bureau/dossier/${reference}`]) {
      const sizes: Promise<number>[] = [];
      const count = (response: Response): void => void sizes.push(response.body().then((body) => body.length));
      const fresh = await nadia.context().newPage();
      fresh.on('response', count);
      await fresh.goto(server.url + path, { waitUntil: 'networkidle' });
      const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
      weights.push({ page: path.replace(reference, 'REF'), requests: sizes.length, kilobytes: Math.round(bytes / 1_024) });
    }
    await nadia.context().close();
    console.log(weights.map(({ page, requests, kilobytes }) => `${page}: ${requests} requests, ${kilobytes} kB`).join('\n'));

    for (const { requests, kilobytes } of weights) {
      expect(requests).toBeLessThanOrEqual(4);
      expect(kilobytes).toBeLessThanOrEqual(100);
    }
  });

  it.each([['1280', DESK, 'light'], ['390', PHONE, 'light'], ['390-sombre', PHONE, 'dark']] as const)('at %s: every page accessible, nothing wider than the screen', async (name, viewport, colorScheme) => {
    const reference = await planted();
    const protege = await planted(() => ({ demande: uneDemande({ discret: true }) }));
    // axe is injected, which the pages' own policy forbids: the policy is tested with the server
    const options = { viewport, colorScheme, bypassCSP: true };
    const checked = async (page: Page, label: string): Promise<void> => {
      await screen(page, `8-${label}-${name}`);
      expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
      expect([label, await axeViolations(page)]).toEqual([label, []]);
    };
    const nadia = await agent('nadia', options);
    await checked(nadia, 'file');
    await nadia.goto(`${server.url}/bureau/dossier/${reference}`);
    await nadia.getByRole('button', { name: 'Prendre en charge' }).click();
    for (const summary of await nadia.locator('summary').all()) await summary.click();
    await checked(nadia, 'dossier');
    await nadia.getByRole('combobox', { name: 'Issue' }).selectOption('favorable');
    await nadia.getByRole('textbox', { name: 'Réponse' }).fill('Votre aide est recalculée.');
    await nadia.getByRole('button', { name: 'Relire avant d’envoyer' }).click();
    await checked(nadia, 'relire');
    await nadia.goto(`${server.url}/bureau/dossier/${protege}`);
    await checked(nadia, 'protege');
    await nadia.context().close();
    const sophie = await agent('sophie', options, '/bureau/pilotage');
    await checked(sophie, 'pilotage');
    await sophie.goto(`${server.url}/bureau/rapport`);
    await checked(sophie, 'rapport');
    await sophie.context().close();
    const awa = await agent('awa', options, '/bureau/journal');
    await checked(awa, 'journal');
    await awa.context().close();
    const tom = await agent('tom', options);
    await checked(tom, 'technique');
    await tom.context().close();
  });
});
