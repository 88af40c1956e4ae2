import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { Assistant } from '../../src/app/assistant';
import { compose, type Application } from '../../src/compose';
import { loadConfig } from '../../src/config';
import type { Reponse, Tour } from '../../src/domain/tour';
import { axeViolations, launchBrowser } from '../support/browser';
import { bubbles, eventually, send, shown, someFile } from '../support/widget-page';

/** The browser code on our own server: only the assistant behind it is played. */

const root = mkdtempSync(join(tmpdir(), 'aiguillage-serveur-'));
const dist = join(root, 'dist');
let browser: Browser;
let site: Server;
let siteOrigin = '';
let app: Application;
let url = '';
let tours: Tour[] = [];

const recap: Reponse = {
  texte: 'Récapitulatif : contestation de calcul.',
  carte: {
    genre: 'recap', titre: 'Vérifiez votre demande', lignes: [
      { libelle: 'Motif', valeur: 'Contestation de calcul', bouton: { titre: 'Modifier', action: 'modifier', valeurs: { champ: 'motif' } } },
      { libelle: 'Prestation', valeur: 'Aide personnalisée au logement (APL)', bouton: { titre: 'Modifier', action: 'modifier', valeurs: { champ: 'prestation' } } },
    ],
    options: [{ titre: 'Service habitat', description: 'Aides au logement', choisi: true, bouton: { titre: 'Choisir', action: 'service', valeurs: { service: 'HABITAT' } } }],
    liste: { nom: 'motif', libelle: 'Motif', options: [{ titre: 'Demande de révision', valeur: 'REVISION' }, { titre: 'Contestation', valeur: 'CONTESTATION' }], bouton: { titre: 'Valider', action: 'motif' } },
    boutons: [{ titre: 'Confirmer et transmettre', action: 'confirmer', style: 'principal' }],
  },
};

const assistant: Assistant = {
  async handle(tour) {
    tours.push(tour);
    if (tour.genre === 'arrivee') return [{ texte: 'Bonjour. Que puis-je pour vous ?' }];
    if (tour.genre === 'action') return [{ texte: `Action ${tour.action} ${JSON.stringify(tour.valeurs)}` }];
    if (tour.texte === 'recap') return [recap];
    return [{ texte: `Compris : ${[tour.texte, ...tour.fichiers.map(({ nom }) => nom)].join(' ')}` }];
  },
  async receiveFile({ nom, octets }) {
    return { ok: true, fichier: { id: `f-${nom}`, nom, typeMime: 'application/pdf', octets: octets.length, sha256: '0'.repeat(64) } };
  },
};

async function startServer(port: number): Promise<void> {
  const config = loadConfig({ PORT: String(port), DATA_DIR: join(root, 'var'), LOG_LEVEL: 'silent', JETONS_PAR_MINUTE: '1000', WIDGET_ORIGINS: siteOrigin });
  app = await compose(config, { assistant: () => assistant, dist });
  ({ url } = await app.start());
}

beforeAll(async () => {
  execFileSync(process.execPath, [join(__dirname, '../../src/web/build.mjs'), dist]);
  site = createServer((_, res) => res.setHeader('Content-Type', 'text/html; charset=utf-8').end(`<!doctype html><html lang="fr"><title>Site</title><script src="${url}/widget.js" defer></script><main><h1>Site</h1></main><aiguillage-chat></aiguillage-chat></html>`));
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  siteOrigin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  await startServer(0);
  browser = await launchBrowser();
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await app?.stop();
  site.close();
  rmSync(root, { recursive: true, force: true });
});

let page: Page;
beforeEach(async () => {
  tours = [];
  page = await (await browser.newContext({ locale: 'fr-FR', viewport: { width: 900, height: 900 } })).newPage();
  await page.goto(url);
  await shown(page, 'Bonjour. Que puis-je pour vous').waitFor();
});
afterEach(() => page.context().close());

it('draws the cards of the assistant accessibly, and answers them', async () => {
  await send(page, 'recap');
  await page.getByRole('button', { name: 'Modifier : Prestation' }).waitFor();
  const violations = await axeViolations(page);
  await page.getByRole('combobox', { name: 'Motif' }).selectOption('CONTESTATION');
  await page.getByRole('button', { name: 'Valider : Motif' }).click();
  await shown(page, 'Action motif').waitFor();

  expect(violations).toEqual([]);
  expect((await bubbles(page)).slice(-2)).toEqual(['Valider : Contestation', 'Action motif {"motif":"CONTESTATION"}']);
});

it('shows what the server masked, and the same conversation after a reload', async () => {
  await send(page, 'ma carte 4970 1012 3456 7890');
  await shown(page, 'Compris :').waitFor();
  await page.getByRole('button', { name: 'Joindre des pièces' }).click();
  await page.locator('input[type=file]').first().setInputFiles([someFile('bail.pdf', 100)]);
  await send(page, 'voici');
  await shown(page, 'Compris : voici bail.pdf').waitFor();
  const before = await eventually(() => bubbles(page), (texts) => !texts.join().includes('4970'));

  await page.reload();
  await shown(page, 'Compris : voici bail.pdf').waitFor();

  expect(before.join()).not.toContain('4970');
  expect(await bubbles(page)).toEqual(before);
});

it('begins again as the same person', async () => {
  await page.getByRole('button', { name: 'Options de la conversation' }).click();
  await page.getByRole('button', { name: 'Recommencer' }).click();
  await page.getByRole('button', { name: 'Oui, recommencer' }).click();
  await eventually(() => tours.length, (count) => count === 2);

  expect(new Set(tours.map(({ conversation }) => conversation)).size).toBe(2);
  expect(new Set(tours.map(({ personne }) => personne)).size).toBe(1);
});

it('goes through a restart of the server without losing or repeating anything', async () => {
  await send(page, 'avant');
  await shown(page, 'Compris : avant').waitFor();
  const port = Number(new URL(url).port);

  await app.stop();
  await send(page, 'pendant');
  await page.locator('.bandeau').waitFor({ state: 'visible' });
  await startServer(port);
  await shown(page, 'Compris : pendant').waitFor({ timeout: 20_000 });

  expect(await bubbles(page)).toEqual(['Bonjour. Que puis-je pour vous ?', 'avant', 'Compris : avant', 'pendant', 'Compris : pendant']);
  expect(tours.filter((tour) => tour.genre === 'message').map((tour) => 'texte' in tour && tour.texte)).toEqual(['avant', 'pendant']);
});

it('works from an allowed site, cards and files included', async () => {
  await page.goto(siteOrigin);
  await page.getByRole('button', { name: 'Ouvrir l’assistant' }).click();
  await shown(page, 'Bonjour. Que puis-je pour vous').waitFor();
  await send(page, 'recap');
  await page.getByRole('button', { name: 'Confirmer et transmettre' }).click();
  await shown(page, 'Action confirmer').waitFor();
  await page.getByRole('button', { name: 'Joindre des pièces' }).click();
  await page.locator('input[type=file]').first().setInputFiles([someFile('bail.pdf', 100)]);
  await page.getByRole('button', { name: 'Envoyer', exact: true }).click();
  await shown(page, 'Compris :').waitFor();

  expect((await bubbles(page)).at(-1)).toContain('bail.pdf');
});
