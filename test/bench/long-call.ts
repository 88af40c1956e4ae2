import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { draftFromCall } from '../../src/app/calls/draft';
import { readTranscript } from '../../src/channels/transcripts/read';
import { loadUnderstander } from '../../intents/understand';

/** `node --expose-gc --import tsx test/bench/long-call.ts [segments]`: time and memory of a call of two hours, 10 000 segments, made of the written calls. */

const SEGMENTS = Number(process.argv[2] ?? 10_000);
const TWO_HOURS_MS = 7_200_000;
const CALLS = join(__dirname, '..', 'calls');
const MB = 1_048_576;

async function main(): Promise<void> {
  const understander = loadUnderstander({ dataDir: join(__dirname, '..', '..', 'intents', 'data'), cacheDir: process.env.DATA_DIR ?? 'var' });
  const body = Buffer.from(JSON.stringify({ conversationId: 'long', transcripts: [{ language: 'fr-FR', phrases: phrases() }] }));
  global.gc?.();
  const before = process.memoryUsage().rss;
  let peak = before;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 20);
  const [parsedMs, transcription] = timed(() => readTranscript(body));
  const start = performance.now();
  const cpu = process.cpuUsage();
  let longestMs = 0;
  let last = start;
  const draft = await draftFromCall(transcription, {
    understander, now: new Date('2026-11-26T10:00:00+01:00'),
    onProgress: () => {
      longestMs = Math.max(longestMs, performance.now() - last);
      last = performance.now();
    },
  });
  const afterMs = performance.now() - last;
  clearInterval(watch);
  const { user, system } = process.cpuUsage(cpu);
  const lines = [
    `${SEGMENTS} segments, ${(body.length / MB).toFixed(1)} MB`, `parsed in ${parsedMs.toFixed(0)} ms`, `draft in ${(performance.now() - start).toFixed(0)} ms (${((user + system) / 1_000).toFixed(0)} ms of processor), longest stretch without a breath ${longestMs.toFixed(0)} ms, put together in ${afterMs.toFixed(0)} ms`,
    `memory +${((Math.max(peak, process.memoryUsage().rss) - before) / MB).toFixed(0)} MB (rss)`, `${draft.motif?.valeur} ${draft.prestation?.valeur} ${draft.drapeaux.map(({ valeur }) => valeur).join(' ')}, draft of ${JSON.stringify(draft).length} characters`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** The written calls one after the other, as a Genesys file with a confidence for each word. */
function phrases(): object[] {
  const said = readdirSync(CALLS).filter((name) => name.endsWith('.vtt')).flatMap((name) => readTranscript(readFileSync(join(CALLS, name))).segments);
  return Array.from({ length: SEGMENTS }, (_, i) => {
    const { texte = '', locuteur = 'agent' } = said[i % said.length] ?? {};
    const startTimeMs = 1_790_000_000_000 + Math.round((i * TWO_HOURS_MS) / SEGMENTS);
    const words = texte.split(' ').map((word) => ({ word, confidence: 0.9, startTimeMs, duration: { milliseconds: 100 } }));
    return { text: texte, startTimeMs, duration: { milliseconds: 600 }, words, participantPurpose: locuteur === 'allocataire' ? 'external' : 'internal' };
  });
}

function timed<T>(work: () => T): [number, T] {
  const start = performance.now();
  const result = work();
  return [performance.now() - start, result];
}

void main();
