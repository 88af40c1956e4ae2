import type { Logger } from '../../ops/log';
import type { Store } from '../../stores/store';
import { alone, type ExclusiveDeps } from '../exclusive-round';
import type { Scan } from './antivirus';

const BATCH = 20;

export type RescanDeps = { store: Pick<Store, 'quarantinedFiles' | 'getFile' | 'releaseFile' | 'deleteFiles'>; scan: Scan; log: Logger };

/**
 * Has quarantined files looked at, at regular intervals, by one process at a time, until the antivirus answers.
 * @returns a function that stops the rounds and waits for the current one
 */
export function startRescan(deps: RescanDeps & ExclusiveDeps, everyMs: number): () => Promise<void> {
  let round: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    round = round.then(() => alone('quarantaine', deps, () => rescanRound(deps))).catch((error: unknown) => deps.log.warn({ error }, 'quarantaine-en-panne'));
  }, everyMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await round;
  };
}

/** One pass, oldest first; it stops at the first file that gets no answer. An infected file loses its bytes. */
export async function rescanRound({ store, scan, log }: RescanDeps): Promise<void> {
  for (const { id, conversation } of await store.quarantinedFiles(BATCH)) {
    const kept = await store.getFile(id);
    const verdict = kept ? await scan(kept.bytes) : null;
    if (verdict?.kind === 'indisponible') return;
    if (verdict?.kind === 'sain') await store.releaseFile(id);
    if (verdict?.kind === 'infecte') {
      await store.deleteFiles([id]);
      log.warn({ conversation, fichier: id, signature: verdict.signature }, 'fichier-infecte');
    }
  }
}
