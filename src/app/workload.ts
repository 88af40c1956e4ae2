import { addWorkingDays, parisDate } from '../domain/calendar';
import { SERVICES_EXPERTS } from '../domain/codes';
import type { ServiceExpert } from '../domain/codes';
import type { Charge } from '../domain/estimate';
import type { Store } from '../stores/store';

const MESURE_JOURS_OUVRES = 20;
const FRESH_MS = 60_000;

/** Workload of the four services, with what a manager decided of their delay, read from the store at most once a minute. */
export function workloadReader(store: Store, alsaceMoselle: boolean): (now: Date) => Promise<Record<ServiceExpert, Charge>> {
  let last: { at: number; value: Promise<Record<ServiceExpert, Charge>> } | null = null;
  return (now) => {
    if (last && now.getTime() >= last.at && now.getTime() - last.at < FRESH_MS) return last.value;
    const value = read(store, now, alsaceMoselle);
    last = { at: now.getTime(), value };
    // a failed read must not be served for a minute
    value.catch(() => (last = null));
    return value;
  };
}

async function read(store: Store, now: Date, alsaceMoselle: boolean): Promise<Record<ServiceExpert, Charge>> {
  const since = new Date(`${firstDay(parisDate(now), alsaceMoselle)}T00:00:00Z`).toISOString();
  const { coefficients } = await store.coefficients();
  const entries = await Promise.all(SERVICES_EXPERTS.map(async (service): Promise<[ServiceExpert, Charge]> => {
    const { ouverts, finalises } = await store.workload(service, since);
    return [service, { ouverts, finalisesSur20j: finalises, coefficients }];
  }));
  return Object.fromEntries(entries) as Record<ServiceExpert, Charge>;
}

/** First of the last 20 working days, today excluded: 20 working days later it is at most today. */
function firstDay(today: string, alsaceMoselle: boolean): string {
  const from = new Date(`${today}T12:00:00Z`);
  do from.setUTCDate(from.getUTCDate() - 1);
  while (addWorkingDays(parisDate(from), MESURE_JOURS_OUVRES, alsaceMoselle) > today);
  return parisDate(from);
}
