import { Fleet, SECRET, STORES, type StoreKind } from '../support/fleet';
import { PROBE_ARGS, probe, type Sample } from '../support/probe';
import { oneOf, options, runScript, type Row } from '../support/script';
import { DirectLineClient } from './load/client';
import { openLoop } from './load/open-loop';
import { People } from './load/people';

/** Hours in small: people talk at half of what the server can bear, and what it holds must not grow once it is warm. */
export type SoakOptions = { minutes: number; perSecond: number; people: number; store: StoreKind; everySeconds: number };

const WARM_UP_SHARE = 0.25;
/** Growth told from noise: the line fitted must rise by more than this over the run, and by more than three times its own uncertainty. */
const HEAP_NOISE_OCTETS = 4 * 1_048_576;
const RSS_NOISE_OCTETS = 32 * 1_048_576;
const HANDLES_NOISE = 5;

export async function soak(given: SoakOptions): Promise<Row[]> {
  const fleet = await Fleet.start(1, { store: given.store, nodeArgs: PROBE_ARGS, env: { LOG_LEVEL: 'warn' } });
  const client = new DirectLineClient(SECRET);
  const samples: Sample[] = [];
  let failed = 0;
  try {
    const rounds = Math.max(6, Math.round((given.minutes * 60) / given.everySeconds));
    for (let round = 0; round < rounds; round += 1) {
      // People come and go: each round has its own, and what they leave behind must be nothing.
      const people = await People.arrive(given.people, client, (n) => fleet.url(n));
      failed += (await openLoop(given.perSecond, given.everySeconds, people.send)).failed;
      people.leave();
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      const [server] = fleet.servers;
      if (server) samples.push(await probe(server));
    }
  } finally {
    client.close();
    await fleet.stop();
  }
  return [{ what: 'messages a second', value: given.perSecond }, { what: 'failed', value: failed, expected: '0', holds: failed === 0 }, ...judged(samples, given)];
}

function judged(samples: readonly Sample[], { everySeconds }: SoakOptions): Row[] {
  const warm = samples.slice(Math.ceil(samples.length * WARM_UP_SHARE));
  const grows = (what: string, valueOf: (sample: Sample) => number, noise: number, unit: number): Row => {
    const { slope, error } = fitted(warm.map(valueOf));
    const rise = slope * (warm.length - 1);
    const isGrowth = rise > noise && slope > 3 * error;
    const perHour = (slope * 3_600) / everySeconds / unit;
    return { what: `${what}: first, last, slope an hour`, value: `${(valueOf(warm[0] ?? NOTHING) / unit).toFixed(1)}, ${(valueOf(warm.at(-1) ?? NOTHING) / unit).toFixed(1)}, ${perHour.toFixed(1)}`, expected: 'no growth beyond noise', holds: !isGrowth };
  };
  const MIB = 1_048_576;
  return [
    { what: 'samples, after the warm-up', value: `${samples.length}, ${warm.length}` },
    grows('heap after GC, MiB', (sample) => sample.heapUsed, HEAP_NOISE_OCTETS, MIB), grows('RSS, MiB', (sample) => sample.rss, RSS_NOISE_OCTETS, MIB),
    grows('handles', (sample) => sample.handles, HANDLES_NOISE, 1), grows('descriptors', (sample) => sample.descriptors, HANDLES_NOISE, 1),
  ];
}

const NOTHING: Sample = { heapUsed: 0, rss: 0, external: 0, handles: 0, descriptors: 0 };

/** Least squares on 0, 1, 2… @returns the slope for one step and its standard error */
export function fitted(values: readonly number[]): { slope: number; error: number } {
  const n = values.length;
  const meanX = (n - 1) / 2;
  const meanY = values.reduce((sum, y) => sum + y, 0) / n;
  const spread = values.reduce((sum, _, x) => sum + (x - meanX) ** 2, 0);
  const slope = values.reduce((sum, y, x) => sum + (x - meanX) * (y - meanY), 0) / spread;
  const residue = values.reduce((sum, y, x) => sum + (y - meanY - slope * (x - meanX)) ** 2, 0);
  return { slope, error: Math.sqrt(residue / Math.max(1, n - 2) / spread) };
}

if (require.main === module) {
  const args = options({ minutes: 30, rate: 60, people: 100, store: 'embedded', every: 20 });
  runScript('Soak', () => soak({ minutes: args.minutes, perSecond: args.rate, people: args.people, store: oneOf('store', args.store, STORES), everySeconds: args.every }));
}
