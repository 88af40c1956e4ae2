import { z } from 'zod';
import { PRESTATIONS, type Code, type PrestationOuAucune } from '../src/domain/codes';
import raw from './answers/faits.json';
import type { ByLabel } from './by-label';
import { compilePattern, PatternIndex, type Heard, type Pattern } from './patterns';
import type { Signal } from './signals';

/**
 * Precise facts of DOSSIER §4 that people ask for by themselves ("ça bloque les prélèvements si je fais un recours ?"): which one a
 * question is about, by the ideas that it holds together, in any order. What is answered is in the same file, read by `dialogs`.
 */
const QUAND = z.array(z.object({
  id: z.string(), code: z.string(), quand: z.array(z.array(z.string()).min(1)).min(1), pour: z.array(z.enum([...PRESTATIONS, 'AUCUNE'])).optional(), sauf: z.array(z.string()).default([]),
})).parse(raw);

export type Fact = { id: string; code: Code };

/** `quand`, `sauf`: ranks of the patterns in the index. */
type Asked = Fact & { quand: number[][]; sauf: number[]; pour: readonly PrestationOuAucune[] | null };

const patterns: Pattern[] = [];
const rankOf = (source: string): number => patterns.push(compilePattern(source)) - 1;

const FACTS: readonly Asked[] = QUAND.map(({ id, code, quand, pour, sauf }) => ({
  id, code: code as Code, quand: quand.map((ideas) => ideas.map(rankOf)), sauf: sauf.map(rankOf), pour: pour ?? null,
}));

const INDEX = new PatternIndex(patterns);

type AtStake = { prestation: PrestationOuAucune; prestations: readonly PrestationOuAucune[] };

const concerns = ({ pour }: Asked, { prestation, prestations }: AtStake): boolean =>
  pour === null || pour.includes(prestation) || prestations.some((named) => pour.includes(named));

/** A question that names no benefit may be about the fact of one. */
const namesNone = ({ prestation, prestations }: AtStake): boolean => prestations.length === 0 && (prestation === 'INCONNUE' || prestation === 'AUCUNE');

/** The facts whose ideas these words hold, in the order of the file. */
export function factsIn(words: readonly Heard[], atStake: AtStake): Fact[] {
  const found = INDEX.matching(words);
  const said = (rank: number): boolean => found.has(rank);
  return FACTS.filter((fact) => concerns(fact, atStake) && fact.quand.some((ideas) => ideas.every(said)) && !fact.sauf.some(said)).map(({ id, code }) => ({ id, code }));
}

/**
 * Signed distance to a fact from which it is surely asked for, and from which it likely is: then it is told where the code decided is its own.
 * On 980 questions read by heads that had not seen their authors, 92 % of the sure ones were the fact asked for, 93 % of all that is told.
 */
const SURE = -0.2;
const LIKELY = -0.5;
/** A likely fact is ahead of the next by this much. */
const AHEAD = 0.15;

/** The fact that the model hears in a question, if any. */
export function factHeard(distances: ByLabel<string>, atStake: AtStake): (Fact & { isSure: boolean }) | null {
  const best = distances.best();
  const fact = best && FACTS.find(({ id }) => id === best.label);
  if (!best || !fact || !(concerns(fact, atStake) || namesNone(atStake))) return null;
  const isSure = best.value >= SURE;
  if (!isSure && (best.value < LIKELY || best.value - distances.bestBut(best.label) < AHEAD)) return null;
  return { id: fact.id, code: fact.code, isSure };
}

/** Signs that the person tells of their own case: a decision, a debt, a right stopped. Their question is then for an expert. */
const OWN_CASE: readonly Signal[] = ['desaccord', 'droitArrete', 'blocage', 'dejaDeclare', 'decision'];

export const isOwnCase = (signals: ReadonlySet<Signal>): boolean => OWN_CASE.some((signal) => signals.has(signal));
