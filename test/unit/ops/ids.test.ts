import { randomId } from '../../../src/ops/ids';

it('an identifier can be written after an option of a command, and is never given twice', () => {
  const ids = Array.from({ length: 5_000 }, randomId);

  expect(ids.filter((id) => !/^\w[\w-]{21}$/.test(id))).toEqual([]);
  expect(new Set(ids).size).toBe(ids.length);
});
