import { announced, bubbles, eventually, send, shown, widgetBench } from '../support/widget-page';

const bench = widgetBench();

/** Whether a token was asked for as soon as the button was pressed (200 ms: less than the page's own next try). */
const ASKED_WHEN_PRESSED = `performance.getEntriesByType('resource').some(({ name, startTime }) =>
  name.endsWith('/api/chat/jeton') && startTime >= window.pressedAt && startTime < window.pressedAt + 200)`;

describe('coming back', () => {
  it('shows the whole conversation again after a reload, without reading it aloud', async () => {
    const page = await bench.ready();
    await send(page, 'Un');
    await shown(page, 'Reçu : Un').waitFor();

    await page.reload();
    await shown(page, 'Reçu : Un').waitFor();
    await page.waitForTimeout(1_200);

    expect(await bubbles(page)).toEqual(['Bonjour. Que puis-je pour vous ?', 'Un', 'Reçu : Un']);
    expect(await announced(page)).toEqual([]);
    expect(bench.server.conversations.size).toBe(1);
  });

  it('announces after the reload what came while the page was closed, and what comes next', async () => {
    const page = await bench.ready();
    await send(page, 'Un');
    await shown(page, 'Reçu : Un').waitFor();
    await page.goto('about:blank');
    bench.server.last.say('Pendant votre absence.');

    await page.goto(bench.server.origin);
    await shown(page, 'Pendant votre absence.').waitFor();
    bench.server.last.say('Et maintenant.');

    const said = await eventually(() => announced(page), (list) => list.length >= 2);
    expect(said).toEqual(['Assistant : Pendant votre absence.', 'Assistant : Et maintenant.']);
  });

  it('goes on in a new tab, where both tabs see both sides', async () => {
    const page = await bench.ready();
    await send(page, 'Du premier onglet');
    await shown(page, 'Reçu :').waitFor();
    const second = await page.context().newPage();

    await second.goto(bench.server.origin);
    await shown(second, 'Reçu : Du premier onglet').waitFor();
    await send(second, 'Du second onglet');
    await shown(page, 'Reçu : Du second onglet').waitFor();

    expect(await bubbles(page)).toEqual(await bubbles(second));
  });

  it('takes up the same conversation with the reprise proof when the token has expired', async () => {
    const page = await bench.ready();
    await send(page, 'Un');
    await shown(page, 'Reçu : Un').waitFor();
    bench.server.expireTokens();

    await page.reload();
    await shown(page, 'Reçu : Un').waitFor({ timeout: 10_000 });

    expect(bench.server.jetons).toEqual([{}, { reprise: expect.any(String), conversationId: bench.server.last.id }]);
    expect(bench.server.conversations.size).toBe(1);
  });

  it('begins a new conversation, and says so, when the server has forgotten the old one', async () => {
    const page = await bench.ready();
    await send(page, 'Un');
    await shown(page, 'Reçu : Un').waitFor();
    bench.server.expireTokens();
    const [old] = Array.from(bench.server.conversations.keys());
    bench.server.conversations.delete(old ?? '');

    await bench.server.close();
    await bench.server.listen();

    await shown(page, 'La conversation précédente n’est plus disponible.').waitFor({ timeout: 15_000 });
    expect(await eventually(() => bubbles(page), (list) => list.length === 1)).toEqual(['Bonjour. Que puis-je pour vous ?']);
  });

  it('keeps the draft over a reload', async () => {
    const page = await bench.ready();

    await page.getByRole('textbox').fill('Un brouillon');
    await page.reload();

    expect(await page.getByRole('textbox').inputValue()).toBe('Un brouillon');
  });
});

describe('a lost connection', () => {
  it('is told, keeps what is written, and sends it once on return, in order', async () => {
    const page = await bench.ready();

    await page.context().setOffline(true);
    await send(page, 'Premier');
    await send(page, 'Second');
    await page.locator('.bandeau').waitFor({ state: 'visible' });
    const banner = await page.locator('.bandeau').innerText();
    const waiting = await page.locator('.etat').allInnerTexts();
    await page.context().setOffline(false);
    await shown(page, 'Reçu : Second').waitFor({ timeout: 10_000 });

    expect(banner).toBe('Connexion interrompue. Vos messages partiront dès son retour.');
    expect(waiting).toContain('En attente de connexion');
    expect(bench.server.posts.map(({ text }) => text)).toEqual(['Premier', 'Second']);
    expect(await page.locator('.bandeau').isVisible()).toBe(false);
  });

  it('recovers by itself when the server restarts, and shows what it missed only once', async () => {
    const page = await bench.ready();

    await bench.server.close();
    bench.server.last.say('Pendant la coupure.');
    await page.locator('.bandeau').waitFor({ state: 'visible' });
    await bench.server.listen();
    await shown(page, 'Pendant la coupure.').waitFor({ timeout: 15_000 });

    expect(await bubbles(page)).toEqual(['Bonjour. Que puis-je pour vous ?', 'Pendant la coupure.']);
    expect(await announced(page)).toEqual(['Assistant : Bonjour. Que puis-je pour vous ?', 'Assistant : Pendant la coupure.']);
  });

  it('is not even told when the stream alone drops and comes back at once', async () => {
    const page = await bench.ready();

    bench.server.dropStreams();
    await eventually(() => bench.server.last.streams.size, (size) => size === 0);
    await eventually(() => bench.server.last.streams.size, (size) => size === 1);
    bench.server.last.say('Toujours là.');
    await shown(page, 'Toujours là.').waitFor();

    expect(await page.locator('.bandeau').isVisible()).toBe(false);
  });

  it('retries a message the server could not take with the same id, and shows one bubble', async () => {
    const page = await bench.ready();
    bench.server.postFailure = { status: 502, code: 'BotError' };

    await send(page, 'Essai');
    await shown(page, 'En attente de connexion').waitFor();
    bench.server.postFailure = undefined;
    await shown(page, 'Reçu : Essai').waitFor({ timeout: 10_000 });

    expect(bench.server.posts).toHaveLength(1);
    expect(await bubbles(page)).toEqual(['Bonjour. Que puis-je pour vous ?', 'Essai', 'Reçu : Essai']);
  });

  it('waits its turn when the server asks to slow down', async () => {
    const page = await bench.ready();
    bench.server.postFailure = { status: 429, code: 'TROP_DE_DEMANDES' };

    await send(page, 'Vite');
    await shown(page, 'En attente de connexion').waitFor();
    bench.server.postFailure = undefined;
    await shown(page, 'Reçu : Vite').waitFor({ timeout: 10_000 });

    expect(bench.server.posts).toHaveLength(1);
  });

  it('sends after a reload what was still waiting', async () => {
    const page = await bench.ready();
    bench.server.postFailure = { status: 502, code: 'BotError' };
    await send(page, 'Gardé');
    await shown(page, 'En attente de connexion').waitFor();

    await page.reload();
    await page.locator('.vous').getByText('Gardé').waitFor();
    bench.server.postFailure = undefined;
    await shown(page, 'Reçu : Gardé').waitFor({ timeout: 10_000 });

    expect(bench.server.posts.map(({ text }) => text)).toEqual(['Gardé']);
  });

  it('gives back the text of a message the server refuses', async () => {
    const page = await bench.ready();
    bench.server.postFailure = { status: 400, code: 'BadArgument' };

    await send(page, 'Refusé');
    await page.getByRole('button', { name: 'Remettre le texte dans le champ' }).click();

    expect(await page.getByRole('textbox').inputValue()).toBe('Refusé');
    expect(await bubbles(page)).toEqual(['Bonjour. Que puis-je pour vous ?']);
  });

  it('renews an expired token in the middle of a conversation', async () => {
    const page = await bench.ready();
    bench.server.expireTokens();

    await send(page, 'Encore là');
    await shown(page, 'Reçu : Encore là').waitFor({ timeout: 15_000 });

    expect(bench.server.jetons.at(-1)).toEqual({ reprise: expect.any(String), conversationId: bench.server.last.id });
  });
});

describe('a server that is down when the page opens', () => {
  it('says so with a way to try again and a phone number, then works', async () => {
    bench.server.apiFailure = { status: 503, code: 'INDISPONIBLE' };
    const page = await bench.page();

    await page.getByRole('button', { name: 'Réessayer' }).waitFor();
    const told = await page.locator('.panne').innerText();
    // Pressed while the server is still down: by itself the page tries again too, and the button would go.
    await page.evaluate(`addEventListener('click', ({ timeStamp }) => { window.pressedAt = timeStamp; }, true)`);
    await page.getByRole('button', { name: 'Réessayer' }).click();
    const asked = await eventually(() => page.evaluate<boolean>(ASKED_WHEN_PRESSED), Boolean);
    bench.server.apiFailure = undefined;
    await shown(page, 'Bonjour. Que puis-je pour vous').waitFor();

    expect(told).toContain('L’assistant est indisponible pour le moment.');
    expect(told).toContain('3230');
    expect(asked).toBe(true);
    expect(await page.locator('.panne').isVisible()).toBe(false);
  });
});
