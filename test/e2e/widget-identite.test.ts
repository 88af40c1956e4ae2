import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Tour } from '../../src/domain/tour';
import { launchBrowser } from '../support/browser';
import { startServer, type TestServer } from '../support/server';
import { bubbles, eventually, inChat, send, shown } from '../support/widget-page';

/** A site of another origin, where people sign in, tells the assistant who they are. Its sign-in is a cookie. */

const root = mkdtempSync(join(tmpdir(), 'aiguillage-identite-'));
const dist = join(root, 'dist');
const ISSUER = 'https://mon-compte.exemple';
let browser: Browser;
let site: Server;
let server: TestServer;
let sign: (sub: string) => Promise<string>;
let isForged = false;

const origin = (): string => `http://localhost:${(site.address() as AddressInfo).port}`;

async function host(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const who = /qui=(\w+)/.exec(req.headers.cookie ?? '')?.[1];
  if (req.url !== '/jeton') {
    res.setHeader('Content-Type', 'text/html; charset=utf-8').end(`<!doctype html><html lang="fr"><title>Mon compte</title><script src="${server.url}/widget.js" defer></script><main><h1>Mon compte</h1></main><aiguillage-chat identite="/jeton"></aiguillage-chat></html>`);
    return;
  }
  res.statusCode = who ? 200 : 401;
  res.end(who ? `${isForged ? 'x' : ''}${await sign(who)}\n` : '');
}

beforeAll(async () => {
  execFileSync(process.execPath, [join(__dirname, '../../src/web/build.mjs'), dist]);
  const { exportJWK, generateKeyPair, SignJWT } = await import('jose');
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  sign = (sub) => new SignJWT({ sub }).setProtectedHeader({ alg: 'ES256' }).setIssuer(ISSUER).setAudience('aiguillage').setIssuedAt().setExpirationTime('5m').sign(privateKey);
  site = createServer((req, res) => void host(req, res));
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  server = await startServer({ env: { WIDGET_ORIGINS: origin(), IDENTITE_CLES: JSON.stringify({ keys: [await exportJWK(publicKey)] }), IDENTITE_EMETTEUR: ISSUER }, overrides: { dist }, reply: (tour: Tour) => [{ texte: tour.genre === 'message' ? `Compris : ${tour.texte}` : 'Bonjour. Que puis-je pour vous ?' }] });
  browser = await launchBrowser();
});
beforeEach(() => {
  isForged = false;
  server.tours.length = 0;
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});
afterAll(async () => {
  await browser.close();
  await server.stop();
  await new Promise((resolve) => site.close(resolve));
  rmSync(root, { recursive: true, force: true });
});

async function openAs(who: string | null, context?: BrowserContext): Promise<Page> {
  const device = context ?? (await browser.newContext());
  await device.clearCookies();
  if (who) await device.addCookies([{ name: 'qui', value: who, url: origin() }]);
  const page = await device.newPage();
  await page.goto(origin());
  if (!(await page.getByRole('dialog').isVisible())) await page.getByRole('button', { name: 'Ouvrir l’assistant' }).click();
  await shown(page, 'Bonjour. Que puis-je pour vous').waitFor();
  return page;
}

const persons = async (n: number): Promise<string[]> => (await eventually(() => server.tours.filter(({ genre }) => genre === 'message'), (tours) => tours.length >= n)).map(({ personne }) => personne);

it('a person signed in keeps one identity on every device, goes on after a reload, and leaves nothing readable on the device', async () => {
  const page = await openAs('alice');
  await send(page, 'mon premier message');
  await shown(page, 'Compris : mon premier message').waitFor();
  await page.reload();
  await shown(page, 'Compris : mon premier message').waitFor();
  const kept = await page.evaluate<string>('JSON.stringify(Object.entries(localStorage))');

  const phone = await openAs('alice');
  await send(phone, 'de mon téléphone');
  await shown(phone, 'Compris : de mon téléphone').waitFor();

  const [first, second] = await persons(2);
  expect(first).toMatch(/^id_/);
  expect(second).toBe(first);
  expect(kept).not.toMatch(/eyJ|id_|premier/);
});

it('on a shared computer the next person finds neither the conversation nor what was being written', async () => {
  const device = await browser.newContext();
  const alice = await openAs('alice', device);
  await send(alice, 'je conteste');
  await shown(alice, 'Compris : je conteste').waitFor();
  await alice.getByRole('textbox').fill('mon numéro est');
  await alice.close();

  const bob = await openAs('bob', device);
  await send(bob, 'bonjour');
  await shown(bob, 'Compris : bonjour').waitFor();

  const [first, second] = await persons(2);
  expect(second).not.toBe(first);
  expect(await bubbles(bob)).not.toContain('je conteste');
  expect(await inChat(bob, "root.querySelector('textarea').value")).toBe('');
  await bob.close();

  const nobody = await openAs(null, device);
  expect(await bubbles(nobody)).not.toContain('bonjour');
});

it('somebody not signed in talks too, and finds the conversation again', async () => {
  const device = await browser.newContext();
  const page = await openAs(null, device);
  await send(page, 'une question');
  await shown(page, 'Compris : une question').waitFor();
  await page.close();

  const again = await openAs(null, device);
  await shown(again, 'Compris : une question').waitFor();

  expect((await persons(1))[0]).toMatch(/^dl_/);
});

it('a proof that the assistant refuses gives an ordinary conversation', async () => {
  isForged = true;
  const page = await openAs('alice');
  await send(page, 'bonjour');
  await shown(page, 'Compris : bonjour').waitFor();

  expect((await persons(1))[0]).toMatch(/^dl_/);
});
