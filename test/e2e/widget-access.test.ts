import type { BrowserContextOptions, Page } from 'playwright-core';
import { axeViolations } from '../support/browser';
import { eventually, inChat, recapCard, send, shown, someFile, widgetBench } from '../support/widget-page';

const bench = widgetBench((bench) => {
  bench.server.script = (activity, conversation) => {
    if (/fiche/.test(activity.text ?? '')) return conversation.say({ text: 'Voici la fiche.', attachments: [recapCard] });
    if (/peur/.test(activity.text ?? '')) return conversation.say({ text: 'Appelez le 3919.', channelData: { mode: 'discret' } });
    if (activity.value) return conversation.say('Bien reçu.');
    conversation.say({
      text: 'Une réponse **importante**, avec https://www.caf.fr/allocataires/mes-services-en-ligne/faire-une-simulation-de-prestations et le 3230.\nUnMotTrèsLong'.concat('x'.repeat(120)),
      suggestedActions: { actions: [{ type: 'imBack', title: 'Oui, je conteste cette décision', value: 'oui' }, { type: 'imBack', title: 'Non', value: 'non' }] },
    });
  };
});

/** Each state a person can be in, reached as she would. */
const STATES: Record<string, (page: Page) => Promise<void>> = {
  'empty': async () => undefined,
  'conversation with choices': async (page) => {
    await send(page, 'Ma question');
    await page.getByRole('button', { name: 'Non', exact: true }).waitFor();
  },
  'card': async (page) => {
    await send(page, 'fiche');
    await page.getByRole('button', { name: 'Abandonner' }).waitFor();
  },
  'used card': async (page) => {
    await send(page, 'fiche');
    await page.getByRole('button', { name: 'Abandonner' }).click();
    await shown(page, 'Bien reçu.').waitFor();
  },
  'files ready, one refused': async (page) => {
    await page.getByRole('button', { name: 'Joindre des pièces' }).click();
    await page.locator('input[type=file]').first().setInputFiles([someFile('bail.pdf', 10), someFile('x.exe', 10, 'application/x')]);
  },
  'files on their way': async (page) => {
    bench.server.uploadRate = 100_000;
    await page.getByRole('button', { name: 'Joindre des pièces' }).click();
    await page.locator('input[type=file]').first().setInputFiles([someFile('bail.pdf', 3_000_000)]);
    await page.getByRole('button', { name: 'Envoyer', exact: true }).click();
    await page.getByRole('progressbar').waitFor();
  },
  'files refused': async (page) => {
    bench.server.uploadFailure = { status: 502, code: 'BotError' };
    await page.getByRole('button', { name: 'Joindre des pièces' }).click();
    await page.locator('input[type=file]').first().setInputFiles([someFile('bail.pdf', 10)]);
    await page.getByRole('button', { name: 'Envoyer', exact: true }).click();
    await page.getByRole('button', { name: 'Réessayer' }).waitFor();
  },
  'offline': async (page) => {
    await page.context().setOffline(true);
    await send(page, 'Hors ligne');
    await page.locator('.bandeau').waitFor({ state: 'visible' });
  },
  'refused message': async (page) => {
    bench.server.postFailure = { status: 400, code: 'BadArgument' };
    await send(page, 'Refusé');
    await shown(page, 'Message non envoyé.').waitFor();
  },
  'discreet': async (page) => {
    await send(page, 'j’ai peur');
    await page.getByRole('button', { name: 'Quitter vite' }).waitFor();
  },
  'menu open': (page) => page.getByRole('button', { name: 'Options de la conversation' }).click(),
  'confirmation': async (page) => {
    await page.getByRole('button', { name: 'Options de la conversation' }).click();
    await page.getByRole('button', { name: 'Recommencer' }).click();
  },
  'too long': (page) => page.getByRole('textbox').fill('a'.repeat(10_001)),
};

const fitsTheWidth = async (page: Page): Promise<boolean> =>
  page.evaluate<boolean>(`(() => {
    const inside = (node) => node.scrollWidth <= node.clientWidth + 1;
    return inside(document.documentElement) && Array.from(document.querySelector('aiguillage-chat').shadowRoot.querySelectorAll('.fil, .panneau, .saisie, .entete')).every(inside);
  })()`);

const VIEWS: [string, BrowserContextOptions][] = [
  ['light, wide', {}],
  ['dark, wide', { colorScheme: 'dark' }],
  ['light, 320 px', { viewport: { width: 320, height: 640 } }],
];

describe.each(VIEWS)('%s', (_, options) => {
  it.each(Object.keys(STATES))('has no axe violation and no sideways scroll: %s', async (state) => {
    const page = await bench.ready(options);

    await STATES[state]?.(page);
    await page.waitForTimeout(100);

    expect(await axeViolations(page)).toEqual([]);
    expect(await fitsTheWidth(page)).toBe(true);
  });
});

describe('server down', () => {
  it('has no axe violation', async () => {
    bench.server.apiFailure = { status: 503, code: 'INDISPONIBLE' };
    const page = await bench.page();
    await page.getByRole('button', { name: 'Réessayer' }).waitFor();

    expect(await axeViolations(page)).toEqual([]);
  });
});

describe('launcher', () => {
  it.each([['wide', 1_000], ['narrow', 375]])('has no axe violation closed nor open (%s)', async (_, width) => {
    const page = await bench.page({ viewport: { width, height: 700 } }, '/hote.html');
    await page.getByRole('button', { name: 'Ouvrir l’assistant' }).waitFor();
    const closed = await axeViolations(page);
    await page.getByRole('button', { name: 'Ouvrir l’assistant' }).click();
    await shown(page, 'Bonjour.').waitFor();

    expect(closed).toEqual([]);
    expect(await axeViolations(page)).toEqual([]);
  });
});

describe('enlarged', () => {
  it.each([
    ['200 % text on a desktop', { viewport: { width: 1_280, height: 800 } }, '200%'],
    ['200 % text on a phone', { viewport: { width: 375, height: 700 } }, '200%'],
    ['400 % zoom (320 × 256)', { viewport: { width: 320, height: 256 } }, '100%'],
  ])('%s: everything fits the width and can be reached', async (_, options, size) => {
    const page = await bench.ready(options);
    await page.evaluate(`document.documentElement.style.fontSize = '${size}'`);

    await send(page, 'fiche');
    await page.getByRole('button', { name: 'Abandonner' }).click();
    await shown(page, 'Bien reçu.').waitFor();
    await page.getByRole('button', { name: 'Joindre des pièces' }).click();
    await page.getByRole('button', { name: 'Options de la conversation' }).click();

    expect(await fitsTheWidth(page)).toBe(true);
    expect(await page.getByRole('button', { name: 'Recommencer' }).isVisible()).toBe(true);
  });

  it('does not shrink the text under 1 em of the reader\'s own size in a card', async () => {
    const page = await bench.ready();
    await page.evaluate("document.documentElement.style.fontSize = '200%'");
    await send(page, 'fiche');
    await page.getByRole('button', { name: 'Abandonner' }).waitFor();

    expect(await inChat<number>(page, "parseFloat(getComputedStyle(root.querySelector('.carte .ac-textBlock:not([role])')).fontSize)")).toBe(32);
  });
});

describe('keyboard', () => {
  it('reaches everything in reading order, and back', async () => {
    const page = await bench.ready();
    await send(page, 'Ma question');
    await page.getByRole('button', { name: 'Non', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Options de la conversation' }).focus();

    const path: string[] = [];
    for (let n = 0; n < 10; n += 1) {
      path.push(await inChat<string>(page, "(root.activeElement.getAttribute('aria-label') ?? root.activeElement.name ?? '') || root.activeElement.textContent.trim()"));
      await page.keyboard.press('Tab');
      if (!(await page.evaluate<boolean>("document.activeElement.tagName === 'AIGUILLAGE-CHAT'"))) break;
    }

    expect(path.map((name) => name.replace(/ \(nouvel onglet\)/, ''))).toEqual([
      'Options de la conversation', 'Conversation', expect.stringContaining('caf.fr/'), '3230',
      'Oui, je conteste cette décision', 'Non', 'message', 'Envoyer', 'Demander un expert', 'Joindre des pièces',
    ]);
  });

  it('shows where the focus is on every control', async () => {
    const page = await bench.ready();
    await page.getByRole('button', { name: 'Options de la conversation' }).focus();
    await page.keyboard.press('Tab');

    const outlines: string[] = [];
    for (let n = 0; n < 5; n += 1) {
      outlines.push(await inChat<string>(page, '((style) => style.outlineStyle + " " + style.outlineWidth)(getComputedStyle(root.activeElement))'));
      await page.keyboard.press('Tab');
    }

    expect(outlines).toEqual(Array.from({ length: 5 }, () => 'solid 3px'));
  });

  it('closes the menu with Escape and gives the focus back to its button', async () => {
    const page = await bench.ready();
    await page.getByRole('button', { name: 'Options de la conversation' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');

    await page.keyboard.press('Escape');

    expect(await page.getByRole('button', { name: 'Imprimer' }).isVisible()).toBe(false);
    expect(await inChat(page, 'root.activeElement.textContent')).toBe('Options de la conversation');
  });
});

describe('comfort', () => {
  it('moves nothing for a person who asked for less movement', async () => {
    const page = await bench.ready({ reducedMotion: 'reduce' });
    bench.server.last.typing();
    await page.locator('.frappe').waitFor({ state: 'visible' });

    expect(await inChat(page, "root.querySelector('.frappe').getAnimations({ subtree: true }).filter((one) => one.playState === 'running').length")).toBe(0);
  });

  it('does not shift while it loads and talks', async () => {
    const page = await bench.page();
    await page.evaluate("window.shift = 0; new PerformanceObserver((list) => list.getEntries().forEach((entry) => { window.shift += entry.hadRecentInput ? 0 : entry.value; })).observe({ type: 'layout-shift', buffered: true })");
    await shown(page, 'Bonjour.').waitFor();
    bench.server.last.say('Encore un message.');
    await shown(page, 'Encore un message.').waitFor();

    expect(await eventually(() => page.evaluate<number>('window.shift'), () => true)).toBeLessThan(0.01);
  });

  it('prints the whole conversation with its authors and without the controls', async () => {
    const page = await bench.ready();
    await send(page, 'Ma question');
    await page.getByRole('button', { name: 'Non', exact: true }).waitFor();

    await page.emulateMedia({ media: 'print' });

    expect(await page.getByRole('textbox').isVisible()).toBe(false);
    expect(await inChat(page, "getComputedStyle(root.querySelector('.fil')).overflowY")).toBe('visible');
    expect(await inChat<number>(page, "root.querySelector('.message > .sr').getBoundingClientRect().width")).toBeGreaterThan(20);
  });
});
