import type { Request, Response, Server } from 'restify';
import PHRASES from '../channels/phrases.json';
import { Refusal } from '../channels/refusal';
import { AUDIOCODES_PATH, type Audiocodes } from '../channels/telephone/audiocodes';
import { SIGNED_PATH, signedTurn } from '../channels/telephone/signed';
import { checkTwilio, toTwiml, TWILIO_PATH, twilioTurn } from '../channels/telephone/twilio';
import type { ReponseVocale } from '../channels/telephone/turns';
import type { Voice } from '../channels/telephone/voice';
import type { Clock } from '../ops/clock';
import type { Logger } from '../ops/log';
import { JSON_MAX_OCTETS, readBody, readJson } from './body';
import { baseUrl, guarded, paramOf, queryOf, sendJson, type Handler, type Site } from './exchange';

export type TelephoneDeps = {
  voice: Voice; site: Site; clock: Clock; log: Logger;
  twilio: { authToken: string; voix?: string | undefined } | undefined;
  audiocodes: Audiocodes | undefined;
  secret: string | undefined;
};

const FORM_MAX_OCTETS = 65_536;

/** The three ways in of the telephone. One that is not set says so, and nothing else. */
export function mountTelephone(server: Server, deps: TelephoneDeps): void {
  const route = (method: 'get' | 'post', path: string, handler: Handler): void => void server[method](path, guarded(handler, deps.log));
  route('post', TWILIO_PATH, (req, res) => twilioTurnOver(req, res, deps));
  route('post', SIGNED_PATH, (req, res) => signedTurnOver(req, res, deps));
  mountAudiocodes(route, deps);
}

async function twilioTurnOver(req: Request, res: Response, { twilio, voice, site, clock, log }: TelephoneDeps): Promise<void> {
  if (!twilio) throw new Refusal('CANAL_DESACTIVE');
  const form = new URLSearchParams((await readBody(req, FORM_MAX_OCTETS)).toString('utf8'));
  checkTwilio(twilio.authToken, headerOf(req, 'x-twilio-signature'), addressesOf(req, site), form);
  const turn = twilioTurn(form, queryOf(req), clock().toISOString());
  // a gateway that gets an error plays its own words in English
  const reponse = await voice.answer(turn).catch((error: unknown) => outOfOrder(error, log));
  sendXml(res, toTwiml(reponse, turn.tour + 1, twilio.voix));
}

function outOfOrder(error: unknown, log: Logger): ReponseVocale {
  if (error instanceof Refusal) throw error;
  log.error({ error }, 'tour-en-panne');
  return { dire: [{ texte: PHRASES.panne }], interruptible: false, fin: 'raccrocher' };
}

/** Behind a proxy that speaks https for us, the address signed is not the one that we see. */
const addressesOf = (req: Request, site: Site): string[] =>
  [...new Set([baseUrl(req, site), baseUrl(req, site).replace(/^http:/, 'https:')])].map((base) => `${base}${req.url ?? ''}`);

async function signedTurnOver(req: Request, res: Response, { secret, voice, clock }: TelephoneDeps): Promise<void> {
  if (secret === undefined) throw new Refusal('CANAL_DESACTIVE');
  const rawBody = await readBody(req, JSON_MAX_OCTETS);
  const turn = signedTurn(secret, headerOf(req, 'x-signature'), rawBody, clock().getTime());
  sendJson(res, 200, await voice.answer(turn));
}

function mountAudiocodes(route: (method: 'get' | 'post', path: string, handler: Handler) => void, { audiocodes, site }: TelephoneDeps): void {
  const opened = (handler: (bot: Audiocodes, req: Request) => Promise<object> | object): Handler => async (req, res) => {
    if (!audiocodes) throw new Refusal('CANAL_DESACTIVE');
    audiocodes.authorize(req.headers.authorization);
    sendJson(res, 200, await handler(audiocodes, req));
  };
  const one = `${AUDIOCODES_PATH}/conversation/:id`;
  route('get', AUDIOCODES_PATH, opened((bot) => bot.check()));
  route('post', AUDIOCODES_PATH, opened(async (bot, req) => bot.create(await readJson(req), `${baseUrl(req, site)}${AUDIOCODES_PATH}`)));
  route('post', `${one}/activities`, opened(async (bot, req) => bot.activities(paramOf(req, 'id'), await readJson(req))));
  route('post', `${one}/keepalive`, opened(async (bot, req) => (await readJson(req), bot.refresh(paramOf(req, 'id')))));
  route('post', `${one}/disconnect`, opened(async (bot, req) => (await readJson(req), bot.disconnect(paramOf(req, 'id')))));
}

const headerOf = (req: Request, name: string): string | undefined => {
  const value = req.headers[name];
  return typeof value === 'string' ? value : undefined;
};

function sendXml(res: Response, xml: string): void {
  res.writeHead(200, { 'Content-Type': 'text/xml; charset=utf-8', 'Content-Length': Buffer.byteLength(xml) });
  res.end(xml);
}
