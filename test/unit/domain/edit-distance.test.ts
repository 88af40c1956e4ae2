import fc from 'fast-check';
import { editDistance } from '../../../src/domain/edit-distance';

describe('editDistance', () => {
  it.each([
    ['annuler', 'anuler', 1, 1], ['annuler', 'annulre', 1, 1], ['annuler', 'anulre', 1, 2], ['annuler', 'anulre', 2, 2], ['', 'a', 1, 1], ['', '', 1, 0], ['abc', 'abcdef', 2, 3], ['ab', 'ba', 3, 1],
  ])('%s / %s, as far as %d: %d', (a, b, limit, expected) => expect(editDistance(a, b, limit)).toBe(expected));

  it('is that of the whole table, cut at the limit', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 12 });
    fc.assert(fc.property(word, word, fc.integer({ min: 0, max: 5 }), (a, b, limit) => {
      expect(editDistance(a, b, limit)).toBe(Math.min(wholeTable(a, b), limit + 1));
    }), { numRuns: 20_000, seed: 20261127 });
  });

  it('goes no further than 64 letters', () => expect(editDistance('a'.repeat(65), 'a'.repeat(65), 2)).toBe(3));
});

function wholeTable(a: string, b: string): number {
  const table = Array.from({ length: a.length + 1 }, (_, i) => Array.from({ length: b.length + 1 }, (__, j) => (i === 0 ? j : j === 0 ? i : 0)));
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const changed = table[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? table[i - 2]![j - 2]! + 1 : Infinity;
      table[i]![j] = Math.min(table[i - 1]![j]! + 1, table[i]![j - 1]! + 1, changed, swapped);
    }
  }
  return table[a.length]![b.length]!;
}
