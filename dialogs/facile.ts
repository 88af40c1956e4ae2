import { formatLong, nextPaymentDate } from '../src/domain/calendar';
import type { PrestationOuAucune } from '../src/domain/codes';
import type { Contexte } from './events';
import { fill } from './textes';

/**
 * The easy-to-read form of an answer or of a safety text, one idea a line; null when none is written.
 * A prestation has its own easy text or none: the general one could say something else than its variant does.
 */
export function easyText(cle: string, prestation: PrestationOuAucune, ctx: Contexte): string | null {
  const entry = ctx.contenu.facile[cle];
  const text = prestation === 'AUCUNE' ? entry?.texte : entry?.prestations?.[prestation];
  return text === undefined ? null : fill(text, { ...numeroParams(ctx), ...dateParams(ctx) });
}

/** Said aloud, lines follow one another. */
export const spokenEasy = (text: string): string => text.replace(/\s*\n\s*/g, ' ');

export const dateParams = (ctx: Contexte) => ({ prochainPaiement: formatLong(nextPaymentDate(ctx.today)) });

/** `{numero:3114}`, from numeros.json. */
export const numeroParams = (ctx: Contexte): Record<string, string> =>
  Object.fromEntries(Object.entries(ctx.contenu.numeros).map(([id, { numero }]) => [`numero:${id}`, numero]));
