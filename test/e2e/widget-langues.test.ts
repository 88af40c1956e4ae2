import { inChat, send, shown, widgetBench } from '../support/widget-page';

const bench = widgetBench();

describe('a text in another language', () => {
  it('is marked with its language and written in its own direction; French stays as it was', async () => {
    bench.server.script = (_activity, conversation) => {
      conversation.say({ type: 'message', locale: 'ar', text: 'أنا مساعد آلي. اتصلوا بالرقم 3230.' });
      conversation.say('Je réponds en français simple.');
    };
    const page = await bench.ready();

    await send(page, 'لم أستلم المال هذا الشهر');
    await shown(page, 'français simple').waitFor();

    const lines = await inChat(page, "[...root.querySelectorAll('.texte')].map((line) => [line.lang, getComputedStyle(line).direction])");
    expect(lines).toEqual([['', 'ltr'], ['', 'rtl'], ['ar', 'rtl'], ['', 'ltr']]);
    expect(await page.locator('.texte[lang=ar] a').getAttribute('href')).toBe('tel:3230');
  });
});
