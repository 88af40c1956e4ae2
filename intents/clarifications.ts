import { z } from 'zod';
import { CODES, type Code } from '../src/domain/codes';
import raw from './clarifications.json';

/** Pairs that one question tells apart (DOSSIER §3.5). Only what triage needs is read here. */
const code = z.enum(CODES as [Code, ...Code[]]);
const PAIRS = z.array(z.object({ id: z.string(), simple: z.array(code), expert: z.array(code) })).parse(raw);

/** Id of the question that tells these two codes apart, or `null`. */
export const clarificationBetween = (a: Code, b: Code): string | null =>
  PAIRS.find((p) => (p.simple.includes(a) && p.expert.includes(b)) || (p.simple.includes(b) && p.expert.includes(a)))?.id ?? null;

/** Codes on both sides of a question. */
export const codesOfPair = (id: string): Code[] => PAIRS.flatMap((p) => (p.id === id ? [...p.simple, ...p.expert] : []));
