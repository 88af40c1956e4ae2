import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { bubbles, inChat, recapCard, send, shown, someFile, widgetBench } from '../support/widget-page';

const bench = widgetBench();

const launcher = (page: Page) => page.locator('.lanceur');
const panel = (page: Page) => page.getByRole('dialog', { name: 'Aiguillage' });

describe('the launcher', () => {
  it('begins no conversation before it is pressed', async () => {
    const page = await bench.page({}, '/hote.html');
    await page.getByRole('button', { name: 'Ouvrir l’assistant' }).waitFor();
    await page.waitForTimeout(300);

    expect(bench.server.jetons).toEqual([]);
  });

  it('opens a named panel with the focus in the field; Escape closes it and gives the focus back', async () => {
    const page = await bench.page({}, '/hote.html');

    await launcher(page).focus();
    await page.keyboard.press('Enter');
    await panel(page).waitFor();
    const inside = await inChat(page, 'root.activeElement.id');
    await page.keyboard.press('Escape');

    expect(inside).toBe('ag-champ');
    expect(await panel(page).isVisible()).toBe(false);
    expect(await inChat(page, 'root.activeElement.className')).toBe('lanceur');
    expect(await launcher(page).getAttribute('aria-expanded')).toBe('false');
  });

  it('closes with Escape what is open inside first: the menu, the files, then itself', async () => {
    const page = await bench.page({}, '/hote.html');
    await launcher(page).click();
    await page.getByRole('button', { name: 'Joindre des pièces' }).click();
    await page.getByRole('button', { name: 'Options de la conversation' }).click();

    const open = async (): Promise<boolean[]> => [await page.getByRole('button', { name: 'Recommencer' }).isVisible(), await page.locator('.tiroir').isVisible(), await panel(page).isVisible()];
    const steps = [await open()];
    for (let n = 0; n < 3; n += 1) {
      await page.keyboard.press('Escape');
      steps.push(await open());
    }

    expect(steps).toEqual([[true, true, true], [false, true, true], [false, false, true], [false, false, false]]);
  });

  it('leaves the page usable on a wide screen, and takes all of a narrow one', async () => {
    const wide = await bench.page({}, '/hote.html');
    await launcher(wide).click();
    const narrow = await bench.page({ viewport: { width: 375, height: 700 } }, '/hote.html');
    await launcher(narrow).click();
    await panel(narrow).waitFor();

    expect(await inChat(wide, "root.querySelector('dialog').matches(':modal')")).toBe(false);
    expect(await inChat(narrow, "root.querySelector('dialog').matches(':modal')")).toBe(true);
    expect(await panel(narrow).boundingBox()).toEqual({ x: 0, y: 0, width: 375, height: 700 });
    await narrow.keyboard.press('Escape');
    expect(await panel(narrow).isVisible()).toBe(false);
  });

  it('says on its button how many messages came while it was closed', async () => {
    const page = await bench.page({}, '/hote.html');
    await launcher(page).click();
    await shown(page, 'Bonjour. Que puis-je pour vous').waitFor();
    await page.getByRole('button', { name: 'Fermer l’assistant' }).click();

    bench.server.last.say('Du nouveau.');
    await page.getByRole('button', { name: 'Ouvrir l’assistant (1 non lus)' }).waitFor();
    await launcher(page).click();

    expect(await page.locator('.pastille').isVisible()).toBe(false);
  });

  it('stays open from page to page without taking the focus', async () => {
    const page = await bench.page({}, '/hote.html');
    await launcher(page).click();
    await send(page, 'Un');
    await shown(page, 'Reçu : Un').waitFor();

    await page.reload();
    await shown(page, 'Reçu : Un').waitFor();

    expect(await panel(page).isVisible()).toBe(true);
    expect(await page.evaluate('document.activeElement.tagName')).toBe('BODY');
  });
});

describe('on another site', () => {
  let site: Server;
  afterEach(() => new Promise((resolve) => site.close(resolve)));

  it('talks to the server its script came from, with cards and files, under a host page with tiny text', async () => {
    bench.server.script = (activity, conversation) => conversation.say(activity.value ? 'Bien reçu.' : { text: 'Récapitulatif', attachments: [recapCard] });
    const html = `<!doctype html><html lang="fr" style="font-size:62.5%"><head><title>Autre site</title><style>button{display:none}*{color:red}</style><script src="${bench.server.origin}/widget.js" defer></script></head><body><main><h1>Autre</h1></main><aiguillage-chat titre="Aide aux démarches"></aiguillage-chat></body></html>`;
    site = createServer((_, res) => res.setHeader('Content-Type', 'text/html; charset=utf-8').end(html));
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    const page = await bench.page({}, '/hote.html');
    await page.goto(`http://localhost:${(site.address() as AddressInfo).port}/`);

    await launcher(page).click();
    await shown(page, 'Bonjour. Que puis-je pour vous').waitFor();
    await send(page, 'recap');
    await page.getByRole('button', { name: 'Confirmer et transmettre' }).click();
    await shown(page, 'Bien reçu.').waitFor();
    await page.getByRole('button', { name: 'Joindre des pièces' }).click();
    await page.locator('input[type=file]').first().setInputFiles([someFile('bail.pdf', 100)]);
    await page.getByRole('button', { name: 'Envoyer', exact: true }).click();
    await page.getByText('bail.pdf').first().waitFor();

    expect(await page.getByRole('dialog', { name: 'Aide aux démarches' }).isVisible()).toBe(true);
    expect((await bubbles(page)).slice(1, 4)).toEqual(['recap', 'Récapitulatif', 'Confirmer et transmettre']);
    expect(await inChat(page, "getComputedStyle(root.querySelector('.bulle')).fontSize")).toBe('16px');
  });
});
