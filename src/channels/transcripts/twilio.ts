import { z } from 'zod';
import { TranscriptRefused } from './refused';
import { confidenceOf } from './segments';
import type { Spoken } from './segments';
import { checked } from './source';
import { speakerOn } from './speakers';
import type { Speakers } from './speakers';
import { instantOf } from './vendor';
import type { Parsed } from './vendor';

/** Twilio Conversational Intelligence: pages of sentences, with or without the transcript that they belong to (`{transcript, sentences}`). */

const seconds = z.union([z.number().min(-3_600).max(1e7), z.string().regex(/^\d{1,7}(?:\.\d{1,9})?$/)]).nullish();
const sentence = z.object({
  media_channel: z.int().min(0).max(99).nullish(), sentence_index: z.int().min(0).nullish(), start_time: seconds, end_time: seconds,
  transcript: z.string(), confidence: z.union([z.number(), z.string()]).nullish(),
});
const description = z.object({
  sid: z.string().max(200).optional(), language_code: z.string().max(40).nullish(), media_start_time: z.string().max(60).nullish(), duration: z.number().min(0).max(1e7).nullish(), redaction: z.boolean().nullish(),
});
const page = z.object({ sentences: z.array(sentence), transcript: description.optional(), meta: z.object({ url: z.string().max(2_000).nullish(), next_page_url: z.string().nullish() }).optional() });

export function readTwilio(value: unknown, speakers: Speakers): Parsed {
  const values = [value].flat();
  if (values.length === 1 && isDescriptionOnly(values[0])) throw new TranscriptRefused('phrases', 'sentences');
  const pages = values.map((one, i) => checked(page, one, values.length === 1 ? '' : `[${i}].`));
  if (pages.at(-1)?.meta?.next_page_url) throw new TranscriptRefused('pages', 'meta.next_page_url');
  const transcript = pages.find((one) => one.transcript)?.transcript;
  return {
    spoken: spokenOf(pages.flatMap(({ sentences }) => sentences), speakers),
    appel: transcript?.sid ?? /\/Transcripts\/(GT\w{1,60})/.exec(pages[0]?.meta?.url ?? '')?.[1],
    langue: transcript?.language_code ?? undefined, debut: instantOf(transcript?.media_start_time),
    dureeMs: transcript?.duration ? Math.round(transcript.duration * 1_000) : undefined, caviardee: transcript?.redaction === true,
  };
}

const isDescriptionOnly = (value: unknown): boolean => typeof value === 'object' && value !== null && !('sentences' in value) && 'links' in value && 'sid' in value;

/** A sentence without times comes where its index puts it: at the end of the one before. */
function spokenOf(sentences: readonly z.infer<typeof sentence>[], speakers: Speakers): Spoken[] {
  let last = 0;
  return sentences.map((said, i): Spoken => {
    const debutMs = millisecondsOf(said.start_time) ?? last;
    const finMs = millisecondsOf(said.end_time) ?? debutMs;
    last = Math.max(last, finMs);
    return { lieu: `sentences[${i}]`, debutMs, finMs, locuteur: speakerOn(said.media_channel ?? undefined, undefined, speakers), texte: said.transcript, ...confidenceOf(said.confidence) };
  });
}

/** A negative time is one before the first word was heard. */
const millisecondsOf = (given: number | string | null | undefined): number | null => (given === null || given === undefined ? null : Math.max(0, Math.round(Number(given) * 1_000)));
