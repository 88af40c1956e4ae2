import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { readComptes } from '../../src/app/count-turns';
import { chanceOf } from '../../src/cli/demo-random';
import { play } from '../../src/cli/demo-world';
import { loadContent } from '../../src/content';
import { parisDate } from '../../src/domain/calendar';
import { openEmbeddedStore } from '../../src/stores/embedded';
import { axeViolations, launchBrowser } from '../support/browser';
import { startProcess, type ProcessServer } from '../support/process-server';

/** The public figures as anyone sees them: on a desk, on a phone, in the dark, on paper; then the operator’s. */
jest.setTimeout(240_000);

let browser: Browser;
let server: ProcessServer;
beforeAll(async () => {
  browser = await launchBrowser();
  server = await startProcess({ env: { LOG_LEVEL: 'debug' } });
});
afterAll(async () => {
  await browser?.close();
  await server?.kill('SIGKILL');
});

const SCREENS = process.env.SCREENS_DIR;
async function screen(page: Page, name: string): Promise<void> {
  if (!SCREENS) return;
  mkdirSync(SCREENS, { recursive: true });
  await page.screenshot({ path: join(SCREENS, `performance-${name}.png`), fullPage: true });
}

/** axe is injected, which the page's own policy forbids: the policy is tested with the server. */
async function opened(options: BrowserContextOptions): Promise<{ page: Page; bytes: number; requests: number }> {
  const page = await (await browser.newContext({ locale: 'fr-FR', bypassCSP: true, ...options })).newPage();
  const answers: Promise<number>[] = [];
  page.on('response', (response) => void answers.push(response.body().then((body) => body.length)));
  await page.goto(`${server.url}/performance`, { waitUntil: 'networkidle' });
  const sizes = await Promise.all(answers);
  return { page, bytes: sizes.reduce((sum, size) => sum + size, 0), requests: sizes.length };
}

/** Simple answers of today in the store, before anyone came. */
let demonstrated = 0;
async function answersToday(): Promise<number> {
  const store = openEmbeddedStore({ dataDir: server.dataDir });
  const today = parisDate(new Date());
  const { reponses } = await readComptes(store.counters, today, today);
  await store.close();
  return reponses;
}

const DESK = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };

it('is empty and says so on the first day', async () => {
  const { page } = await opened({ viewport: PHONE });

  await page.getByText('Il n’y a pas encore de chiffres').waitFor();
  expect(await axeViolations(page)).toEqual([]);
  await screen(page, 'vide');
});

describe('with an invented service', () => {
  beforeAll(async () => {
    await server.kill('SIGTERM');
    const store = openEmbeddedStore({ dataDir: server.dataDir });
    await play({ store, contenu: loadContent(), chance: chanceOf(1), now: new Date(), nombre: 400, alsaceMoselle: false, onDay: () => undefined });
    await store.close();
    demonstrated = await answersToday();
    server = await startProcess({ dataDir: server.dataDir, env: { LOG_LEVEL: 'debug' } });
  });

  it.each([
    ['bureau', { viewport: DESK }], ['telephone', { viewport: PHONE }], ['sombre', { viewport: PHONE, colorScheme: 'dark' }], ['petit', { viewport: { width: 320, height: 640 } }],
  ] as [string, BrowserContextOptions][])('%s: nothing overflows, axe finds nothing, and it is light', async (name, options) => {
    const { page, bytes, requests } = await opened(options);

    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
    expect(await page.getByRole('img', { name: /^Graphique/ }).count()).toBe(5);
    expect(await page.getByRole('table').count()).toBe(3);
    expect(await axeViolations(page)).toEqual([]);
    await screen(page, name);
    console.log(`/performance, ${name}: ${requests} requests, ${bytes} bytes`);
    expect(requests).toBeLessThanOrEqual(3);
    expect(bytes).toBeLessThan(40_000);
  });

  it('prints in black on four sheets, its tables whole, its links left out', async () => {
    const { page } = await opened({ viewport: { width: 794, height: 1_123 } });
    await page.emulateMedia({ media: 'print' });

    expect(await page.getByRole('link', { name: 'Actualiser' }).isVisible()).toBe(false);
    expect(await page.getByRole('table').last().isVisible()).toBe(true);
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
    expect(pdf.match(/\/Type \/Page\b/g)?.length).toBeLessThanOrEqual(4);
    await screen(page, 'papier');
  });

  it('the figures of the files are those of the page', async () => {
    const { page } = await opened({ viewport: DESK });
    const json = (await (await fetch(`${server.url}/performance.json`)).json()) as { indicateurs: { id: string; valeur: number }[] };
    const received = json.indicateurs.find(({ id }) => id === 'recus')?.valeur;

    expect(await page.locator('dt', { hasText: 'Demandes reçues' }).locator('xpath=following-sibling::dd').locator('.valeur').innerText()).toBe(String(received));
  });
});

it('a turn is counted as codes: answered or not, how sure, by which model, and no word of it', async () => {
  const { token, conversationId } = (await (await fetch(`${server.url}/api/chat/jeton`, { method: 'POST' })).json()) as { token: string; conversationId: string };
  const authorized = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  await fetch(`${server.url}/v3/directline/conversations`, { method: 'POST', headers: authorized });
  const posted = await fetch(`${server.url}/v3/directline/conversations/${conversationId}/activities`, {
    method: 'POST', headers: { ...authorized, 'X-Request-Id': 'essai-mesure-1' }, body: JSON.stringify({ type: 'message', text: 'quand est payé le RSA ce mois-ci ? je suis Zoé Martin, zoe.martin@exemple.fr, 06 12 34 56 78' }),
  });
  expect([posted.status, posted.headers.get('x-request-id')]).toEqual([200, 'essai-mesure-1']);

  let text = '';
  for (let tries = 0; tries < 50 && !/issue="reponse"/.test(text); tries++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    text = await (await fetch(`${server.url}/metrics`)).text();
  }
  expect(text).toMatch(/^aiguillage_turns_total\{canal="web",issue="reponse"\} 1$/m);
  expect(text).toMatch(/^aiguillage_messages_total\{groupe="simple",code="PAIEMENT_DATE"\} 1$/m);
  expect(text).toMatch(/^aiguillage_model_info\{version="[0-9a-f]{16}"\} 1$/m);
  expect(text).toMatch(/^aiguillage_outbox_oldest_seconds \d/m);
  expect(text + server.stderr()).not.toMatch(/Zoé|Martin|exemple\.fr|06 12 34|0612345678/i);
  expect(server.stderr()).toContain('"requete":"essai-mesure-1"');

  const before = await answersToday();
  await server.kill('SIGTERM');
  // counted within five seconds, or at the latest when the server stops: the demonstration is the same, plus one
  expect([before, before - 1]).toContain(demonstrated);
  expect(await answersToday()).toBe(demonstrated + 1);
});
