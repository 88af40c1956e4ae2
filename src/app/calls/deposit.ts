import type { Understander } from '../../../intents/understand';
import { CODE_HEURES } from '../../domain/appel';
import type { BrouillonAppel } from '../../domain/appel';
import type { Drapeau } from '../../domain/codes';
import type { Transcription } from '../../domain/transcription';
import type { Clock } from '../../ops/clock';
import type { AppelGarde } from '../../stores/call-draft-store';
import type { Store } from '../../stores/store';
import { codeOf, hashOfCode } from './codes';
import { draftFromCall } from './draft';

export type DepositDeps = {
  store: Pick<Store, 'callDrafts' | 'putOutbox'>; understander: Pick<Understander, 'understand'>; clock: Clock; newId: () => string;
  /** Key of claim codes. */
  key: string;
  onProgress?: ((done: number, total: number) => void) | undefined;
};

/** `code`: what the agent tells the person; null when someone may be in danger, as the call then is for a human only. */
export type Depose = { garde: AppelGarde; code: string | null; created: boolean };

const HOUR_MS = 3_600_000;
const CHIFFRES = 3;

/**
 * Keeps the draft of a call, once for the same transcript. Opens no dossier.
 * @param verification last three figures of the person's number, when the transcript does not have it
 * @throws CodedError STOCKAGE_INDISPONIBLE
 */
export async function depositTranscript(transcription: Transcription, verification: string | null, deps: DepositDeps): Promise<Depose> {
  const { fournisseur, appel, empreinte } = transcription;
  const known = await deps.store.callDrafts.findCallDraft(fournisseur, appel, empreinte);
  const kept = known ? { draft: known, created: false } : await keep(await draftOf(transcription, deps), verification, deps);
  // again each time: a crash between the two writes must not lose an alert
  for (const drapeau of dangersOf(kept.draft.brouillon)) await alert(kept.draft, drapeau, deps);
  return { garde: kept.draft, code: codeToTell(kept.draft, deps.key), created: kept.created };
}

const draftOf = (transcription: Transcription, { understander, clock, onProgress }: DepositDeps): Promise<BrouillonAppel> =>
  draftFromCall(transcription, { understander, now: callDate(transcription, clock()), onProgress });

/** A recording dated in the future would count "hier" from a day that nobody lived. */
function callDate({ debut }: Transcription, now: Date): Date {
  const began = debut === undefined ? now : new Date(debut);
  return began.getTime() > now.getTime() ? now : began;
}

function keep(brouillon: BrouillonAppel, verification: string | null, { store, clock, newId, key }: DepositDeps): Promise<{ draft: AppelGarde; created: boolean }> {
  const [id, now] = [newId(), clock()];
  return store.callDrafts.putCallDraft({
    id, brouillon, code: hashOfCode(codeOf(id, key), key), creeLe: now.toISOString(), codeFinLe: new Date(now.getTime() + CODE_HEURES * HOUR_MS).toISOString(),
    verification: verification ?? brouillon.numeroAllocataire?.valeur.slice(-CHIFFRES) ?? null, repris: null,
  });
}

const DANGERS: readonly Drapeau[] = ['detresse', 'violences', 'menace'];
const dangersOf = ({ drapeaux }: BrouillonAppel): Drapeau[] => drapeaux.map(({ valeur }) => valeur).filter((drapeau) => DANGERS.includes(drapeau));

/** Who lives with a violent person may have their papers read: nothing of such a call can be opened by a code. */
export const isClaimable = ({ brouillon }: AppelGarde): boolean => brouillon.motif !== null && dangersOf(brouillon).length === 0;

const codeToTell = (garde: AppelGarde, key: string): string | null => (isClaimable(garde) && garde.repris === null ? codeOf(garde.id, key) : null);

async function alert({ id, creeLe }: AppelGarde, nature: Drapeau, { store }: DepositDeps): Promise<void> {
  await store.putOutbox({ id: `alerte:appel:${id}:${nature}`, kind: 'alerte-humaine', createdAt: creeLe, payload: { conversation: `appel:${id}`, nature, canal: 'ivr' } });
}
