import { z } from 'zod';
import type { TourVocal } from '../../src/channels/telephone/turns';

/**
 * What an integrator writes to bring another gateway to `/ivr/v1/tours`: the fields of its own message, told as a turn. By the name of
 * the public sample that was tried, and nothing else.
 */
export type Heard = Omit<TourVocal, 'fournisseur' | 'tour' | 'cleIdempotence' | 'recuLe'>;

const confidence = z.number().min(0).max(1);
const speech = (appel: string, texte: string, more: Partial<Heard> = {}): Heard => ({ appel, genre: 'enonce', texte, ...more });

const jambonz = z.object({ call_sid: z.string(), data: z.object({ from: z.string(), to: z.string(), speech: z.object({ transcripts: z.array(z.object({ alternatives: z.array(z.object({ transcript: z.string(), confidence })).min(1) })).min(1) }) }) });
const vonage = z.object({ conversation_uuid: z.string(), from: z.string(), to: z.string(), speech: z.object({ results: z.array(z.object({ text: z.string(), confidence })).min(1) }) });
const acs = z.array(z.object({ data: z.object({ callConnectionId: z.string(), speechResult: z.object({ speech: z.string(), confidence }) }) })).min(1);
const acsStream = z.object({ transcriptionData: z.object({ text: z.string(), confidence, participantRawID: z.string() }) });
const botConnector = z.object({ request: z.object({ genesysConversationId: z.string(), inputMessage: z.object({ text: z.string() }) }) });
const audiohook = z.object({ id: z.string(), parameters: z.object({ entities: z.array(z.object({ data: z.object({ alternatives: z.array(z.object({ confidence, interpretations: z.array(z.object({ transcript: z.string() })).min(1) })).min(1) }) })).min(1) }) });
const allomedia = z.object({ request: z.object({ session: z.object({ sessionId: z.string() }), text: z.string() }) });
const relay = z.discriminatedUnion('type', [
  z.object({ type: z.literal('setup'), callSid: z.string(), from: z.string(), to: z.string() }), z.object({ type: z.literal('prompt'), voicePrompt: z.string() }),
  z.object({ type: z.literal('dtmf'), digit: z.string() }), z.object({ type: z.literal('interrupt'), utteranceUntilInterrupt: z.string() }), z.object({ type: z.literal('error') }),
]);

/** The best alternative is the text; all of them are given. */
const best = (appel: string, [first, ...others]: { texte: string; confiance: number }[], more: Partial<Heard> = {}): Heard =>
  speech(appel, first?.texte ?? '', { ...(first ? { confiance: first.confiance, alternatives: [first, ...others] } : {}), ...more });

export const BRIDGES = {
  'jambonz-verb-hook.json': (body: unknown): Heard[] => {
    const { call_sid: appel, data: { from, to, speech: said } } = jambonz.parse(body);
    return [best(appel, said.transcripts.flatMap(({ alternatives }) => alternatives).map(({ transcript, confidence: confiance }) => ({ texte: transcript, confiance })), { de: from, vers: to })];
  },
  'vonage-input-webhook.json': (body: unknown): Heard[] => {
    const { conversation_uuid: appel, from, to, speech: said } = vonage.parse(body);
    return [best(appel, said.results.map(({ text, confidence: confiance }) => ({ texte: text, confiance })), { de: `+${from}`, vers: `+${to}` })];
  },
  'azure-acs-recognize-completed.json': (body: unknown): Heard[] => acs.parse(body).map(({ data }) => speech(data.callConnectionId, data.speechResult.speech, { confiance: data.speechResult.confidence })),
  'azure-acs-transcription-data.json': (body: unknown): Heard[] => {
    const { text, confidence: confiance, participantRawID } = acsStream.parse(body).transcriptionData;
    return [speech('flux-acs', text, { confiance, de: participantRawID.replace(/^4:/, '') })];
  },
  'genesys-bot-connector.json': (body: unknown): Heard[] => {
    const { genesysConversationId, inputMessage } = botConnector.parse(body).request;
    return [speech(genesysConversationId, inputMessage.text)];
  },
  'genesys-audiohook-event.json': (body: unknown): Heard[] => {
    const { id, parameters } = audiohook.parse(body);
    return parameters.entities.map(({ data }) => best(id, data.alternatives.map(({ confidence: confiance, interpretations }) => ({ texte: interpretations[0]?.transcript ?? '', confiance }))));
  },
  'allomedia.json': (body: unknown): Heard[] => {
    const { session, text } = allomedia.parse(body).request;
    return [speech(session.sessionId, text)];
  },
  /** Its messages come one after the other; the first one alone names the call and the caller, whom every turn must name. */
  'conversationrelay.jsonl': (body: unknown): Heard[] => {
    const messages = z.array(relay).min(1).parse(body);
    const setup = messages.find((message) => message.type === 'setup');
    const call = { appel: setup?.callSid ?? '', de: setup?.from, vers: setup?.to };
    return messages.map((message): Heard => {
      if (message.type === 'setup') return { ...call, genre: 'debut' };
      if (message.type === 'prompt') return { ...call, genre: 'enonce', texte: message.voicePrompt };
      if (message.type === 'dtmf') return { ...call, genre: 'dtmf', chiffres: message.digit };
      if (message.type === 'interrupt') return { ...call, genre: 'interruption', entenduJusqua: message.utteranceUntilInterrupt };
      return { ...call, genre: 'erreur' };
    });
  },
};
