import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { axeViolations, launchBrowser } from '../support/browser';
import { startServer, type TestServer } from '../support/server';
import { send } from '../support/widget-page';

/** The sheet in a browser: on a small phone, on a desk, on paper; and the link that leads to it from the chat. */
jest.setTimeout(120_000);

const COMPLETE = '/fiche?motif=CONTESTATION_CALCUL&prestation=APL&situations=colocation&ref=REF-EXP-1234563';

let browser: Browser;
let server: TestServer;
beforeAll(async () => {
  const dist = mkdtempSync(join(tmpdir(), 'aiguillage-fiche-'));
  execFileSync(process.execPath, [join(__dirname, '../../src/web/build.mjs'), dist]);
  browser = await launchBrowser();
  server = await startServer({
    overrides: { dist },
    reply: () => [{ texte: 'Par courrier. [Ailleurs](//exemple.org/fiche)', lien: { titre: 'Fiche d’envoi à imprimer', chemin: COMPLETE } }],
  });
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const SCREENS = process.env.SCREENS_DIR;
async function screen(page: Page, name: string): Promise<void> {
  if (!SCREENS) return;
  mkdirSync(SCREENS, { recursive: true });
  await page.screenshot({ path: join(SCREENS, `fiche-${name}.png`), fullPage: true });
}

const SIZES = [['320', { width: 320, height: 640 }], ['1100', { width: 1_100, height: 800 }]] as const;
const PAGES = [['sheet', COMPLETE], ['form', '/fiche'], ['incomplete', '/fiche?motif=DEMANDE_REVISION&revision=&prestation=APL'], ['invalid', '/fiche?motif=X']] as const;

/** axe is injected, which the page's own policy forbids: the policy is tested with the server. */
async function opened(path: string, options: { viewport?: { width: number; height: number }; javaScriptEnabled?: boolean } = {}): Promise<Page> {
  const page = await (await browser.newContext({ locale: 'fr-FR', bypassCSP: true, ...options })).newPage();
  await page.goto(server.url + path);
  return page;
}

describe.each(SIZES)('%s px wide', (width, viewport) => {
  it.each(PAGES)('%s: accessible, and nothing wider than the screen', async (name, path) => {
    const page = await opened(path, { viewport });

    expect(await axeViolations(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
    await screen(page, `${name}-${width}`);
    await page.context().close();
  });
});

describe('on paper', () => {
  it('is black on white, twelve points, without what only serves on the screen, on A4 pages', async () => {
    const page = await opened(COMPLETE, { viewport: { width: 680, height: 1_000 } });
    await page.emulateMedia({ media: 'print' });

    const colours = await page.evaluate<string[]>("[...new Set([...document.querySelectorAll('main *')].flatMap((node) => { const { color, backgroundColor } = getComputedStyle(node); return [color, backgroundColor]; }))]");
    expect(colours.sort()).toEqual(['rgb(0, 0, 0)', 'rgba(0, 0, 0, 0)', 'rgb(255, 255, 255)'].filter((colour) => colours.includes(colour)).sort());
    expect(await page.evaluate("getComputedStyle(document.querySelector('section p')).fontSize")).toBe('16px');
    expect(await page.getByRole('link', { name: 'Faire une autre fiche' }).isVisible()).toBe(false);
    expect(await page.evaluate("[...document.querySelectorAll('.pieces li, .rubrique, .cadre')].every((node) => getComputedStyle(node).breakInside === 'avoid')")).toBe(true);
    await screen(page, 'print');

    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
    expect(pdf.match(/\/Type\s*\/Page\b(?!s)/g)?.length).toBeLessThanOrEqual(4);
    expect(pdf).toMatch(/\/MediaBox\s*\[0 0 59[45](?:\.\d+)? 84[12](?:\.\d+)?\]/);
    await page.context().close();
  });
});

describe('without script', () => {
  it('the form makes a sheet, and its boxes can be ticked with the keyboard', async () => {
    const page = await opened('/fiche', { javaScriptEnabled: false });
    await page.getByLabel('Motif de la demande').selectOption('DEMANDE_REVISION');
    await page.getByLabel('Si c’est une révision').selectOption('LOYER');
    await page.getByLabel('Aide concernée').selectOption('APL');
    await page.getByRole('button', { name: 'Afficher la fiche' }).click();

    await page.getByRole('heading', { name: 'Documents à joindre' }).waitFor();
    expect(new URL(page.url()).search).toBe('?motif=DEMANDE_REVISION&revision=LOYER&prestation=APL');
    const box = page.getByRole('checkbox').first();
    await box.press('Space');
    expect(await box.isChecked()).toBe(true);
    await page.context().close();
  });
});

describe('from the chat', () => {
  it('the link opens the sheet of this server in a new tab; a link with a false name is only text', async () => {
    const page = await (await browser.newContext({ locale: 'fr-FR' })).newPage();
    await page.goto(server.url);
    await send(page, 'par courrier');
    const link = page.locator('.fil').getByRole('link', { name: 'Fiche d’envoi à imprimer' }).last();
    await link.waitFor();

    const [sheet] = await Promise.all([page.waitForEvent('popup'), link.click()]);
    await sheet.getByText('REF-EXP-1234563').first().waitFor();

    expect(await page.getByRole('link', { name: 'Ailleurs' }).count()).toBe(0);
    await screen(page, 'chat');
    await page.context().close();
  });
});
