import { parisDate } from '../domain/calendar';
import { historyOf } from '../domain/monthly-report';
import type { HistoireDossier } from '../domain/monthly-report';
import { firstDay, performanceOf, windowOf } from '../domain/performance';
import type { Performance } from '../domain/performance';
import type { Clock } from '../ops/clock';
import type { Logger } from '../ops/log';
import type { CountersStore } from '../stores/counters-store';
import type { Store } from '../stores/store';
import { readComptes } from './count-turns';

export type BoardDeps = {
  store: Pick<Store, 'listDossiers'>;
  counters: CountersStore;
  clock: Clock;
  log: Logger;
  alsaceMoselle: boolean;
  /** Whole weeks to look back on. */
  semaines: number;
};

export type Board = {
  /**
   * The figures, a minute old at most while they are cheap. When they are being worked out again, the last ones are given at once.
   * @throws CodedError STOCKAGE_INDISPONIBLE when there is none yet and the store is away
   */
  current(): Promise<Performance>;
};

const FRESH_MS = 60_000;
/** Working them out takes at most a twentieth of the time of the process. */
const REST = 20;
/** A visitor waits that long for fresh figures rather than get the last ones. */
const PATIENCE_MS = 1_500;
/** The store answers at once, on the thread of the turns: a small page, then the others have their turn. */
const BATCH = 50;

/** One reading for every visitor: asked for by a visit, shared by those that come meanwhile. */
export function performanceBoard(deps: BoardDeps): Board {
  let last: { value: Performance; endedMs: number; tookMs: number } | null = null;
  let running: Promise<Performance> | null = null;
  const refresh = (): Promise<Performance> => (running ??= work().finally(() => (running = null)));
  return {
    current: async () => {
      if (last === null) return refresh();
      const age = deps.clock().getTime() - last.endedMs;
      if (age >= 0 && age < Math.max(FRESH_MS, REST * last.tookMs)) return last.value;
      return soonOr(last.value, refresh(), deps.log);
    },
  };

  async function work(): Promise<Performance> {
    const startMs = deps.clock().getTime();
    const value = await readPerformance(deps);
    const endedMs = deps.clock().getTime();
    last = { value, endedMs, tookMs: endedMs - startMs };
    return value;
  }
}

/** The store may be away for a while: the last figures say of when they are. */
async function soonOr<T>(otherwise: T, wanted: Promise<T>, log: Logger): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<T>((resolve) => (timer = setTimeout(() => resolve(otherwise), PATIENCE_MS)));
  const known = wanted.catch((error: unknown) => {
    log.warn({ error }, 'performance-non-calculee');
    return otherwise;
  });
  try {
    return await Promise.race([known, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** @throws CodedError STOCKAGE_INDISPONIBLE */
async function readPerformance({ store, counters, clock, alsaceMoselle, semaines }: BoardDeps): Promise<Performance> {
  const now = clock();
  const since = firstDay(now, semaines);
  const histoires: HistoireDossier[] = [];
  for (let after: number | null = 0; after !== null;) {
    const { dossiers, suite }: Awaited<ReturnType<Store['listDossiers']>> = await store.listDossiers(after, BATCH);
    const moved = dossiers.filter(({ evenements }) => parisDate(new Date(evenements.at(-1)?.at ?? 0)) >= since);
    histoires.push(...moved.map((dossier) => historyOf(dossier, alsaceMoselle)));
    after = suite;
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { du, au } = windowOf(now);
  return performanceOf(histoires, await readComptes(counters, du, au), now, semaines);
}
