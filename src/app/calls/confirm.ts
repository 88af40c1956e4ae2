import { demandeDeLAppel } from '../../../dialogs/appel';
import { demandeConfirmee } from '../../../dialogs/confirmation';
import type { Contenu } from '../../../dialogs/contenu';
import { withPieces } from '../../../dialogs/demande';
import type { Contexte } from '../../../dialogs/events';
import { brouillonOf, withBrouillon } from '../../../dialogs/questions/handler';
import { etatInitial } from '../../../dialogs/state';
import type { Etat } from '../../../dialogs/state';
import { parisDate } from '../../domain/calendar';
import { SERVICES_EXPERTS } from '../../domain/codes';
import type { ServiceExpert } from '../../domain/codes';
import type { DemandeConfirmee, Mandat } from '../../domain/dossier';
import { CodedError } from '../../domain/errors';
import type { Tour } from '../../domain/tour';
import type { Clock } from '../../ops/clock';
import type { AppelGarde } from '../../stores/call-draft-store';
import type { Store } from '../../stores/store';
import { openDossier } from '../open-dossier';
import type { Opened } from '../open-dossier';
import { workloadReader } from '../workload';

export type ConfirmDeps = { store: Store; contenu: Contenu; clock: Clock; randomInt: (max: number) => number; alsaceMoselle: boolean; cleSuivi: string };

/** `agent`: who confirms. `accord`: the person's agreement, as it was typed; `mandat`: as it was read. */
export type Accord = { agent: string; accord: string; mandat: Mandat };

const CONFIRMED: Pick<Tour, 'id'> = { id: 'confirmation' };

/**
 * Opens the dossier of a call for its person, with the agent's name and the agreement in its history. Twice gives the same dossier.
 * Documents are to be sent later.
 * @throws CodedError APPEL_INCONNU when there is no such draft, no motif in it, or the person took it over
 */
export async function confirmCall(id: string, accord: Accord, deps: ConfirmDeps): Promise<Opened> {
  const garde = await deps.store.callDrafts.getCallDraft(id);
  if (!garde || garde.brouillon.motif === null) throw new CodedError('APPEL_INCONNU', garde ? 'no motif in this call' : 'no such draft');
  const now = deps.clock();
  const charge = await workloadReader(deps.store, deps.alsaceMoselle)(now);
  const demande = demandeOf(garde, accord.mandat, contexteOf(now, charge, deps));
  const tour: Tour = { ...CONFIRMED, conversation: `appel:${id}`, personne: `appel:${id}`, canal: 'ivr', genre: 'arrivee' };
  if (!(await deps.store.callDrafts.takeCallDraft(id, { personne: tour.personne, tour: tour.id, at: now.toISOString() }))) throw new CodedError('APPEL_INCONNU', 'already taken over');
  const open = { store: deps.store, now, randomInt: deps.randomInt, charge: charge[demande.service], alsaceMoselle: deps.alsaceMoselle, cleSuivi: deps.cleSuivi };
  return openDossier(demande, 1, tour, open, undefined, { agent: accord.agent, accord: accord.accord });
}

const contexteOf = (now: Date, charge: Contexte['charge'], { contenu, alsaceMoselle }: ConfirmDeps): Contexte =>
  ({ now, today: parisDate(now), canal: 'ivr', contenu, charge, alsaceMoselle });

/** What the person would have confirmed: the same draft, the service that it leads to, and every document to be sent. */
function demandeOf({ brouillon }: AppelGarde, mandat: Mandat, ctx: Contexte): DemandeConfirmee {
  const begun = demandeDeLAppel(etatInitial(ctx.now), brouillon, true, ctx);
  if (!begun) throw new CodedError('APPEL_INCONNU', 'no motif in this call');
  const listed = withPieces(withBrouillon(begun.etat, { serviceConfirme: true, service: serviceOf(brouillon.service?.valeur), pour: 'autre', mandat }));
  const etat = withPiecesToSend(listed);
  return demandeConfirmee(brouillonOf(etat), etat, ctx);
}

const serviceOf = (service: ServiceExpert | undefined): ServiceExpert | null => SERVICES_EXPERTS.find((known) => known === service) ?? null;

const withPiecesToSend = (etat: Etat): Etat =>
  withBrouillon(etat, { pieces: brouillonOf(etat).pieces?.map((piece) => (piece.necessite === 'obligatoire' ? { ...piece, statut: 'a-envoyer' as const } : piece)) ?? null });
