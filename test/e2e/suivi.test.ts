import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { actOnDossier } from '../../src/app/act-on-dossier';
import type { Acte } from '../../src/domain/lifecycle';
import { systemClock } from '../../src/ops/clock';
import { openEmbeddedStore } from '../../src/stores/embedded';
import { axeViolations, launchBrowser } from '../support/browser';
import { pdf } from '../support/files';
import { startProcess, type ProcessServer } from '../support/process-server';
import { send, shown } from '../support/widget-page';

/** A demande opened in the chat, then followed on its page: on a phone, with and without script; on a desk; in the dark. */
jest.setTimeout(240_000);

const PHONE = { width: 390, height: 844 };
const document = (comment: string) => ({ name: `${comment}.pdf`, mimeType: 'application/pdf', buffer: pdf({ comment }) });

let browser: Browser;
let server: ProcessServer;
/** The person's own conversation, left open all along. */
let chat: Page;
let reference = '';
let code = '';

beforeAll(async () => {
  browser = await launchBrowser();
  server = await startProcess();
});
afterAll(async () => {
  await browser?.close();
  await server?.kill('SIGKILL');
});

const SCREENS = process.env.SCREENS_DIR;
async function screen(page: Page, name: string): Promise<void> {
  if (!SCREENS) return;
  mkdirSync(SCREENS, { recursive: true });
  await page.screenshot({ path: join(SCREENS, `suivi-${name}.png`), fullPage: true });
}

/** axe is injected, which the page's own policy forbids: the policy is tested with the server. */
async function checked(page: Page, name: string): Promise<void> {
  expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
  await screen(page, name);
  expect(await axeViolations(page)).toEqual([]);
}

const answer = async (page: Page, text: string, next: string): Promise<void> => {
  await send(page, text);
  await page.locator('.fil').getByText(next).last().waitFor();
};

async function tracked(options: BrowserContextOptions = {}): Promise<Page> {
  const page = await (await browser.newContext({ locale: 'fr-FR', bypassCSP: true, viewport: PHONE, ...options })).newPage();
  await page.goto(`${server.url}/suivi`);
  await page.getByLabel('Votre numéro de demande').fill(reference.toLowerCase().replaceAll('-', ' '));
  await page.getByLabel('Votre code de suivi').fill(code.toLowerCase());
  await page.getByRole('button', { name: 'Voir ma demande' }).click();
  await page.getByRole('heading', { name: 'Où en est votre demande' }).waitFor();
  return page;
}

const NO_LOAD = { ouverts: 0, finalisesSur20j: 0 };
/** What an expert does, from another process on the same data. */
async function act(acte: Acte): Promise<void> {
  const store = openEmbeddedStore({ dataDir: server.dataDir });
  await actOnDossier(reference, acte, { qui: 'expert' }, { store, clock: systemClock, alsaceMoselle: false, workload: async () => ({ HABITAT: NO_LOAD, FAMILLE: NO_LOAD, INSERTION: NO_LOAD, RECOURS: NO_LOAD }) });
  await store.close();
}

it('the chat gives a number, a code and the way to the page', async () => {
  const page = await (await browser.newContext({ viewport: PHONE, locale: 'fr-FR' })).newPage();
  await page.goto(server.url);
  await shown(page, 'Écrivez votre question').waitFor();
  await answer(page, 'on m’a recalculé mon RSA le 9 novembre et je ne suis pas d’accord, il manque 212 euros par mois', 'faux dans le calcul');
  await answer(page, 'Les revenus qui changent', 'Quel mois est concerné');
  await answer(page, 'octobre', 'Je propose d’envoyer');
  await answer(page, 'Garder Experts RSA', 'Document 1 sur 2');
  await answer(page, 'tout plus tard', 'situation difficile');
  await answer(page, 'Aucune de ces situations', 'déjà contacté la Caf');
  await answer(page, 'Non, pas encore', 'situation avant le problème');
  await answer(page, 'je travaillais à mi-temps et je vivais seule', 'Je propose cette phrase');
  await answer(page, 'Garder cette phrase', 'numéro allocataire');
  await answer(page, '1234567', 'Relisez-la');
  await answer(page, 'je confirme', 'C’est transmis');

  const said = (await page.locator('.fil').innerText()).replace(/\u00a0/g, ' ');
  reference = /REF-EXP-[0-9A-Z]{7}/.exec(said)?.[0] ?? '';
  code = /code de suivi : ([0-9A-Z]{4} [0-9A-Z]{4})/.exec(said)?.[1] ?? '';
  expect([reference, code]).toEqual([expect.stringMatching(/^REF-EXP-/), expect.stringMatching(/^\w{4} \w{4}$/)]);
  await screen(page, '1-accuse');
  const [opened] = await Promise.all([page.waitForEvent('popup'), page.locator('.fil').getByRole('link', { name: 'Page de suivi' }).last().click()]);
  await opened.getByRole('heading', { name: 'Suivre ma demande' }).waitFor();
  await opened.close();
  chat = page;
});

describe.each([['with script', true], ['without script', false]] as const)('on a phone, %s', (_label, javaScriptEnabled) => {
  const name = javaScriptEnabled ? 'js' : 'sans-js';

  it('a wrong code opens nothing, the right one shows the step, and a document is added', async () => {
    const page = await (await browser.newContext({ locale: 'fr-FR', viewport: PHONE, javaScriptEnabled })).newPage();
    await page.goto(`${server.url}/suivi`);
    await page.getByLabel('Votre numéro de demande').fill(reference);
    await page.getByLabel('Votre code de suivi').fill('4444 444Y');
    await page.getByRole('button', { name: 'Voir ma demande' }).click();
    await page.getByRole('alert').getByText('n’ouvrent pas de demande').waitFor();
    expect(await page.getByLabel('Votre numéro de demande').inputValue()).toBe(reference);
    await screen(page, `2-refuse-${name}`);

    await page.getByLabel('Votre code de suivi').fill(code);
    await page.getByRole('button', { name: 'Voir ma demande' }).click();
    await page.getByText('étape actuelle').waitFor();
    const pieces = page.locator('input[type=file]');
    await pieces.first().setInputFiles(document(name));
    await page.getByRole('button', { name: 'Envoyer' }).click();
    await page.getByRole('status').getByText(`Reçu : ${name}.pdf`).waitFor();
    expect(await page.getByText('1 fichier').count()).toBeGreaterThan(0);
    await screen(page, `3-ajoute-${name}`);
    await page.context().close();
  });
});

describe.each([['320', { width: 320, height: 640 }, 'light'], ['1100', { width: 1_100, height: 800 }, 'light'], ['390-sombre', PHONE, 'dark']] as const)('%s', (name, viewport, colorScheme) => {
  it('form, dossier and cancelling: accessible, nothing wider than the screen, targets of 44 px', async () => {
    const form = await (await browser.newContext({ locale: 'fr-FR', bypassCSP: true, viewport, colorScheme })).newPage();
    await form.goto(`${server.url}/suivi`);
    await checked(form, `4-formulaire-${name}`);
    await form.context().close();

    const page = await tracked({ viewport, colorScheme });
    await checked(page, `5-dossier-${name}`);
    const small = await page.evaluate<string[]>("[...document.querySelectorAll('button, .bouton, input:not([type=hidden]), textarea')].filter((node) => node.getBoundingClientRect().height < 44).map((node) => node.outerHTML)");
    expect(small).toEqual([]);
    await page.getByRole('button', { name: 'Annuler ma demande' }).click();
    await checked(page, `6-annuler-${name}`);
    await page.getByRole('button', { name: 'Non, revenir au suivi' }).click();
    await page.getByText('étape actuelle').waitFor();
    await page.context().close();
  });
});

it('what the expert asks is shown, answered from the phone, and the printed page leaves the forms out', async () => {
  await act({ genre: 'affecter', expert: { id: 'e1', prenom: 'Nadia' } });
  await act({ genre: 'demander-complement', pieces: [{ code: null, libelle: 'Attestation de votre employeur' }], pourquoi: 'Le mois d’octobre n’est pas complet sur vos bulletins.' });
  const page = await tracked();
  await checked(page, '7-complement');
  await page.getByLabel('Attestation de votre employeur').setInputFiles(document('attestation'));
  await page.getByRole('button', { name: 'Envoyer' }).click();
  await page.getByText('L’étude a repris').first().waitFor();
  await checked(page, '8-complement-recu');

  await act({ genre: 'repondre', texte: 'Votre RSA d’octobre est recalculé avec vos bulletins.\nUn courrier vous donne le détail.', issue: 'partiel' });
  await page.getByRole('button', { name: 'Actualiser' }).click();
  await page.getByText('Un courrier vous donne le détail').waitFor();
  await checked(page, '9-reponse');
  await page.emulateMedia({ media: 'print' });
  expect(await page.getByRole('button', { name: 'Rouvrir ma demande' }).isVisible()).toBe(false);
  expect(await page.getByText('Un courrier vous donne le détail').isVisible()).toBe(true);
  await screen(page, '10-papier');
  await page.context().close();
});

it('the conversation left open was told of each stage, live; the answer is rated there, once', async () => {
  for (const told of ['Nadia, du service', 'Attestation de votre employeur', 'est bien reçu', 'Un courrier vous donne le détail']) await chat.locator('.fil').getByText(told).last().waitFor();
  await screen(chat, '11-alertes');
  await answer(chat, 'donner mon avis', 'Donnez une note de 1');
  await answer(chat, '4', 'bien accompagné');
  await answer(chat, '5', 'ajouter un commentaire');
  await answer(chat, 'non', 'votre avis est enregistré');
  await screen(chat, '12-avis');

  const store = openEmbeddedStore({ dataDir: server.dataDir });
  const dossier = await store.getDossier(reference);
  await store.close();
  expect(dossier?.vie?.avis).toMatchObject({ pertinence: 4, accompagnement: 5 });
  expect(dossier?.evenements.map(({ quoi }) => quoi)).toEqual(['reception', 'completer', 'completer', 'affecter', 'demander-complement', 'completer', 'repondre', 'noter']);
  await answer(chat, 'donner mon avis', 'déjà enregistré');
  await chat.context().close();
});
