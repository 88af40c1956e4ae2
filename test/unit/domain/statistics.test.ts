import fc from 'fast-check';
import { mean, median, ninthDecile, share } from '../../../src/domain/statistics';

const values = fc.array(fc.integer({ min: 0, max: 80 }), { minLength: 1, maxLength: 60 });

describe('summaries', () => {
  it.each([[[3], 3], [[1, 9], 5], [[5, 1, 3], 3], [[4, 1, 3, 2], 2.5]])('median of %j is %d', (list, expected) => {
    expect(median(list)).toBe(expected);
  });

  it.each([[[7], 7], [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 9], [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], 10], [[2, 1], 2]])('9th decile of %j is %d', (list, expected) => {
    expect(ninthDecile(list)).toBe(expected);
  });

  it('are absent without any value', () => {
    expect([median([]), ninthDecile([]), mean([]), share(0, 0)]).toEqual([null, null, null, null]);
  });

  it('median: as many values under it as over it, counted naively', () => {
    fc.assert(fc.property(values, (list) => {
      const middle = median(list) ?? -1;
      expect(list.filter((value) => value < middle).length).toBeLessThanOrEqual(list.length / 2);
      expect(list.filter((value) => value > middle).length).toBeLessThanOrEqual(list.length / 2);
      const ways = list.flatMap((a) => list.map((b) => (a + b) / 2));
      expect(ways).toContain(middle);
    }));
  });

  it('9th decile: the smallest of the values that nine in ten do not exceed, found naively', () => {
    fc.assert(fc.property(values, (list) => {
      const naive = Math.min(...list.filter((bound) => 10 * list.filter((value) => value <= bound).length >= 9 * list.length));
      expect(ninthDecile(list)).toBe(naive);
    }));
  });

  it('depend on the values and not on their order', () => {
    fc.assert(fc.property(values, (list) => {
      const turned = [...list].reverse();
      expect([median(turned), ninthDecile(turned)]).toEqual([median(list), ninthDecile(list)]);
    }));
  });
});
