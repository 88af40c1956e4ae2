import { formatLong, nextPaymentDate } from '../src/domain/calendar';
import type { Contenu } from './contenu';
import type { Contexte } from './events';

/** What fills the placeholders of answers and safety texts. The check of the content reads the same lists. */
const PARAMS = { prochainPaiement: (ctx: Contexte) => formatLong(nextPaymentDate(ctx.today)) };

export const ANSWER_PARAMS: readonly string[] = Object.keys(PARAMS);

export const dateParams = (ctx: Contexte): Record<string, string> => Object.fromEntries(Object.entries(PARAMS).map(([name, valueFor]) => [name, valueFor(ctx)]));

/** `{numero:3114}` is the number as it is said. */
export const numeroParams = (numeros: Contenu['numeros']): Record<string, string> =>
  Object.fromEntries(Object.entries(numeros).map(([id, { numero }]) => [`numero:${id}`, numero]));
