import { openEmbeddedStore } from '../../src/stores/embedded';
import { wordsIn } from '../../src/channels/telephone/speech';
import { pdf } from '../support/files';
import { audiocodesCaller, signedCaller, twilioCaller, type Caller, type Heard } from '../support/phone';
import { startPhoneServer, type PhoneServer } from '../support/phone-server';

/** Whole calls, as a gateway hears them: no accents, no punctuation, fillers and homophones. A working day, 10 in the morning. */
jest.setTimeout(120_000);

const TRANSFERT = '+33123456789';
let nowMs = Date.parse('2026-11-26T10:00:00+01:00');
let server: PhoneServer;
const start = (env: Record<string, string> = {}, dataDir?: string) => startPhoneServer({ clock: () => new Date(nowMs), env: { TELEPHONE_TRANSFERT: TRANSFERT, TELEPHONE_RAPPELS: 'oui', ...env }, ...(dataDir ? { dataDir } : {}) });

beforeAll(async () => void (server = await start()));
afterAll(() => server.stop());

type Door = 'twilio' | 'audiocodes' | 'own';
const DOORS: Door[] = ['own', 'twilio', 'audiocodes'];
let calls = 0;
const PREFIX: Record<Door, string> = { own: '+3361', twilio: '+3362', audiocodes: '+3363' };
const numberOf = (door: Door): string => `${PREFIX[door]}2345678`;

function call(door: Door, from: string | undefined = numberOf(door)): Caller {
  calls += 1;
  const options = { url: server.url, call: `appel-${calls}`, now: () => nowMs, ...(from ? { from } : {}) };
  if (door === 'twilio') return twilioCaller(options);
  return door === 'audiocodes' ? audiocodesCaller(options) : signedCaller(options);
}

/** From "C’est transmis" back to what is written: figures in words, letters by a first name. */
const FIGURES: Record<string, string> = { zéro: '0', un: '1', deux: '2', trois: '3', quatre: '4', cinq: '5', six: '6', sept: '7', huit: '8', neuf: '9' };
const signsOf = (spelt: string): string => spelt.split(/[,—\s]+/).filter((word) => word in FIGURES || /^[A-Z]$/.test(word)).map((word) => FIGURES[word] ?? word).join('');
const referenceIn = (said: string): string => `REF-EXP-${signsOf(/puis : (.*?)\./.exec(said)?.[1] ?? '')}`;
const codeIn = (said: string): string => signsOf(/code de suivi est : (.*?)\./.exec(said)?.[1] ?? '');

/** Says what is given, then answers whatever is asked with "je sais pas" until something that is expected is heard. */
async function until(caller: Caller, heard: Heard, expected: RegExp, most = 25): Promise<Heard> {
  let last = heard;
  for (let turns = 0; !expected.test(last.said); turns++) {
    if (turns === most) throw new Error(`never heard ${expected}: ${last.said}`);
    last = await caller.say('je sais pas');
  }
  return last;
}

describe.each(DOORS)('a whole call through the door %s', (door) => {
  it('goes to a number, with a silence, a key, a correction, and a hang-up in the middle', async () => {
    const first = call(door);
    expect((await first.start()).said).toMatch(/assistant automatique.*Dites-moi votre question/);
    expect((await first.say('euh bonjour voila on m a recalcule mon l air essa le neuf novembre il manque deux cent douze euros par mois et euh je suis pas d accord')).said).toMatch(/J’ai noté : lundi neuf novembre deux mille vingt-six, deux cent douze euros par mois\. Est-ce bien cela/);
    expect((await first.press('1')).said).toMatch(/J’ai compris : Désaccord sur un montant calculé, Revenu de solidarité active.*Qu’est-ce qui vous semble faux/);
    expect((await first.say('non en fait c etait le dix novembre')).said).toContain('mardi dix novembre deux mille vingt-six');
    expect((await first.say('oui')).said).toMatch(/C’est corrigé : Date du courrier : mardi dix novembre/);
    await first.hangUp();

    const second = call(door);
    const welcome = await second.start();
    expect(welcome.said).toMatch(/Une demande est en préparation avec ce numéro de téléphone/);
    // nothing private before the caller says it
    expect(welcome.said).not.toMatch(/R S A|montant|calcul|novembre/);
    expect((await second.press('1')).said).toMatch(/dites-moi en une phrase de quoi parle cette demande/);
    expect((await second.say('ben c est mon rsa le calcul qui a change')).said).toMatch(/Reprenons où vous en étiez/);
    const silent = await second.silence();
    expect(silent.said).toMatch(/^Je n’ai rien entendu\. /);
    const recap = await until(second, await second.say('les revenus'), /Confirmez-vous l’envoi/);
    expect(recap.said).toMatch(/Je relis votre demande : Désaccord sur un montant calculé.*Revenu de solidarité active.*expert.*au plus tard le/);
    const sent = await second.say('oui je confirme');

    expect(sent.said).toMatch(/C’est transmis\. Votre numéro est/);
    expect(referenceIn(sent.said)).toMatch(/^REF-EXP-[0-9A-Z]{7}$/);
    expect(sent.said.split(signSpelling(sent.said)).length - 1).toBe(2);
    await onTheWeb(referenceIn(sent.said), codeIn(sent.said));
  });

  it('gives the same bytes to a turn that is sent again, and says them again for *', async () => {
    const caller = call(door, '+33699999999');
    await caller.start();
    const once = await caller.say('quand est ce que je suis paye');

    expect((await caller.again()).raw).toBe(once.raw);
    expect((await caller.press('*')).said).toBe(once.said);
  });

  it('prompts twice after a silence, then ends politely', async () => {
    const caller = call(door, '');
    await caller.start();
    await caller.say('on me reclame un trop percu d apl je suis pas d accord');
    const [first, second, third] = [await caller.silence(), await caller.silence(), await caller.silence()];

    expect(wordsIn(first.said)).toBeLessThan(wordsIn(second.said));
    expect(second.said).toMatch(/touches du téléphone.*tapez un/);
    expect(third).toMatchObject({ ended: true });
    expect(third.said).toMatch(/Je vais raccrocher.*Au revoir/);
    // a hidden number cannot be found again: nothing is promised
    expect(third.said).not.toContain('gardé');
  });

  it('passes a danger on, after the numbers; and a person who asks, at once', async () => {
    const danger = call(door, '+33688888888');
    await danger.start();
    const helped = await danger.say('euh j ai plus envie de vivre');
    expect(helped).toMatchObject({ ended: true, transfert: TRANSFERT });
    expect(helped.said).toMatch(/trente et un quatorze.*Je vous passe maintenant une personne/);

    const asking = call(door, '+33677777777');
    await asking.start();
    expect(await asking.press('0')).toMatchObject({ ended: true, transfert: TRANSFERT });
  });
});

const signSpelling = (said: string): string => /puis : (.*?)\./.exec(said)?.[1] ?? '?';

/** The same dossier on `/suivi`, with its code, then a document added to it. */
async function onTheWeb(reference: string, code: string): Promise<void> {
  const headers = { 'Sec-Fetch-Site': 'same-origin' };
  const page = await fetch(`${server.url}/suivi`, { method: 'POST', headers, body: new URLSearchParams({ numero: reference, code }) });
  const html = await page.text();
  expect([page.status, html.includes(reference)]).toEqual([200, true]);
  const form = new FormData();
  form.set('jeton', /name="jeton" value="([^"]+)"/.exec(html)?.[1] ?? '');
  form.append(/<input[^>]*type="file"[^>]*name="([^"]+)"|<input[^>]*name="([^"]+)"[^>]*type="file"/.exec(html)?.slice(1).find(Boolean) ?? '', new Blob([new Uint8Array(pdf({ comment: 'notification' }))], { type: 'application/pdf' }), 'notification.pdf');
  const completed = await fetch(`${server.url}/suivi/document`, { method: 'POST', headers, body: form });
  expect(await completed.text()).toContain('notification.pdf');
}

describe('following a dossier by telephone', () => {
  it('asks the number and the code, whoever calls; a wrong code opens nothing', async () => {
    const caller = call('own', '+33655555555');
    await caller.start();
    await caller.say('on me reclame un trop percu d apl je suis pas d accord');
    const sent = await until(caller, await caller.say('je sais pas'), /Confirmez-vous l’envoi/).then(() => caller.press('1'));
    const spelt = signSpelling(sent.said).replaceAll(' —', '');

    // the same number, another call: it proves nothing
    const again = call('own', '+33655555555');
    await again.start();
    expect((await again.say('euh je voudrais suivre mon dossier')).said).toContain('numéro de suivi');
    expect((await again.say(spelt.toLowerCase().normalize('NFD').replace(/\p{M}|,/gu, ''))).said).toMatch(/J’ai noté : R E F, E X P.*Est-ce bien cela/);
    expect((await again.say('oui')).said).toContain('quel est votre code de suivi');
    expect((await again.say('quatre quatre quatre quatre quatre quatre quatre y')).said).toContain('ne vont pas ensemble');
    const code = (/code de suivi est : (.*?)\./.exec(sent.said)?.[1] ?? '').replace(/ —|,/g, '').toLowerCase();
    expect((await again.say(code)).said).toMatch(/Réponse estimée au plus tard/);
  });
});

describe('outside the hours', () => {
  it('offers a call back; its number is read back, and kept for who calls', async () => {
    const before = nowMs;
    nowMs = Date.parse('2026-11-27T20:00:00+01:00');
    const caller = call('own', '');
    await caller.start();
    expect((await caller.say('je veux parler a quelqu un')).said).toMatch(/Quand voulez-vous être rappelé.*le lundi trente novembre, le matin, ou tapez un/);
    await caller.press('1');
    expect((await caller.say('zero six douze trente quatre cinquante six soixante dix huit')).said).toContain('zéro six, douze, trente-quatre, cinquante-six, soixante-dix-huit');
    expect((await caller.say('oui')).said).toContain('J’ai transmis votre demande de rappel : le lundi trente novembre, le matin');
    nowMs = before;
  });

  it('does not offer to call a person in danger back: another may answer', async () => {
    const before = nowMs;
    nowMs = Date.parse('2026-11-28T20:00:00+01:00');
    const caller = call('own', '+33644444444');
    await caller.start();
    expect((await caller.say('mon mari me frappe')).said).toMatch(/dix-sept|trente-neuf dix-neuf/);
    const asked = await caller.press('0');
    expect(asked.said).not.toContain('rappelé');
    nowMs = before;
  });
});

describe('after a restart', () => {
  it('gives the same bytes to the turn answered before, and nothing of the number is written', async () => {
    const from = '+33611122233';
    const caller = call('own', from);
    await caller.start();
    const before = await caller.say('quand est ce que je suis paye');
    const { dataDir } = server;
    await server.stop();
    server = await start({}, dataDir);
    const moved = signedCaller({ url: server.url, call: `appel-${calls}`, from, now: () => nowMs });
    await moved.start();

    expect((await moved.say('quand est ce que je suis paye')).raw).toBe(before.raw);
    const store = openEmbeddedStore({ dataDir, keys: undefined });
    expect(JSON.stringify(await store.loadState('telephone:rappels'))).toContain('0612345678');
    await store.close();
  });
});
