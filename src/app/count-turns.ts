import { parisDate } from '../domain/calendar';
import type { Canal } from '../domain/codes';
import type { Comptes } from '../domain/performance';
import type { Clock } from '../ops/clock';
import type { Logger } from '../ops/log';
import type { CountersStore } from '../stores/counters-store';
import type { TourObserve } from './observed-turn';

/** What the public figures need and no dossier tells: counted by channel. */
type Compte = 'reponse' | 'transfert';

export type Counting = {
  count(tour: TourObserve): void;
  /** Writes what is left, and stops. */
  stop(): Promise<void>;
};

type CountingDeps = { counters: CountersStore; clock: Clock; log: Logger; everyMs: number };

/**
 * Counts the turns of the public figures in memory, and writes them every so often: no turn waits for the disk. What was counted
 * since the last writing is lost when the process is killed.
 */
export function startCounting({ counters, clock, log, everyMs }: CountingDeps): Counting {
  let waiting = new Map<string, Map<string, number>>();
  let writing: Promise<void> = Promise.resolve();
  const flush = (): Promise<void> => {
    const [taken, rest] = [waiting, new Map<string, Map<string, number>>()];
    waiting = rest;
    return (writing = writing.then(() => write(taken)));
  };
  const timer = setInterval(() => void flush(), everyMs);
  timer.unref();
  return {
    count: ({ canal, issue }) => {
      if (issue === 'reponse' || issue === 'transfert') add(parisDate(clock()), counterName(issue, canal), 1);
    },
    stop: () => {
      clearInterval(timer);
      return flush();
    },
  };

  function add(jour: string, nom: string, n: number): void {
    const day = waiting.get(jour) ?? new Map<string, number>();
    waiting.set(jour, day.set(nom, (day.get(nom) ?? 0) + n));
  }

  /** A day that cannot be written is counted again with the next ones. */
  async function write(days: ReadonlyMap<string, ReadonlyMap<string, number>>): Promise<void> {
    for (const [jour, ajouts] of days) {
      try {
        await counters.addToCounters(jour, Object.fromEntries(ajouts));
      } catch (error) {
        log.warn({ error }, 'compteurs-non-ecrits');
        for (const [nom, n] of ajouts) add(jour, nom, n);
      }
    }
  }
}

export const counterName = (compte: Compte, canal: Canal): string => `${compte}:${canal}`;

/** @param du first day, `YYYY-MM-DD`; @param au last day, included @throws CodedError STOCKAGE_INDISPONIBLE */
export async function readComptes(counters: CountersStore, du: string, au: string): Promise<Comptes> {
  const rows = await counters.readCounters(du, au);
  const sum = (compte: Compte): number => rows.filter(({ nom }) => nom.startsWith(`${compte}:`)).reduce((total, { valeur }) => total + valeur, 0);
  return { reponses: sum('reponse'), transferts: sum('transfert') };
}
