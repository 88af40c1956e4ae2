import { z } from 'zod';
import { agentSchema } from '../domain/agent';
import type { Agent } from '../domain/agent';
import type { Clock } from '../ops/clock';
import { keyedHash, sameText, sha256Hex } from '../ops/hash';
import { randomId } from '../ops/ids';
import type { DeskStore } from '../stores/desk-store';

/** Sessions of agents, kept by the server: the browser holds a secret, the store its hash. */

export const IDLE_MS = 30 * 60_000;
export const ABSOLUTE_MS = 8 * 3_600_000;
/** A session is written again at most once a minute, not at each page. */
const TOUCH_MS = 60_000;

/** `csrf`: what each form of this session carries. `idToken`: to sign out at the provider too. */
const contenuSchema = z.object({ agent: agentSchema, csrf: z.string(), idToken: z.string() });
export type Session = { cle: string; agent: Agent; csrf: string; idToken: string };
export type SessionDeps = { desk: DeskStore; clock: Clock };

const keyOf = (secret: string): string => sha256Hex(new TextEncoder().encode(secret));

/**
 * Opens a session under a secret that never served before: nobody can have chosen it in the agent's place.
 * @returns the secret, for the agent's browser only
 */
export async function openSession(agent: Agent, idToken: string, { desk, clock }: SessionDeps): Promise<string> {
  const secret = randomId() + randomId();
  const nowMs = clock().getTime();
  await desk.putSession({ cle: keyOf(secret), contenu: { agent, csrf: randomId(), idToken }, vuMs: nowMs, finMs: nowMs + ABSOLUTE_MS }, nowMs);
  return secret;
}

/**
 * The session of this secret, or null when it is unknown, too old, or was left idle.
 * @param isWatching a page that refreshes by itself: nobody is there for all that
 */
export async function sessionFor(secret: string, isWatching: boolean, { desk, clock }: SessionDeps): Promise<Session | null> {
  const found = secret === '' ? null : await desk.getSession(keyOf(secret));
  if (!found) return null;
  const nowMs = clock().getTime();
  if (nowMs >= found.finMs || nowMs - found.vuMs >= IDLE_MS) {
    await desk.deleteSession(found.cle);
    return null;
  }
  if (!isWatching && nowMs - found.vuMs >= TOUCH_MS) await desk.touchSession(found.cle, nowMs);
  return { cle: found.cle, ...contenuSchema.parse(found.contenu) };
}

export const closeSession = ({ cle }: Session, { desk }: SessionDeps): Promise<void> => desk.deleteSession(cle);

export const isCsrfOf = (given: string, { csrf }: Session): boolean => sameText(given, csrf);

// ---------------------------------------------------------------- on the way in

const ENTRY_MS = 10 * 60_000;
const entreeSchema = z.object({ state: z.string(), nonce: z.string(), verifier: z.string(), vers: z.string(), finMs: z.number() });
/** What was asked of the provider, for the browser that asked; `vers`: the page that was wanted. */
export type Entree = Omit<z.infer<typeof entreeSchema>, 'finMs'>;

/** Signed, and kept by the browser: a visitor who never signs in leaves nothing in the store. */
export function sealEntry(entree: Entree, key: string, clock: Clock): string {
  const body = Buffer.from(JSON.stringify({ ...entree, finMs: clock().getTime() + ENTRY_MS })).toString('base64url');
  return `${body}.${signature(body, key)}`;
}

export function readEntry(sealed: string, key: string, clock: Clock): Entree | null {
  const [body = '', sign = ''] = sealed.split('.');
  if (!sameText(sign, signature(body, key))) return null;
  const { finMs, ...entree } = entreeSchema.parse(JSON.parse(Buffer.from(body, 'base64url').toString()));
  return finMs > clock().getTime() ? entree : null;
}

const signature = (body: string, key: string): string => keyedHash(key, `entree ${body}`).toString('base64url');
