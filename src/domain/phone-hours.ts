import { isWorkingDay, nextWorkingDay, parisDate, parisHour } from './calendar';

/** When somebody answers the telephone: the working days, between two hours in Paris. */
export type PhoneHours = { ouvertureMinutes: number; fermetureMinutes: number };

/** Whether somebody answers at this instant. */
export function isOpenAt(instant: Date, { ouvertureMinutes, fermetureMinutes }: PhoneHours, alsaceMoselle = false): boolean {
  const { heure, minute } = parisHour(instant);
  const minutes = heure * 60 + minute;
  return isWorkingDay(parisDate(instant), alsaceMoselle) && minutes >= ouvertureMinutes && minutes < fermetureMinutes;
}

/** Half a working day on which somebody may call back. */
export type Slot = { date: string; moment: 'matin' | 'apres-midi' };

const NOON_MINUTES = 12 * 60;
/** A call back within the hour cannot be prepared. */
const NOTICE_MINUTES = 60;

/** The `count` next half-days to be called back, soonest first. */
export function nextSlots(instant: Date, { ouvertureMinutes, fermetureMinutes }: PhoneHours, count: number, alsaceMoselle = false): Slot[] {
  const today = parisDate(instant);
  const { heure, minute } = parisHour(instant);
  const ready = heure * 60 + minute + NOTICE_MINUTES;
  const slots: Slot[] = [];
  for (let date = isWorkingDay(today, alsaceMoselle) ? today : nextWorkingDay(today, alsaceMoselle); slots.length < count; date = nextWorkingDay(date, alsaceMoselle)) {
    const since = date === today ? ready : 0;
    if (ouvertureMinutes < NOON_MINUTES && since < NOON_MINUTES) slots.push({ date, moment: 'matin' });
    if (fermetureMinutes > NOON_MINUTES && since < fermetureMinutes) slots.push({ date, moment: 'apres-midi' });
  }
  return slots.slice(0, count);
}
