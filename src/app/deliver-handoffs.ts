import { z } from 'zod';
import type { Motif, Priorite, ServiceExpert } from '../domain/codes';
import type { Dossier } from '../domain/dossier';
import type { Logger } from '../ops/log';
import { OPENING_KIND } from '../stores/opening-entry';
import type { OutboxEntry, Store } from '../stores/store';
import type { Deliver } from './deliver-outbox';

/** What a contact centre's hub is told of a dossier that the bot opened. `paroles`: the person's words, masked, in order. */
export type Handoff = { conversation: string; reference: string; service: ServiceExpert; motif: Motif; priorite: Priorite; ouvertLe: string; paroles: readonly string[] };

export type HandoffDeps = {
  store: Pick<Store, 'getDossier' | 'putOutbox'>;
  log: Logger;
  /** Hands over; false when the conversation cannot be reached. Absent: nothing is ever announced. */
  initiate?: ((handoff: Handoff) => Promise<boolean>) | undefined;
};

export const HANDOFF_KIND = 'handoff';
const payloadSchema = z.object({ reference: z.string() });

/**
 * Announces each opening to a hub that listens in the conversation. It is an entry of its own, put beside the opening: a hub that is away
 * holds nothing back, and the dossier never waits for it. Nothing is announced in quiet mode.
 * @throws what the channel refused: the entry is tried again
 */
export const deliverHandoffs = (deps: HandoffDeps, others: Deliver): Deliver => async (entry) => {
  if (entry.kind === HANDOFF_KIND) return deliverHandoff(entry, deps);
  if (entry.kind === OPENING_KIND && deps.initiate) {
    await deps.store.putOutbox({ id: `${HANDOFF_KIND}|${entry.id}`, kind: HANDOFF_KIND, createdAt: entry.createdAt, payload: entry.payload });
  }
  return others(entry);
};

async function deliverHandoff({ payload }: OutboxEntry, { store, log, initiate }: HandoffDeps): Promise<void> {
  const dossier = await store.getDossier(payloadSchema.parse(payload).reference);
  if (!dossier || dossier.demande.discret || !initiate) return;
  const told = await initiate(handoffOf(dossier));
  log.info({ reference: dossier.reference, told }, HANDOFF_KIND);
}

const handoffOf = ({ cle, reference, demande, promesse, ouvertLe }: Dossier): Handoff => ({
  conversation: cle.slice(0, cle.lastIndexOf(':')), reference, service: demande.service, motif: demande.motif, priorite: promesse.priorite, ouvertLe, paroles: demande.paroles,
});
