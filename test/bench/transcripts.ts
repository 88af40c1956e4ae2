import * as fc from 'fast-check';
import { ALL_PARSERS, anyBody, readsOrRefuses } from '../support/transcript-fuzz';

/** `node --import tsx test/bench/transcripts.ts [bodies]`: so many fuzzed bodies for each parser (100 000 unless said): no uncaught error, bounded time. */

const BODIES = Number(process.argv[2] ?? 100_000);
const SLOWEST_MS = 1_000;

let failed = false;
for (const format of ALL_PARSERS) {
  const counts = { read: 0, refused: 0 };
  let slowest = 0;
  const start = performance.now();
  try {
    fc.assert(fc.property(anyBody(format), (body) => {
      const before = performance.now();
      counts[readsOrRefuses(body, format)] += 1;
      slowest = Math.max(slowest, performance.now() - before);
    }), { numRuns: BODIES });
  } catch (error) {
    failed = true;
    process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
  }
  failed ||= slowest > SLOWEST_MS;
  process.stdout.write(`${(format ?? 'detected').padEnd(9)} ${String(counts.read).padStart(7)} read ${String(counts.refused).padStart(7)} refused, slowest ${slowest.toFixed(1)} ms, ${((performance.now() - start) / 1_000).toFixed(1)} s\n`);
}
process.exitCode = failed ? 1 : 0;
