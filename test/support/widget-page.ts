import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { launchBrowser } from './browser';
import { FakeDirectLine } from './fake-direct-line';

const HOST_PAGE = `<!doctype html><html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Un site d’accueil</title><link rel="icon" href="data:,"><script src="/widget.js" defer></script></head>
<body><main><h1>Mairie</h1><p><a href="#infos">Avant</a></p></main><aiguillage-chat></aiguillage-chat></body></html>`;

/** Keeps what is added to the region a screen reader follows, from the first instant of the page. */
const SPY = `(() => {
  window.annonces = [];
  const wait = () => {
    const log = document.querySelector('aiguillage-chat')?.shadowRoot?.querySelector('[role=log]');
    if (!log) return requestAnimationFrame(wait);
    new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach((node) => window.annonces.push(node.textContent)))).observe(log, { childList: true });
  };
  wait();
})();`;

/** A built widget, a fake server and a browser, for one test file. */
export class WidgetBench {
  browser!: Browser;
  server!: FakeDirectLine;
  readonly problems: string[] = [];
  private dist = '';

  async open(): Promise<void> {
    this.dist = mkdtempSync(join(tmpdir(), 'aiguillage-widget-'));
    execFileSync(process.execPath, [join(__dirname, '../../src/web/build.mjs'), this.dist]);
    this.browser = await launchBrowser();
  }

  async close(): Promise<void> {
    await this.browser?.close();
    rmSync(this.dist, { recursive: true, force: true });
  }

  /** A new server for each test: no state goes from one to the next. */
  async start(): Promise<void> {
    this.problems.length = 0;
    this.server = new FakeDirectLine(this.dist, { '/hote.html': HOST_PAGE });
    await this.server.listen();
  }

  async stop(): Promise<void> {
    for (const context of this.browser.contexts()) await context.close();
    await this.server.close();
  }

  /** The full page (or `path`), connected: the greeting is on screen. */
  async page(options: BrowserContextOptions = {}, path = '/'): Promise<Page> {
    const page = await this.blank(options);
    await page.goto(this.server.origin + path);
    return page;
  }

  async ready(options: BrowserContextOptions = {}): Promise<Page> {
    const page = await this.page(options);
    await shown(page, 'Bonjour. Que puis-je pour vous').waitFor();
    return page;
  }

  private async blank(options: BrowserContextOptions): Promise<Page> {
    const context = await this.browser.newContext({ viewport: { width: 1_000, height: 760 }, locale: 'fr-FR', ...options });
    await context.addInitScript({ content: SPY });
    const page = await context.newPage();
    page.on('pageerror', (error) => this.problems.push(String(error)));
    page.on('console', (message) => {
      if (/Content.Security.Policy|Refused to/i.test(message.text())) this.problems.push(message.text());
    });
    return page;
  }
}

/** A bench with its life tied to the test file; `prepare` readies each test's server. No test may leave a page problem behind. */
export function widgetBench(prepare: (bench: WidgetBench) => void = () => undefined): WidgetBench {
  const bench = new WidgetBench();
  beforeAll(() => bench.open());
  afterAll(() => bench.close());
  beforeEach(async () => {
    await bench.start();
    prepare(bench);
  });
  afterEach(async () => {
    await bench.stop();
    expect(bench.problems).toEqual([]);
  });
  return bench;
}

export async function send(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Votre message' }).fill(text);
  await page.keyboard.press('Enter');
}

export const announced = (page: Page): Promise<string[]> => page.evaluate<string[]>('window.annonces');

/** Texts of the bubbles, in order, without the author's hidden prefix nor the time; hard spaces as plain ones. */
export const bubbles = async (page: Page): Promise<string[]> =>
  (await page.locator('.message .bulle').allInnerTexts()).map((text) => text.replace(/\u00a0/g, ' '));

/** Value of a browser expression where `root` is the widget's shadow root (this project compiles without the DOM's types). */
export const inChat = <T>(page: Page, expression: string): Promise<T> =>
  page.evaluate<T>(`((root) => (${expression}))(document.querySelector('aiguillage-chat').shadowRoot)`);

/** Waits until `read` gives what is expected; the last value is shown when it never does. */
export async function eventually<T>(read: () => T | Promise<T>, isExpected: (value: T) => boolean, timeoutMs = 6_000): Promise<T> {
  const end = Date.now() + timeoutMs;
  let value = await read();
  while (!isExpected(value) && Date.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    value = await read();
  }
  return value;
}

const ADAPTIVE = 'application/vnd.microsoft.card.adaptive';

/** A recap card as the assistant sends it. */
export const recapCard = {
  contentType: ADAPTIVE,
  content: {
    type: 'AdaptiveCard',
    version: '1.5',
    body: [
      { type: 'TextBlock', text: 'Récapitulatif de votre demande', style: 'heading', weight: 'bolder', wrap: true },
      {
        type: 'ColumnSet',
        columns: [
          { type: 'Column', width: 'stretch', items: [{ type: 'TextBlock', text: 'Motif', weight: 'bolder' }, { type: 'TextBlock', text: 'Contestation de calcul', wrap: true }] },
          { type: 'Column', width: 'auto', items: [{ type: 'ActionSet', actions: [{ type: 'Action.Submit', title: 'Modifier', tooltip: 'Modifier : motif', data: { action: 'modifier', champ: 'motif' } }] }] },
        ],
      },
      { type: 'Input.ChoiceSet', id: 'service', label: 'Service', style: 'compact', value: 'HABITAT', choices: [{ title: 'Service habitat', value: 'HABITAT' }, { title: 'Expertise famille', value: 'FAMILLE' }] },
      { type: 'Input.ChoiceSet', id: 'canal', label: 'Être prévenu par', style: 'expanded', choices: [{ title: 'E-mail', value: 'mail' }, { title: 'SMS', value: 'sms' }] },
      { type: 'FactSet', facts: [{ title: 'Délai', value: '18 jours ouvrés' }] },
    ],
    actions: [
      { type: 'Action.Submit', title: 'Confirmer et transmettre', style: 'positive', data: { action: 'confirmer' } },
      { type: 'Action.Submit', title: 'Abandonner', style: 'destructive', data: { action: 'abandonner' } },
    ],
  },
};

export const someFile = (name: string, bytes: number, mimeType = 'application/pdf'): { name: string; mimeType: string; buffer: Buffer } => ({ name, mimeType, buffer: Buffer.alloc(bytes, 1) });

/** A text on screen in the conversation (not in the regions kept for screen readers). */
export const shown = (page: Page, text: string): Locator => page.locator('.fil').getByText(text).first();
