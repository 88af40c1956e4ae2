import { isCodeSurete, isHorsPerimetre, isMotif, type Code } from '../src/domain/codes';
import type { Comprehension } from '../src/domain/comprehension';
import { serviceFor } from '../src/domain/routing';
import type { Example } from './data';
import type { Understander } from './understand';

/** Counts of right answers over what they are counted on. */
export type Ratio = { right: number; of: number };
export type Report = {
  group: Ratio; code: Ratio; expertRecall: Ratio; transferPrecision: Ratio; motif: Ratio; service: Ratio; prestation: Ratio;
  /** Same, where the prestation is named, or where the data say that none is. */
  prestationSaid: Ratio;
  safetyRecall: Ratio; safetyPrecision: Ratio; falseFriends: Ratio; clarified: number;
  confusions: { pair: string; count: number; examples: string[] }[];
};

export const groupOfCode = (code: Code): Comprehension['group'] =>
  isMotif(code) || isCodeSurete(code) ? 'expert' : isHorsPerimetre(code) ? 'out_of_scope' : 'simple';

/** What the understander makes of sentences it has not learnt. A clarification counts as the side it leans to. */
export function evaluate(understander: Understander, unseen: readonly Example[], now: Date): Report {
  const rows = unseen.map((e) => ({ e, c: understander.understand(e.text, { now, canal: 'web' }) })).map(({ e, c }) => ({ e, c, group: c.group === 'clarify' ? groupOfCode(c.code) : c.group }));
  const ratio = (over: typeof rows, good: (row: (typeof rows)[number]) => boolean): Ratio => ({ right: over.filter(good).length, of: over.length });
  const experts = rows.filter(({ e }) => isMotif(e.code));
  const labelled = rows.filter(({ e }) => e.prestation !== null);
  const dangers = rows.filter(({ e }) => isCodeSurete(e.code));
  return {
    group: ratio(rows, ({ e, group }) => group === groupOfCode(e.code)),
    code: ratio(rows, ({ e, c }) => c.code === e.code),
    expertRecall: ratio(experts, ({ group }) => group === 'expert'),
    transferPrecision: ratio(rows.filter(({ group }) => group === 'expert'), ({ e }) => groupOfCode(e.code) === 'expert'),
    motif: ratio(experts, ({ e, c }) => c.code === e.code),
    service: ratio(experts, ({ e, c }) => isMotif(e.code) && c.service === serviceFor(e.code, e.prestation ?? 'AUCUNE')),
    prestation: ratio(labelled, ({ e, c }) => c.prestation === e.prestation),
    prestationSaid: ratio(labelled.filter(({ e, c }) => c.prestations.length === 1 || e.prestation === 'AUCUNE'), ({ e, c }) => c.prestation === e.prestation),
    safetyRecall: ratio(dangers, ({ c }) => isCodeSurete(c.code)),
    safetyPrecision: ratio(rows.filter(({ c }) => isCodeSurete(c.code)), ({ e }) => isCodeSurete(e.code)),
    falseFriends: ratio(rows.filter(({ e }) => e.file === 'FAUX_AMIS'), ({ e, c }) => isCodeSurete(e.code) === isCodeSurete(c.code)),
    clarified: rows.filter(({ c }) => c.group === 'clarify').length,
    confusions: confusionsOf(rows),
  };
}

function confusionsOf(rows: readonly { e: Example; c: Comprehension }[]): Report['confusions'] {
  const pairs = new Map<string, string[]>();
  for (const { e, c } of rows) if (e.code !== c.code) pairs.set(`${e.code} > ${c.code}`, [...(pairs.get(`${e.code} > ${c.code}`) ?? []), e.text]);
  return [...pairs].map(([pair, examples]) => ({ pair, count: examples.length, examples: examples.slice(0, 2) })).sort((a, b) => b.count - a.count).slice(0, 30);
}
