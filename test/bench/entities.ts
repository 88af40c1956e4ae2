import { performance } from 'node:perf_hooks';
import { EXTRACTORS, extractEntities } from '../../intents/entities';
import { Lecture } from '../../intents/entities/lecture';
import { maskForLog, maskSensitive } from '../../src/ops/masking';
import { casesOf } from '../unit/intents/entities-table';
import { hostileTexts } from './hostile';

/**
 * `node --import tsx test/bench/entities.ts`: time of each extractor on 100 kB of hostile text, of the whole on real messages.
 * Prints; never fails.
 */
const LENGTH = 100_000;
const AIM_MS = 50;
const NOW = new Date('2026-11-23T10:00:00+01:00');

const timed = (run: () => unknown): number => {
  const started = performance.now();
  run();
  return performance.now() - started;
};
/** The best of three: what the work costs, without what the machine does beside. */
const best = (run: () => unknown): number => Math.min(timed(run), timed(run), timed(run));

type Worst = { ms: number; text: string };
const worst = new Map<string, Worst>();
const note = (name: string, text: string, ms: number): void => {
  if (ms > (worst.get(name)?.ms ?? -1)) worst.set(name, { ms, text });
};

const cases = casesOf('entities.jsonl');
for (const { text, now } of cases) extractEntities(text, now);

for (const [name, text] of hostileTexts(LENGTH)) {
  const lecture = new Lecture(text, NOW);
  note('(découpage)', name, best(() => new Lecture(text, NOW)));
  for (const [kind, extract] of EXTRACTORS) note(kind, name, best(() => extract(lecture, [])));
  note('(tout)', name, best(() => extractEntities(text, NOW)));
  note('(masquage)', name, best(() => maskSensitive(text)));
  note('(masquage du journal)', name, best(() => maskForLog(text)));
}

console.log(`pire temps sur ${LENGTH / 1000} ko hostiles (but : ${AIM_MS} ms par lecteur)`);
for (const [kind, { ms, text }] of worst) console.log(`${kind.padEnd(22)} ${ms.toFixed(1).padStart(8)} ms  ${ms > AIM_MS && !kind.startsWith('(') ? 'au-dessus' : ''}  ${text}`);

const times = cases.map(({ text, now }) => best(() => extractEntities(text, now)) * 1000).sort((a, b) => a - b);
const at = (share: number): string => (times[Math.floor(share * (times.length - 1))] ?? 0).toFixed(0);
console.log(`\nmessages réels (${times.length}) : p50 ${at(0.5)} µs, p99 ${at(0.99)} µs`);
