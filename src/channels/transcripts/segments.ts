import { isCaviarde } from '../../domain/transcription';
import type { Segment } from '../../domain/transcription';
import { TranscriptRefused } from './refused';

/** What every parser gives: `lieu` says where it was in the file, for errors. */
export type Spoken = Omit<Segment, 'n'> & { lieu: string };

export const SEGMENTS_MAX = 30_000;
const TEXTE_MAX = 20_000;

/**
 * Segments in the order in which people began to speak; overlapping speech stays, each at its own beginning. Empty ones are dropped.
 * @throws TranscriptRefused when an end is before its beginning, when there are too many segments, or none
 */
export function inOrder(spoken: readonly Spoken[]): Segment[] {
  if (spoken.length > SEGMENTS_MAX) throw new TranscriptRefused('segments', '');
  const said = spoken.map(checked).filter(({ texte }) => texte !== '');
  if (said.length === 0) throw new TranscriptRefused('vide', '');
  return said.sort((a, b) => a.debutMs - b.debutMs).map(({ lieu: _, ...segment }, i) => ({ n: i + 1, ...segment }));
}

function checked(spoken: Spoken): Spoken {
  if (spoken.finMs < spoken.debutMs) throw new TranscriptRefused('ordre', spoken.lieu);
  if (spoken.texte.length > TEXTE_MAX) throw new TranscriptRefused('longueur', spoken.lieu);
  return { ...spoken, texte: spoken.texte.replace(/\s+/g, ' ').trim() };
}

export const hasMarks = (segments: readonly Segment[]): boolean => segments.some(({ texte }) => isCaviarde(texte));

/** Recognisers write it as a number or a string; anything else is unknown, never 0 nor 1. */
export function confidenceOf(given: number | string | null | undefined): { confiance?: number } {
  const confiance = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
  return typeof confiance === 'number' && confiance >= 0 && confiance <= 1 ? { confiance } : {};
}
