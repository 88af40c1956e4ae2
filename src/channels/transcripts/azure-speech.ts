import { z } from 'zod';
import { TranscriptRefused } from './refused';
import { confidenceOf } from './segments';
import type { Spoken } from './segments';
import { checked } from './source';
import { speakerOn } from './speakers';
import type { Speakers } from './speakers';
import { instantOf } from './vendor';
import type { Parsed } from './vendor';

/** Azure Speech batch v3: times are ISO durations or ticks of 100 ns; the best of `nBest` is the surest one. */

const time = z.union([z.string().max(60), z.number().min(0).max(1e16)]);
const guess = z.object({ confidence: z.union([z.number(), z.string()]).nullish(), speaker: z.int().optional(), display: z.string().optional(), lexical: z.string().optional() });
const phrase = z.object({
  recognitionStatus: z.string().optional(), channel: z.int().min(0).max(99).optional(), speaker: z.int().optional(), locale: z.string().max(40).optional(),
  offset: time.optional(), duration: time.optional(), offsetInTicks: z.number().min(0).max(1e16).optional(), durationInTicks: z.number().min(0).max(1e16).optional(),
  nBest: z.array(guess).default([]),
});
const schema = z.object({ timestamp: z.string().max(60).optional(), duration: time.optional(), durationInTicks: z.number().min(0).max(1e16).optional(), locale: z.string().max(40).optional(), recognizedPhrases: z.array(phrase) });

export function readAzureSpeech(value: unknown, speakers: Speakers): Parsed {
  const call = checked(schema, value);
  const heard = call.recognizedPhrases.flatMap((said, i): Spoken[] => (isHeard(said) ? [spokenOf(said, speakers, `recognizedPhrases[${i}]`)] : []));
  return {
    spoken: heard, debut: instantOf(call.timestamp), langue: call.locale ?? call.recognizedPhrases.find(({ locale }) => locale !== undefined)?.locale,
    dureeMs: call.durationInTicks !== undefined || call.duration !== undefined ? millisecondsOf(call.durationInTicks ?? call.duration, 'duration') : undefined,
  };
}

type Phrase = z.infer<typeof phrase>;

const isHeard = ({ recognitionStatus, nBest }: Phrase): boolean => (recognitionStatus ?? 'Success') === 'Success' && nBest.length > 0;

function spokenOf({ channel, speaker, offset, duration, offsetInTicks, durationInTicks, nBest }: Phrase, speakers: Speakers, lieu: string): Spoken {
  const best = nBest.reduce((top, one) => (Number(one.confidence ?? 0) > Number(top.confidence ?? 0) ? one : top));
  const debutMs = millisecondsOf(offsetInTicks ?? offset, `${lieu}.offset`);
  const lasts = millisecondsOf(durationInTicks ?? duration, `${lieu}.duration`);
  return { lieu, debutMs, finMs: debutMs + lasts, locuteur: speakerOn(channel, best.speaker ?? speaker, speakers), texte: best.display || best.lexical || '', ...confidenceOf(best.confidence) };
}

const TICKS_PER_MS = 10_000;
const ISO = /^PT(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,7}(?:\.\d{1,9})?)S)?$/;

function millisecondsOf(given: string | number | undefined, lieu: string): number {
  if (typeof given === 'number') return Math.round(given / TICKS_PER_MS);
  if (given !== undefined && /^\d{1,16}$/.test(given)) return Math.round(Number(given) / TICKS_PER_MS);
  const [all, hours = '0', minutes = '0', seconds = '0'] = ISO.exec(given ?? '') ?? [];
  if (all === undefined || all === 'PT') throw new TranscriptRefused('duree', lieu);
  return Math.round(((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000);
}
