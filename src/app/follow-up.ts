import { parisDate } from '../domain/calendar';
import type { Dossier } from '../domain/dossier';
import { dueActs } from '../domain/lifecycle';
import type { Logger } from '../ops/log';
import type { Store } from '../stores/store';
import { actOnDossier, dated } from './act-on-dossier';
import type { ActDeps } from './act-on-dossier';
import { alone, type ExclusiveDeps } from './exclusive-round';

const BATCH = 100;

export type FollowUpDeps = ActDeps & { store: ActDeps['store'] & Pick<Store, 'listDue'>; log: Logger };

/**
 * What time brings to dossiers: pre-alerts, overruns, reminders, closings (DOSSIER §8.6). Looked at every so often; a date that
 * passed while the process was down is seen at the next start. One process at a time looks; if two did, each act would be done once all
 * the same: the second finds it done.
 * @returns a function that stops the rounds and waits for the current one
 */
export function startFollowUp(deps: FollowUpDeps & ExclusiveDeps & { everyMs: number }): () => Promise<void> {
  let round: Promise<unknown> = Promise.resolve();
  const next = (): void => {
    round = round.then(() => alone('suivi', deps, () => followUpRound(deps))).catch((error: unknown) => deps.log.warn({ error }, 'suivi-en-panne'));
  };
  next();
  const timer = setInterval(next, deps.everyMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await round;
  };
}

/** One pass over the dossiers to look at today. @returns how many acts were done */
export async function followUpRound(deps: FollowUpDeps): Promise<number> {
  let done = 0;
  for (let batch = await due(deps); batch.length > 0; batch = await due(deps)) {
    let moved = 0;
    for (const reference of batch) {
      try {
        done += await followUp(reference, deps);
        moved += 1;
      } catch (error) {
        deps.log.warn({ error, reference }, 'suivi-a-refaire');
      }
    }
    // what failed would come back at once: it waits for the next round
    if (moved < batch.length || batch.length < BATCH) return done;
  }
  return done;
}

const due = (deps: FollowUpDeps): Promise<string[]> => deps.store.listDue(parisDate(deps.clock()), BATCH);

/**
 * The dossier as a person sees it: a date already past is replaced before it is shown, even when no round came since (DOSSIER §8.6).
 * The same act as the round's: done by one of them only.
 */
export async function upToDate(dossier: Dossier, deps: ActDeps): Promise<Dossier> {
  const overrun = dueActs(dossier, parisDate(deps.clock()), deps.alsaceMoselle).actes.find(({ genre }) => genre === 'depasser');
  if (!overrun) return dossier;
  const acted = await actOnDossier(dossier.reference, overrun, { qui: 'systeme' }, deps);
  return acted.kind === 'done' ? acted.dossier : (await deps.store.getDossier(dossier.reference)) ?? dossier;
}

async function followUp(reference: string, deps: FollowUpDeps): Promise<number> {
  const now = deps.clock();
  const dossier = await deps.store.getDossier(reference);
  if (!dossier) return 0;
  const { actes } = dueActs(dossier, parisDate(now), deps.alsaceMoselle);
  if (actes.length === 0) {
    await deps.store.updateDossier(dated(dossier, now, deps.alsaceMoselle), dossier.evenements.length);
    return 0;
  }
  const results = [];
  for (const acte of actes) results.push(await actOnDossier(reference, acte, { qui: 'systeme' }, deps));
  return results.filter(({ kind }) => kind === 'done').length;
}
