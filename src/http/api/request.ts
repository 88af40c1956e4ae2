import type { Request, Response } from 'restify';
import { z } from 'zod';
import type { Operation } from '../../api/operations';
import { ApiProblem, invalid } from '../../api/problem';
import { noteUse, tokenFor, type Jeton, type TokenDeps } from '../../api/tokens';
import type { Limits } from '../../app/limits';
import { Refusal } from '../../channels/refusal';
import { cleanText } from '../../channels/text';
import type { Logger } from '../../ops/log';
import { readJson } from '../body';
import { addressOf, queryOf, type Site } from '../exchange';

/** What every operation checks before its own work: who asks, how often, with what right, and the form of what is sent. */

export type GateDeps = { tokens: TokenDeps; limits: Limits; site: Site; log: Logger };

const BEARER = /^Bearer +(aig_[\w-]{20,100})$/;

/**
 * The token that asks, counted.
 * @throws ApiProblem JETON_REFUSE, TROP_DE_DEMANDES, PORTEE_MANQUANTE
 */
export async function admitted(req: Request, res: Response, { portee }: Operation, deps: GateDeps): Promise<Jeton> {
  const text = BEARER.exec(req.headers.authorization ?? '')?.[1];
  const jeton = text === undefined ? null : await tokenFor(text, deps.tokens);
  if (!jeton) throw await refusedToken(req, deps);
  const { limite, reste, resetMs, retryAfterMs } = await deps.limits.measure('api', jeton.id);
  res.setHeader('X-RateLimit-Limit', String(limite));
  res.setHeader('X-RateLimit-Remaining', String(reste));
  res.setHeader('X-RateLimit-Reset', String(Math.ceil(resetMs / 1_000)));
  if (retryAfterMs > 0) throw new ApiProblem('TROP_DE_DEMANDES', { retryAfterMs });
  if (portee !== null && !jeton.portees.includes(portee)) throw new ApiProblem('PORTEE_MANQUANTE');
  noteUse(jeton, deps.tokens).catch((error: unknown) => deps.log.debug({ error }, 'usage-non-note'));
  return jeton;
}

/** Wrong tokens are counted by address: a list of them is not tried at leisure. */
async function refusedToken(req: Request, { limits, site }: GateDeps): Promise<ApiProblem> {
  const retryAfterMs = await limits.take('apiRefus', addressOf(req, site));
  return retryAfterMs > 0 ? new ApiProblem('TROP_DE_DEMANDES', { retryAfterMs }) : new ApiProblem('JETON_REFUSE');
}

/** @throws ApiProblem CHAMPS_INVALIDES, one line for each wrong field, with its place */
export function checked<T>(schema: z.ZodType<T>, value: unknown, root: string): T {
  const read = schema.safeParse(value, { error: z.locales.fr().localeError });
  if (read.success) return read.data;
  throw invalid(...read.error.issues.map(({ path, message }) => ({ lieu: path.length > 0 ? path.join('.') : root, message })));
}

/** @throws ApiProblem CURSEUR_INVALIDE, CHAMPS_INVALIDES */
export function checkedQuery<T>(schema: z.ZodType<T>, req: Request): T {
  const read = schema.safeParse(Object.fromEntries([...queryOf(req)].reverse()));
  if (!read.success && read.error.issues.some(({ path }) => path[0] === 'apres')) throw new ApiProblem('CURSEUR_INVALIDE');
  return checked(schema, Object.fromEntries([...queryOf(req)].reverse()), 'adresse');
}

/**
 * The JSON body, its texts made well-formed.
 * @throws ApiProblem CORPS_TROP_LENT, CHAMPS_INVALIDES; Refusal TYPE_REFUSE, CORPS_TROP_GROS, JSON_INVALIDE
 */
export async function checkedBody<T>(schema: z.ZodType<T>, req: Request, limits: { maxOctets: number; timeoutMs: number }): Promise<T> {
  return checked(schema, cleaned(await inTime(readJson(req, limits.maxOctets), limits.timeoutMs)), 'corps');
}

function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, cleaned(inner)]));
}

/** A body that comes drop by drop holds a connection, and nothing else. */
export async function inTime<T>(reading: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new ApiProblem('CORPS_TROP_LENT')), timeoutMs)));
  try {
    return await Promise.race([reading, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** So many at once, the others are told to come back. */
export function atMost(limit: number, retryMs: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  return async (work) => {
    if (running >= limit) throw new Refusal('TROP_DE_DEMANDES', retryMs);
    running += 1;
    try {
      return await work();
    } finally {
      running -= 1;
    }
  };
}
