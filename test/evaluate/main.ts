import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readExamples, readTuning, type Example } from '../../intents/data';
import { reportOf, type Ratio, type Read, type Report } from '../../intents/evaluate';
import { trainBundle } from '../../intents/training';
import { loadUnderstander, understanderOf, type Understander } from '../../intents/understand';
import { flag, optionsOf } from '../../src/cli/command-line';
import { loadConfig, processEnvironment } from '../../src/config';
import { isCodeSurete } from '../../src/domain/codes';
import { CodedError } from '../../src/domain/errors';
import { fill } from '../../src/ops/fill';
import { ACCEPTED_PATH, acceptedFigures, dropsBetween, figuresOf, frozenExamples, NOW, readUnder, reportsOf, type Condition } from './frozen';
import { outOfScopeCounts, pageOf, type Page, type Share } from './page';
import TEXTES from './textes.json';

/**
 * `npm run evaluate [-- --leave-out] [-- --accept]`: reads the frozen test part, clean and disturbed, and writes
 * `<DATA_DIR>/evaluation/{index.html,evaluation.json}`. Exit status 1 when a figure fell beyond chance from the accepted ones.
 *
 * --leave-out  also trains once for each register, without it, and reads the sentences left out (several minutes)
 * --accept     writes today's figures as the accepted ones
 */
const ROOT = join(__dirname, '..', '..');
const DATA_DIR = join(ROOT, 'intents', 'data');
const OUT_OF_SCOPE = join(ROOT, '..', 'shared', 'data', 'nlu', 'horssujet-fr', 'dev.jsonl');

function main(): number {
  const values = optionsOf({ accept: flag, 'leave-out': flag });
  const cacheDir = loadConfig(processEnvironment()).DATA_DIR;
  const understander = loadUnderstander({ dataDir: DATA_DIR, cacheDir, onProgress: progress });
  const frozen = frozenExamples();
  const reports = reportsOf(understander, frozen, (c) => progress(fill(TEXTES.lecture, { bruit: TEXTES.bruits[c] })));
  const accepted = acceptedFigures();
  const drops = accepted === null ? [] : dropsBetween(accepted, figuresOf(reports));
  const clean = readUnder(understander, frozen, 'propre');
  const page: Page = {
    modelId: understander.modelId, messages: frozen.length, scribes: new Set(frozen.map((e) => e.scribe)).size, reports, drops,
    byStyle: sharesBy(clean, (e) => e.style), byScribe: sharesBy(clean, (e) => e.scribe),
    leftOut: values['leave-out'] === true ? leaveOut(readExamples(DATA_DIR)) : null, outOfScope: outOfScope(understander),
  };
  const dir = join(cacheDir, 'evaluation');
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'index.html'), pageOf(page));
  writeFileSync(join(dir, 'evaluation.json'), `${JSON.stringify(page, null, 1)}\n`);
  printReport(page);
  print(fill(TEXTES.ecrit, { html: join(dir, 'index.html'), json: join(dir, 'evaluation.json') }));
  if (values.accept === true) {
    writeFileSync(ACCEPTED_PATH, `${JSON.stringify(figuresOf(reports), null, 1)}\n`);
    print(fill(TEXTES.accepte, { path: ACCEPTED_PATH }));
    return 0;
  }
  return drops.length === 0 ? 0 : 1;
}

const progress = (message: string): void => { process.stderr.write(`${message}\n`); };
const print = (line: string): void => { process.stdout.write(`${line}\n`); };

function sharesBy(reads: readonly Read[], keyOf: (e: Example) => string): Share[] {
  const keys = [...new Set(reads.map(({ e }) => keyOf(e)))].sort();
  return keys.map((key) => ({ key, report: reportOf(reads.filter(({ e }) => keyOf(e) === key)) }));
}

/** How a register is read by a model that never saw it. */
function leaveOut(examples: readonly Example[]): Share[] {
  return [...new Set(examples.map((e) => e.style))].sort().map((style) => {
    progress(fill(TEXTES.apprend, { quoi: style }));
    const understander = understanderOf(trainBundle(examples.filter((e) => e.style !== style), readTuning(DATA_DIR), `sans-${style}`, () => undefined));
    const kept = examples.filter((e) => e.style === style);
    return { key: style, report: reportOf(kept.map((e) => ({ e, c: understander.understand(e.text, { now: NOW, canal: 'web' }) }))) };
  });
}

function outOfScope(understander: Understander): Page['outOfScope'] {
  if (!existsSync(OUT_OF_SCOPE)) return null;
  const line = z.object({ text: z.string() });
  const read = readFileSync(OUT_OF_SCOPE, 'utf8').split('\n').filter((l) => l.trim() !== '').map((l) => {
    const { text } = line.parse(JSON.parse(l));
    return { text, c: understander.understand(text, { now: NOW, canal: 'web' }) };
  });
  const ours = read.filter(({ c }) => c.group !== 'out_of_scope');
  const taken = ours.filter(({ c }) => c.code !== 'INCOMPREHENSION');
  return {
    of: read.length, out: read.length - ours.length, notUnderstood: ours.length - taken.length, taken: taken.map(({ text, c }) => ({ text, code: c.code })),
    transferred: taken.filter(({ c }) => c.group === 'expert').length, alarms: taken.filter(({ c }) => isCodeSurete(c.code)).length,
  };
}

function printReport({ reports, drops, outOfScope: out }: Page): void {
  for (const [measure, label] of Object.entries(TEXTES.mesures)) {
    const cells = Object.entries(reports).map(([condition, report]) => `${condition} ${percent(ratioOf(report, measure))}`);
    print(`${label.padEnd(44)} ${cells.join('  ')}`);
  }
  print(fill(TEXTES.ece, { x: Object.entries(reports).map(([c, r]) => `${c} ${r.ece.toFixed(3)}`).join('  ') }));
  print(fill(TEXTES.cout, { x: reports.propre.cost.toFixed(3) }));
  print(fill(TEXTES.questions, { x: `${reports.propre.clarified.right} / ${reports.propre.clarified.of}` }));
  print(out === null ? TEXTES.sansHorsSujet : fill(TEXTES.horsSujet, outOfScopeCounts(out)));
  for (const { condition, measure, before, after } of drops) print(fill(TEXTES.baisse, { mesure: TEXTES.mesures[measure], bruit: TEXTES.bruits[condition], avant: percent(before), apres: percent(after) }));
  if (drops.length === 0) print(TEXTES.sansBaisse);
}

const ratioOf = (report: Report, measure: string): Ratio => Object.entries(report).find(([key]) => key === measure)?.[1] as Ratio;
const percent = ({ right, of }: Ratio): string => (of === 0 ? '-' : `${((100 * right) / of).toFixed(1)}`);

export type { Condition };
try {
  process.exitCode = main();
} catch (error) {
  if (!(error instanceof CodedError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
