import { blocksOf, cueOf } from './cues';
import type { Block, Cue } from './cues';
import { TranscriptRefused } from './refused';
import type { Spoken } from './segments';
import { speakerNamed } from './speakers';
import type { Speakers } from './speakers';

export const isWebvtt = (text: string): boolean => /^\uFEFF?WEBVTT(?:[ \t\r\n]|$)/.test(text);

/** WebVTT: each `<v Name>` is one speaker; several in a cue speak at the same time. */
export function readWebvtt(text: string, speakers: Speakers): Spoken[] {
  if (!isWebvtt(text)) throw new TranscriptRefused('entete', 'ligne 1');
  return blocksOf(text).slice(1).filter(isCue).flatMap((block) => voicesOf(cueOf(block), speakers));
}

const isCue = ({ lines: [first = ''] }: Block): boolean => !/^(?:NOTE|STYLE|REGION)(?:\s|$)/.test(first) || first.includes('-->');

// `<` is excluded inside a tag: an unclosed one stops at the next, and the work stays linear
const VOICE = /<v(?:\.[^\s<>]*)?[ \t]+([^<>]*)>/;
const TAG = /<[^<>]*>/g;

function voicesOf({ line, debutMs, finMs, texte }: Cue, speakers: Speakers): Spoken[] {
  // the capture comes back between the parts: text, name, text, name, text…
  const [before = '', ...rest] = texte.split(new RegExp(VOICE, 'g'));
  const voices = rest.flatMap((name, i) => (i % 2 === 0 ? [{ name, words: rest[i + 1] ?? '' }] : []));
  return [{ name: '', words: before }, ...voices].map(({ name, words }) =>
    ({ lieu: `ligne ${line}`, debutMs, finMs, locuteur: name === '' ? 'inconnu' : speakerNamed(unescaped(name), speakers), texte: unescaped(words.replace(TAG, '')) }));
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', nbsp: ' ', lrm: '', rlm: '', quot: '"', apos: "'" };
const unescaped = (text: string): string => text.replace(/&(amp|lt|gt|nbsp|lrm|rlm|quot|apos);/g, (_, name: string) => ENTITIES[name] ?? '');
