import { asSentence } from '../format';
import { calmer } from './casse';
import { NOMBRES } from './mots';
import { orthographe } from './orthographe';
import { phrases, ponctuer } from './phrases';
import { plier } from './pli';
import { sobriete } from './sobriete';

/** A second pass may finish what the first uncovered; no text needs more than a few. */
const PASSES_MAX = 5;

/**
 * The person's own words, sober: spelling, capitals, marks, insults and outbursts put right, every fact kept.
 * Applied to its own result it changes nothing. Empty when the words held nothing but an outburst or a greeting.
 */
export function sobre(text: string): string {
  let current = text.normalize('NFC');
  for (let i = 0; i < PASSES_MAX; i++) {
    const next = passe(current);
    if (next === current) break;
    current = next;
  }
  return memesFaits(text, current) ? current : asSentence(text);
}

function passe(text: string): string {
  const { libre, rendre } = proteger(text);
  const ecrit = orthographe(calmer(typographie(libre)));
  return rendre(phrases(ecrit).map((sentence) => ponctuer(sobriete(sentence))).filter((sentence) => sentence !== '').join(' '));
}

/** Addresses, references and what was masked: never touched. */
const INTOUCHABLE = /\S+@\S+\.\p{L}+|(?:https?:\/\/|www\.)[^\s,;]+|(?<![\p{L}\p{N}])[\p{L}]+\.(?:fr|com|org|gouv\.fr)(?![\p{L}])|(?<![\p{L}\p{N}])(?=[\p{L}\p{N}/-]*\d)(?=[\p{L}\p{N}/-]*\p{Lu})[\p{L}\p{N}]+(?:[/-][\p{L}\p{N}]+)*|[•][•\d ]*[•\d]/gu;

function proteger(text: string): { libre: string; rendre: (t: string) => string } {
  const gardes: string[] = [];
  const libre = text.replace(/[\ue000\ue001]/g, '').replace(INTOUCHABLE, (said) => `\ue000${gardes.push(said) - 1}\ue001`);
  return { libre, rendre: (t) => t.replace(/\ue000(\d+)\ue001/g, (_all, rank: string) => gardes[Number(rank)] ?? '') };
}

const EMOTICONE = /[\p{Extended_Pictographic}\u{1f3fb}-\u{1f3ff}\ufe0f\u200d]+|(?<=\s|^)(?::'?-?[()/|dp]|;-?\)|xd|<3|:’\()(?=\s|$|[.,!?])/giu;
const typographie = (text: string): string =>
  text
    .replace(/[©®™]/g, ' ').replace(EMOTICONE, ' ')
    .replace(/[^\S\n\u00a0\u202f]+/g, ' ').replace(/ ?\n\s*/g, '\n')
    .replace(/[!?.…]*\?[!?.…]*/g, '?').replace(/!+|…|\.{2,}/g, '.')
    .replace(/,{2,}/g, ',').replace(/([,;?])(?=\p{L})/gu, '$1 ').replace(/(?<=\p{Ll}{2})\.(?=\p{L})/gu, '. ');

/** Numbers in figures and in words, months and days: the same, as many times. */
function memesFaits(before: string, after: string): boolean {
  return reperes(before).join(' ') === reperes(after).join(' ');
}

export function reperes(text: string): string[] {
  const folded = plier(text.normalize('NFC'));
  return [...folded.matchAll(/\d+/g), ...folded.matchAll(NOMBRES)].map(([found]) => found).sort();
}
