import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { OPERATION_IDS } from '../../src/api/operations';
import { axeViolations, launchBrowser } from '../support/browser';
import { startServer, type TestServer } from '../support/server';

/** The page of the API in a browser, on a telephone and on a desk. */
jest.setTimeout(120_000);

let browser: Browser;
let server: TestServer;
beforeAll(async () => {
  browser = await launchBrowser();
  server = await startServer();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const SCREENS = process.env.SCREENS_DIR;
async function screen(page: Page, name: string): Promise<void> {
  if (!SCREENS) return;
  mkdirSync(SCREENS, { recursive: true });
  await page.screenshot({ path: join(SCREENS, `api-${name}.png`), fullPage: true });
}

/** axe is injected, which the page's own policy forbids: the policy is tested below. */
async function opened(options: object): Promise<Page> {
  const page = await (await browser.newContext({ locale: 'fr-FR', bypassCSP: true, ...options })).newPage();
  await page.goto(`${server.url}/api/v1/docs`);
  return page;
}

describe.each([['390', { width: 390, height: 800 }], ['1100', { width: 1_100, height: 800 }]])('%s px wide', (width, viewport) => {
  it.each(['light', 'dark'] as const)('accessible in %s, and nothing wider than the screen', async (colorScheme) => {
    const page = await opened({ viewport, colorScheme });

    expect(await axeViolations(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
    await screen(page, `${width}-${colorScheme}`);
    await page.context().close();
  });
});

it('shows every operation with a curl, and every link inside leads somewhere', async () => {
  const page = await opened({ javaScriptEnabled: false });
  const source = await page.content();
  const anchors = [...source.matchAll(/href="#([^"]+)"/g)].map(([, id = '']) => id);

  for (const id of OPERATION_IDS) expect(source).toContain(`id="${id}"`);
  expect((source.match(/<pre><code>curl /g) ?? []).length).toBe(OPERATION_IDS.length);
  expect(anchors.length).toBeGreaterThan(OPERATION_IDS.length);
  expect(anchors.filter((id) => !source.includes(`id="${id}"`))).toEqual([]);
  await page.context().close();
});

it('has a policy without script nor style of its own', async () => {
  const response = await fetch(`${server.url}/api/v1/docs`);

  expect(response.headers.get('content-security-policy')).toBe("default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
  expect(await response.text()).not.toMatch(/<script|<style|style="|\son\w+="/i);
  expect((await fetch(`${server.url}/api/v1/docs`, { method: 'HEAD' })).status).toBe(200);
});
