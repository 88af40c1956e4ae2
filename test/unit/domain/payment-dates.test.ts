import { nextPaymentDate, paymentDate } from '../../../src/domain/calendar';

/** Easter Sundays, from the calendar and not from our computation. */
const EASTER = ['2024-03-31', '2025-04-20', '2026-04-05', '2027-03-28', '2028-04-16', '2029-04-01', '2030-04-21', '2031-04-13', '2032-03-28'];
const FIXED = ['01-01', '05-01', '05-08', '07-14', '08-15', '11-01', '11-11', '12-25'];

const shifted = (date: string, days: number): string => new Date(Date.parse(`${date}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
const dayName = (date: string): string => new Date(`${date}T12:00:00Z`).toUTCString().slice(0, 3);
const MOVABLE = new Set(EASTER.flatMap((day) => [shifted(day, 1), shifted(day, 39), shifted(day, 50)]));
const isOff = (date: string): boolean => ['Sat', 'Sun'].includes(dayName(date)) || FIXED.includes(date.slice(5)) || MOVABLE.has(date);

/** The rule read aloud, one day after the other (F-02). */
function naivePayment(month: string): string {
  if (dayName(`${month}-05`) === 'Sat') return `${month}-04`;
  let day = `${month}-05`;
  while (isOff(day)) day = shifted(day, 1);
  return day;
}

const MONTHS = EASTER.flatMap((_, year) => Array.from({ length: 12 }, (_unused, month) => `${2024 + year}-${String(month + 1).padStart(2, '0')}`));

describe('paymentDate', () => {
  it('follows the rule of the 5th, month after month, from 2024 to 2032', () => {
    expect(MONTHS).toHaveLength(108);
    expect(MONTHS.map(paymentDate)).toEqual(MONTHS.map(naivePayment));
  });

  it.each([
    ['2026-12', '2026-12-04', 'a Saturday is paid on the Friday'], ['2026-07', '2026-07-06', 'a Sunday on the Monday'],
    ['2026-04', '2026-04-07', 'Easter Sunday, then a holiday'], ['2027-01', '2027-01-05', 'a plain Tuesday'],
  ])('pays %s on %s: %s', (month, date) => expect(paymentDate(month)).toBe(date));

  it('is what comes next on every day of nine years', () => {
    for (let day = '2024-01-01'; day < '2032-12-01'; day = shifted(day, 1)) {
      const next = MONTHS.map(naivePayment).find((date) => date >= day);
      expect([day, nextPaymentDate(day)]).toEqual([day, next]);
    }
  });

  it('refuses a month that does not exist', () => expect(() => paymentDate('2026-13')).toThrow(expect.objectContaining({ code: 'DATE_INVALIDE' })));
});
