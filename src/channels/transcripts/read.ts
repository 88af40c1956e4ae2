import { sha256Hex } from '../../ops/hash';
import type { Locuteur, Transcription } from '../../domain/transcription';
import { readAmazon } from './amazon';
import { readAzureSpeech } from './azure-speech';
import { readGenesys } from './genesys';
import { readGoogleCcai } from './google-ccai';
import { TranscriptRefused } from './refused';
import { hasMarks, inOrder } from './segments';
import { jsonOf, textOf } from './source';
import { speakersOf } from './speakers';
import type { Speakers } from './speakers';
import { isSrt, readSrt } from './srt';
import { readTwilio } from './twilio';
import type { JsonParser, Parsed } from './vendor';
import { isWebvtt, readWebvtt } from './webvtt';

export const FORMATS = ['webvtt', 'srt', 'genesys', 'amazon', 'azure', 'twilio', 'google'] as const;
export type Format = (typeof FORMATS)[number];
export const isFormat = (word: string): word is Format => FORMATS.some((format) => format === word);

/** `format`: detected when absent. `appel`: the call id, for formats that have none. `locuteurs`: names or "canal N" → who speaks. */
export type ReadOptions = { format?: Format | undefined; appel?: string | undefined; locuteurs?: Readonly<Record<string, Locuteur>> };

const JSON_PARSERS: Readonly<Record<Exclude<Format, 'webvtt' | 'srt'>, JsonParser>> = {
  genesys: readGenesys, amazon: readAmazon, azure: readAzureSpeech, twilio: readTwilio, google: readGoogleCcai,
};

/** French unless the file says otherwise: it is what the Caf's calls are in. */
const LANGUE = 'fr-FR';

/**
 * One transcript in the common form. Pure: the same bytes and options give the same result.
 * @throws TranscriptRefused (code TRANSCRIPTION_ILLISIBLE) with the reason and the place
 */
export function readTranscript(bytes: Uint8Array, { format, appel, locuteurs = {} }: ReadOptions = {}): Transcription {
  const text = textOf(bytes);
  const empreinte = sha256Hex(bytes);
  const { fournisseur, ...parsed } = parse(text, format, speakersOf(locuteurs));
  const segments = inOrder(parsed.spoken);
  return {
    fournisseur, appel: parsed.appel ?? appel ?? `sha-${empreinte.slice(0, 16)}`, empreinte, langue: parsed.langue || LANGUE,
    caviardee: parsed.caviardee === true || hasMarks(segments), segments,
    ...(parsed.debut === undefined ? {} : { debut: parsed.debut }), dureeMs: parsed.dureeMs ?? lastMs(segments),
  };
}

const lastMs = (segments: Transcription['segments']): number => segments.reduce((last, { finMs }) => Math.max(last, finMs), 0);

function parse(text: string, named: Format | undefined, speakers: Speakers): Parsed & { fournisseur: Format } {
  if (named === 'webvtt' || (named === undefined && isWebvtt(text))) return { fournisseur: 'webvtt', spoken: readWebvtt(text, speakers) };
  if (named === 'srt' || (named === undefined && isSrt(text))) return { fournisseur: 'srt', spoken: readSrt(text, speakers) };
  if (named === undefined && !/^\uFEFF?\s*[[{]/.test(text)) throw new TranscriptRefused('format', 'ligne 1');
  const value = jsonOf(text.replace(/^\uFEFF/, ''));
  const fournisseur = named ?? formatOf(value);
  if (fournisseur === null) throw new TranscriptRefused('format', '');
  return { fournisseur, ...JSON_PARSERS[fournisseur](value, speakers) };
}

/** The field that only this vendor has. */
const SIGNS: readonly [string, Exclude<Format, 'webvtt' | 'srt'>][] = [
  ['transcripts', 'genesys'], ['Transcript', 'amazon'], ['Segments', 'amazon'], ['recognizedPhrases', 'azure'], ['sentences', 'twilio'], ['links', 'twilio'], ['entries', 'google'],
];

function formatOf(value: unknown): Exclude<Format, 'webvtt' | 'srt'> | null {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  if (typeof first !== 'object' || first === null) return null;
  return SIGNS.find(([field]) => Object.hasOwn(first, field))?.[1] ?? null;
}
