import type { Evenement } from '../../../dialogs/events';
import type { Tour } from '../../domain/tour';
import type { Clock } from '../../ops/clock';
import { sameText } from '../../ops/hash';
import type { AppelGarde } from '../../stores/call-draft-store';
import type { Store } from '../../stores/store';
import { giveTryBack, takeTry } from '../tracking-tries';
import { hashOfCode } from './codes';
import { isClaimable } from './deposit';

/** `cleSuivi`: key of codes; absent, none opens anything. */
export type ClaimDeps = { store: Pick<Store, 'callDrafts' | 'loadState' | 'saveState'>; clock: Clock; cleSuivi?: string | undefined };

/** Wrong figures in one conversation, before the words of the call are given up. */
const ESSAIS_MAX = 3;

/**
 * A call code shown in a conversation. Five wrong codes an hour for an identity; unknown, expired and used are one answer. The words
 * of the call are for who also knows the last figures of the person's number.
 * @throws CodedError CONFLIT_ETAT, STOCKAGE_INDISPONIBLE
 */
export async function claimCall(code: string, tour: Tour, deps: ClaimDeps): Promise<Evenement> {
  if (deps.cleSuivi === undefined) return { genre: 'appel-refuse', trop: false };
  const [who, tries] = [`appel ${tour.canal} ${tour.personne}`, { ...deps, key: deps.cleSuivi }];
  if ((await takeTry(who, tries)) > 0) return { genre: 'appel-refuse', trop: true };
  const garde = await deps.store.callDrafts.findCallDraftByCode(hashOfCode(code, deps.cleSuivi));
  if (!garde || !isOpenTo(garde, tour, deps.clock())) return { genre: 'appel-refuse', trop: false };
  await giveTryBack(who, tries);
  return garde.verification === null ? take(garde, false, tour, deps) : { genre: 'appel-a-verifier', appel: garde.id, essais: 0 };
}

/**
 * The figures that protect the words. Three wrong ones in a conversation, or five an hour for the draft, and only the motif is taken over.
 * @throws CodedError CONFLIT_ETAT, STOCKAGE_INDISPONIBLE
 */
export async function verifyCall({ appel, chiffres, essais }: { appel: string; chiffres: string | null; essais: number }, tour: Tour, deps: ClaimDeps): Promise<Evenement> {
  const garde = await deps.store.callDrafts.getCallDraft(appel);
  if (!garde || deps.cleSuivi === undefined || !isOpenTo(garde, tour, deps.clock())) return { genre: 'appel-refuse', trop: false };
  if (chiffres === null) return take(garde, false, tour, deps);
  const tries = { ...deps, key: deps.cleSuivi };
  const mayTry = (await takeTry(`appel-verification ${appel}`, tries)) === 0;
  if (mayTry && sameText(chiffres, garde.verification ?? '')) return take(garde, true, tour, deps);
  return mayTry && essais + 1 < ESSAIS_MAX ? { genre: 'appel-a-verifier', appel, essais: essais + 1 } : take(garde, false, tour, deps);
}

const turnOf = ({ conversation, id }: Tour): string => `${conversation}:${id}`;

function isOpenTo(garde: AppelGarde, tour: Tour, now: Date): boolean {
  const isFree = garde.repris === null || (garde.repris.personne === tour.personne && garde.repris.tour === turnOf(tour));
  return isClaimable(garde) && isFree && Date.parse(garde.codeFinLe) > now.getTime();
}

async function take({ id, brouillon }: AppelGarde, complet: boolean, tour: Tour, { store, clock }: ClaimDeps): Promise<Evenement> {
  const taken = await store.callDrafts.takeCallDraft(id, { personne: tour.personne, tour: turnOf(tour), at: clock().toISOString() });
  return taken ? { genre: 'appel-repris', appel: brouillon, complet } : { genre: 'appel-refuse', trop: false };
}
