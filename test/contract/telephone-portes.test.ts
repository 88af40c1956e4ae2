import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks';
import { signatureHeader } from '../../src/channels/signature';
import type { Reponse, Tour } from '../../src/domain/tour';
import { AUDIOCODES_TOKEN, audiocodesCaller, IVR_SECRET, PHONE_ENV, signedCaller, TWILIO_TOKEN, twilioCaller } from '../support/phone';
import { DOORS, fuzzRequests, openConversations } from '../support/phone-fuzz';
import { BRIDGES } from '../support/phone-bridges';
import { memoryStates } from '../support/memory-states';
import { startServer, type TestServer } from '../support/server';
import { processorClock } from '../support/work';

/** The doors of the telephone, with an assistant that counts what reaches it. */
let server: TestServer;
let nowMs = Date.parse('2026-11-26T10:00:00+01:00');
const states = memoryStates();
const heard = (tour: Tour): Reponse[] => [{ texte: tour.genre === 'message' ? `Entendu : ${JSON.stringify(tour.ecoute)}` : 'Bonjour.' }];
const start = (env: Record<string, string> = PHONE_ENV): Promise<TestServer> => startServer({ env, reply: heard, overrides: { clock: () => new Date(nowMs), store: states } });

beforeAll(async () => void (server = await start()));
afterAll(() => server.stop());
beforeEach(() => void (server.tours.length = 0));

const tour = (fields: object = {}): string => JSON.stringify({ fournisseur: 'http', appel: 'a1', tour: 1, cleIdempotence: 'k1', genre: 'enonce', texte: 'bonjour', recuLe: '2026-11-26T09:00:00Z', ...fields });
const own = (body: string, header: string | null): Promise<Response> => fetch(`${server.url}/ivr/v1/tours`, { method: 'POST', body, headers: { 'content-type': 'application/json', ...(header === null ? {} : { 'x-signature': header }) } });

describe('our own endpoint', () => {
  it('takes what is signed now', async () => {
    const response = await own(tour(), signatureHeader(IVR_SECRET, tour(), nowMs));

    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ dire: [{ texte: expect.stringContaining('bonjour') }], interruptible: true, attendre: { parole: true, silenceMs: 6_000 } });
    expect(server.tours).toHaveLength(1);
  });

  it.each<[string, () => Promise<Response>]>([
    ['no signature', () => own(tour(), null)], ['a forged one', () => own(tour(), signatureHeader('x'.repeat(32), tour(), nowMs))], ['a changed body', () => own(tour({ texte: 'oui' }), signatureHeader(IVR_SECRET, tour(), nowMs))],
    ['an old date', () => own(tour(), signatureHeader(IVR_SECRET, tour(), nowMs - 301_000))], ['a date to come', () => own(tour(), signatureHeader(IVR_SECRET, tour(), nowMs + 302_000))],
  ])('refuses %s with a 401, and does nothing', async (_, send) => {
    expect((await send()).status).toBe(401);
    expect(server.tours).toEqual([]);
  });

  it('refuses what is no turn, although it is signed', async () => {
    for (const body of ['', '{', '[]', tour({ genre: 'autre' }), tour({ fournisseur: 'twilio' }), tour({ confiance: 2 })]) {
      expect((await own(body, signatureHeader(IVR_SECRET, body, nowMs))).status).toBe(400);
    }
    expect(server.tours).toEqual([]);
  });

  it('says nothing over a caller who begins to speak, nor to one who is gone', async () => {
    for (const [genre, reply] of [['interruption', { dire: [], attendre: { parole: true } }], ['raccroche', { dire: [], fin: 'raccrocher' }]] as const) {
      const body = JSON.stringify({ fournisseur: 'http', appel: 'a3', tour: 4, cleIdempotence: 'k', genre, entenduJusqua: 'Votre numéro est', recuLe: '2026-11-26T09:00:00Z' });
      expect(await (await own(body, signatureHeader(IVR_SECRET, body, nowMs))).json()).toMatchObject(reply);
    }
    expect(server.tours).toEqual([]);
  });

  it('knows a turn by its call and its rank, whatever key it is sent under; another content is told apart', async () => {
    for (const body of [tour({ appel: 'a2' }), tour({ appel: 'a2', cleIdempotence: 'autre' }), tour({ appel: 'a2', texte: 'non' })]) await own(body, signatureHeader(IVR_SECRET, body, nowMs));
    const [first, again, changed] = server.tours;

    expect(again).toMatchObject({ id: first?.id, empreinte: first?.empreinte });
    expect(changed?.id).toBe(first?.id);
    expect(changed?.empreinte).not.toBe(first?.empreinte);
  });
});

describe('Twilio', () => {
  const form = { CallSid: 'CA1', From: '+33612345678', SpeechResult: 'bonjour', Confidence: '' };
  const post = (path: string, signedUrl: string, fields: Record<string, string> = form): Promise<Response> =>
    fetch(server.url + path, { method: 'POST', body: new URLSearchParams(fields), headers: { 'x-twilio-signature': getExpectedTwilioSignature(TWILIO_TOKEN, signedUrl, form) } });

  it('is asked to listen in French, to speech and keys, and to come back at the next turn', async () => {
    const xml = await (await post('/ivr/twilio/tour?t=3', `${server.url}/ivr/twilio/tour?t=3`)).text();

    expect(xml).toMatch(/<Gather input="speech dtmf" language="fr-FR" speechTimeout="auto" timeout="6" bargeIn="true" actionOnEmptyResult="true" action="\/ivr\/twilio\/tour\?t=4" method="POST" finishOnKey="#" numDigits="1" hints="RSA, /);
    // a confidence left empty is unknown
    expect(server.tours[0]).toMatchObject({ ecoute: { alternatives: [{ texte: 'bonjour', confiance: undefined }] } });
  });

  it('signs the address with its port, without it, or with the https of a proxy', async () => {
    const port = new URL(server.url).port;
    for (const url of [server.url, server.url.replace(`:${port}`, ''), server.url.replace('http:', 'https:')]) expect((await post('/ivr/twilio/tour', `${url}/ivr/twilio/tour`)).status).toBe(200);
  });

  it('is refused for another address, another rank or another body', async () => {
    expect((await post('/ivr/twilio/tour', 'https://ailleurs.fr/ivr/twilio/tour')).status).toBe(401);
    expect((await post('/ivr/twilio/tour?t=9', `${server.url}/ivr/twilio/tour?t=8`)).status).toBe(401);
    expect((await post('/ivr/twilio/tour', `${server.url}/ivr/twilio/tour`, { ...form, SpeechResult: 'oui' })).status).toBe(401);
    expect(server.tours).toEqual([]);
  });

  it('says what the person said as text, never as marks', async () => {
    const caller = twilioCaller({ url: server.url, call: 'CA9' });
    await caller.start();
    const { raw } = await caller.say('</Say><Dial>+339</Dial> & <b>');

    expect(raw).not.toMatch(/<Dial|<b>/);
    expect(raw.match(/<Say/g)).toHaveLength(raw.match(/<\/Say>/g)?.length ?? 0);
  });
});

describe('AudioCodes', () => {
  const bot = (path: string, init: RequestInit = {}): Promise<Response> => fetch(`${server.url}/ivr/audiocodes${path}`, { ...init, headers: { authorization: `Bearer ${AUDIOCODES_TOKEN}`, 'content-type': 'application/json' } });

  it('checks the bot', async () => {
    expect(await (await bot('')).json()).toEqual({ type: 'ac-bot-api', success: true });
  });

  it('is refused without the token, on every address', async () => {
    for (const [method, path] of [['GET', ''], ['POST', ''], ['POST', '/conversation/c/activities'], ['POST', '/conversation/c/keepalive'], ['POST', '/conversation/c/disconnect']] as const) {
      for (const authorization of ['', 'Bearer faux', AUDIOCODES_TOKEN]) expect((await fetch(`${server.url}/ivr/audiocodes${path}`, { method, headers: { authorization } })).status).toBe(401);
    }
    expect(server.tours).toEqual([]);
  });

  it('speaks while the conversation lives: two minutes after the last sign, or until it is ended', async () => {
    const caller = audiocodesCaller({ url: server.url, call: 'vie', from: '+33612345678' });
    await caller.start();
    nowMs += 119_000;
    expect(await caller.refresh()).toBe(200);
    nowMs += 119_000;
    expect((await caller.say('bonjour')).status).toBe(200);
    nowMs += 122_000;
    expect((await caller.say('bonjour')).status).toBe(404);

    const ended = audiocodesCaller({ url: server.url, call: 'fin' });
    await ended.start();
    await ended.hangUp();
    await ended.hangUp();
    expect((await ended.say('bonjour')).status).toBe(404);
  });

  it('keeps the same person and conversation for the whole call', async () => {
    const caller = audiocodesCaller({ url: server.url, call: 'suite', from: '+33612345678' });
    await caller.start();
    await caller.say('bonjour');
    const [first, second] = server.tours;

    expect(second).toMatchObject({ conversation: first?.conversation, personne: first?.personne, appelant: '+33612345678' });
    expect(JSON.stringify([first?.conversation, first?.personne, first?.id])).not.toContain('612345678');
  });

  it('gives no answer to what it does not know', async () => {
    await bot('', { method: 'POST', body: JSON.stringify({ conversation: 'divers' }) });
    const response = await bot('/conversation/divers/activities', { method: 'POST', body: JSON.stringify({ conversation: 'divers', activities: [{ id: '1', type: 'event', name: 'speechHypothesis' }, { id: '2', type: 'event', name: 'toString' }] }) });

    expect(await response.json()).toEqual({ conversation: 'divers', activities: [] });
  });
});

describe('a call from anywhere', () => {
  it('is the person of this call only, in the conversation of its number; a hidden number has neither', async () => {
    await signedCaller({ url: server.url, call: 'x1', from: '+33612345678', now: () => nowMs }).start();
    await signedCaller({ url: server.url, call: 'x2', from: '+33 6 12 34 56 78', now: () => nowMs }).start();
    await signedCaller({ url: server.url, call: 'x3', from: 'anonymous', now: () => nowMs }).start();
    const [first, second, hidden] = server.tours;

    expect(second?.conversation).toBe(first?.conversation);
    expect(new Set([first?.personne, second?.personne, hidden?.personne]).size).toBe(3);
    expect(hidden?.conversation).not.toBe(first?.conversation);
    expect(hidden?.appelant).toBeNull();
  });

  it('finds each door closed until its secret is set', async () => {
    const closed = await start({});
    for (const [method, path] of [['POST', '/ivr/twilio/tour'], ['POST', '/ivr/v1/tours'], ['GET', '/ivr/audiocodes'], ['POST', '/ivr/audiocodes']] as const) expect((await fetch(closed.url + path, { method })).status).toBe(403);
    await closed.stop();
  });
});

describe('samples of the gateways', () => {
  const sample = (name: string): string => readFileSync(join(__dirname, '..', 'support', 'ivr-samples', name), 'utf8');

  it('Twilio: the form of its documentation, and the one of Telnyx', async () => {
    const twilio = new URLSearchParams(sample('twilio-gather.http').split('\n\n')[1]?.trim() ?? '');
    const telnyx = new URLSearchParams(Object.entries(JSON.parse(sample('telnyx-texml-gather.json')) as Record<string, unknown>).map(([name, value]): [string, string] => [name, String(value)]));
    for (const form of [twilio, telnyx]) {
      const fields = Object.fromEntries(form);
      const response = await fetch(`${server.url}/ivr/twilio/tour?t=3`, { method: 'POST', body: form, headers: { 'x-twilio-signature': getExpectedTwilioSignature(TWILIO_TOKEN, `${server.url}/ivr/twilio/tour?t=3`, fields) } });
      expect(response.status).toBe(200);
    }
    expect(server.tours).toMatchObject([
      { appelant: '+33612345678', ecoute: { genre: 'parole', alternatives: [{ texte: 'je conteste un trop perçu de RSA', confiance: 0.87 }] } },
      { appelant: null, ecoute: { genre: 'touches', chiffres: '1' } },
    ]);
  });

  it('AudioCodes: each request of its documentation, in order', async () => {
    const lines = sample('audiocodes-bot-api.jsonl').trim().split('\n').map((line) => JSON.parse(line) as { _: string; request?: { conversation: string; activities?: object[] } });
    for (const { _: name, request } of lines.filter((line) => line.request)) {
      const at = name.includes('activitiesURL') ? `/conversation/${encodeURIComponent(request?.conversation ?? '')}/activities` : name.includes('disconnectURL') ? `/conversation/${encodeURIComponent(request?.conversation ?? '')}/disconnect` : '';
      const response = await fetch(`${server.url}/ivr/audiocodes${at}`, { method: 'POST', body: JSON.stringify(request), headers: { authorization: `Bearer ${AUDIOCODES_TOKEN}`, 'content-type': 'application/json' } });
      expect([name, response.status]).toEqual([name, 200]);
    }
    expect(server.tours.map(({ genre }) => genre)).toEqual(['arrivee', 'message', 'message']);
    expect(server.tours).toMatchObject([{}, { ecoute: { genre: 'parole', alternatives: [{ confiance: 0.91 }] } }, { ecoute: { genre: 'touches', chiffres: '1' } }]);
  });
});

describe('another gateway', () => {
  const said = (...textes: string[]) => textes.map((texte) => ({ genre: 'message', ecoute: { genre: 'parole', alternatives: [{ texte }] } }));
  const EXPECTED: Readonly<Record<keyof typeof BRIDGES, object[]>> = {
    'jambonz-verb-hook.json': said('I\'d like to book a car'), 'vonage-input-webhook.json': said('New York'),
    'azure-acs-recognize-completed.json': said('je conteste un indu'), 'azure-acs-transcription-data.json': said('je conteste un indu'),
    'genesys-bot-connector.json': said('Hi'), 'genesys-audiohook-event.json': said('je conteste un trop-perçu'), 'allomedia.json': said('je ne comprends pas mon indu'),
    'conversationrelay.jsonl': [{ genre: 'arrivee' }, ...said('je veux suivre mon dossier'), { genre: 'message', ecoute: { genre: 'touches', chiffres: '1' } }, { genre: 'message', ecoute: { genre: 'silence' } }],
  };

  it.each(Object.entries(BRIDGES))('%s: a few lines bring its words to our own endpoint', async (name, bridge) => {
    const written = readFileSync(join(__dirname, '..', 'support', 'ivr-samples', name), 'utf8').trim();
    const fromGateway = (line: object): boolean => !('_direction' in line);
    const body: unknown = name.endsWith('.jsonl') ? written.split('\n').map((line) => JSON.parse(line) as object).filter(fromGateway) : JSON.parse(written);
    for (const [rank, heard] of bridge(body).entries()) {
      const turn = tour({ texte: undefined, ...heard, appel: `${name} ${heard.appel}`, tour: rank, cleIdempotence: `${name} ${rank}` });
      expect((await own(turn, signatureHeader(IVR_SECRET, turn, nowMs))).status).toBe(200);
    }
    expect(server.tours).toMatchObject(EXPECTED[name as keyof typeof BRIDGES]);
    expect(new Set(server.tours.map(({ conversation }) => conversation)).size).toBe(1);
  });
});

describe('bodies that no gateway should send', () => {
  const RUNS = 2_000;
  it.each(DOORS)(`are answered below 500, and soon: %s, ${RUNS} of them`, async (door) => {
    await openConversations(server.url);
    await fc.assert(fc.asyncProperty(fuzzRequests(door, server.url, () => nowMs), async ({ path, body, headers }) => {
      const spentMs = processorClock();
      const response = await fetch(server.url + path, { method: 'POST', body: Buffer.from(body), headers });
      const answer = await response.text();
      expect([response.status < 500, spentMs() < 2_000]).toEqual([true, true]);
      expect(answer.length).toBeGreaterThan(0);
    }), { numRuns: RUNS, seed: 20261126 });
  }, 300_000);
});
