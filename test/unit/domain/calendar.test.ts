import fc from 'fast-check';
import {
  addDays, addMonths, addWorkingDays, daysBetween, easter, formatLong, formatShort, holidays, isAlsaceMoselle, isWorkingDay,
  nextPaymentDate, nextWorkingDay, parisDate, parisHour, receptionEffective, workingDaysBetween,
} from '../../../src/domain/calendar';

const anyDate = fc.integer({ min: 0, max: 36_500 }).map((n) => addDays('1990-01-01', n));
const paris = (iso: string): Date => new Date(iso);

describe('holidays', () => {
  it.each([
    [2026, '2026-04-05', '2026-04-06', '2026-05-14', '2026-05-25', '2026-04-03'],
    [2027, '2027-03-28', '2027-03-29', '2027-05-06', '2027-05-17', '2027-03-26'],
    [2028, '2028-04-16', '2028-04-17', '2028-05-25', '2028-06-05', '2028-04-14'],
  ])('%i: Easter and the days that follow it', (year, paques, lundi, ascension, pentecote, vendrediSaint) => {
    expect(easter(year)).toBe(paques);
    expect(holidays(year)).toEqual(expect.arrayContaining([lundi, ascension, pentecote]));
    expect(holidays(year)).not.toContain(vendrediSaint);
    expect(holidays(year, true)).toContain(vendrediSaint);
  });

  it('finds the Easters of a whole cycle of known dates', () => {
    expect([1961, 1998, 2000, 2008, 2011, 2019, 2024, 2025, 2038, 2100].map(easter)).toEqual([
      '1961-04-02', '1998-04-12', '2000-04-23', '2008-03-23', '2011-04-24', '2019-04-21', '2024-03-31', '2025-04-20', '2038-04-25', '2100-03-28',
    ]);
  });

  it('counts 11 days, 13 in Alsace-Moselle', () => {
    expect(holidays(2026)).toEqual([
      '2026-01-01', '2026-04-06', '2026-05-01', '2026-05-08', '2026-05-14', '2026-05-25', '2026-07-14', '2026-08-15',
      '2026-11-01', '2026-11-11', '2026-12-25',
    ]);
    expect(holidays(2026, true)).toHaveLength(13);
    expect(holidays(2026, true)).toContain('2026-12-26');
  });

  it('counts once two holidays on one day (1 May 2008 was Ascension Day)', () => {
    expect(holidays(2008)).toHaveLength(10);
  });
});

describe('working days', () => {
  it('skips weekends and holidays', () => {
    expect(isWorkingDay('2026-11-23')).toBe(true);
    expect(isWorkingDay('2026-11-21')).toBe(false);
    expect(isWorkingDay('2026-11-22')).toBe(false);
    expect(isWorkingDay('2026-11-11')).toBe(false);
    expect(isWorkingDay('2027-03-26')).toBe(true);
    expect(isWorkingDay('2027-03-26', true)).toBe(false);
  });

  it('takes the next one strictly after', () => {
    expect(nextWorkingDay('2026-11-23')).toBe('2026-11-24');
    expect(nextWorkingDay('2026-11-20')).toBe('2026-11-23');
    expect(nextWorkingDay('2026-12-24')).toBe('2026-12-28');
    expect(nextWorkingDay('2028-12-25', true)).toBe('2028-12-27');
  });

  it('counts the first day after as day 1', () => {
    expect(addWorkingDays('2026-11-23', 0)).toBe('2026-11-23');
    expect(addWorkingDays('2026-11-20', 1)).toBe('2026-11-23');
    expect(addWorkingDays('2026-11-21', 1)).toBe('2026-11-23');
    expect(addWorkingDays('2026-11-10', 1)).toBe('2026-11-12');
  });

  it('counts between two dates what it adds', () => {
    fc.assert(fc.property(anyDate, fc.integer({ min: 0, max: 120 }), fc.boolean(), (date, n, am) => {
      const later = addWorkingDays(date, n, am);
      expect(workingDaysBetween(date, later, am)).toBe(n);
      expect(n === 0 || isWorkingDay(later, am)).toBe(true);
    }), { numRuns: 60 });
    expect(workingDaysBetween('2026-11-23', '2026-11-20')).toBe(-1);
  });
});

describe('addMonths', () => {
  it.each([
    ['2026-06-24', 2, '2026-08-24'], ['2026-12-31', 2, '2027-02-28'], ['2027-12-31', 2, '2028-02-29'],
    ['2026-03-31', -3, '2025-12-31'], ['2026-05-31', -3, '2026-02-28'], ['2028-05-31', -3, '2028-02-29'],
    ['2026-11-23', 0, '2026-11-23'], ['2026-01-15', -1, '2025-12-15'], ['2026-11-30', 14, '2028-01-30'],
  ])('%s + %i months is %s', (date, n, expected) => {
    expect(addMonths(date, n)).toBe(expected);
  });
});

describe('days', () => {
  it('adds and counts them across a change of hour and a leap day', () => {
    expect(addDays('2026-03-28', 2)).toBe('2026-03-30');
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
    expect(daysBetween('2026-03-28', '2026-03-30')).toBe(2);
    expect(daysBetween('2026-03-30', '2026-03-28')).toBe(-2);
  });

  it.each(['', '2026-02-29', '2026-13-01', '2026-00-10', '2026-4-5', '05/04/2026', '2026-04-05T00:00', '0000-01-01'])(
    'refuses %j', (date) => {
      for (const use of [isWorkingDay, nextWorkingDay, formatLong, formatShort, nextPaymentDate, (d: string) => addDays(d, 1), (d: string) => addMonths(d, 1)]) {
        expect(() => use(date)).toThrow(expect.objectContaining({ code: 'DATE_INVALIDE' }));
      }
    });

  it('refuses an invalid instant', () => {
    expect(() => parisDate(new Date('demain'))).toThrow(expect.objectContaining({ code: 'DATE_INVALIDE' }));
  });
});

describe('Paris time', () => {
  it.each([
    ['2026-11-23T22:59:59Z', '2026-11-23', 23, 59], ['2026-11-23T23:00:00Z', '2026-11-24', 0, 0],
    ['2026-07-14T21:59:00Z', '2026-07-14', 23, 59], ['2026-07-14T22:00:00Z', '2026-07-15', 0, 0],
    ['2026-03-29T00:59:00Z', '2026-03-29', 1, 59], ['2026-03-29T01:00:00Z', '2026-03-29', 3, 0],
    ['2025-12-31T23:30:00Z', '2026-01-01', 0, 30],
  ])('%s is %s in Paris', (iso, date, heure, minute) => {
    expect(parisDate(paris(iso))).toBe(date);
    expect(parisHour(paris(iso))).toEqual({ heure, minute });
  });
});

describe('receptionEffective', () => {
  it.each([
    ['a working day, morning', '2026-11-23T09:00:00+01:00', '2026-11-23'],
    ['17:00:00 exactly', '2026-11-23T17:00:00+01:00', '2026-11-23'],
    ['one millisecond after 17:00', '2026-11-23T17:00:00.001+01:00', '2026-11-24'],
    ['17:00:30', '2026-11-23T17:00:30+01:00', '2026-11-24'],
    ['18:30 on the eve of a weekend', '2027-04-30T18:30:00+02:00', '2027-05-03'],
    ['a Saturday', '2027-04-10T10:00:00+02:00', '2027-04-12'],
    ['a holiday', '2026-11-11T10:00:00+01:00', '2026-11-12'],
    ['just after midnight in Paris, still the day before in UTC', '2026-11-24T00:10:00+01:00', '2026-11-24'],
  ])('%s', (_case, iso, expected) => {
    expect(receptionEffective(paris(iso))).toBe(expected);
  });

  it('follows Alsace-Moselle', () => {
    expect(receptionEffective(paris('2027-03-26T10:00:00+01:00'), true)).toBe('2027-03-30');
  });
});

describe('nextPaymentDate (F-01, F-02)', () => {
  it.each([
    ['2026-11-23', '2026-12-04'], ['2026-12-04', '2026-12-04'], ['2026-12-05', '2027-01-05'], ['2026-12-31', '2027-01-05'],
    ['2026-04-01', '2026-04-07'], ['2026-04-07', '2026-04-07'], ['2026-04-08', '2026-05-05'],
    ['2026-07-01', '2026-07-06'], ['2021-04-01', '2021-04-06'],
  ])('on %s it is %s', (today, expected) => {
    expect(nextPaymentDate(today)).toBe(expected);
  });
});

describe('formats', () => {
  it('writes dates in French', () => {
    expect(formatLong('2027-10-13')).toBe('mercredi 13 octobre 2027');
    expect(formatLong('2027-09-01')).toBe('mercredi 1er septembre 2027');
    expect(formatLong('2026-08-31')).toBe('lundi 31 août 2026');
    expect(formatShort('2027-10-13')).toBe('13/10/2027');
  });
});

describe('isAlsaceMoselle', () => {
  it.each([['67000', true], ['68100', true], ['57000', true], ['75011', false], ['6700', false], ['', false], [null, false]])(
    '%s: %s', (codePostal, expected) => {
      expect(isAlsaceMoselle(codePostal)).toBe(expected);
    });
});
