import { setImmediate as breathe } from 'node:timers/promises';
import { withoutDraft } from '../../dialogs/effacement';
import { parisDate } from '../domain/calendar';
import { limitsOf } from '../domain/conservation';
import type { Durees, Limites } from '../domain/conservation';
import type { Clock } from '../ops/clock';
import type { Logger } from '../ops/log';
import type { Comptes } from '../stores/retention-store';
import type { Store } from '../stores/store';
import { journal } from './access-journal';
import { recordSchema } from './handle-message';

export type PurgeDeps = { store: Pick<Store, 'loadState' | 'saveState' | 'deleteFiles' | 'retention' | 'callDrafts'>; clock: Clock };
export type RetentionDeps = PurgeDeps & { log: Logger; durees: Durees; revueJours: number };

/** Records of one transaction: turns wait a few milliseconds at most between two. */
const BATCH = 50;
const TASK = 'purge';
const LEASE_MS = 3_600_000;
const ERASURE_TRIES = 20;

/**
 * Deletes what is past its time (DOSSIER §6.3), in small steps, each whole. Stopped anywhere and run again, it ends the same.
 * @returns what went, by kind; files of drafts are not counted
 * @throws CodedError STOCKAGE_INDISPONIBLE
 */
export async function purge(limites: Limites, { store, clock }: PurgeDeps): Promise<Comptes> {
  const { retention } = store;
  const counts: Comptes = { brouillons: 0, conversations: 0, messages: 0, fichiers: 0, archives: 0, suppressions: 0, revues: 0, acces: 0 };
  await inBatches(async () => {
    const { dossiers, fichiers } = await retention.deleteClosedFiles(limites, BATCH);
    counts.fichiers += fichiers;
    return dossiers;
  });
  await inBatches(async () => {
    const { archives, fichiers } = await retention.archiveDossiers(limites, clock().toISOString(), BATCH);
    counts.archives += archives;
    counts.fichiers += fichiers;
    return archives;
  });
  await inBatches(async () => {
    const { conversations, messages, fichiers } = await retention.deleteIdleConversations(limites, BATCH);
    counts.conversations += conversations;
    counts.messages += messages;
    counts.fichiers += fichiers;
    return conversations;
  });
  counts.brouillons = (await dropIdleDrafts(limites.brouillon, store)) + (await store.callDrafts.deleteCallDrafts(limites.brouillon));
  counts.suppressions = await inBatches(() => retention.deleteArchives(limites.suppression, BATCH));
  counts.revues = await retention.deleteOldReviews(limites.revue);
  counts.acces = await inBatches(() => retention.deleteAccesses(limites.acces, BATCH));
  await settleErasure(retention);
  return counts;
}

/** @returns the sum, once a step did less than a whole batch */
async function inBatches(step: () => Promise<number>): Promise<number> {
  let total = 0;
  for (;;) {
    const done = await step();
    total += done;
    if (done < BATCH) return total;
    await breathe();
  }
}

/**
 * Writes over what was erased; other processes that read at this instant are waited for.
 * @returns false when they never left: a later purge does it again
 */
export async function settleErasure(retention: Store['retention']): Promise<boolean> {
  for (let attempt = 0; attempt < ERASURE_TRIES; attempt++) {
    if (await retention.settleErasure()) return true;
    await breathe();
  }
  return false;
}

/** A person who wrote meanwhile keeps the draft: the state is replaced only if nobody touched it. */
async function dropIdleDrafts(before: string, store: PurgeDeps['store']): Promise<number> {
  let dropped = 0;
  for (let after = ''; ; await breathe()) {
    const idle = await store.retention.listIdleDrafts(before, after, BATCH);
    for (const { conversation, personne } of idle) dropped += (await dropDraft(conversation, personne, store)) ? 1 : 0;
    if (idle.length < BATCH) return dropped;
    after = idle.at(-1)?.conversation ?? after;
  }
}

/** A state that cannot be read goes with its conversation, later. */
async function dropDraft(conversation: string, personne: string | null, store: PurgeDeps['store']): Promise<boolean> {
  const stored = await store.loadState(conversation);
  const record = recordSchema.safeParse(stored?.state);
  if (!stored || !record.success) return false;
  const { etat, fichiers } = withoutDraft(record.data.etat);
  const saved = await store.saveState(conversation, { etat, recents: [], anciens: record.data.anciens }, stored.version, { personne, at: etat.vuLe, brouillon: false });
  if (saved) await store.deleteFiles(fichiers);
  return saved;
}

// ---------------------------------------------------------------- every day

/**
 * Purges once a day, whatever restarts and however many processes there are; looked at every so often.
 * @returns a function that stops the rounds and waits for the current one
 */
export function startRetention(deps: RetentionDeps & { everyMs: number }): () => Promise<void> {
  let round: Promise<unknown> = Promise.resolve();
  const next = (): void => {
    round = round.then(() => retentionRound(deps)).catch((error: unknown) => deps.log.warn({ error }, 'purge-en-panne'));
  };
  next();
  const timer = setInterval(next, deps.everyMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await round;
  };
}

/**
 * The purge of the day, if nobody did it.
 * @returns whether it was done here
 */
export async function retentionRound({ durees, revueJours, log, ...deps }: RetentionDeps): Promise<boolean> {
  const today = parisDate(deps.clock());
  const { retention } = deps.store;
  if (!(await retention.takeTask(TASK, today, deps.clock().getTime(), LEASE_MS))) return false;
  const counts = await purge(limitsOf(today, durees, revueJours), deps);
  await journal({ qui: 'systeme', quoi: 'purge', objet: today, motif: 'conservation' }, deps);
  await retention.finishTask(TASK, today);
  log.info({ ...counts }, 'purge-faite');
  return true;
}
