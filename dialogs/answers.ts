import { formatLong, formatShort, nextPaymentDate } from '../src/domain/calendar';
import type { Code } from '../src/domain/codes';
import type { PrestationOuAucune } from '../src/domain/codes';
import type { Reponse } from '../src/domain/tour';
import type { Answer } from './contenu';
import type { Contexte } from './events';
import { fill, texte } from './textes';

/**
 * The answer to a simple or out-of-scope request, with its source; null when the catalogue has none.
 * One question at a time: a closing question gives way to the one asked next ("Cela répond-il").
 * A text past its review date, or of level C, gives way to the general one (DOSSIER §4).
 */
export function answerFor(code: Code, prestation: PrestationOuAucune, ctx: Contexte): Reponse | null {
  const answer = ctx.contenu.reponses[code];
  if (!answer) return null;
  const variante = prestation === 'AUCUNE' ? undefined : answer.prestations?.[prestation];
  const shown = variante && isShown({ niveau: answer.niveau, aRevoirLe: answer.aRevoirLe, ...variante }, ctx.today) ? variante : answer;
  const suite = shown.suite ?? (answer.suiteGenerale ? '' : answer.suite);
  const source = shown.source ?? answer.source;
  const spoken = fill(shown.oral, params(ctx));
  const said = [shown.texte, ...(suite === '' || suite.endsWith('?') ? [] : [suite])].map((part) => fill(part, params(ctx)));
  return { texte: [...said, sourceLine(source)].join('\n\n'), oral: spoken };
}

/** More detail for a person who asks again: never the same answer twice. */
export const moreFor = (code: string, ctx: Contexte): string | null => {
  const more = ctx.contenu.reponses[code]?.enSavoirPlus;
  return more ? fill(more, params(ctx)) : null;
};

/** Whether the answer changes with the prestation, so that it is worth asking which one. */
export const dependsOnPrestation = (code: Code, ctx: Contexte): boolean => PAR_PRESTATION.has(code) && ctx.contenu.reponses[code]?.prestations !== undefined;

const PAR_PRESTATION = new Set<Code>(['MONTANT_BAREME', 'DROIT_CONDITIONS', 'DEMANDE_PRESTATION', 'DOCUMENTS']);

const isShown = ({ niveau, aRevoirLe }: Pick<Answer, 'niveau' | 'aRevoirLe'>, today: string): boolean => niveau !== 'C' && aRevoirLe >= today;

const params = (ctx: Contexte) => ({ prochainPaiement: formatLong(nextPaymentDate(ctx.today)) });

const sourceLine = (source: Answer['source']): string => texte('reponse.source', { titre: source.titre, url: source.url, date: formatShort(source.consulteLe) });
