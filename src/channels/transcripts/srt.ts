import { blocksOf, cueOf } from './cues';
import type { Cue } from './cues';
import type { Spoken } from './segments';
import { speakerNamed } from './speakers';
import type { Speakers } from './speakers';

const FIRST_LINES = 5;
const TIMING = /^\s*\d{1,4}:\d{2}:\d{2},\d{3}\s+-->/;

export const isSrt = (text: string): boolean => text.slice(0, 2_000).split(/\r\n|\r|\n/, FIRST_LINES).some((line) => TIMING.test(line));

/** SRT has no speakers: a name of the table before a colon is one; anything else before a colon was said. */
export function readSrt(text: string, speakers: Speakers): Spoken[] {
  return blocksOf(text.replace(/^\uFEFF/, '')).map((block) => spokenIn(cueOf(block), speakers));
}

const NAMED = /^(?:<v[ \t]+)?([^:<>\n]{1,40}?)[ \t\u00a0\u202f]*[:>][ \t\u00a0\u202f]*/;
const TAG = /<[^<>]*>/g;

function spokenIn({ line, debutMs, finMs, texte }: Cue, speakers: Speakers): Spoken {
  const [head = '', name = ''] = NAMED.exec(texte) ?? [];
  const locuteur = speakerNamed(name, speakers);
  const words = locuteur === 'inconnu' && !head.startsWith('<v') ? texte : texte.slice(head.length);
  return { lieu: `ligne ${line}`, debutMs, finMs, locuteur, texte: words.replace(TAG, '') };
}
