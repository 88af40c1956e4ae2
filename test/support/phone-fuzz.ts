import fc from 'fast-check';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks';
import { signatureHeader } from '../../src/channels/signature';
import { AUDIOCODES_TOKEN, IVR_SECRET, TWILIO_TOKEN } from './phone';

/** Bodies that no gateway should send, and those that it may: random ones in the right shape, then with bytes changed. Each is signed, so that it is read. */

export const DOORS = ['twilio', 'audiocodes', 'own'] as const;
export type Door = (typeof DOORS)[number];
export type FuzzRequest = { path: string; body: Uint8Array; headers: Record<string, string> };

const words = fc.oneof(
  fc.constantFrom('oui', 'non', 'je sais pas', 'on me reclame un trop percu d apl', 'mon rsa a ete coupe le neuf novembre', 'sept k deux m quatre t r', 'parler a quelqu un', 'annuler', '<Say>&amp;', ''),
  fc.string({ unit: 'grapheme', maxLength: 60 }), fc.string({ unit: 'binary', maxLength: 60 }),
);
const keys = fc.oneof(fc.stringMatching(/^[0-9*#]{0,16}$/), fc.string({ maxLength: 10 }));
const confidence = fc.oneof(fc.double(), fc.double({ min: 0, max: 1 }), fc.constantFrom<unknown>('0.87', '', null, 'NaN', -1, [], {}));
const call = fc.integer({ min: 0, max: 40 }).map((n) => `fuzz-${n}`);
const anything = fc.anything({ maxDepth: 3 });
const rarely = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<unknown> => fc.oneof({ weight: 12, arbitrary }, { weight: 1, arbitrary: anything });

const ownTurn = fc.record({
  fournisseur: rarely(fc.constant('http')), appel: rarely(call), tour: rarely(fc.nat({ max: 50_000 })), cleIdempotence: rarely(fc.string({ minLength: 1, maxLength: 20 })),
  genre: rarely(fc.constantFrom('debut', 'enonce', 'dtmf', 'interruption', 'silence', 'raccroche', 'erreur')), texte: rarely(words), confiance: rarely(fc.double({ min: 0, max: 1, noNaN: true })), chiffres: rarely(fc.stringMatching(/^[0-9*#]{0,16}$/)),
  alternatives: rarely(fc.array(fc.record({ texte: words, confiance: fc.double({ min: 0, max: 1, noNaN: true }) }), { maxLength: 4 })), de: rarely(fc.constantFrom('+33612345678', 'anonymous', '')), recuLe: rarely(fc.constant('2026-11-26T09:00:00Z')),
}, { requiredKeys: ['fournisseur', 'appel', 'tour', 'cleIdempotence', 'genre', 'recuLe'] });

const audiocodesTurn = fc.record({
  conversation: rarely(call),
  activities: rarely(fc.array(fc.record({
    id: rarely(fc.uuid()), timestamp: rarely(fc.constant('2026-11-26T09:00:00Z')), type: rarely(fc.constantFrom('message', 'event', 'typing')), name: rarely(fc.constantFrom('start', 'DTMF', 'noUserInput', 'hangup', 'autre')),
    text: rarely(words), value: rarely(keys), parameters: rarely(fc.record({ confidence: rarely(confidence), caller: rarely(fc.constantFrom('+33612345678', 'anonymous')) })),
  }, { requiredKeys: ['id', 'type'] }), { maxLength: 3 })),
});

const twilioForm = fc.record({
  CallSid: rarely(call), From: rarely(fc.constantFrom('+33612345678', 'Anonymous', 'sip:a@b')), SpeechResult: rarely(words), Confidence: rarely(confidence), Digits: rarely(keys), CallStatus: rarely(fc.constantFrom('in-progress', 'completed', 'ringing')),
}, { requiredKeys: [] }).map((form) => new URLSearchParams(Object.entries(form).map(([name, value]): [string, string] => [name, safeText(value)])).toString());

/** Some values have no text at all. */
function safeText(value: unknown): string {
  try {
    return String(value);
  } catch {
    return '';
  }
}

const text = (turn: unknown): string => {
  try {
    return JSON.stringify(turn, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value)) ?? '';
  } catch {
    return '{}';
  }
};

/** A few bytes changed, cut, doubled or put in. */
const mutated = (body: fc.Arbitrary<string>): fc.Arbitrary<Uint8Array> => fc.tuple(body, fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 }), fc.constantFrom('set', 'cut', 'put', 'double')), { maxLength: 4 }), fc.boolean()).map(([written, changes, whole]) => {
  let bytes = Buffer.from(written);
  for (const [where, value, how] of whole ? [] : changes) {
    const at = bytes.length === 0 ? 0 : where % bytes.length;
    if (how === 'set' && bytes.length > 0) bytes[at] = value;
    else if (how === 'cut') bytes = bytes.subarray(0, at);
    else if (how === 'put') bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from([value]), bytes.subarray(at)]);
    else bytes = Buffer.concat([bytes, bytes.subarray(at)]).subarray(0, 20_000);
  }
  return new Uint8Array(bytes);
});

const json = 'application/json';

/** @param base address of the server, which Twilio signs */
export function fuzzRequests(door: Door, base: string, now: () => number = Date.now): fc.Arbitrary<FuzzRequest> {
  if (door === 'own') {
    return mutated(ownTurn.map(text)).map((body) => ({ path: '/ivr/v1/tours', body, headers: { 'content-type': json, 'x-signature': signatureHeader(IVR_SECRET, Buffer.from(body), now()) } }));
  }
  if (door === 'audiocodes') {
    return fc.tuple(call, mutated(audiocodesTurn.map(text))).map(([conversation, body]) => ({ path: `/ivr/audiocodes/conversation/${conversation}/activities`, body, headers: { 'content-type': json, authorization: `Bearer ${AUDIOCODES_TOKEN}` } }));
  }
  return fc.tuple(fc.nat({ max: 99_999 }), mutated(twilioForm)).map(([t, body]) => {
    const path = `/ivr/twilio/tour?t=${t}`;
    const form = new URLSearchParams(Buffer.from(body).toString('utf8'));
    const params = Object.fromEntries([...new Set(form.keys())].map((name) => [name, form.getAll(name).length === 1 ? form.get(name) : form.getAll(name)]));
    return { path, body, headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': getExpectedTwilioSignature(TWILIO_TOKEN, `${base}${path}`, params) } };
  });
}

/** The conversations that the AudioCodes bodies speak of. */
export async function openConversations(url: string): Promise<void> {
  for (let n = 0; n <= 40; n++) {
    await fetch(`${url}/ivr/audiocodes`, { method: 'POST', body: JSON.stringify({ conversation: `fuzz-${n}` }), headers: { 'content-type': json, authorization: `Bearer ${AUDIOCODES_TOKEN}` } });
  }
}
