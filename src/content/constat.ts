import { fill } from '../ops/fill';
import CONSTATS from './constats.json';

/** One thing to mend in the content: where, how serious, what, and how. */
export type Niveau = 'erreur' | 'avertissement';
export type CodeConstat = keyof typeof CONSTATS;
export type Lieu = { fichier: string; entree: string };
export type Constat = Lieu & { code: CodeConstat; niveau: Niveau; message: string; remede: string };

/** @param values what fills the `{placeholders}` of the message */
export function constat(code: CodeConstat, { fichier, entree }: Lieu, values: Record<string, string | number> = {}): Constat {
  const { niveau, message, remede } = CONSTATS[code];
  return { fichier, entree, code, niveau: niveau === 'erreur' ? 'erreur' : 'avertissement', message: fill(message, values), remede: fill(remede, values) };
}

/** A few signs around a place, to find it again in the file. */
export const excerpt = (text: string, from: number, to = from + 1, around = 18): string =>
  `${from > around ? '…' : ''}${text.slice(Math.max(0, from - around), to + around).replace(/\s+/g, ' ').trim()}${to + around < text.length ? '…' : ''}`;
