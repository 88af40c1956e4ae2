import { z } from 'zod';
import type { Locuteur } from '../../domain/transcription';
import { confidenceOf } from './segments';
import type { Spoken } from './segments';
import { checked } from './source';
import type { Parsed } from './vendor';

/** Genesys Cloud, `transcripts[].phrases[]`: instants since 1970, told from the beginning of the conversation. */

const ms = z.number().min(0).max(1e14);
const phrase = z.object({
  text: z.string(), startTimeMs: ms, duration: z.object({ milliseconds: ms }), participantPurpose: z.string().default(''),
  words: z.array(z.object({ confidence: z.number().nullish() })).default([]),
});
const schema = z.object({
  conversationId: z.string().max(200).optional(), conversationStartTime: ms.optional(), startTime: ms.optional(), duration: z.object({ milliseconds: ms }).optional(),
  transcripts: z.array(z.object({ language: z.string().max(40).optional(), phrases: z.array(phrase) })),
});

const PURPOSES: Readonly<Record<string, Locuteur>> = { internal: 'agent', agent: 'agent', user: 'agent', external: 'allocataire', customer: 'allocataire', ivr: 'svi', acd: 'svi', voicemail: 'svi' };

export function readGenesys(value: unknown): Parsed {
  const { conversationId, conversationStartTime, startTime, duration, transcripts } = checked(schema, value);
  const starts = transcripts.flatMap(({ phrases }) => phrases.map(({ startTimeMs }) => startTimeMs));
  const earliest = starts.reduce((least, one) => Math.min(least, one), Infinity);
  const origin = Math.min(conversationStartTime ?? startTime ?? earliest, earliest);
  return {
    spoken: transcripts.flatMap(({ phrases }, t) => phrases.map((said, p) => spokenOf(said, origin, `transcripts[${t}].phrases[${p}]`))),
    appel: conversationId, langue: transcripts[0]?.language, dureeMs: duration?.milliseconds,
    debut: Number.isFinite(origin) ? dateOf(origin) : undefined,
  };
}

function spokenOf({ text, startTimeMs, duration, participantPurpose, words }: z.infer<typeof phrase>, origin: number, lieu: string): Spoken {
  const heard = words.flatMap(({ confidence }) => (typeof confidence === 'number' ? [confidence] : []));
  const mean = heard.length === 0 ? undefined : Math.round((heard.reduce((sum, one) => sum + one, 0) / heard.length) * 1_000) / 1_000;
  const debutMs = Math.round(startTimeMs - origin);
  return { lieu, debutMs, finMs: Math.round(debutMs + duration.milliseconds), locuteur: PURPOSES[participantPurpose.toLowerCase()] ?? 'inconnu', texte: text, ...confidenceOf(mean) };
}

/** A small number counts from the beginning of the call, and is no date. */
const dateOf = (origin: number): string | undefined => (origin > 1e12 && origin < 8e12 ? new Date(origin).toISOString() : undefined);
