import { z } from 'zod';
import { keptRecord, type States } from '../app/kept-record';
import type { Clock } from '../ops/clock';
import { sameText, sha256Hex } from '../ops/hash';

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
const record = keptRecord('api:jetons', z.object({ jetons: z.array(jetonSchema) }), { jetons: [] });

export type TokenDeps = { store: States; clock: Clock };

const PREFIX = 'aig_';
const ID_SIGNS = 12;
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
  await record.change(store, ({ jetons }) => ({ jetons: [...jetons, jeton] }));
  return { texte, jeton };
}

/** Oldest first, those that are over included. */
export const listTokens = async (store: States): Promise<Jeton[]> => (await record.read(store)).value.jetons;

/** False when no token in force has this id. */
export async function revokeToken(id: string, { store, clock }: TokenDeps): Promise<boolean> {
  const isIt = (jeton: Jeton): boolean => jeton.id === id && jeton.revoqueLe === null;
  if (!(await record.read(store)).value.jetons.some(isIt)) return false;
  const revoqueLe = clock().toISOString();
  await record.change(store, ({ jetons }) => ({ jetons: jetons.map((jeton) => (isIt(jeton) ? { ...jeton, revoqueLe } : jeton)) }));
  return true;
}

/** The token in force of this text; null for an unknown, revoked or expired one alike. Every token is compared, whichever matches. */
export async function tokenFor(texte: string, { store, clock }: TokenDeps): Promise<Jeton | null> {
  const hash = sha256Hex(Buffer.from(texte));
  const matching = (await record.read(store)).value.jetons.filter((jeton) => sameText(jeton.hash, hash));
  return matching.find((jeton) => isInForce(jeton, clock())) ?? null;
}

/** The token of this id if it is in force: what is sent later, to its webhook, needs it still. */
export const tokenInForce = async (id: string, { store, clock }: TokenDeps): Promise<boolean> =>
  (await record.read(store)).value.jetons.some((jeton) => jeton.id === id && isInForce(jeton, clock()));

const isInForce = ({ revoqueLe, expireLe }: Jeton, now: Date): boolean => revoqueLe === null && expireLe > now.toISOString();

/** Notes that a token serves; a lost race is another request that notes it. */
export async function noteUse({ id, usageLe }: Jeton, { store, clock }: TokenDeps): Promise<void> {
  const now = clock();
  if (usageLe !== null && now.getTime() - Date.parse(usageLe) < USE_EVERY_MS) return;
  const { value: { jetons }, version } = await record.read(store);
  await store.saveState(record.name, { jetons: jetons.map((jeton) => (jeton.id === id ? { ...jeton, usageLe: now.toISOString() } : jeton)) }, version);
}
