import type { Acces } from '../domain/access';
import type { Clock } from '../ops/clock';
import type { RetentionStore } from '../stores/retention-store';

export type JournalDeps = { store: { retention: Pick<RetentionStore, 'logAccess'> }; clock: Clock };

/**
 * Writes who read, erased or was refused what, before it is shown: what cannot be written down is not read.
 * @param acces identifiers only (`domain/access.ts`): never a name, never words
 * @throws CodedError STOCKAGE_INDISPONIBLE
 */
export async function journal(acces: Omit<Acces, 'at'>, { store, clock }: JournalDeps): Promise<void> {
  await store.retention.logAccess({ ...acces, at: clock().toISOString() });
}
