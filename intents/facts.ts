import { z } from 'zod';
import { PRESTATIONS, type Code, type PrestationOuAucune } from '../src/domain/codes';
import raw from './answers/faits.json';
import { compilePattern, matchesOf, type Heard, type Pattern } from './patterns';
import type { Signal } from './signals';

/**
 * Precise facts of DOSSIER §4 that people ask for by themselves ("ça bloque les prélèvements si je fais un recours ?"): which one a
 * question is about, by the ideas that it holds together, in any order. What is answered is in the same file, read by `dialogs`.
 */
const QUAND = z.array(z.object({
  id: z.string(), code: z.string(), quand: z.array(z.array(z.string()).min(1)).min(1), pour: z.array(z.enum([...PRESTATIONS, 'AUCUNE'])).optional(), sauf: z.array(z.string()).default([]),
})).parse(raw);

export type Fact = { id: string; code: Code };

type Asked = Fact & { quand: Pattern[][]; sauf: Pattern[]; pour: readonly PrestationOuAucune[] | null };

const FACTS: readonly Asked[] = QUAND.map(({ id, code, quand, pour, sauf }) => ({
  id, code: code as Code, quand: quand.map((ideas) => ideas.map((idea) => compilePattern(idea))), sauf: sauf.map((words) => compilePattern(words)), pour: pour ?? null,
}));

/** The facts that these words are about, in the order of the file. */
export function factsIn(words: readonly Heard[], prestation: PrestationOuAucune, prestations: readonly PrestationOuAucune[]): Fact[] {
  const said = (pattern: Pattern): boolean => matchesOf(pattern, words).length > 0;
  const concerns = ({ pour }: Asked): boolean => pour === null || pour.includes(prestation) || prestations.some((named) => pour.includes(named));
  return FACTS.filter((fact) => concerns(fact) && fact.quand.some((ideas) => ideas.every(said)) && !fact.sauf.some(said)).map(({ id, code }) => ({ id, code }));
}

/** Signs that the person tells of their own case: a decision, a debt, a right stopped. Their question is then for an expert. */
const OWN_CASE: readonly Signal[] = ['desaccord', 'droitArrete', 'blocage', 'dejaDeclare', 'decision'];

export const isOwnCase = (signals: ReadonlySet<Signal>): boolean => OWN_CASE.some((signal) => signals.has(signal));
