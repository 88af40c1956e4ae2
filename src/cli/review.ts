import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { readExamples, tuningDir } from '../../intents/data';
import { neighbourhoods } from '../../intents/neighbours';
import { appendLessons, createTeacher } from '../../intents/teaching';
import { oldestReviewDay } from '../app/review';
import { loadConfig, processEnvironment, type Config } from '../config';
import { loadContent } from '../content';
import { parisDate } from '../domain/calendar';
import { CodedError } from '../domain/errors';
import type { ReviewEntry } from '../domain/review';
import { systemClock } from '../ops/clock';
import { fill } from '../ops/fill';
import type { Store } from '../stores/store';
import { flag, optionsOf, text } from './command-line';
import { placeOf, withStore } from './donnees-options';
import { codesOf, type Codes } from './review-codes';
import { fromCsv, toCsv } from './review-csv';
import { apply, type Decision, type DecisionDeps, type Outcome } from './review-decisions';
import { messages } from './review-format';
import { report, review } from './review-session';
import TEXTES from './review-textes.json';

/** `npm run review`: messages that may have been misunderstood, read by a person of the trade, become training sentences. */

const ROOT = join(__dirname, '..', '..');
const FROZEN = join(ROOT, 'test', 'frozen');

type Options = { csv: string | undefined; import: string | undefined; stats: boolean; dryRun: boolean; config: Config; phrases: string; jours: number };
type Desk = Options & { store: Store; entries: ReviewEntry[]; codes: Codes };

async function main(): Promise<void> {
  const options = readOptions();
  if (!options) return print(TEXTES.usage);
  await withStore(options.config, async (store) => {
    const entries = await store.listReviews(oldestReviewDay(parisDate(systemClock()), options.jours));
    if (entries.length === 0 && options.import === undefined) return print(fill(TEXTES.vide, { jours: options.jours }));
    await run({ ...options, store, entries, codes: codesOf(loadContent().motifs) });
  });
}

function run(desk: Desk): Promise<void> | void {
  if (desk.stats) return stats(desk);
  if (desk.csv !== undefined) return exportCsv(desk, desk.csv);
  if (desk.import !== undefined) return importCsv(desk, desk.import);
  return interactive(desk);
}

const print = (text: string): void => void process.stdout.write(`${text}\n`);

function readOptions(): Options | null {
  const values = optionsOf({ csv: text, import: text, stats: flag, 'dry-run': flag, 'data-dir': text, phrases: text, help: flag });
  if (values.help) return null;
  if ([values.csv, values.import, values.stats].filter((mode) => mode !== undefined).length > 1) throw new CodedError('CONFIGURATION_INVALIDE', TEXTES.erreurs.modes);
  const given = values['data-dir'];
  const { config } = given === undefined ? { config: loadConfig(processEnvironment()) } : placeOf(given);
  return {
    csv: values.csv, import: values.import, stats: values.stats === true, dryRun: values['dry-run'] === true, config,
    phrases: values.phrases ?? join(ROOT, 'intents', 'data'), jours: config.REVUE_JOURS,
  };
}

// ---------------------------------------------------------------- numbers, spreadsheet

function stats({ entries, codes }: Desk): void {
  print(messages(entries.length));
  tally(TEXTES.stats.raison, entries.map(({ raison }) => TEXTES.raisons[raison]));
  tally(TEXTES.stats.code, entries.map(({ code }) => `${code} (${codes.sens(code)})`));
  tally(TEXTES.stats.jour, entries.map(({ jour }) => jour), ([a], [b]) => (a < b ? -1 : 1));
}

type Counted = [string, number];

function tally(title: string, names: readonly string[], order: (x: Counted, y: Counted) => number = (x, y) => y[1] - x[1]): void {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  print(`\n${title}`);
  for (const [name, n] of [...counts].sort(order)) print(`${String(n).padStart(6)}  ${name}`);
}

function exportCsv({ entries, codes }: Desk, fichier: string): void {
  const grouped = groupsOf(entries).flat();
  try {
    writeFileSync(fichier, toCsv(grouped, codes.sens), { flag: 'wx', mode: 0o600 });
  } catch (cause) {
    throw new CodedError('RELECTURE_INVALIDE', fill(existsSync(fichier) ? TEXTES.erreurs.existe : TEXTES.erreurs.ecriture, { fichier }), { cause });
  }
  print(fill(TEXTES.csvEcrit, { n: messages(entries.length), fichier }));
}

async function importCsv(desk: Desk, fichier: string): Promise<void> {
  const decisions = fromCsv(readText(fichier), desk.entries);
  const total = new Total();
  const outcome = await apply(decisions, decisionDeps(desk));
  report(outcome, print);
  total.add(outcome);
  total.print(desk);
}

/** Spreadsheets give back UTF-8, or the old Windows letters. */
function readText(fichier: string): string {
  const bytes = bytesOf(fichier);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return fromWindows(bytes);
  }
}

/** What bytes 0x80 to 0x9f say in Windows-1252; some versions of TextDecoder read them as Latin-1. */
const WINDOWS = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

const fromWindows = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1').replace(/[\u0080-\u009f]/g, (sign) => WINDOWS.charAt(sign.charCodeAt(0) - 0x80));

function bytesOf(fichier: string): Uint8Array {
  try {
    return readFileSync(fichier);
  } catch (cause) {
    throw new CodedError('RELECTURE_INVALIDE', fill(TEXTES.erreurs.illisible, { fichier }), { cause });
  }
}

// ---------------------------------------------------------------- terminal

async function interactive(desk: Desk): Promise<void> {
  const deps = decisionDeps(desk);
  const total = new Total();
  const terminal = createInterface({ input: process.stdin, output: process.stdout, terminal: process.stdin.isTTY === true, completer: completerOf(desk.codes) });
  const lines = terminal[Symbol.asyncIterator]();
  await review({
    groups: groupsOf(desk.entries), codes: desk.codes, print,
    ask: async (question) => {
      terminal.setPrompt(question);
      terminal.prompt();
      const { value, done } = await lines.next();
      return done ? null : value;
    },
    apply: async (decisions: readonly Decision[]) => {
      const outcome = await apply(decisions, deps);
      total.add(outcome);
      return outcome;
    },
  });
  terminal.close();
  print('');
  total.print(desk);
}

const completerOf = (codes: Codes) => (line: string): [string[], string] => {
  const word = /\S*$/.exec(line)?.[0] ?? '';
  return [word === '' ? [] : codes.startingWith(word), word];
};

/** Neighbours together; the largest group first, then the least certain. */
function groupsOf(entries: readonly ReviewEntry[]): ReviewEntry[][] {
  const heard = entries.map(({ texte, code, confiance, alternatives }) => ({ texte, codes: [{ code, confidence: confiance }, ...alternatives] }));
  const groups = neighbourhoods(heard).map((group) => group.flatMap((i) => entries[i] ?? []));
  return groups.sort((x, y) => y.length - x.length || meanConfidence(x) - meanConfidence(y));
}

const meanConfidence = (group: readonly ReviewEntry[]): number => group.reduce((sum, { confiance }) => sum + confiance, 0) / group.length;

// ---------------------------------------------------------------- decisions

function decisionDeps({ store, phrases, dryRun }: Desk): DecisionDeps {
  const others = [tuningDir(phrases), FROZEN].filter((dir) => existsSync(dir)).flatMap(readExamples);
  const teacher = createTeacher(readExamples(phrases), others);
  if (dryRun) return { teacher, append: () => undefined, forget: async () => undefined };
  return { teacher, append: (lessons) => appendLessons(phrases, lessons), forget: (ids) => store.deleteReviews(ids) };
}

class Total {
  private learnt = 0;
  private thrown = 0;
  private refused = 0;
  private settled = 0;

  add({ learnt, thrown, refused }: Outcome): void {
    this.learnt += learnt.length;
    this.thrown += thrown;
    this.refused += refused.length;
    this.settled += learnt.length + thrown + refused.filter(({ why }) => why === 'deja').length;
  }

  print({ entries, dryRun }: Desk): void {
    const reste = messages(entries.length - (dryRun ? 0 : this.settled));
    print(fill(TEXTES.bilan, { appris: this.learnt, jetes: this.thrown, refuses: this.refused, reste }));
    if (dryRun) print(TEXTES.essai);
    else if (this.learnt > 0) print(TEXTES.reapprend);
  }
}

main().catch((error: unknown) => {
  if (!(error instanceof CodedError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
