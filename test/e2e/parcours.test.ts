import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { axeViolations, launchBrowser } from '../support/browser';
import { jpeg, pdf } from '../support/files';
import { startProcess } from '../support/process-server';
import type { ProcessServer } from '../support/process-server';
import { send, shown } from '../support/widget-page';

/** The main job, as a person does it: the real server, a real browser, two files, a reload, a crash. */
jest.setTimeout(180_000);

const PDF = { name: 'bulletins-de-paie.pdf', mimeType: 'application/pdf', buffer: pdf() };
const PHOTO = { name: 'courrier-caf.jpg', mimeType: 'image/jpeg', buffer: jpeg() };

let browser: Browser;
let server: ProcessServer;
beforeAll(async () => {
  browser = await launchBrowser();
  server = await startProcess();
});
afterAll(async () => {
  await browser?.close();
  await server?.kill('SIGKILL');
});

/** Screens for people to look at, when a folder is named. */
const SCREENS = process.env.SCREENS_DIR;
async function screen(page: Page, name: string): Promise<void> {
  expect(await axeViolations(page)).toEqual([]);
  if (!SCREENS) return;
  mkdirSync(SCREENS, { recursive: true });
  await page.screenshot({ path: join(SCREENS, `${name}.png`) });
}

const answer = async (page: Page, text: string, next: string): Promise<void> => {
  await send(page, text);
  await page.locator('.fil').getByText(next).last().waitFor();
};

const attach = async (page: Page, file: typeof PDF, next: string): Promise<void> => {
  await page.getByRole('button', { name: 'Joindre des pièces' }).click();
  await page.locator('input[type=file]').first().setInputFiles(file);
  await page.getByRole('button', { name: 'Envoyer', exact: true }).click();
  await page.locator('.fil').getByText(next).last().waitFor();
};

describe.each([['bureau', { width: 1_100, height: 800 }], ['320', { width: 320, height: 640 }]] as const)('on a %s screen', (label, viewport) => {
  it('answers a simple question with its source', async () => {
    const page = await (await browser.newContext({ viewport, locale: 'fr-FR' })).newPage();
    await page.goto(server.url);
    await shown(page, 'Écrivez votre question').waitFor();
    await screen(page, `${label}-1-accueil`);

    await answer(page, 'bonjour, c’est quand que la caf paye ce mois-ci ?', 'Cela répond-il à votre question');

    expect(await page.locator('.fil').innerText()).toMatch(/payées le 5[\s\S]*Source\s:/);
    await screen(page, `${label}-2-reponse`);
    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
    await page.context().close();
  });

  it('takes a disagreement to a REF-EXP number, through a reload and a kill -9', async () => {
    const page = await (await browser.newContext({ viewport, locale: 'fr-FR' })).newPage();
    await page.goto(server.url);
    await shown(page, 'Écrivez votre question').waitFor();

    await answer(page, 'on m’a recalculé mon RSA le 9 novembre et je ne suis pas d’accord, il manque 212 euros par mois', 'faux dans le calcul');
    await screen(page, `${label}-3-demande`);
    await answer(page, 'Les revenus qui changent', 'Quel mois est concerné');
    await answer(page, 'octobre', 'Je propose d’envoyer');
    await screen(page, `${label}-4-service`);
    await answer(page, 'Garder Experts RSA', 'Document 1 sur 2');
    await screen(page, `${label}-5-pieces`);

    await page.reload();
    await page.locator('.fil').getByText('Document 1 sur 2').last().waitFor();

    await attach(page, PDF, 'Document 2 sur 2');
    await attach(page, PHOTO, 'Êtes-vous dans un de ces cas');
    await answer(page, 'Aucun de ces cas', 'Voulez-vous en envoyer un');
    await answer(page, 'Non, continuer', 'situation difficile');
    await answer(page, 'Aucune de ces situations', 'déjà contacté la Caf');
    await answer(page, 'Non, pas encore', 'situation avant le problème');
    await answer(page, 'je travaillais à mi-temps et je vivais seule', 'Je propose cette phrase');
    await answer(page, 'Garder cette phrase', 'numéro allocataire');
    await answer(page, '1234567', 'Relisez-la');
    await page.getByRole('button', { name: /Je confirme/ }).first().waitFor();
    await screen(page, `${label}-6-recap`);

    await page.locator('.ac-adaptiveCard').last().getByRole('button', { name: /Je confirme/ }).click();
    await page.locator('.fil').getByText('C’est transmis').last().waitFor();
    const reference = /REF-EXP-[0-9ACFHJKMPRTXYZ]{7}/.exec(await page.locator('.fil').innerText())?.[0] ?? '';
    expect(reference).toMatch(/^REF-EXP-/);
    await screen(page, `${label}-7-accuse`);

    await server.kill('SIGKILL');
    server = await startProcess({ dataDir: server.dataDir, port: Number(new URL(server.url).port) });
    await page.reload();
    await page.locator('.fil').getByText('C’est transmis').last().waitFor();
    await answer(page, `où en est ${reference} ?`, 'attend un expert');
    await screen(page, `${label}-8-suivi`);

    const stranger = await (await browser.newContext({ viewport, locale: 'fr-FR' })).newPage();
    await stranger.goto(server.url);
    await shown(stranger, 'Écrivez votre question').waitFor();
    await answer(stranger, `où en est ${reference} ?`, 'Je ne trouve pas de demande');
    await page.context().close();
    await stranger.context().close();
  });
});
