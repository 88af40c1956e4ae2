import { journal } from '../app/access-journal';
import { actOnDossier } from '../app/act-on-dossier';
import type { ActDeps } from '../app/act-on-dossier';
import type { ActeAcces } from '../domain/access';
import { accessTo, hasRole } from '../domain/agent';
import type { Agent } from '../domain/agent';
import type { Dossier, EvenementDossier } from '../domain/dossier';
import type { Acte } from '../domain/lifecycle';
import { giveDossier, heldByOther, keepClaim, releaseDossier, takeDossier } from './claims';
import type { Full, Held } from './claims';
import type { DeskDeps } from './deps';
import { ROUTES } from './routes';
import type { RouteId } from './routes';

/** What an agent asks for, under the route that lets them. */
export type Demarche =
  | { route: 'prendre' }
  | { route: 'liberer'; pourquoi: string }
  | { route: 'reaffecter'; agent: string }
  | { route: 'complement' | 'note' | 'reponse' | 'requalifier' | 'reorienter' | 'rouvrir'; acte: Acte };

export type Fait =
  | { kind: 'done'; dossier: Dossier }
  /** Not a dossier that this agent may act on; nothing is said of whether it exists. */
  | { kind: 'unknown' }
  | { kind: 'protege' }
  | Held | Full
  /** Somebody wrote since the page was shown: what, by whom. */
  | { kind: 'changed'; dossier: Dossier; depuis: EvenementDossier[] }
  /** The state of the dossier does not allow it. */
  | { kind: 'refused'; dossier: Dossier };

const JOURNAL: Readonly<Record<Demarche['route'], ActeAcces>> = {
  prendre: 'prise-en-charge', liberer: 'liberation', reaffecter: 'reaffectation', complement: 'complement', note: 'note', reponse: 'reponse',
  requalifier: 'requalification', reorienter: 'reorientation', rouvrir: 'reouverture',
};

/** Nobody but the holder of a claim asks or answers; a note, or the reopening of a closed dossier, disturbs no one. */
const NEEDS_CLAIM: readonly RouteId[] = ['complement', 'reponse'];
const LETS_GO: readonly RouteId[] = ['reponse', 'reorienter'];
const YIELDS_TO_CLAIM: readonly RouteId[] = ['requalifier', 'reorienter', 'liberer'];
/** What is worked out from what was on the page: done on that, or not at all. */
const NEEDS_SAME: readonly RouteId[] = ['complement', 'reponse', 'requalifier', 'reorienter'];

/**
 * One act of an agent, written in the access journal before it is done.
 * @param vus events that were on the page from which it is asked
 * @throws CodedError STOCKAGE_INDISPONIBLE, CONFLIT_ETAT
 */
export async function actAtDesk(reference: string, demarche: Demarche, vus: number, agent: Agent, deps: DeskDeps): Promise<Fait> {
  const dossier = await deps.store.getDossier(reference);
  const acces = dossier ? accessTo(dossier, agent, ROUTES[demarche.route].roles) : 'aucun';
  if (!dossier || acces === 'aucun') return { kind: 'unknown' };
  if (acces === 'protege') return { kind: 'protege' };
  const stopped = await stoppedBy(dossier, demarche.route, agent, deps);
  if (stopped) return stopped;
  if (NEEDS_SAME.includes(demarche.route) && dossier.evenements.length !== vus) return changedSince(dossier, vus);
  await journal({ qui: `expert:${agent.id}`, quoi: JOURNAL[demarche.route], objet: reference, motif: 'traitement' }, deps);
  return settled(await done(dossier, demarche, agent, vus, deps), dossier, deps);
}

async function stoppedBy({ reference }: Dossier, route: RouteId, agent: Agent, deps: DeskDeps): Promise<Held | Full | null> {
  if (NEEDS_CLAIM.includes(route)) {
    const claimed = await keepClaim(reference, agent, deps);
    return claimed.kind === 'taken' ? null : claimed;
  }
  // a manager decides over the claim of an expert
  if (!YIELDS_TO_CLAIM.includes(route) || hasRole(agent, ROUTES.reaffecter.roles)) return null;
  const prise = await heldByOther(reference, agent, deps);
  return prise && { kind: 'held', prise };
}

const changedSince = (dossier: Dossier, vus: number): Fait => ({ kind: 'changed', dossier, depuis: dossier.evenements.slice(Math.max(0, vus)) });

type Done = Awaited<ReturnType<typeof actOnDossier>> | Held | Full | { kind: 'changed' };

async function done(dossier: Dossier, demarche: Demarche, agent: Agent, vus: number, deps: DeskDeps): Promise<Done> {
  const { reference } = dossier;
  switch (demarche.route) {
    case 'prendre':
      return takeDossier(reference, agent, deps);
    case 'liberer':
      return releaseDossier(dossier, agent, demarche.pourquoi, deps);
    case 'reaffecter':
      return given(dossier, demarche.agent, agent, deps);
    default:
      return acted(reference, demarche, agent, vus, deps);
  }
}

/** Only to somebody who works on this service, and may read it. */
async function given(dossier: Dossier, id: string, par: Agent, deps: DeskDeps): Promise<Done> {
  const to = (await reassignable(dossier, deps)).find((one) => one.id === id);
  return to ? giveDossier(dossier.reference, to, par, deps) : { kind: 'refused', detail: 'agent' };
}

/** Agents to whom this dossier may be given. */
export async function reassignable(dossier: Dossier, { desk }: DeskDeps) {
  return (await desk.listAgents()).filter(({ id, prenom, traite, services, sensible }) =>
    traite && accessTo(dossier, { id, prenom, sensible, droits: services.map((service) => ({ role: 'expert', service })) }, ROUTES.prendre.roles) === 'ouvert');
}

/** Somebody wrote between the check and the act. */
class ChangedMeanwhile extends Error {}

async function acted(reference: string, { route, acte }: Extract<Demarche, { acte: Acte }>, agent: Agent, vus: number, deps: DeskDeps): Promise<Done> {
  const store: ActDeps['store'] = NEEDS_SAME.includes(route) ? sameOnly(deps.store, vus) : deps.store;
  try {
    const { clock, workload, alsaceMoselle } = deps;
    const result = await actOnDossier(reference, acte, { qui: 'expert', par: agent.id }, { store, clock, workload, alsaceMoselle });
    if (result.kind === 'done' && LETS_GO.includes(route)) await deps.desk.dropClaim(reference, agent.id);
    return result;
  } catch (error) {
    if (error instanceof ChangedMeanwhile) return { kind: 'changed' };
    throw error;
  }
}

/** The same store, that gives the dossier as it was on the page or not at all: an act is never replayed on what the agent has not read. */
const sameOnly = (store: ActDeps['store'], vus: number): ActDeps['store'] => ({
  updateDossier: (dossier, expectedEvents, envois) => store.updateDossier(dossier, expectedEvents, envois),
  async getDossier(reference) {
    const dossier = await store.getDossier(reference);
    if (dossier && dossier.evenements.length !== vus) throw new ChangedMeanwhile();
    return dossier;
  },
});

async function settled(result: Done, before: Dossier, deps: DeskDeps): Promise<Fait> {
  if (result.kind === 'done' || result.kind === 'held' || result.kind === 'full' || result.kind === 'unknown') return result;
  const now = (await deps.store.getDossier(before.reference)) ?? before;
  return result.kind === 'changed' ? changedSince(now, before.evenements.length) : { kind: 'refused', dossier: now };
}
