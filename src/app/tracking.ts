import { z } from 'zod';
import type { Dossier } from '../domain/dossier';
import type { Clock } from '../ops/clock';
import { keyedHash, sameText } from '../ops/hash';
import type { Store } from '../stores/store';
import { journal } from './access-journal';
import type { Limits } from './limits';
import { isCodeOf } from './tracking-codes';
import { giveTryBack, takeTry } from './tracking-tries';

export type TrackingDeps = { store: Pick<Store, 'getDossier' | 'loadState' | 'saveState' | 'retention'>; clock: Clock; key: string; /** Of everybody together, where anybody can come. */ limits?: Pick<Limits, 'take'> };

/** A dossier opened for a while. `jeton`: what its holder shows again; `finMs`: until when. */
export type Session = { dossier: Dossier; jeton: string; finMs: number };

/** Why it was refused is told to nobody: unknown, wrong or too often are one answer. `retryAfterMs`: when too often. */
export type Tracked = { kind: 'open'; session: Session } | { kind: 'refused'; retryAfterMs: number | null };

export const SESSION_MS = 30 * 60_000;

/**
 * Opens a dossier to who holds its reference and its code. Five wrong tries an hour for a reference, known or not, and for an address.
 * @param adresse who asks, as the channel knows it (network address, identity of the channel)
 * @returns a session of 30 minutes for that dossier only
 */
export async function openTracking(reference: string, code: string, adresse: string, deps: TrackingDeps): Promise<Tracked> {
  const [byAddress, byReference] = [`adresse ${adresse}`, `reference ${reference}`];
  const addressWaits = await takeTry(byAddress, deps);
  // says nothing of any dossier, so needs not take the time of a check
  if (addressWaits > 0) return { kind: 'refused', retryAfterMs: addressWaits };
  // after it: who is refused already takes nothing from the others
  const everybodyWaits = (await deps.limits?.take('suivi', '')) ?? 0;
  if (everybodyWaits > 0) return { kind: 'refused', retryAfterMs: everybodyWaits };
  const referenceWaits = await takeTry(byReference, deps);
  const dossier = await deps.store.getDossier(reference);
  const isRight = await isCodeOf(code, dossier);
  const opened = referenceWaits === 0 && isRight && dossier !== null;
  // written for unknown numbers too: what a refusal costs tells nothing
  await journal({ qui: 'usager', quoi: opened ? 'lecture-dossier' : 'refus', objet: reference, motif: 'suivi' }, deps);
  if (!opened) return { kind: 'refused', retryAfterMs: referenceWaits > 0 ? referenceWaits : null };
  await Promise.all([giveTryBack(byAddress, deps), giveTryBack(byReference, deps)]);
  return { kind: 'open', session: sessionOf(dossier, deps) };
}

const claimsSchema = z.strictObject({ reference: z.string(), finMs: z.number(), code: z.string().min(1) });

function sessionOf(dossier: Dossier, { clock, key }: TrackingDeps): Session {
  const finMs = clock().getTime() + SESSION_MS;
  const claims = { reference: dossier.reference, finMs, code: (dossier.suivi?.hash ?? '').slice(0, 16) };
  const body = Buffer.from(JSON.stringify(claims)).toString('base64url');
  return { dossier, jeton: `${body}.${signature(body, key)}`, finMs };
}

const signature = (body: string, key: string): string => keyedHash(key, `session ${body}`).toString('base64url');

/** A session shown again, with its dossier as it is now; `null` when it is false, over, or older than a new code. */
export async function sessionFor(jeton: string, { store, clock, key }: TrackingDeps): Promise<Session | null> {
  const [body = '', sign = '', ...rest] = jeton.split('.');
  if (rest.length > 0 || !sameText(sign, signature(body, key))) return null;
  const claims = claimsSchema.safeParse(JSON.parse(Buffer.from(body, 'base64url').toString()));
  if (!claims.success || claims.data.finMs <= clock().getTime()) return null;
  const dossier = await store.getDossier(claims.data.reference);
  return dossier?.suivi?.hash.startsWith(claims.data.code) ? { dossier, jeton, finMs: claims.data.finMs } : null;
}

