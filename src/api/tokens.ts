import { z } from 'zod';
import { CodedError } from '../domain/errors';
import type { Clock } from '../ops/clock';
import { sameText, sha256Hex } from '../ops/hash';
import type { Store } from '../stores/store';

/** Tokens of integrators. A token is said once; only its hash is kept, with what it may do. They are few: one record holds them. */

export const PORTEES = ['triage', 'dossiers:lire', 'dossiers:ecrire', 'webhooks'] as const;
export type Portee = (typeof PORTEES)[number];
export const isPortee = (text: string): text is Portee => PORTEES.some((known) => known === text);

const jetonSchema = z.object({
  /** First signs of the hash: names the token, and says nothing of it. */
  id: z.string(), nom: z.string(), hash: z.string(), portees: z.array(z.enum(PORTEES)),
  creeLe: z.string(), expireLe: z.string(), usageLe: z.string().nullable(), revoqueLe: z.string().nullable(),
});
export type Jeton = z.infer<typeof jetonSchema>;
const recordSchema = z.object({ jetons: z.array(jetonSchema) });

type States = Pick<Store, 'loadState' | 'saveState'>;
export type TokenDeps = { store: States; clock: Clock };

const RECORD = 'api:jetons';
const PREFIX = 'aig_';
const ID_SIGNS = 12;
const MAX_REPLAYS = 20;
const DAY_MS = 24 * 3_600_000;
/** The last use is told to the nearest minutes: a write for each request would cost more than the request. */
const USE_EVERY_MS = 5 * 60_000;

/**
 * Makes a token.
 * @param secret 256 random bits, URL-safe
 * @returns the token to give once, and what is kept of it
 * @throws CodedError CONFLIT_ETAT, STOCKAGE_INDISPONIBLE
 */
export async function createToken({ nom, portees, jours, secret }: { nom: string; portees: readonly Portee[]; jours: number; secret: string }, { store, clock }: TokenDeps): Promise<{ texte: string; jeton: Jeton }> {
  const texte = PREFIX + secret;
  const hash = sha256Hex(Buffer.from(texte));
  const now = clock();
  const jeton: Jeton = {
    id: hash.slice(0, ID_SIGNS), nom, hash, portees: [...new Set(portees)],
    creeLe: now.toISOString(), expireLe: new Date(now.getTime() + jours * DAY_MS).toISOString(), usageLe: null, revoqueLe: null,
  };
  await change(store, (jetons) => [...jetons, jeton]);
  return { texte, jeton };
}

/** Oldest first, those that are over included. */
export const listTokens = async (store: States): Promise<Jeton[]> => (await read(store)).jetons;

/** False when no token in force has this id. */
export async function revokeToken(id: string, { store, clock }: TokenDeps): Promise<boolean> {
  const isIt = (jeton: Jeton): boolean => jeton.id === id && jeton.revoqueLe === null;
  if (!(await read(store)).jetons.some(isIt)) return false;
  const revoqueLe = clock().toISOString();
  await change(store, (jetons) => jetons.map((jeton) => (isIt(jeton) ? { ...jeton, revoqueLe } : jeton)));
  return true;
}

/** The token in force of this text; null for an unknown, revoked or expired one alike. Every token is compared, whichever matches. */
export async function tokenFor(texte: string, { store, clock }: TokenDeps): Promise<Jeton | null> {
  const hash = sha256Hex(Buffer.from(texte));
  const matching = (await read(store)).jetons.filter((jeton) => sameText(jeton.hash, hash));
  return matching.find((jeton) => isInForce(jeton, clock())) ?? null;
}

/** The token of this id if it is in force: what is sent later, to its webhook, needs it still. */
export const tokenInForce = async (id: string, { store, clock }: TokenDeps): Promise<boolean> =>
  (await read(store)).jetons.some((jeton) => jeton.id === id && isInForce(jeton, clock()));

const isInForce = ({ revoqueLe, expireLe }: Jeton, now: Date): boolean => revoqueLe === null && expireLe > now.toISOString();

/** Notes that a token serves; a lost race is another request that notes it. */
export async function noteUse({ id, usageLe }: Jeton, { store, clock }: TokenDeps): Promise<void> {
  const now = clock();
  if (usageLe !== null && now.getTime() - Date.parse(usageLe) < USE_EVERY_MS) return;
  const { jetons, version } = await read(store);
  await store.saveState(RECORD, { jetons: jetons.map((jeton) => (jeton.id === id ? { ...jeton, usageLe: now.toISOString() } : jeton)) }, version);
}

async function read(store: States): Promise<{ jetons: Jeton[]; version: number }> {
  const stored = await store.loadState(RECORD);
  return { jetons: stored ? recordSchema.parse(stored.state).jetons : [], version: stored?.version ?? 0 };
}

async function change(store: States, next: (jetons: Jeton[]) => Jeton[]): Promise<void> {
  for (let attempt = 0; attempt < MAX_REPLAYS; attempt++) {
    const { jetons, version } = await read(store);
    if (await store.saveState(RECORD, { jetons: next(jetons) }, version)) return;
  }
  throw new CodedError('CONFLIT_ETAT', `tokens changed ${MAX_REPLAYS} times`);
}
