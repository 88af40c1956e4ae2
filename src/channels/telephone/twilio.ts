import { validateRequest } from 'twilio/lib/webhooks/webhooks';
import VoiceResponse from 'twilio/lib/twiml/VoiceResponse';
import { Refusal } from '../refusal';
import { partsOf, PAUSE_MS } from './speech';
import { tourVocalSchema, type Dit, type ReponseVocale, type TourVocal } from './turns';

/** Twilio Gather, and what speaks like it (SignalWire, Telnyx TeXML): a form comes in, TwiML goes out. */

/** Where Twilio sends the turns of a call; `t` is the rank of the turn, which the signature of the address covers. */
export const TWILIO_PATH = '/ivr/twilio/tour';

/**
 * @param urls addresses under which Twilio may know this server: the signature is over the whole address; the port is tried with and without
 * @throws Refusal SIGNATURE_REFUSEE
 */
export function checkTwilio(authToken: string, signature: string | undefined, urls: readonly string[], form: URLSearchParams): void {
  const params = Object.fromEntries([...new Set(form.keys())].map((name) => [name, valueOf(form.getAll(name))]));
  if (!signature || !urls.some((url) => validateRequest(authToken, signature, url, params))) throw new Refusal('SIGNATURE_REFUSEE');
}

const valueOf = (values: string[]): string | string[] => (values.length === 1 ? (values[0] ?? '') : values);

/** @throws Refusal ACTIVITE_INVALIDE */
export function twilioTurn(form: URLSearchParams, query: URLSearchParams, recuLe: string): TourVocal {
  const field = (name: string): string | undefined => form.get(name) || undefined;
  const tour = /^\d{1,5}$/.test(query.get('t') ?? '') ? Number(query.get('t')) : 0;
  const [chiffres, texte] = [field('Digits'), field('SpeechResult')];
  const parsed = tourVocalSchema.safeParse({
    fournisseur: 'twilio', appel: field('CallSid'), tour, cleIdempotence: `t${tour}`, recuLe, de: field('From'), vers: field('To'),
    genre: genreOf(field('CallStatus'), tour, chiffres, texte), texte, chiffres, confiance: confidenceOf(field('Confidence')),
  });
  if (!parsed.success) throw new Refusal('ACTIVITE_INVALIDE');
  return parsed.data;
}

const ENDED = ['completed', 'busy', 'failed', 'no-answer', 'canceled'];

function genreOf(status: string | undefined, tour: number, chiffres: string | undefined, texte: string | undefined): TourVocal['genre'] {
  if (status !== undefined && ENDED.includes(status)) return 'raccroche';
  if (chiffres !== undefined) return 'dtmf';
  if (texte !== undefined) return 'enonce';
  return tour === 0 ? 'debut' : 'silence';
}

/** A number, a string, or nothing: nothing, or what is no number between 0 and 1, is unknown. */
export function confidenceOf(given: unknown): number | undefined {
  const value = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
  return typeof value === 'number' && value >= 0 && value <= 1 ? value : undefined;
}

type Twiml = InstanceType<typeof VoiceResponse>;

/**
 * @param next rank of the next turn
 * @param voix a voice that knows SSML ("Polly.Lea-Neural"); without one the words alone are said, which spell as well
 */
export function toTwiml(reponse: ReponseVocale, next: number, voix: string | undefined): string {
  const twiml = new VoiceResponse();
  const { attendre, fin } = reponse;
  if (!attendre) {
    reponse.dire.forEach((dit) => sayIn(twiml, dit, voix));
    if (typeof fin === 'object') twiml.dial({}, fin.transfert);
    else twiml.hangup();
    return twiml.toString();
  }
  // what is closed is said before anything is listened to
  const open = reponse.dire.findLastIndex(({ ferme }) => ferme) + 1;
  reponse.dire.slice(0, open).forEach((dit) => sayIn(twiml, dit, voix));
  gather(twiml, reponse.dire.slice(open), attendre, next, voix);
  // a gateway that does not call back after a silence goes on here
  twiml.redirect({ method: 'POST' }, `${TWILIO_PATH}?t=${next}`);
  return twiml.toString();
}

function gather(twiml: Twiml, dire: readonly Dit[], { dtmf, indices, silenceMs }: NonNullable<ReponseVocale['attendre']>, next: number, voix: string | undefined): void {
  const gathered = twiml.gather({
    input: ['speech', 'dtmf'], language: 'fr-FR', speechTimeout: 'auto', timeout: silenceMs / 1_000, bargeIn: true, actionOnEmptyResult: true,
    action: `${TWILIO_PATH}?t=${next}`, method: 'POST', finishOnKey: '#', ...(dtmf?.max === 1 ? { numDigits: 1 } : {}), ...(indices ? { hints: indices.map((hint) => hint.replaceAll(',', ' ')).join(', ') } : {}),
  });
  dire.forEach((dit) => sayIn(gathered, dit, voix));
}

function sayIn(parent: Pick<Twiml, 'say'>, { texte }: Dit, voix: string | undefined): void {
  if (voix === undefined) return void parent.say({ language: 'fr-FR' }, xmlText(texte));
  const say = parent.say({ language: 'fr-FR', voice: voiceNamed(voix) }, '');
  for (const part of partsOf(texte)) {
    if (part.genre === 'pause') say.break({ time: `${PAUSE_MS}ms` });
    else if (part.genre === 'lettres') say.sayAs({ 'interpret-as': 'characters' }, part.texte);
    else say.addText(xmlText(part.texte));
  }
}

type SayVoice = NonNullable<NonNullable<Parameters<Twiml['say']>[0] & object>['voice']>;
// the list of the package is that of its day: the gateway is the judge of the name
const voiceNamed = (voix: string): SayVoice => voix as SayVoice;

/** The package escapes marks, not the characters that XML does not know. */
const xmlText = (text: string): string => text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '');
