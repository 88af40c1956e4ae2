import { addWorkingDays, parisDate, receptionEffective, workingDaysBetween } from './calendar';

/**
 * The count of working days of a dossier (DOSSIER §8.5, décompte 2 to 4): it runs from a day, stops while a complement is
 * awaited, and runs again on the working day after the complement came in; days already gone stay gone.
 */
export type Horloge = {
  /** Day 0, `YYYY-MM-DD`: day 1 is the working day after it. */
  depuis: string;
  /** Working days left, counted from `depuis`. */
  restants: number;
  /** Working days promised in all, for the pre-alert. */
  total: number;
  /** Day on which it stopped; `null` while it runs. */
  suspendueLe: string | null;
};

export const startCountdown = (depuis: string, joursOuvres: number): Horloge => ({ depuis, restants: joursOuvres, total: joursOuvres, suspendueLe: null });

/** Last day on which the answer may come; `null` while the count is stopped. */
export function deadlineOf(horloge: Horloge, alsaceMoselle: boolean): string | null {
  return horloge.suspendueLe === null ? addWorkingDays(horloge.depuis, horloge.restants, alsaceMoselle) : null;
}

/** Stops the count at the end of that day. Stopped already: unchanged. */
export function pauseCountdown(horloge: Horloge, now: Date, alsaceMoselle: boolean): Horloge {
  if (horloge.suspendueLe !== null) return horloge;
  const today = parisDate(now);
  return { ...horloge, restants: horloge.restants - elapsed(horloge, today, alsaceMoselle), depuis: today, suspendueLe: today };
}

/**
 * Runs again on the working day after the complement was received, as a demande is received (§8.5, décompte 1).
 * @param minimum working days that the expert keeps whatever was already gone
 */
export function resumeCountdown(horloge: Horloge, now: Date, minimum: number, alsaceMoselle: boolean): Horloge {
  if (horloge.suspendueLe === null) return horloge;
  return { ...horloge, depuis: receptionEffective(now, alsaceMoselle), restants: Math.max(minimum, horloge.restants), suspendueLe: null };
}

/** Another total is promised: what is already gone stays gone. */
export function retotalCountdown(horloge: Horloge, total: number, now: Date, minimum: number, alsaceMoselle: boolean): Horloge {
  const gone = horloge.total - horloge.restants;
  const since = horloge.suspendueLe === null ? elapsed(horloge, parisDate(now), alsaceMoselle) : 0;
  const today = parisDate(now);
  const restants = Math.max(minimum, total - gone - since);
  return { depuis: horloge.suspendueLe === null && today > horloge.depuis ? today : horloge.depuis, restants, total, suspendueLe: horloge.suspendueLe };
}

/** First day on which `pct` of the total is gone: the internal pre-alert. `null` while stopped. */
export function prealertDay(horloge: Horloge, pct: number, alsaceMoselle: boolean): string | null {
  if (horloge.suspendueLe !== null) return null;
  const at = Math.ceil((horloge.total * pct) / 100);
  const toGo = at - (horloge.total - horloge.restants);
  return addWorkingDays(horloge.depuis, Math.max(0, toGo), alsaceMoselle);
}

function elapsed({ depuis }: Horloge, today: string, alsaceMoselle: boolean): number {
  return today > depuis ? workingDaysBetween(depuis, today, alsaceMoselle) : 0;
}
