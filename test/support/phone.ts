import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks';
import { signatureHeader } from '../../src/channels/signature';
import type { ReponseVocale } from '../../src/channels/telephone/turns';

/** Telephone gateways that call a real server, each in its own words; every call gives back what was said. */

export const TWILIO_TOKEN = 'jeton-twilio-de-test-32-caracteres';
export const AUDIOCODES_TOKEN = 'jeton-audiocodes-de-test';
export const IVR_SECRET = 'secret-ivr-de-test-secret-ivr-de-test';
export const PHONE_ENV = { TWILIO_AUTH_TOKEN: TWILIO_TOKEN, AUDIOCODES_JETON: AUDIOCODES_TOKEN, IVR_SECRET };

/** `said`: all that was said; `raw`: the answer as it came; `status`: HTTP. */
export type Heard = { status: number; said: string; raw: string; ended: boolean; transfert: string | null };

export type Caller = {
  start(): Promise<Heard>;
  say(text: string, confidence?: number): Promise<Heard>;
  press(keys: string): Promise<Heard>;
  silence(): Promise<Heard>;
  hangUp(): Promise<void>;
  /** The last turn, sent again as it was. */
  again(): Promise<Heard>;
};

type CallOptions = { url: string; call: string; from?: string; now?: () => number };

// ---------------------------------------------------------------- our own endpoint

export function signedCaller({ url, call, from, now = Date.now }: CallOptions): Caller {
  let tour = -1;
  let last = '';
  const send = async (body: string): Promise<Heard> => {
    last = body;
    const response = await fetch(`${url}/ivr/v1/tours`, { method: 'POST', body, headers: { 'content-type': 'application/json', 'x-signature': signatureHeader(IVR_SECRET, body, now()) } });
    const raw = await response.text();
    if (response.status !== 200) return { status: response.status, said: '', raw, ended: false, transfert: null };
    const reply: ReponseVocale = JSON.parse(raw);
    return { status: 200, raw, said: reply.dire.map(({ texte }) => texte).join(' '), ended: reply.fin !== undefined, transfert: typeof reply.fin === 'object' ? reply.fin.transfert : null };
  };
  const turn = (fields: object): Promise<Heard> => {
    tour += 1;
    return send(JSON.stringify({ fournisseur: 'http', appel: call, tour, cleIdempotence: `${call}-${tour}`, recuLe: '2026-11-26T09:00:00Z', ...(from ? { de: from } : {}), ...fields }));
  };
  return {
    start: () => turn({ genre: 'debut' }),
    say: (texte, confiance = 0.9) => turn({ genre: 'enonce', texte, confiance }),
    press: (chiffres) => turn({ genre: 'dtmf', chiffres }),
    silence: () => turn({ genre: 'silence' }),
    hangUp: async () => void (await turn({ genre: 'raccroche' })),
    again: () => send(last),
  };
}

// ---------------------------------------------------------------- Twilio

export function twilioCaller({ url, call, from = '' }: CallOptions): Caller {
  let action = '/ivr/twilio/tour';
  let last: [string, Record<string, string>] = ['', {}];
  const send = async (path: string, form: Record<string, string>): Promise<Heard> => {
    last = [path, form];
    const signature = getExpectedTwilioSignature(TWILIO_TOKEN, `${url}${path}`, form);
    const response = await fetch(`${url}${path}`, { method: 'POST', body: new URLSearchParams(form), headers: { 'x-twilio-signature': signature } });
    const raw = await response.text();
    if (response.status !== 200) return { status: response.status, said: '', raw, ended: false, transfert: null };
    action = /<Gather[^>]* action="([^"]+)"/.exec(raw)?.[1]?.replaceAll('&amp;', '&') ?? action;
    const said = [...raw.matchAll(/<Say[^>]*>(.*?)<\/Say>/gs)].map(([, text = '']) => unescape(text.replace(/<[^>]+>/g, ' '))).join(' ');
    return { status: 200, raw, said, ended: /<(?:Hangup|Dial)/.test(raw), transfert: /<Dial[^>]*>([^<]+)</.exec(raw)?.[1] ?? null };
  };
  const turn = (fields: Record<string, string>): Promise<Heard> =>
    send(action, { AccountSid: 'AC00000000000000000000000000000000', CallSid: call, From: from, To: '+33970000000', CallStatus: 'in-progress', Direction: 'inbound', ...fields });
  return {
    start: () => turn({}),
    say: (text, confidence = 0.9) => turn({ SpeechResult: text, Confidence: String(confidence) }),
    press: (keys) => turn({ Digits: keys.replace(/#$/, '') }),
    silence: () => turn({ SpeechResult: '', Digits: '' }),
    hangUp: async () => void (await turn({ CallStatus: 'completed' })),
    again: () => send(...last),
  };
}

const unescape = (text: string): string => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&apos;', "'").replaceAll('&amp;', '&');

// ---------------------------------------------------------------- AudioCodes

export function audiocodesCaller({ url, call, from }: CallOptions): Caller & { refresh(): Promise<number> } {
  let rank = 0;
  let urls = { activitiesURL: '', refreshURL: '', disconnectURL: '' };
  let last: object = {};
  const post = (to: string, body: object) => fetch(to, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', authorization: `Bearer ${AUDIOCODES_TOKEN}` } });
  const send = async (activity: object): Promise<Heard> => {
    last = activity;
    const response = await post(urls.activitiesURL, { conversation: call, activities: [activity] });
    const raw = await response.text();
    if (response.status !== 200) return { status: response.status, said: '', raw, ended: false, transfert: null };
    const { activities }: { activities: { type: string; name?: string; text?: string; activityParams?: { transferTarget?: string } }[] } = JSON.parse(raw);
    const end = activities.find(({ name }) => name === 'hangup' || name === 'transfer');
    const said = activities.flatMap(({ text }) => (text === undefined ? [] : [plainOf(text)])).join(' ');
    return { status: 200, raw, said, ended: end !== undefined, transfert: end?.activityParams?.transferTarget?.replace('tel:', '') ?? null };
  };
  const turn = (fields: object): Promise<Heard> => {
    rank += 1;
    return send({ id: `${call}-a${rank}`, timestamp: '2026-11-26T09:00:00.000Z', language: 'fr-FR', ...fields });
  };
  return {
    start: async () => {
      const created = await post(`${url}/ivr/audiocodes`, { conversation: call, id: 'c1', timestamp: '2026-11-26T09:00:00.000Z' });
      urls = JSON.parse(await created.text());
      return turn({ type: 'event', name: 'start', parameters: { caller: from ?? '', callee: '+33970000000' } });
    },
    say: (text, confidence = 0.9) => turn({ type: 'message', text, parameters: { confidence } }),
    press: (keys) => turn({ type: 'event', name: 'DTMF', value: keys }),
    silence: () => turn({ type: 'event', name: 'noUserInput', value: 1 }),
    hangUp: async () => void (await post(urls.disconnectURL, { conversation: call, reason: 'Client Side' })),
    again: () => send(last),
    refresh: async () => (await post(urls.refreshURL, {})).status,
  };
}

/** SSML as the ear hears it. */
const plainOf = (ssml: string): string => unescape(ssml.replace(/<say-as[^>]*>([^<]*)<\/say-as>/g, (_found, letters: string) => [...letters].join(' ')).replace(/<break[^>]*>/g, ' — ').replace(/<[^>]+>/g, ''));
