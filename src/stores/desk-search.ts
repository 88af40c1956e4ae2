import { z } from 'zod';
import type { Dossier } from '../domain/dossier';
import { folded } from '../domain/folded';
import { isSensitive } from '../domain/sensitive';
import type { QueueFilter } from './desk-store';

/** What every store does alike to list the desk's queue: words, and the mark between two pages. */

/** Dossiers read for one page of a search by words, and at once. */
export const SCAN_MAX = 2_000;
export const BATCH = 100;

/** Priority, date, rank: the order of the queue. */
const markSchema = z.tuple([z.string(), z.string(), z.int()]);
export type Mark = z.infer<typeof markSchema>;

/** What only reading the dossier tells. */
export function passes(dossier: Dossier, { mots, sansSensible }: QueueFilter): boolean {
  if (sansSensible && isSensitive(dossier)) return false;
  if (mots.length === 0) return true;
  const text = folded(wordsOf(dossier));
  return mots.every((mot) => text.includes(mot));
}

/** What a search looks in: the person's words and answers, and the names of their documents. */
function wordsOf({ reference, demande }: Dossier): string {
  const { paroles, expose, reponses, pieces, motif, prestation, theme } = demande;
  return [reference, motif, prestation, theme, ...paroles, ...Object.values(expose), ...Object.values(reponses).map(({ texte }) => texte), ...pieces.map(({ libelle }) => libelle)].join(' ');
}

export const writeMark = (mark: Mark | null): string | null => (mark === null ? null : Buffer.from(JSON.stringify(mark)).toString('base64url'));

/** A mark that cannot be read begins again: nobody but the store makes them. */
export function readMark(text: string | null): Mark | null {
  try {
    return text === null ? null : markSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
  } catch {
    return null;
  }
}
