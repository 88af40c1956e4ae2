import { REFERENCE_PREFIX, REFERENCE_SIGNS, checkReference, generateReference } from '../../src/domain/reference';
import { randomInt } from '../../src/ops/ids';
import { MAX_REFERENCE_DRAWS } from '../../src/stores/opening-entry';
import { options, runScript, type Row } from '../support/script';

/** References given as the store gives them: drawn by the real generator, drawn again when taken. */

const SIGNS = [...REFERENCE_SIGNS];
const RANKS = new Map(SIGNS.map((sign, rank) => [sign, rank]));
const DRAWN = 6;
const ALL = SIGNS.length ** DRAWN;

/** The six drawn signs as a number: one bit for each reference there can be, 18 MB. */
class Given {
  private readonly bits = new Uint8Array(Math.ceil(ALL / 8));

  /** @returns false when it was there already */
  add(reference: string): boolean {
    const rank = [...reference.slice(REFERENCE_PREFIX.length, REFERENCE_PREFIX.length + DRAWN)].reduce((sum, sign) => sum * SIGNS.length + (RANKS.get(sign) ?? 0), 0);
    const [at, bit] = [rank >> 3, 1 << (rank & 7)];
    const isNew = ((this.bits[at] ?? 0) & bit) === 0;
    this.bits[at] = (this.bits[at] ?? 0) | bit;
    return isNew;
  }
}

export function issue(count: number, errorsOn: number): Row[] {
  const given = new Given();
  const refused = { single: 0, swap: 0, accepted: 0 };
  let redraws = 0;
  let longest = 0;
  let wrong = 0;
  const every = Math.max(1, Math.floor(count / Math.max(1, errorsOn)));
  for (let n = 0; n < count; n += 1) {
    let draws = 1;
    let reference = generateReference(randomInt);
    while (!given.add(reference)) {
      draws += 1;
      reference = generateReference(randomInt);
    }
    redraws += draws - 1;
    longest = Math.max(longest, draws);
    if (!checkReference(reference)) wrong += 1;
    if (n % every === 0) tryErrors(reference, refused);
  }
  return [
    { what: 'references given', value: count }, { what: 'redraws, the store having refused the first', value: redraws },
    { what: 'redraws expected by chance', value: expectedRedraws(count).toFixed(0), expected: 'within 2 %', holds: Math.abs(redraws - expectedRedraws(count)) <= Math.max(50, expectedRedraws(count) * 0.02) },
    { what: 'draws for the worst one', value: longest, expected: `at most ${MAX_REFERENCE_DRAWS}`, holds: longest <= MAX_REFERENCE_DRAWS },
    { what: 'given with a wrong check sign', value: wrong, expected: '0', holds: wrong === 0 },
    { what: 'single-sign errors tried', value: refused.single }, { what: 'swaps of two signs tried', value: refused.swap },
    { what: 'errors taken for a reference', value: refused.accepted, expected: '0', holds: refused.accepted === 0 },
  ];
}

/** When m of M are taken, a draw fails with chance m / M. */
const expectedRedraws = (count: number): number => ALL * Math.log(ALL / (ALL - count)) - count;

function tryErrors(reference: string, tally: { single: number; swap: number; accepted: number }): void {
  const body = [...reference.slice(REFERENCE_PREFIX.length)];
  const isTaken = (signs: readonly string[]): number => (checkReference(REFERENCE_PREFIX + signs.join('')) ? 1 : 0);
  body.forEach((right, i) => {
    for (const sign of SIGNS) {
      if (sign === right) continue;
      tally.single += 1;
      tally.accepted += isTaken(body.with(i, sign));
    }
    for (let j = i + 1; j < body.length; j += 1) {
      const other = body[j];
      if (other === undefined || other === right) continue;
      tally.swap += 1;
      tally.accepted += isTaken(body.with(i, other).with(j, right));
    }
  });
}

if (require.main === module) {
  const args = options({ count: 10_000_000, errors: 100_000 });
  runScript('References', async () => issue(args.count, args.errors));
}
