import { readFileSync } from 'node:fs';
import { announced, bubbles, eventually, inChat, send, shown, widgetBench } from '../support/widget-page';

const bench = widgetBench();

describe('writing and reading', () => {
  it('says first that it is automatic, decides nothing and is not the Caf', async () => {
    const page = await bench.ready();

    const head = await page.locator('header').innerText();
    const firstLine = await page.locator('.fil > *').first().innerText();

    expect(head).toContain('Assistant automatique. Il ne prend aucune décision et n’est pas la Caf.');
    expect(firstLine).toContain('assistant automatique. Il ne prend aucune décision et n’est pas la Caf.');
  });

  it('sends with Enter, goes to a new line with Shift+Enter, and keeps the focus in the field', async () => {
    const page = await bench.ready();

    await page.getByRole('textbox').focus();
    await page.keyboard.type('Première ligne');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('Seconde ligne');
    await page.keyboard.press('Enter');
    await shown(page, 'Reçu :').waitFor();

    expect(bench.server.posts.map(({ text }) => text)).toEqual(['Première ligne\nSeconde ligne']);
    expect(await page.getByRole('textbox').inputValue()).toBe('');
    expect(await inChat(page, 'root.activeElement.id')).toBe('ag-champ');
  });

  it('shows messages in the order of their frames, however many a frame holds', async () => {
    const page = await bench.ready();
    const said = (text: string) => ({ type: 'message', text, id: `ordre-${text}`, timestamp: new Date().toISOString(), from: { id: 'aiguillage', role: 'bot' } });

    const texts = Array.from({ length: 24 }, (_, n) => `numéro ${n}`);
    for (let n = 0; n < texts.length; n += 8) {
      bench.server.last.send(texts.slice(n, n + 7).map(said));
      bench.server.last.send(texts.slice(n + 7, n + 8).map(said));
    }
    await eventually(() => bubbles(page), (list) => list.filter((text) => text.startsWith('numéro')).length === texts.length);

    expect((await bubbles(page)).filter((text) => text.startsWith('numéro'))).toEqual(texts);
  });

  it('announces each message of the assistant once, and never what the person wrote', async () => {
    const page = await bench.ready();

    await send(page, 'Un');
    await shown(page, 'Reçu : Un').waitFor();
    await send(page, 'Deux');
    await shown(page, 'Reçu : Deux').waitFor();

    const said = await eventually(() => announced(page), (list) => list.length >= 3);
    expect(said).toEqual(['Assistant : Bonjour. Que puis-je pour vous ?', 'Assistant : Reçu : Un', 'Assistant : Reçu : Deux']);
    expect(await page.locator('.fil [aria-live], .fil [role=log], .fil [role=status]').count()).toBe(0);
  });

  it('names the author of each message for screen readers, and shows its time', async () => {
    const page = await bench.ready();
    await send(page, 'Bonjour');
    await shown(page, 'Reçu :').waitFor();

    const prefixes = await page.locator('.message > .sr').allTextContents();
    const times = await page.locator('.message time').allInnerTexts();

    expect(prefixes).toEqual(['Assistant : ', 'Vous : ', 'Assistant : ']);
    expect(times).toEqual([expect.stringMatching(/^\d\d:\d\d$/), expect.stringMatching(/^\d\d:\d\d$/), expect.stringMatching(/^\d\d:\d\d$/)]);
  });

  it('shows the text of the server when it masked what was written', async () => {
    bench.server.mask = (text) => text.replace(/\d[\d ]{12,}\d/, '1 84 •• •• ••• ••• ••');
    const page = await bench.ready();

    await send(page, 'mon numéro 1 84 12 76 451 089 46');
    await shown(page, 'Reçu :').waitFor();

    const texts = await bubbles(page);
    expect(texts[1]).toBe('mon numéro 1 84 •• •• ••• ••• ••');
    expect(texts).toHaveLength(3);
  });

  it('shows markup as text, and makes links of https addresses and help numbers only', async () => {
    bench.server.script = (_, conversation) => conversation.say('<img src=x onerror=alert(1)> **Important** : https://www.caf.fr/allocataires. Appelez le 3114, le 15 ou le 112. Délai : 15 jours ouvrés, le 17 mars, 115 €. javascript:alert(1)');
    const page = await bench.ready();

    await send(page, 'x');
    const reply = page.locator('.assistant').nth(1);
    await reply.waitFor();

    const links = await inChat<string[]>(page, "Array.from(root.querySelectorAll('.message:last-child a'), (link) => link.getAttribute('href'))");
    expect(links).toEqual(['https://www.caf.fr/allocataires', 'tel:3114', 'tel:15', 'tel:112']);
    expect(await reply.locator('img').count()).toBe(0);
    expect(await reply.locator('strong').innerText()).toBe('Important');
    expect(await reply.innerText()).toContain('<img src=x onerror=alert(1)>');
  });

  it('says that the assistant is writing until its message comes', async () => {
    bench.server.script = (_, conversation) => {
      conversation.typing();
      setTimeout(() => conversation.say('Voilà.'), 2_000);
    };
    const page = await bench.ready();

    await send(page, 'x');
    await page.locator('.frappe').waitFor({ state: 'visible' });
    const status = await eventually(() => page.locator('[role=status]').innerText(), (text) => text !== '');
    await shown(page, 'Voilà.').waitFor();

    expect(status).toBe('L’assistant écrit…');
    expect(await page.locator('.frappe').isVisible()).toBe(false);
  });

  it('does not move a person who reads above, and offers the way down', async () => {
    const page = await bench.ready();
    for (let n = 0; n < 8; n += 1) bench.server.last.say(`Message ${n}\n\n\n\nsuite`);
    await shown(page, 'Message 7').waitFor();
    await inChat(page, "root.querySelector('.fil').scrollTop = 0");
    await page.waitForTimeout(100);

    bench.server.last.say('Le dernier');
    await page.getByRole('button', { name: 'Nouveaux messages' }).waitFor();
    const before = await inChat(page, "root.querySelector('.fil').scrollTop");
    await page.getByRole('button', { name: 'Nouveaux messages' }).click();

    expect(before).toBe(0);
    expect(await inChat(page, "((box) => box.scrollHeight - box.scrollTop - box.clientHeight)(root.querySelector('.fil'))")).toBeLessThan(3);
    expect(await page.getByRole('button', { name: 'Nouveaux messages' }).isVisible()).toBe(false);
  });

  it('keeps a too long text, says by how much, and sends it once shortened', async () => {
    const page = await bench.ready();

    await page.getByRole('textbox').fill('a'.repeat(10_020));
    await page.keyboard.press('Enter');
    const counter = await page.locator('#ag-compteur').innerText();
    await page.getByRole('textbox').fill('a'.repeat(9_500));
    const near = await page.locator('#ag-compteur').innerText();
    await page.keyboard.press('Enter');
    await eventually(() => bench.server.posts.length, (count) => count === 1);

    expect(counter).toBe('Message trop long de 20 caractères. Raccourcissez-le pour l’envoyer.');
    expect(near.replace(/\s/g, ' ')).toBe('9 500 / 10 000 caractères');
    expect(bench.server.posts[0]?.text).toHaveLength(9_500);
  });
});

describe('choices and the expert button', () => {
  const twoChoices = { actions: [{ type: 'imBack', title: 'Oui', value: 'oui' }, { type: 'imBack', title: 'Non, pas encore', value: 'non' }] };

  it('offers the choices as buttons, announces them, and removes them once one is used', async () => {
    bench.server.greeting = { text: 'Contestez-vous ce montant ?', suggestedActions: twoChoices };
    const page = await bench.page();

    await page.getByRole('button', { name: 'Non, pas encore' }).focus();
    await page.keyboard.press('Enter');
    await shown(page, 'Reçu : non').waitFor();

    expect(bench.server.posts.map(({ text }) => text)).toEqual(['non']);
    expect(await bubbles(page)).toEqual(['Contestez-vous ce montant ?', 'Non, pas encore', 'Reçu : non']);
    expect(await page.getByRole('button', { name: 'Oui' }).count()).toBe(0);
    expect((await announced(page))[0]).toBe('Assistant : Contestez-vous ce montant ? Réponses proposées : Oui, Non, pas encore.');
    expect(await inChat(page, 'root.activeElement.id')).toBe('ag-champ');
  });

  it('has the expert button in sight at all times, and counts a double press once', async () => {
    const page = await bench.ready();
    const expert = page.getByRole('button', { name: 'Demander un expert' });

    await expert.dblclick();
    await shown(page, 'Reçu : {"action":"expert"}').waitFor();

    expect(await expert.isVisible()).toBe(true);
    expect(bench.server.posts).toHaveLength(1);
    expect(bench.server.posts[0]).toMatchObject({ type: 'message', value: { action: 'expert' }, channelData: { libelle: 'Demander un expert' } });
    expect((await bubbles(page))[1]).toBe('Demander un expert');
  });
});

describe('options of the conversation', () => {
  it('downloads the conversation as dated text', async () => {
    const page = await bench.ready();
    await send(page, 'Ma question');
    await shown(page, 'Reçu :').waitFor();

    await page.getByRole('button', { name: 'Options de la conversation' }).click();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Télécharger la conversation' }).click()]);
    const text = readFileSync(await download.path(), 'utf8');

    expect(download.suggestedFilename()).toBe('conversation-aiguillage.txt');
    expect(text).toMatch(/\[\d\d\/\d\d\/\d{4},? \d\d:\d\d\] Vous : Ma question/);
    expect(text).toMatch(/Assistant : Reçu : Ma question/);
  });

  it('restarts only after a yes, in a new conversation of the same person', async () => {
    const page = await bench.ready();
    await send(page, 'Ancien message');
    await shown(page, 'Reçu :').waitFor();

    await page.getByRole('button', { name: 'Options de la conversation' }).click();
    await page.getByRole('button', { name: 'Recommencer' }).click();
    await page.getByRole('button', { name: 'Annuler' }).click();
    const kept = await bubbles(page);
    await page.getByRole('button', { name: 'Options de la conversation' }).click();
    await page.getByRole('button', { name: 'Recommencer' }).click();
    await page.getByRole('button', { name: 'Oui, recommencer' }).click();
    await eventually(() => bench.server.conversations.size, (size) => size === 2);
    await eventually(() => bubbles(page), (list) => list.length === 1);

    const [first, second] = Array.from(bench.server.conversations.values());
    expect(kept).toHaveLength(3);
    expect(await bubbles(page)).toEqual(['Bonjour. Que puis-je pour vous ?']);
    expect(second?.userId).toBe(first?.userId);
  });
});

describe('quick exit', () => {
  it('appears when the assistant asks for discretion, leaves for a neutral site and forgets the conversation', async () => {
    bench.server.script = (_, conversation) => conversation.say({ text: 'Vous pouvez appeler le 3919.', channelData: { mode: 'discret' } });
    const page = await bench.ready();
    await page.route('https://www.google.fr/**', (route) => route.fulfill({ contentType: 'text/html', body: '<title>neutre</title>' }));
    expect(await page.getByRole('button', { name: 'Quitter vite' }).isVisible()).toBe(false);

    await send(page, 'j’ai peur');
    await page.getByRole('button', { name: 'Quitter vite' }).click();
    await page.waitForURL('https://www.google.fr/');
    await page.goto(bench.server.origin);
    await shown(page, 'Bonjour. Que puis-je pour vous').waitFor();

    expect(await bubbles(page)).toEqual(['Bonjour. Que puis-je pour vous ?']);
    expect(bench.server.conversations.size).toBe(2);
  });
});
