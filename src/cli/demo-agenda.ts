import { addWorkingDays, isWorkingDay, nextWorkingDay, parisDate } from '../domain/calendar';
import type { Clock } from '../ops/clock';
import type { Chance } from './demo-random';

/** Simulated time: what is planned happens in its order, each thing at its own instant, and nothing after the end. */
export type Agenda = {
  clock: Clock;
  at(instant: number, work: () => Promise<void>): void;
  /** Runs everything up to the end, included. */
  run(): Promise<void>;
};

type Prevu = { instant: number; rang: number; work: () => Promise<void> };

export function agendaUntil(endMs: number): Agenda {
  const planned: Prevu[] = [];
  let nowMs = 0;
  let rang = 0;
  return {
    clock: () => new Date(nowMs),
    at: (instant, work) => {
      if (instant <= endMs) insert(planned, { instant: Math.max(instant, nowMs), rang: rang++, work });
    },
    run: async () => {
      for (let next = planned.pop(); next; next = planned.pop()) {
        nowMs = next.instant;
        await next.work();
      }
      nowMs = endMs;
    },
  };
}

/** Kept from the last to the first, so that the next one is taken from the end. */
function insert(planned: Prevu[], one: Prevu): void {
  let [low, high] = [0, planned.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = planned[middle];
    if (other && (other.instant > one.instant || (other.instant === one.instant && other.rang > one.rang))) low = middle + 1;
    else high = middle;
  }
  planned.splice(low, 0, one);
}

const HOUR_MS = 3_600_000;

/** A moment of an expert's day, some working days after an instant (0: the same day, a little later, or the next working day). */
export function officeHours(fromMs: number, joursOuvres: number, chance: Chance): number {
  const today = parisDate(new Date(fromMs));
  const later = fromMs + chance.between(0.2, 2) * HOUR_MS;
  if (joursOuvres === 0 && isWorkingDay(today) && later < momentOf(today, 16)) return later;
  const day = joursOuvres === 0 ? nextWorkingDay(today) : addWorkingDays(today, joursOuvres);
  return momentOf(day, chance.between(7.5, 15.5));
}

/** A moment of a person's day or evening, some calendar days after an instant. */
export const anyHour = (fromMs: number, jours: number, chance: Chance): number => fromMs + jours * 24 * HOUR_MS + chance.between(1, 6) * HOUR_MS;

/** @param heure UTC */
export const momentOf = (day: string, heure: number): number => Date.parse(`${day}T00:00:00Z`) + Math.round(heure * HOUR_MS);
