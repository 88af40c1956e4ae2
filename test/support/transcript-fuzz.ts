import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { FORMATS, readTranscript } from '../../src/channels/transcripts/read';
import type { Format } from '../../src/channels/transcripts/read';
import { TranscriptRefused } from '../../src/channels/transcripts/refused';

/** Bodies that no vendor ever sent: the samples with their bytes changed, and values of the right shape with the wrong things in them. */

const SAMPLES = join(__dirname, '..', 'calls', 'samples');
const all = readdirSync(SAMPLES).sort();
const OWN: Readonly<Record<Format, RegExp>> = { webvtt: /\.vtt$/, srt: /\.srt$/, genesys: /^genesys/, amazon: /^aws/, azure: /^azure/, twilio: /^twilio/, google: /^google/ };
const seedsOf = (format: Format | undefined): Buffer[] => all.filter((name) => format === undefined || OWN[format].test(name)).map((name) => readFileSync(join(SAMPLES, name)));
const FIELDS = ['transcripts', 'phrases', 'text', 'startTimeMs', 'duration', 'milliseconds', 'participantPurpose', 'words', 'Transcript', 'Segments', 'Content', 'ParticipantRole', 'BeginOffsetMillis', 'EndOffsetMillis', 'NextToken',
  'recognizedPhrases', 'nBest', 'display', 'offset', 'channel', 'confidence', 'speaker', 'sentences', 'media_channel', 'start_time', 'end_time', 'transcript', 'meta', 'entries', 'role', 'start_timestamp_usec', '__proto__', 'constructor'];

const mutated = (seeds: readonly Buffer[]) => fc.record({
  seed: fc.constantFrom(...seeds),
  edits: fc.array(fc.record({ at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), kind: fc.constantFrom('put', 'cut', 'copy', 'truncate'), byte: fc.integer({ min: 0, max: 255 }), length: fc.integer({ min: 1, max: 60 }) }), { minLength: 1, maxLength: 4 }),
}).map(({ seed, edits }) => edits.reduce((bytes: Buffer, { at, kind, byte, length }) => {
  const from = Math.floor(at * bytes.length);
  if (kind === 'truncate') return bytes.subarray(0, from);
  if (kind === 'cut') return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + length)]);
  if (kind === 'copy') return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from, from + length), bytes.subarray(from)]);
  return Buffer.concat([bytes.subarray(0, from), Buffer.from([byte]), bytes.subarray(from + 1)]);
}, seed));

/** One leaf of a sample replaced: the shape stays, and the parser goes on to what it does with values. */
const misvalued = (seeds: readonly Buffer[]) => fc.record({ seed: fc.constantFrom(...seeds), rank: fc.nat(400), value: scalar }).map(({ seed, rank, value }) => {
  const text = seed.toString('utf8');
  const leaves = [...text.matchAll(/(?<=[:[,]\s*)(?:"(?:[^"\\]|\\.)*"|-?\d[\d.]*|null|true|false)(?=\s*[,\]}])|\d{2}:\d{2}:\d{2}[.,]\d{3}/g)];
  const leaf = leaves[rank % Math.max(1, leaves.length)];
  return leaf === undefined ? seed : Buffer.from(text.slice(0, leaf.index) + (JSON.stringify(value) ?? 'null') + text.slice(leaf.index + leaf[0].length));
});

const scalar = fc.oneof(fc.string({ maxLength: 20 }), fc.integer(), fc.double(), fc.constantFrom(null, true, -1, 1e300, '', 'PT1S', 'PT', '12', '[PII]', '\u0000', '<v A>', '00:00:01.000 --> 00:00:02.000'));
const { value: shaped } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof({ depthSize: 'small', withCrossShrink: true }, scalar, fc.array(tie('value'), { maxLength: 4 }), fc.dictionary(fc.constantFrom(...FIELDS), tie('value'), { maxKeys: 6 })),
}));
const json = shaped.map((value) => Buffer.from(JSON.stringify(value) ?? ''));
const cues = fc.array(fc.oneof(fc.string({ maxLength: 40 }), fc.constantFrom('', '1', 'WEBVTT', 'NOTE', 'STYLE', '00:00:01.000 --> 00:00:02.000', '00:00:01,000 --> 00:00:00,500', '<v Allocataire>bonjour', '<v <v <v', '-->')), { maxLength: 14 }).map((lines) => Buffer.from(`${lines.length % 2 === 0 ? 'WEBVTT\n\n' : ''}${lines.join('\n')}`));

export const anyBody = (format: Format | undefined): fc.Arbitrary<Buffer> => fc.oneof(mutated(seedsOf(format)), misvalued(seedsOf(format)), json, cues);

/**
 * What a parser must do with any body: a transcript that keeps the promises of the common form, or a coded refusal.
 * @throws anything else
 */
export function readsOrRefuses(body: Buffer, format: Format | undefined): 'read' | 'refused' {
  try {
    const { segments } = readTranscript(body, { format });
    segments.forEach(({ n, debutMs, finMs, texte }, i) => {
      const sound = n === i + 1 && texte !== '' && Number.isInteger(debutMs) && debutMs >= (segments[i - 1]?.debutMs ?? 0) && finMs >= debutMs;
      if (!sound) throw new Error(`unsound segment ${n}`);
    });
    return 'read';
  } catch (error) {
    if (error instanceof TranscriptRefused) return 'refused';
    throw error;
  }
}

/** Named, or to be detected. */
export const ALL_PARSERS: readonly (Format | undefined)[] = [...FORMATS, undefined];
