import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { axeViolations, launchBrowser } from '../support/browser';
import { startProcess } from '../support/process-server';
import type { ProcessServer } from '../support/process-server';
import { bubbles, eventually, send, shown } from '../support/widget-page';

/** The page in easy French: read without JavaScript, printed, and its chat, with the real server. */
jest.setTimeout(120_000);

let browser: Browser;
let server: ProcessServer;
const problems: string[] = [];
beforeAll(async () => {
  browser = await launchBrowser();
  server = await startProcess();
});
afterAll(async () => {
  await browser?.close();
  await server?.kill('SIGKILL');
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  expect(problems.splice(0)).toEqual([]);
});

async function open(options: BrowserContextOptions = {}, path = '/facile'): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width: 1_100, height: 800 }, locale: 'fr-FR', ...options })).newPage();
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (/Content.Security.Policy|Refused to/i.test(message.text())) problems.push(message.text());
  });
  await page.goto(server.url + path);
  return page;
}

/** Screens for people to look at, when a folder is named. */
const SCREENS = process.env.SCREENS_DIR;
async function screen(page: Page, name: string, fullPage = false): Promise<void> {
  if (!SCREENS) return;
  mkdirSync(SCREENS, { recursive: true });
  await page.screenshot({ path: join(SCREENS, `facile-${name}.png`), fullPage });
}

const fits = (page: Page): Promise<boolean> => page.evaluate<boolean>('document.documentElement.scrollWidth <= window.innerWidth');
const openAll = (page: Page): Promise<void> => page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })");

const VIEWS: [string, BrowserContextOptions][] = [
  ['320 px, light', { viewport: { width: 320, height: 640 } }],
  ['320 px, dark', { viewport: { width: 320, height: 640 }, colorScheme: 'dark' }],
  ['1100 px, light', {}],
  ['1100 px, dark', { colorScheme: 'dark' }],
];

describe.each(VIEWS)('%s', (view, options) => {
  const name = view.replace(/\W+/g, '-');

  it('has no axe violation and no sideways scroll, folded and unfolded', async () => {
    const page = await open(options);
    await shown(page, 'en français simple').waitFor();
    await screen(page, name);
    const folded = await axeViolations(page);
    await openAll(page);
    await screen(page, `${name}-ouvert`, true);

    expect(folded).toEqual([]);
    expect(await axeViolations(page)).toEqual([]);
    expect(await fits(page)).toBe(true);
  });
});

describe('without JavaScript', () => {
  it('answers a question, gives the emergency numbers first, and shows no empty place for the chat', async () => {
    const page = await open({ javaScriptEnabled: false });
    const headings = await page.locator('h2').allInnerTexts();

    await page.getByText('Quand la Caf me paie', { exact: false }).first().click();

    expect(headings[0]).toBe('En cas d’urgence');
    expect(await page.locator('.numeros a').first().getAttribute('href')).toBe('tel:112');
    expect(await page.locator('.numeros a[href="sms:114"]').count()).toBe(1);
    expect(await page.locator('details[open]').first().innerText()).toContain('le 5 du mois');
    expect(await page.locator('aiguillage-chat').isVisible()).toBe(false);
    expect(await page.getByText('Vous ne pouvez pas écrire à l’assistant').isVisible()).toBe(true);
    await screen(page, 'sans-js');
  });

  it('says that a person who does not hear may do everything in writing', async () => {
    const page = await open({ javaScriptEnabled: false });

    expect(await page.getByRole('region', { name: 'Je n’entends pas bien' }).innerText()).toMatch(/par écrit[\s\S]*LSF[\s\S]*114/);
  });

  it('does not say that somebody was told: reading a page tells nobody', async () => {
    const page = await open({ javaScriptEnabled: false });

    expect(await page.locator('main').textContent()).not.toMatch(/je signale|signalée|en priorité/i);
  });

  it('leaves no placeholder and no date that a page built once cannot know', async () => {
    const page = await open({ javaScriptEnabled: false });

    expect(await page.content()).not.toMatch(/\{[\w:]+\}|<!-- \w+ -->/);
  });
});

describe('on paper', () => {
  it('unfolds every answer, and leaves the screen as it was', async () => {
    const page = await open();
    const folded = await page.locator('details:not([open])').count();

    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    const printed = await page.locator('details:not([open])').count();
    await page.evaluate("dispatchEvent(new Event('afterprint'))");

    expect(folded).toBeGreaterThan(0);
    expect(printed).toBe(0);
    expect(await page.locator('details:not([open])').count()).toBe(folded);
  });
});

describe('to read', () => {
  it.each([320, 1_100])('has at most 60 signs a line at %i px', async (width) => {
    const page = await open({ viewport: { width, height: 800 } });
    await openAll(page);

    const longest = await page.evaluate<number>(`(() => {
      const signs = (p) => {
        const lines = new Map();
        const walker = document.createTreeWalker(p, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          for (let at = 0; at < node.length; at += 1) {
            const range = document.createRange();
            range.setStart(node, at);
            range.setEnd(node, at + 1);
            const top = Math.round(range.getBoundingClientRect().bottom / 8);
            lines.set(top, (lines.get(top) ?? 0) + 1);
          }
        }
        return Math.max(0, ...lines.values());
      };
      return Math.max(...Array.from(document.querySelectorAll('main p:not(.source), main li'), signs));
    })()`);

    expect(longest).toBeGreaterThan(20);
    expect(longest).toBeLessThanOrEqual(60);
  });
});

describe('the chat', () => {
  const announced = (page: Page): Promise<number> => bubbles(page).then((all) => all.filter((text) => text.startsWith('Ici, les réponses')).length);

  it('is in easy French from its first words, and says so once', async () => {
    const page = await open();
    await shown(page, 'en français simple').waitFor();

    await send(page, 'bonjour, c’est quand que la caf paye ce mois-ci ?');
    await shown(page, 'Cela répond-il').waitFor();
    const answer = (await bubbles(page)).join('\n');
    await screen(page, 'chat');
    await page.reload();
    await shown(page, 'Cela répond-il').waitFor();
    await page.waitForTimeout(1_500);

    expect(answer).not.toContain('Les prestations sont payées');
    expect(await announced(page)).toBe(1);
  });

  it('is again in a conversation begun again', async () => {
    const page = await open();
    await shown(page, 'en français simple').waitFor();

    await page.getByRole('button', { name: 'Options de la conversation' }).click();
    await page.getByRole('button', { name: 'Recommencer' }).click();
    await page.getByRole('button', { name: 'Oui, recommencer' }).click();
    await shown(page, 'en français simple').waitFor();

    expect(await announced(page)).toBe(1);
  });

  it('keeps the question that was open on the main page', async () => {
    const page = await open({}, '/');
    await shown(page, 'Écrivez votre question').waitFor();
    await send(page, 'on m’a recalculé mon RSA le 9 novembre et je ne suis pas d’accord, il manque 212 euros par mois');
    await shown(page, 'faux dans le calcul').waitFor();

    await page.getByRole('link', { name: 'Facile à lire' }).click();
    await shown(page, 'en français simple').waitFor();

    expect(await eventually(() => bubbles(page), (all) => (all.at(-1) ?? '').includes('faux dans le calcul'))).toHaveLength(6);
    await page.getByRole('link', { name: 'Page habituelle' }).click();
    await shown(page, 'faux dans le calcul').waitFor();
    expect(new URL(page.url()).pathname).toBe('/');
  });

  it('is not in that mode on the main page', async () => {
    const page = await open({}, '/');
    await shown(page, 'Écrivez votre question').waitFor();
    await page.waitForTimeout(500);

    expect(await announced(page)).toBe(0);
  });
});
