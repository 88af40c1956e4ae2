import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { openEmbeddedStore } from '../../src/stores/embedded';
import type { Store } from '../../src/stores/store';
import { axeViolations, launchBrowser } from '../support/browser';
import { startServer, type TestServer } from '../support/server';
import { eventually } from '../support/widget-page';

jest.setTimeout(60_000);

let server: TestServer;
let browser: Browser;
let store: Store;
beforeAll(async () => {
  store = openEmbeddedStore({ dataDir: mkdtempSync(join(tmpdir(), 'aiguillage-avis-')) });
  server = await startServer({ overrides: { store, switchesEveryMs: 50 }, env: { REQUETES_PAR_MINUTE: '60' } });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

const SIZES = [['320', { width: 320, height: 640 }, 'light'], ['390', { width: 390, height: 844 }, 'light'], ['390-sombre', { width: 390, height: 844 }, 'dark'], ['1280', { width: 1_280, height: 900 }, 'light']] as const;

describe.each([['everything closed', '/', 503, 'Service arrêté pour le moment'], ['too many requests from one address', '/suivi', 429, 'Trop de pages demandées']] as const)('%s', (_what, path, expected, title) => {
  beforeAll(async () => {
    if (expected === 503) await store.switches.close({ entree: 'tout', at: '2026-11-26T09:00:00.000Z', par: 'Mme Dupuis', raison: 'essai', message: null });
    else for (let n = 0; n < 60; n += 1) await fetch(`${server.url}/fiche`);
    await eventually(() => fetch(server.url + path), ({ status }) => status === expected);
  });
  afterAll(() => store.switches.open('tout'));

  it.each(SIZES)('at %s: says why, what to do, and where to call in danger, in one screen; accessible, nothing wider than it', async (name, viewport, colorScheme) => {
    const page = await (await browser.newContext({ viewport, colorScheme, javaScriptEnabled: true, bypassCSP: true })).newPage();
    const response = await page.goto(server.url + path);

    expect(response?.status()).toBe(expected);
    expect(Number(response?.headers()['retry-after'])).toBeGreaterThan(0);
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(title);
    const calls = page.getByRole('link');
    expect(await calls.evaluateAll((links) => links.map((link) => link.getAttribute('href')))).toEqual(['tel:3230', 'tel:17', 'tel:112', 'sms:114']);
    for (const box of await calls.evaluateAll((links) => links.map((link) => link.getBoundingClientRect().toJSON() as { height: number; bottom: number }))) {
      expect(box.height).toBeGreaterThanOrEqual(44);
      expect(box.bottom).toBeLessThanOrEqual(viewport.height);
    }
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    expect(await axeViolations(page)).toEqual([]);
    if (process.env['CAPTURES']) await page.screenshot({ path: join(process.env['CAPTURES'], `avis-${expected}-${name}.png`) });
    await page.context().close();
  });
});
