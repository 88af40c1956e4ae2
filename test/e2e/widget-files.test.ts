import type { Page } from 'playwright-core';
import { bubbles, eventually, inChat, send, shown, someFile, widgetBench } from '../support/widget-page';

const bench = widgetBench((bench) => {
  bench.server.script = (_, conversation) => conversation.say('Pièces bien reçues.');
});

async function choose(page: Page, ...files: ReturnType<typeof someFile>[]): Promise<void> {
  if (!(await page.getByRole('button', { name: 'Choisir des fichiers' }).isVisible())) await page.getByRole('button', { name: 'Joindre des pièces' }).click();
  await page.locator('input[type=file]').first().setInputFiles(files);
}

const sendButton = (page: Page) => page.getByRole('button', { name: 'Envoyer', exact: true });

describe('files', () => {
  it('tells the limits before anything is chosen', async () => {
    const page = await bench.ready();

    await page.getByRole('button', { name: 'Joindre des pièces' }).click();

    expect(await page.locator('.tiroir').innerText()).toContain('PDF, JPG, PNG ou HEIC. 10 Mo au plus par fichier, 5 fichiers au plus par envoi.');
    expect(await inChat(page, 'root.activeElement.textContent')).toBe('Choisir des fichiers');
  });

  it('sends several files and a text as one message', async () => {
    const page = await bench.ready();

    await choose(page, someFile('bail.pdf', 2_000), someFile('photo été.heic', 1_000, 'image/heic'));
    await send(page, 'Voici mes pièces');
    await shown(page, 'Pièces bien reçues.').waitFor();

    expect(bench.server.uploads).toHaveLength(1);
    expect(bench.server.uploads[0]?.activity).toMatchObject({ type: 'message', text: 'Voici mes pièces', channelData: { clientActivityID: expect.any(String) } });
    expect(bench.server.uploads[0]?.files).toEqual([{ name: 'bail.pdf', type: 'application/pdf', size: 2_000 }, { name: 'photo été.heic', type: 'image/heic', size: 1_000 }]);
    const own = (await bubbles(page))[1] ?? '';
    expect(own).toContain('Voici mes pièces');
    expect(own).toContain('bail.pdf');
    expect(own).toContain('photo été.heic');
    expect(await page.locator('.message.vous').count()).toBe(1);
  });

  it('refuses at once, each with its reason, what the server would refuse', async () => {
    const page = await bench.ready();

    await choose(page, someFile('programme.exe', 10, 'application/x-msdownload'), someFile('vide.pdf', 0), someFile('gros.pdf', 11 * 1024 * 1024), someFile('bon.pdf', 10));
    const reasons = await page.locator('.pieces-erreurs li').allInnerTexts();
    const kept = await page.locator('.piece-nom').allInnerTexts();

    expect(reasons).toEqual([
      'programme.exe : ce format n’est pas accepté. Formats acceptés : PDF, JPG, PNG, HEIC.',
      'vide.pdf : ce fichier est vide.',
      'gros.pdf : fichier trop lourd (11 Mo). La limite est de 10 Mo.',
    ]);
    expect(kept).toEqual(['bon.pdf']);
  });

  it('takes five files at most', async () => {
    const page = await bench.ready();

    await choose(page, ...[1, 2, 3, 4, 5, 6].map((n) => someFile(`p${n}.pdf`, 10)));

    expect(await page.locator('.piece-nom').allInnerTexts()).toEqual(['p1.pdf', 'p2.pdf', 'p3.pdf', 'p4.pdf', 'p5.pdf']);
    expect(await page.locator('.pieces-erreurs').innerText()).toContain('p6.pdf : pas plus de 5 fichiers par envoi.');
  });

  it('removes a file before sending', async () => {
    const page = await bench.ready();

    await choose(page, someFile('a.pdf', 10), someFile('b.pdf', 10));
    await page.getByRole('button', { name: 'Retirer a.pdf' }).click();
    await sendButton(page).click();
    await shown(page, 'Pièces bien reçues.').waitFor();

    expect(bench.server.uploads[0]?.files.map(({ name }) => name)).toEqual(['b.pdf']);
  });

  it('accepts files dropped on the conversation and pasted in the field', async () => {
    const page = await bench.ready();
    const withFile = (name: string) => `(() => { const data = new DataTransfer(); data.items.add(new File(['x'], '${name}', { type: 'image/png' })); return data; })()`;

    await inChat(page, `root.querySelector('.fil').dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: ${withFile('depose.png')} }))`);
    await inChat(page, `root.querySelector('textarea').dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: ${withFile('image.png')} }))`);

    expect(await page.locator('.piece-nom').allInnerTexts()).toEqual(['depose.png', 'capture-2.png']);
  });

  it('shows how far the sending is, and stops it on demand', async () => {
    const page = await bench.ready();
    bench.server.uploadRate = 1_000_000;
    await choose(page, someFile('lourd.pdf', 9_000_000));
    await page.getByRole('textbox').fill('Mon bail');
    await sendButton(page).click();

    const percent = await eventually(() => inChat<number>(page, "root.querySelector('progress')?.value ?? 0"), (value) => value > 0 && value < 100);
    await page.getByRole('button', { name: 'Annuler l’envoi' }).click();
    await eventually(() => page.locator('.message.vous').count(), (count) => count === 0);

    expect(percent).toBeGreaterThan(0);
    expect(percent).toBeLessThan(100);
    expect(bench.server.uploads).toHaveLength(0);
    expect(await page.getByRole('textbox').inputValue()).toBe('Mon bail');
  });

  it.each([
    [413, 'MaxFileSizeExceeded', 'Envoi refusé : un fichier est trop lourd. La limite est de 10 Mo.'],
    [400, 'FICHIER_TYPE_REFUSE', 'Envoi refusé : un format n’est pas accepté. Formats acceptés : PDF, JPG, PNG, HEIC.'],
    [429, 'TooManyRequests', 'Trop d’envois à la suite. Attendez une minute, puis réessayez.'],
    [502, 'BotError', 'Envoi impossible pour le moment. Vos pièces ne sont pas parties.'],
  ])('says in clear why the server refused them (%i %s)', async (status, code, told) => {
    const page = await bench.ready();
    bench.server.uploadFailure = { status, code };

    await choose(page, someFile('a.pdf', 10));
    await sendButton(page).click();
    await shown(page, told).waitFor();

    expect(await page.getByRole('button', { name: 'Réessayer' }).count()).toBe(status === 429 || status >= 500 ? 1 : 0);
  });

  it('sends them again on demand after a failure, with the same id', async () => {
    const page = await bench.ready();
    bench.server.uploadFailure = { status: 502, code: 'BotError' };
    await choose(page, someFile('a.pdf', 10));
    await sendButton(page).click();
    await page.getByRole('button', { name: 'Réessayer' }).waitFor();

    bench.server.uploadFailure = undefined;
    await page.getByRole('button', { name: 'Réessayer' }).click();
    await shown(page, 'Pièces bien reçues.').waitFor();

    expect(bench.server.uploads).toHaveLength(1);
    expect(await page.locator('.message.vous').count()).toBe(1);
    expect(await page.locator('.message.refuse').count()).toBe(0);
  });

  it('keeps them when the connection is lost on the way', async () => {
    const page = await bench.ready();
    await choose(page, someFile('a.pdf', 10));
    await page.context().setOffline(true);

    await sendButton(page).click();
    await shown(page, 'Envoi interrompu : la connexion a été coupée.').waitFor();
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Réessayer' }).click();
    await shown(page, 'Pièces bien reçues.').waitFor();

    expect(bench.server.uploads[0]?.files).toHaveLength(1);
  });
});
