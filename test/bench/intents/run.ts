import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadConfig, processEnvironment } from '../../../src/config';
import { hasSets, SETS, type SetName } from './sets';
import type { Figures } from './one';

/**
 * `npm run bench:intents [-- --set massive-fr] [-- --peer ours]`: every contender on every public set, in one run, each in a
 * process of its own. fastText and scikit-learn are measured where they are installed (apt-get install fasttext python3-sklearn).
 */
const PEERS = ['ours', 'natural', 'nlpjs', 'nlpjs-none', 'wink', 'fasttext', 'svm'] as const;

function main(): void {
  if (!hasSets()) {
    process.stderr.write('public sets are missing: ../shared/data/nlu\n');
    process.exitCode = 1;
    return;
  }
  const { values } = parseArgs({ options: { set: { type: 'string' }, peer: { type: 'string' } } });
  const figures: Figures[] = [];
  for (const set of (Object.keys(SETS) as SetName[]).filter((s) => values.set === undefined || s === values.set)) {
    process.stdout.write(`\n${set}\n${HEAD}\n`);
    for (const peer of PEERS.filter((p) => values.peer === undefined || p === values.peer)) {
      const measured = oneOf(peer, set);
      if (measured === null) continue;
      figures.push(measured);
      process.stdout.write(`${rowOf(measured)}\n`);
    }
  }
  const dir = join(loadConfig(processEnvironment()).DATA_DIR, 'bench');
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'intents.json'), `${JSON.stringify(figures, null, 1)}\n`);
}

function oneOf(peer: string, set: SetName): Figures | null {
  const out = execFileSync(process.execPath, ['--import', 'tsx', join(__dirname, 'one.ts'), peer, set], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 26 });
  const last = out.trim().split('\n').at(-1) ?? 'null';
  return JSON.parse(last) as Figures | null;
}

const HEAD = 'contender                              clean  typo2    sms    asr  AUROC    ECE  p50 µs  p99 µs      MB  train s';
const share = (x: number | null): string => (x === null ? '-' : (100 * x).toFixed(1)).padStart(6);
const area = (x: number | null): string => (x === null ? '-' : x.toFixed(3)).padStart(6);

const rowOf = (f: Figures): string =>
  [f.peer.padEnd(37), share(f.clean), share(f.typo2), share(f.sms), share(f.asr), area(f.auroc), area(f.ece), f.p50.toFixed(0).padStart(7), f.p99.toFixed(0).padStart(7), (f.bytes / 1e6).toFixed(1).padStart(7), f.trainSeconds.toFixed(1).padStart(8)].join(' ');

main();
