import { actOnDossier } from '../app/act-on-dossier';
import type { Acted } from '../app/act-on-dossier';
import type { Agent } from '../domain/agent';
import type { Dossier } from '../domain/dossier';
import { lifeOf } from '../domain/lifecycle';
import type { Prise } from '../stores/desk-store';
import type { DeskDeps } from './deps';

/**
 * Who works on a dossier. The dossier says who holds it, which the person is told; the claim says until when nobody else may act. A
 * claim that is over frees the dossier for colleagues without telling the person anything: the next expert simply takes over.
 */

const MINUTE_MS = 60_000;

export type Held = { kind: 'held'; prise: Prise };
export type Full = { kind: 'full'; nombre: number };

type Who = Pick<Agent, 'id' | 'prenom'>;

const claimOf = (reference: string, { id, prenom }: Who, { clock, priseMinutes }: DeskDeps): Prise => {
  const nowMs = clock().getTime();
  return { reference, agent: id, prenom, depuisMs: nowMs, finMs: nowMs + priseMinutes * MINUTE_MS };
};

/**
 * Takes a dossier for this agent: the person is told who, the first time only.
 * @throws CodedError as `actOnDossier`
 */
export async function takeDossier(reference: string, agent: Agent, deps: DeskDeps): Promise<Acted | Held | Full> {
  const claimed = await keepClaim(reference, agent, deps);
  if (claimed.kind !== 'taken') return claimed;
  const acted = await affected(reference, agent, agent.id, deps);
  if (acted.kind !== 'done') await deps.desk.dropClaim(reference, agent.id);
  return acted;
}

/** The claim of this agent begins, or begins again to run: what every act needs first. */
export const keepClaim = (reference: string, agent: Agent, deps: DeskDeps) =>
  deps.desk.takeClaim(claimOf(reference, agent, deps), deps.clock().getTime(), deps.capacite);

/** Already held by them: nothing to write, and nothing to tell. */
async function affected(reference: string, { id, prenom }: Who, par: string, deps: DeskDeps): Promise<Acted> {
  const dossier = await deps.store.getDossier(reference);
  if (dossier && lifeOf(dossier).expert?.id === id && dossier.statut !== 'REOUVERT' && dossier.statut !== 'RECU') return { kind: 'done', dossier };
  return actOnDossier(reference, { genre: 'affecter', expert: { id, prenom } }, { qui: 'expert', par }, deps);
}

/** A manager gives the dossier to somebody else, whoever held it. */
export async function giveDossier(reference: string, to: Who, par: Agent, deps: DeskDeps): Promise<Acted> {
  const acted = await affected(reference, to, par.id, deps);
  if (acted.kind === 'done') await deps.desk.giveClaim(claimOf(reference, to, deps));
  return acted;
}

/** Puts the dossier back in the queue of its service. */
export async function releaseDossier(dossier: Dossier, agent: Agent, pourquoi: string, deps: DeskDeps): Promise<Acted> {
  const { reference } = dossier;
  const acted = await actOnDossier(reference, { genre: 'liberer', pourquoi }, { qui: 'expert', par: agent.id }, deps);
  const held = acted.kind === 'done' ? await deps.desk.claimOf(reference) : null;
  if (held) await deps.desk.dropClaim(reference, held.agent);
  return acted;
}

/** The claim that stops this agent now, if there is one. */
export async function heldByOther(reference: string, agent: Agent, { desk, clock }: DeskDeps): Promise<Prise | null> {
  const prise = await desk.claimOf(reference);
  return prise && prise.agent !== agent.id && prise.finMs > clock().getTime() ? prise : null;
}
