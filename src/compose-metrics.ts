import type { Assistant } from './app/assistant';
import type { Counting } from './app/count-turns';
import type { Observe } from './app/observed-turn';
import type { Clock } from './ops/clock';
import { stopwatch, type Metrics } from './ops/metrics';
import type { Store } from './stores/store';

/** Where the product is measured: around the assistant and beside the store, so that neither knows of it. */

export type Watched = { store: Store; clock: Clock; sockets: () => number };

/** What an operator sees besides what passes by. */
export function watch(metrics: Metrics, { store, clock, sockets }: Watched): void {
  const outbox = () => store.outboxState().catch(() => null);
  metrics.watch('aiguillage_live_sockets', sockets);
  metrics.watch('aiguillage_store_up', () => store.ping().then(() => 1, () => 0));
  metrics.watch('aiguillage_outbox_entries', async () => (await outbox())?.enAttente ?? null);
  metrics.watch('aiguillage_outbox_oldest_seconds', async () => {
    const state = await outbox();
    if (!state) return null;
    return state.plusAncien === null ? 0 : Math.max(0, (clock().getTime() - Date.parse(state.plusAncien)) / 1_000);
  });
}

/** A saved turn, counted for the operator and for the public figures. */
export const observer = (metrics: Metrics, counting: Counting): Observe => (tour) => {
  metrics.turn(tour);
  if (tour.lecture) metrics.understood(tour.lecture, tour.lecture.confiance);
  if (tour.service) metrics.transfer(tour.service);
  counting.count(tour);
};

/** The same assistant, its turns timed and its failures counted. */
export function measured(assistant: Assistant, metrics: Metrics): Assistant {
  return {
    receiveFile: (envoi) => assistant.receiveFile(envoi),
    handle: async (tour) => {
      const seconds = stopwatch();
      try {
        return await assistant.handle(tour);
      } catch (error) {
        metrics.turn({ canal: tour.canal, issue: 'echec' });
        throw error;
      } finally {
        metrics.turnSeconds(tour.canal, seconds());
      }
    },
  };
}
