import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readExamples, readTuning } from '../../intents/data';
import { evaluate, MEASURES, type Ratio, type Report } from '../../intents/evaluate';
import { loadUnderstander, type Understander } from '../../intents/understand';
import { loadConfig, processEnvironment } from '../config';
import { isCodeSurete } from '../domain/codes';
import { CodedError } from '../domain/errors';
import { systemClock } from '../ops/clock';
import { fill } from '../ops/fill';
import { flag, optionsOf, text } from './command-line';
import TEXTES from './train-textes.json';

/**
 * `npm run train [-- --data-dir ../shared/data/nlu/horssujet-fr]`: trains and caches the model used by the assistant, then
 * reads the sentences written for tuning, which it has not learnt. `--data-dir` holds a `dev.jsonl` of questions meant for
 * other administrations (`{"text"}` a line), for false alarms only. `--cache-only` measures nothing.
 */

const DATA_DIR = join(__dirname, '..', '..', 'intents', 'data');
const OUT_OF_SCOPE_DIR = join(__dirname, '..', '..', '..', 'shared', 'data', 'nlu', 'horssujet-fr');

function main(): void {
  const values = optionsOf({ 'data-dir': text, 'cache-only': flag });
  const understander = loadUnderstander({ dataDir: DATA_DIR, cacheDir: loadConfig(processEnvironment()).DATA_DIR, onProgress: progress });
  if (values['cache-only']) return;
  const unseen = readTuning(DATA_DIR);
  print(fill(TEXTES.apprises, { n: readExamples(DATA_DIR).length, t: unseen.length }));
  printReport(evaluate(understander, unseen, systemClock()));
  printOutOfScope(understander, join(values['data-dir'] ?? OUT_OF_SCOPE_DIR, 'dev.jsonl'));
}

const progress = (message: string): void => { process.stderr.write(`${message}\n`); };
const print = (line: string): void => { process.stdout.write(`${line}\n`); };

function printReport(report: Report): void {
  for (const measure of MEASURES) print(`${TEXTES.mesures[measure]} : ${percent(report[measure])}`);
  print(fill(TEXTES.clarifications, { n: report.clarified.right, t: report.clarified.of }));
  print(TEXTES.confusions);
  for (const { pair, count, examples } of report.confusions) print(`  ${count}  ${pair}\n       ${examples.map((e) => e.slice(0, 110)).join('\n       ')}`);
}

const percent = ({ right, of }: Ratio): string => (of === 0 ? '-' : `${((100 * right) / of).toFixed(1)} % (${right}/${of})`);

function printOutOfScope(understander: Understander, path: string): void {
  if (!existsSync(path)) return print(TEXTES.sansHorsSujet);
  const line = z.object({ text: z.string() });
  const texts = readFileSync(path, 'utf8').split('\n').filter((l) => l.trim() !== '').map((l) => line.parse(JSON.parse(l)).text);
  const read = texts.map((text) => understander.understand(text, { now: systemClock(), canal: 'web' }));
  const count = (keep: (c: (typeof read)[number]) => boolean): number => read.filter(keep).length;
  print(fill(TEXTES.horsSujet, {
    n: texts.length, o: count((c) => c.group === 'out_of_scope'), e: count((c) => c.group === 'expert' && !isCodeSurete(c.code)), d: count((c) => isCodeSurete(c.code)),
  }));
}

try {
  main();
} catch (error) {
  if (!(error instanceof CodedError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
