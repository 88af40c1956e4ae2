import { parisDate } from '../domain/calendar';
import type { Acteur, Dossier } from '../domain/dossier';
import { CodedError } from '../domain/errors';
import type { Charge } from '../domain/estimate';
import type { ServiceExpert } from '../domain/codes';
import type { Tour } from '../domain/tour';
import { act, dueActs } from '../domain/lifecycle';
import type { Acte, Alerte } from '../domain/lifecycle';
import type { Clock } from '../ops/clock';
import type { NewOutboxEntry, Store } from '../stores/store';
import { programEntries } from './api-events';

export type ActDeps = {
  store: Pick<Store, 'getDossier' | 'updateDossier'>;
  clock: Clock;
  workload: (now: Date) => Promise<Record<ServiceExpert, Charge>>;
  alsaceMoselle: boolean;
};

export type Acted =
  | { kind: 'done'; dossier: Dossier }
  | { kind: 'unknown' }
  /** The state forbids it, or somebody did it first: nothing was changed. */
  | { kind: 'refused'; detail: string };

/** Whose act it is. `par`: the expert's identifier, or the partner's in the directory of their organisation. */
export type Auteur = { qui: Acteur; par?: string };

/** The person of a conversation; a partner is known by the directory of their organisation. */
export const personAuthor = ({ acteur }: Pick<Tour, 'acteur'>): Auteur => ({ qui: 'usager', ...(acteur === undefined ? {} : { par: acteur }) });

const MAX_REPLAYS = 10;
export const ALERT_KIND = 'alerte-dossier';

/**
 * One act on a dossier: its event, its new date and what is to be told are written in one step, or not at all. Two people who
 * act at once are put one after the other; the second is judged on what the first left.
 * @throws CodedError STOCKAGE_INDISPONIBLE; CONFLIT_ETAT after ten lost races
 */
export async function actOnDossier(reference: string, acte: Acte, auteur: Auteur, deps: ActDeps): Promise<Acted> {
  for (let attempt = 0; attempt < MAX_REPLAYS; attempt++) {
    const before = await deps.store.getDossier(reference);
    if (!before) return { kind: 'unknown' };
    const now = deps.clock();
    const charge = (await deps.workload(now))[before.demande.service];
    const result = act(before, acte, { now, ...auteur, charge, alsaceMoselle: deps.alsaceMoselle });
    if (!result.ok) return { kind: 'refused', detail: result.detail };
    const dossier = dated(result.dossier, now, deps.alsaceMoselle);
    if (await deps.store.updateDossier(dossier, before.evenements.length, [...alertEntries(dossier, result.alertes, now), ...programEntries(dossier)])) return { kind: 'done', dossier };
  }
  throw new CodedError('CONFLIT_ETAT', `dossier changed ${MAX_REPLAYS} times during one act`);
}

/** The same dossier, with the day on which time next changes something. */
export const dated = (dossier: Dossier, now: Date, alsaceMoselle: boolean): Dossier => ({ ...dossier, prochain: dueActs(dossier, parisDate(now), alsaceMoselle).prochain });

/** One entry for each person to tell, under an id that never changes: told at most once, across restarts. */
const alertEntries = ({ reference }: Dossier, alertes: Alerte[], now: Date): NewOutboxEntry[] =>
  alertes.map(({ pour, genre, evenement }) => ({
    id: `${ALERT_KIND}:${reference}:${evenement}:${pour}:${genre}`, kind: ALERT_KIND, createdAt: now.toISOString(), payload: { reference, pour, genre, evenement },
  }));
