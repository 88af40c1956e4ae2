import { broken } from '../support/script';
import { confirmations } from './confirmations';
import { sequence } from './sequence';
import { storeAway } from './store-away';

/** The small versions of the scripts of this folder, on real processes: each rule holds, whatever the figures. */

const MINUTES = 60_000;

describe.each(['embedded', 'redis'] as const)('several processes on the %s store', (store) => {
  it('open each confirmed demande once and deliver it, while they are killed', async () => {
    const rows = await confirmations({ count: 40, processes: 2, store, appendfsync: 'always', killEveryMs: 2_000, killStoreEveryMs: 4_000, atOnce: 8 });

    expect(broken(rows)).toEqual([]);
  }, 4 * MINUTES);

  it('make of messages sent twice and out of order what one process makes of them', async () => {
    const rows = await sequence({ conversations: 6, messages: 8, instances: 2, store, sleepMs: 0 });

    expect(broken(rows)).toEqual([]);
  }, 4 * MINUTES);
});

it('Redis away, then back: nobody is lost, nothing is half-open', async () => {
  const rows = await storeAway({ fault: 'kill', awaySeconds: 3, instances: 1, people: 6, perSecond: 3 });

  expect(broken(rows)).toEqual([]);
}, 4 * MINUTES);
