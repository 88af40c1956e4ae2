import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkContent, countOf } from '../content/check';
import type { Bilan } from '../content/check';
import { isDay } from '../content/check-sources';
import type { Constat } from '../content/constat';
import { readContentFiles, readReference } from '../content/reference';
import { parisDate } from '../domain/calendar';
import { CodedError } from '../domain/errors';
import { systemClock } from '../ops/clock';
import { fill } from '../ops/fill';
import TEXTES from './check-content-textes.json';

/** `npm run check:content`: a table of what is to be mended in the content. Exit code 1 on an error, 0 with warnings only. */
const ROOT = join(__dirname, '..', '..');

type Options = { quiet: boolean; json: boolean; help: boolean; today: string };

function main(): void {
  const options = readOptions();
  if (options.help) return print(TEXTES.aide);
  const bilan = checkContent(readContentFiles(ROOT), readReference(ROOT, options.today));
  const shown = options.quiet ? bilan.constats.filter(({ niveau }) => niveau === 'erreur') : bilan.constats;
  print(options.json ? JSON.stringify({ ...bilan, constats: shown }, null, 2) : [table(shown), ...(options.quiet ? [] : [summary(bilan)])].join('\n'));
  if (countOf(bilan, 'erreur') > 0) process.exitCode = 1;
}

function readOptions(): Options {
  const { values } = parseArgs({ options: { quiet: { type: 'boolean' }, json: { type: 'boolean' }, help: { type: 'boolean' }, today: { type: 'string' } } });
  const today = values.today ?? parisDate(systemClock());
  if (!/^\d{4}-\d{2}-\d{2}$/.test(today) || !isDay(today)) throw new CodedError('CONFIGURATION_INVALIDE', TEXTES.jour);
  return { quiet: values.quiet === true, json: values.json === true, help: values.help === true, today };
}

/** One block a file: entry, level, code, then what is wrong and how to mend it. */
function table(constats: readonly Constat[]): string {
  if (constats.length === 0) return TEXTES.rien;
  const fichiers = [...new Set(constats.map(({ fichier }) => fichier))];
  return fichiers.map((fichier) => block(fichier, constats.filter((one) => one.fichier === fichier))).join('\n');
}

function block(fichier: string, constats: readonly Constat[]): string {
  const { entree, niveau, code, message } = TEXTES.entete;
  const rows = [[entree, niveau, code, message], ...constats.map(rowOf)];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return [fichier, ...rows.map((row) => `  ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}`.trimEnd()), ''].join('\n');
}

const rowOf = ({ entree, niveau, code, message, remede }: Constat): string[] => [entree, TEXTES.niveaux[niveau], code, `${message} → ${remede}`];

function summary(bilan: Bilan): string {
  const { entrees, textes, lecture, prochaineRevue } = bilan;
  return [
    fill(TEXTES.resume, { entrees, textes, erreurs: countOf(bilan, 'erreur'), avertissements: countOf(bilan, 'avertissement') }),
    fill(TEXTES.lecture, { moyenne: decimal(lecture.motsParPhrase), longue: lecture.phraseLaPlusLongue, rares: decimal(100 * lecture.partMotsRares) }),
    prochaineRevue === null ? TEXTES.sansRevue : fill(TEXTES.revue, { date: prochaineRevue }),
  ].join('\n');
}

const decimal = (value: number): string => value.toFixed(1).replace('.', ',');
const print = (text: string): void => { process.stdout.write(`${text}\n`); };

const isBadOption = (error: unknown): boolean => error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');

try {
  main();
} catch (error) {
  const known = isBadOption(error) ? `${TEXTES.option}\n\n${TEXTES.aide}` : error instanceof CodedError ? error.message : null;
  if (known === null) throw error;
  process.stderr.write(`${known}\n`);
  process.exitCode = 1;
}
