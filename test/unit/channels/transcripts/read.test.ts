import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { readTranscript } from '../../../../src/channels/transcripts/read';
import type { ReadOptions } from '../../../../src/channels/transcripts/read';
import type { Segment, Transcription } from '../../../../src/domain/transcription';
import { ALL_PARSERS, anyBody, readsOrRefuses } from '../../../support/transcript-fuzz';
import { processorMsOf } from '../../../support/work';

const sample = (name: string, options?: ReadOptions): Transcription => readTranscript(readFileSync(join(__dirname, '..', '..', '..', 'calls', 'samples', name)), options);
const said = (text: string, options?: ReadOptions): Transcription => readTranscript(Buffer.from(text), options);
const segment = (n: number, locuteur: Segment['locuteur'], debutMs: number, finMs: number, texte: string): Segment => ({ n, locuteur, debutMs, finMs, texte });

const vtt = (...cues: string[]): string => ['WEBVTT', ...cues].join('\n\n');
const azure = (phrase: object): string => JSON.stringify({ recognizedPhrases: [{ channel: 0, nBest: [{ display: 'oui' }], ...phrase }] });

describe('the sample of each vendor', () => {
  const DEUX = [segment(1, 'allocataire', 1_250, 3_900, 'Bonjour, je conteste un indu.'), segment(2, 'agent', 4_100, 6_000, 'De quelle prestation ?')];

  it('WebVTT', () => expect(sample('sample.vtt')).toMatchObject({ fournisseur: 'webvtt', langue: 'fr-FR', caviardee: false, dureeMs: 6_000, segments: DEUX }));

  it('SRT, whose speakers are names before a colon', () => expect(sample('sample.srt')).toMatchObject({ fournisseur: 'srt', segments: DEUX }));

  it('Genesys Cloud: instants become times of the call, overlapping speech keeps its order, and a comma too many is forgiven', () => {
    const call = sample('genesys-cloud-transcript.json');

    expect(call).toMatchObject({ fournisseur: 'genesys', appel: '12345abc-1234-123a-5678-abc123xyz', debut: '2021-01-15T02:59:57.052Z', langue: 'en-US', dureeMs: 42_000 });
    expect(call.segments).toEqual([
      { ...segment(1, 'agent', 11_914, 15_514, 'hello Jane Doe'), confiance: 0.723 }, { ...segment(2, 'agent', 17_414, 18_314, 'how are you'), confiance: 0.75 },
      { ...segment(3, 'allocataire', 17_814, 19_814, 'i\'m fine how about you'), confiance: 0.73 }, { ...segment(4, 'agent', 18_714, 19_314, 'okay'), confiance: 0.81 },
      { ...segment(5, 'agent', 50_514, 51_914, 'thank you goodbye'), confiance: 0.847 },
    ]);
  });

  it('Contact Lens', () => expect(sample('aws-contact-lens-segments.json')).toMatchObject({ fournisseur: 'amazon', segments: [DEUX[0]] }));

  it('Transcribe Call Analytics: what was taken out keeps its mark', () => {
    expect(sample('aws-transcribe-call-analytics.json')).toMatchObject({
      fournisseur: 'amazon', appel: '12a3b45c-de6f-78g9-0123-45h6ab78c901', langue: 'en-US', caviardee: true, dureeMs: 42_460,
      segments: [segment(1, 'agent', 12_180, 16_960, '[PII], my name is [PII], how can I help?'), segment(2, 'allocataire', 17_140, 19_860, 'That is a very generous offer. And I accept.')],
    });
  });

  it('Azure Speech: nobody, until a setting says who is on the channel', () => {
    expect(sample('azure-speech-batch-v3.json')).toMatchObject({ fournisseur: 'azure', debut: '2020-06-16T09:30:21.000Z', dureeMs: 4_120, segments: [{ ...segment(1, 'inconnu', 70, 1_660, 'Hello world.'), confiance: 0.898652852 }] });
    expect(sample('azure-speech-batch-v3.json', { locuteurs: { 'canal 0': 'allocataire' } }).segments[0]?.locuteur).toBe('allocataire');
    expect(sample('azure-speech-batch-v3.json', { locuteurs: { 'Speaker 1': 'agent' } }).segments[0]?.locuteur).toBe('agent');
  });

  it('Twilio Sentences, without times', () => {
    expect(sample('twilio-intelligence-sentences.json', { locuteurs: { 'canal 1': 'allocataire' } })).toMatchObject({ fournisseur: 'twilio', appel: 'GTaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', segments: [segment(1, 'allocataire', 0, 0, 'test test')] });
  });

  it('the description of a Twilio transcript, which has no words', () => {
    expect(() => sample('twilio-intelligence-transcript.json')).toThrow(expect.objectContaining({ code: 'TRANSCRIPTION_ILLISIBLE', raison: 'phrases', lieu: 'sentences' }));
  });

  it('a Twilio transcript with its sentences', () => {
    const transcript: unknown = JSON.parse(readFileSync(join(__dirname, '..', '..', '..', 'calls', 'samples', 'twilio-intelligence-transcript.json'), 'utf8'));

    const call = said(JSON.stringify({ transcript, sentences: [{ media_channel: 1, sentence_index: 0, start_time: 1.5, end_time: '2.25', transcript: 'bonjour', confidence: '0.8' }] }));

    expect(call).toMatchObject({ appel: 'GTaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', langue: 'en-US', caviardee: true, segments: [{ debutMs: 1_500, finMs: 2_250, confiance: 0.8 }] });
  });

  it('Google CCAI', () => {
    expect(sample('google-ccai-conversation.json')).toMatchObject({ fournisseur: 'google', debut: '2023-02-07T23:40:29.000Z', segments: [segment(1, 'agent', 0, 29_000, 'Hello, what can I assist you with?'), segment(2, 'allocataire', 29_000, 29_000, 'Hi, I\'m having an issue with my router')] });
  });

  it('a live turn, which is no transcript', () => expect(() => sample('telnyx-texml-gather.json')).toThrow(expect.objectContaining({ raison: 'format' })));
});

describe('the common form', () => {
  it('knows a transcript again by its bytes', () => {
    const [once, twice, other] = [said(vtt('00:01.000 --> 00:02.000\noui')), said(vtt('00:01.000 --> 00:02.000\noui')), said(vtt('00:01.000 --> 00:02.000\nnon'))];

    expect(twice).toEqual(once);
    expect(other?.empreinte).not.toBe(once?.empreinte);
  });

  it('puts segments in the order in which people began to speak, and drops the empty ones', () => {
    const { segments } = said(vtt('00:05.000 --> 00:06.000\ntard', '00:01.000 --> 00:09.000\ntôt', '00:02.000 --> 00:03.000\n<v Agent> '));

    expect(segments.map(({ n, debutMs, texte }) => [n, debutMs, texte])).toEqual([[1, 1_000, 'tôt'], [2, 5_000, 'tard']]);
  });

  it('reads two voices of one cue, notes, styles, entities and tags of WebVTT', () => {
    const { segments } = said(vtt('NOTE relu', 'STYLE\n::cue { color: red }', 'un\n01:00:01.000 --> 01:00:02.000 align:left\n<v.fort Allocataire><i>moi &amp; elle</i></v>\n<v Conseillère>je note'));

    expect(segments).toEqual([segment(1, 'allocataire', 3_601_000, 3_602_000, 'moi & elle'), segment(2, 'agent', 3_601_000, 3_602_000, 'je note')]);
  });

  it('takes a name that the table does not have for words', () => {
    expect(said('1\n00:00:01,000 --> 00:00:02,000\nattention : je conteste\n').segments[0]).toMatchObject({ locuteur: 'inconnu', texte: 'attention : je conteste' });
  });

  it('reads the ticks and the ISO durations of Azure alike, and the surest guess', () => {
    const nBest = [{ display: 'un du', confidence: 0.4 }, { display: 'indu', confidence: '0.9' }];

    expect(said(azure({ offset: 'PT1M2.5S', duration: 'PT0.5S', nBest })).segments).toEqual([{ ...segment(1, 'inconnu', 62_500, 63_000, 'indu'), confiance: 0.9 }]);
    expect(said(azure({ offset: 625_000_000, duration: 5_000_000, nBest })).segments[0]).toMatchObject({ debutMs: 62_500, finMs: 63_000 });
  });

  it('joins the pages of a vendor', () => {
    const page = (text: string, at: number, next: string | null) => ({ Segments: [{ Transcript: { ParticipantRole: 'CUSTOMER', Content: text, BeginOffsetMillis: at, EndOffsetMillis: at + 1 } }, { Categories: {} }], NextToken: next });

    expect(said(JSON.stringify([page('un', 0, 'a'), page('deux', 5, null)])).segments.map(({ texte }) => texte)).toEqual(['un', 'deux']);
  });
});

describe('a refusal names its reason and its place, and never the words', () => {
  it.each<[string, string | Buffer, ReadOptions | undefined, string, string]>([
    ['a time', vtt('00:01.000 --> 00:02.000\nbonjour', 'x\n00:0a.000 --> 00:02.000\nsecret'), undefined, 'horaire', 'ligne 7'],
    ['a cue without time', vtt('secret'), undefined, 'horaire', 'ligne 3'],
    ['an end before its beginning', '1\n00:00:03,000 --> 00:00:02,000\nsecret', undefined, 'ordre', 'ligne 2'],
    ['a file named WebVTT that is not', 'bonjour', { format: 'webvtt' }, 'entete', 'ligne 1'],
    ['nothing said', 'WEBVTT\n', undefined, 'vide', ''],
    ['an empty body', '', undefined, 'format', 'ligne 1'],
    ['JSON cut short', '{"transcripts":[\n  {"phrases": [', undefined, 'json', 'ligne 2, colonne 16'],
    ['a wrong field', '{"transcripts":[{"phrases":[{"text":3,"startTimeMs":1,"duration":{"milliseconds":1}}]}]}', undefined, 'champ', 'transcripts[0].phrases[0].text'],
    ['a wrong duration', azure({ offset: 'PT', duration: 'PT1S' }), undefined, 'duree', 'recognizedPhrases[0].offset'],
    ['a page that is not the last', '{"Segments":[],"NextToken":"abc"}', undefined, 'pages', 'NextToken'],
    ['bytes that are no text', Buffer.from([0x57, 0x45, 0xff, 0x42]), undefined, 'utf8', 'octet 2'],
    ['JSON of something else', '{"secret":1}', undefined, 'format', ''],
    ['more than one call', JSON.stringify({ entries: Array.from({ length: 30_001 }, () => ({ text: 'oui' })) }), undefined, 'segments', ''],
    ['more than one turn', JSON.stringify({ entries: [{ text: 'a'.repeat(20_001) }] }), undefined, 'longueur', 'entries[0]'],
  ])('%s', (_name, body, options, raison, lieu) => {
    const read = (): Transcription => readTranscript(Buffer.from(body), options);

    expect(read).toThrow(expect.objectContaining({ code: 'TRANSCRIPTION_ILLISIBLE', raison, lieu }));
    expect(read).not.toThrow(/secret/);
  });
});

describe('bodies that no vendor ever sent', () => {
  it.each(ALL_PARSERS.map((format) => [format ?? 'detected', format] as const))('%s: a sound transcript or a coded refusal, 2 000 times', (_name, format) => {
    fc.assert(fc.property(anyBody(format), (body) => void readsOrRefuses(body, format)), { numRuns: 2_000 });
  });

  it('stays linear on unclosed tags, deep brackets and trailing commas', () => {
    const bodies = [vtt(`00:01.000 --> 00:02.000\n${'<v '.repeat(6_000)}`), '['.repeat(500_000), `[${'1,'.repeat(500_000)}]`, '"'.repeat(1_000_000)];

    expect(processorMsOf(() => bodies.forEach((body) => readsOrRefuses(Buffer.from(body), undefined)))).toBeLessThan(5_000);
  });
});
