import type { PrestationOuAucune } from '../src/domain/codes';
import type { Contexte } from './events';
import { dateParams, numeroParams } from './params';
import { fill } from './textes';

/**
 * The easy-to-read form of an answer or of a safety text, one idea a line; null when none is written.
 * A prestation has its own easy text or none: the general one could say something else than its variant does.
 */
export function easyText(cle: string, prestation: PrestationOuAucune, ctx: Contexte): string | null {
  const entry = ctx.contenu.facile[cle];
  const text = prestation === 'AUCUNE' ? entry?.texte : entry?.prestations?.[prestation];
  return text === undefined ? null : fill(text, { ...numeroParams(ctx.contenu.numeros), ...dateParams(ctx) });
}

/** Said aloud, lines follow one another. */
export const spokenEasy = (text: string): string => text.replace(/\s*\n\s*/g, ' ');
