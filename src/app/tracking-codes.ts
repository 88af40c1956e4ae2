import type { Dossier, EmpreinteCode } from '../domain/dossier';
import { CodedError } from '../domain/errors';
import { trackingCodeFrom } from '../domain/tracking-code';
import type { Clock } from '../ops/clock';
import { keyedHash, sameText, slowHash } from '../ops/hash';
import type { Store } from '../stores/store';

/** A code to say once, and what is kept of it. */
export type IssuedCode = { code: string; suivi: EmpreinteCode };

/**
 * The code for one occasion. It is derived, not drawn: an opening or a message that is replayed after a crash gives the same one,
 * although the code itself is kept nowhere.
 * @param occasion what happens once: the key of an opening, the message that asks for another code
 */
export async function issueCode(occasion: string, key: string): Promise<IssuedCode> {
  const code = trackingCodeFrom(keyedHash(key, `code ${occasion}`));
  const sel = keyedHash(key, `sel ${occasion}`).toString('hex').slice(0, 32);
  return { code, suivi: { sel, hash: await slowHash(code, sel) } };
}

/** A dossier that does not exist, or has no code, costs the same time as a wrong code. */
const NOBODY: EmpreinteCode = { sel: '0'.repeat(32), hash: '0'.repeat(64) };

/** Whether this is the code of that dossier. */
export async function isCodeOf(code: string, dossier: Dossier | null): Promise<boolean> {
  const { sel, hash } = dossier?.suivi ?? NOBODY;
  return sameText(await slowHash(code, sel), hash) && dossier?.suivi !== undefined;
}

const MAX_REPLAYS = 10;

/**
 * Another code for a person who lost hers: the old one stops working, and the history says so. The same occasion again changes nothing.
 * @returns `null` when the dossier does not exist
 * @throws CodedError CONFLIT_ETAT after ten lost races; STOCKAGE_INDISPONIBLE
 */
export async function renewCode(reference: string, occasion: string, deps: { store: Pick<Store, 'getDossier' | 'updateDossier'>; clock: Clock; key: string }): Promise<string | null> {
  const { code, suivi } = await issueCode(`nouveau ${reference} ${occasion}`, deps.key);
  for (let attempt = 0; attempt < MAX_REPLAYS; attempt++) {
    const dossier = await deps.store.getDossier(reference);
    if (!dossier) return null;
    if (dossier.suivi?.hash === suivi.hash) return code;
    const evenements = [...dossier.evenements, { at: deps.clock().toISOString(), quoi: 'nouveau-code', qui: 'usager' as const, statut: dossier.statut, detail: '' }];
    if (await deps.store.updateDossier({ ...dossier, suivi, evenements }, dossier.evenements.length)) return code;
  }
  throw new CodedError('CONFLIT_ETAT', `dossier changed ${MAX_REPLAYS} times during a new code`);
}
