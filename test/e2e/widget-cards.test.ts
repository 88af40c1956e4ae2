import { announced, bubbles, eventually, inChat, recapCard, send, shown, widgetBench } from '../support/widget-page';
import type { Page } from 'playwright-core';

const bench = widgetBench((bench) => {
  bench.server.script = (activity, conversation) => {
    if (activity.value) return conversation.say('Bien reçu.');
    conversation.say({ text: 'Voici le récapitulatif.', attachments: [recapCard] });
  };
});

async function withCard(): Promise<Page> {
  const page = await bench.ready();
  await send(page, 'ma demande');
  await page.getByRole('button', { name: 'Confirmer et transmettre' }).waitFor();
  return page;
}

describe('a card', () => {
  it('is fetched with its renderer only when one comes', async () => {
    const page = await bench.ready();
    const requests: string[] = [];
    page.on('request', (request) => requests.push(new URL(request.url()).pathname));

    await send(page, 'ma demande');
    await page.getByRole('button', { name: 'Confirmer et transmettre' }).waitFor();

    expect(requests.filter((path) => path === '/widget-cartes.js')).toHaveLength(1);
    expect(await announced(page)).toContain('Assistant : Voici le récapitulatif. Une fiche à remplir ou à valider suit ce message.');
  });

  it('sends what was chosen with the button\'s own data, and shows the button\'s title as the answer', async () => {
    const page = await withCard();

    await page.getByRole('combobox', { name: 'Service' }).selectOption('FAMILLE');
    await page.getByRole('radio', { name: 'SMS' }).check();
    await page.getByRole('button', { name: 'Confirmer et transmettre' }).click();
    await shown(page, 'Bien reçu.').waitFor();

    const sent = bench.server.posts.at(-1);
    expect(sent).toMatchObject({ type: 'message', value: { action: 'confirmer', service: 'FAMILLE', canal: 'sms' }, channelData: { libelle: 'Confirmer et transmettre' } });
    expect(sent).not.toHaveProperty('text');
    expect((await bubbles(page)).slice(-2)).toEqual(['Confirmer et transmettre', 'Bien reçu.']);
  });

  it('sends once on a double press, then is shown as used and cannot be pressed again', async () => {
    const page = await withCard();

    await page.getByRole('button', { name: 'Confirmer et transmettre' }).dblclick();
    await shown(page, 'Bien reçu.').waitFor();

    expect(bench.server.posts.filter(({ value }) => value)).toHaveLength(1);
    expect(await page.locator('.carte-etat').innerText()).toBe('Déjà utilisé');
    expect(await page.getByRole('button', { name: 'Confirmer et transmettre' }).isDisabled()).toBe(true);
    expect(await page.getByRole('combobox').isDisabled()).toBe(true);
  });

  it('can be filled and sent with the keyboard alone, and leaves the focus in the field', async () => {
    const page = await withCard();

    await page.getByRole('button', { name: 'Modifier : motif' }).focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await shown(page, 'Bien reçu.').waitFor();

    expect(bench.server.posts.at(-1)?.value).toEqual({ action: 'confirmer', service: 'FAMILLE', canal: 'mail' });
    expect(await inChat(page, 'root.activeElement.id')).toBe('ag-champ');
  });

  it('names each repeated button after its row', async () => {
    const row = (text: string): object => ({ type: 'ColumnSet', columns: [{ type: 'Column', items: [{ type: 'TextBlock', text }] }, { type: 'Column', items: [{ type: 'ActionSet', actions: [{ type: 'Action.Submit', title: 'Choisir', data: { action: text } }] }] }] });
    bench.server.greeting = { text: 'Bonjour. Que puis-je pour vous ?', attachments: [{ ...recapCard, content: { type: 'AdaptiveCard', version: '1.5', body: [row('Service habitat'), row('Expertise famille')] } }] };
    const page = await bench.ready();

    await page.getByRole('button', { name: 'Choisir : Expertise famille' }).click();
    await shown(page, 'Bien reçu.').waitFor();

    expect(bench.server.posts[0]?.value).toEqual({ action: 'Expertise famille' });
  });

  it('shows as the answer what was changed or chosen, when the card says it', async () => {
    const choices = [{ title: 'Contestation de calcul', value: 'C' }, { title: 'Demande de révision', value: 'R' }];
    const body = [
      { type: 'TextBlock', text: 'Motif' },
      { type: 'Input.ChoiceSet', id: 'motif', label: 'Motif', style: 'compact', value: 'C', choices },
      { type: 'ActionSet', actions: [{ type: 'Action.Submit', title: 'Valider', tooltip: 'Valider : Motif', data: { action: 'motif' } }] },
    ];
    bench.server.greeting = { text: 'Bonjour. Que puis-je pour vous ?', attachments: [{ ...recapCard, content: { type: 'AdaptiveCard', version: '1.5', body } }] };
    const page = await bench.ready();

    await page.getByRole('combobox', { name: 'Motif' }).selectOption('R');
    await page.getByRole('button', { name: 'Valider : Motif' }).click();
    await shown(page, 'Bien reçu.').waitFor();

    expect((await bubbles(page))[1]).toBe('Valider : Demande de révision');
  });

  it('is still shown as used after a reload', async () => {
    const page = await withCard();
    await page.getByRole('button', { name: 'Abandonner' }).click();
    await shown(page, 'Bien reçu.').waitFor();

    await page.reload();
    await page.locator('.carte-etat').waitFor();

    expect(await eventually(() => page.getByRole('button', { name: 'Abandonner' }).isDisabled(), (disabled) => disabled)).toBe(true);
    expect((await bubbles(page)).slice(-2)).toEqual(['Abandonner', 'Bien reçu.']);
  });

  it('opens again when the server refuses the answer', async () => {
    const page = await withCard();
    bench.server.postFailure = { status: 400, code: 'BadArgument' };

    await page.getByRole('button', { name: 'Abandonner' }).click();
    await shown(page, 'Message non envoyé.').waitFor();

    expect(await page.getByRole('button', { name: 'Abandonner' }).isEnabled()).toBe(true);
    expect(await page.locator('.carte-etat').count()).toBe(0);
  });

  it('leaves the conversation usable when its renderer cannot be fetched', async () => {
    const page = await bench.ready();
    await page.route('**/widget-cartes.js*', (route) => route.abort());

    await send(page, 'ma demande');
    await shown(page, 'Cette fiche ne peut pas s’afficher.').waitFor();

    expect((await bubbles(page)).at(-1)).toBe('Voici le récapitulatif.');
  });
});
