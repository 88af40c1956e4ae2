import { parseArgs } from 'node:util';

/** What the scripts that run by hand share: numbers as options, a table, an exit status. */

export type Row = { what: string; value: string | number; expected?: string; holds?: boolean };

/** Reads `--name value` and `--name` (a flag when its default is a boolean). */
export function options<T extends Record<string, string | number | boolean>>(defaults: T): T {
  const config = Object.fromEntries(Object.entries(defaults).map(([name, value]) => [name, { type: typeof value === 'boolean' ? ('boolean' as const) : ('string' as const) }]));
  const { values } = parseArgs({ options: config });
  const read = Object.entries(defaults).map(([name, value]) => [name, readOption(name, values[name], value)]);
  return Object.fromEntries(read);
}

function readOption(name: string, given: unknown, fallback: string | number | boolean): string | number | boolean {
  if (given === undefined) return fallback;
  if (typeof fallback !== 'number') return typeof fallback === 'boolean' ? given === true : String(given);
  const number = Number(given);
  if (Number.isNaN(number)) throw new Error(`--${name}: a number is expected`);
  return number;
}

export function oneOf<T extends string>(name: string, given: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === given);
  if (found === undefined) throw new Error(`--${name}: ${allowed.join(', ')}`);
  return found;
}

export function printTable(title: string, rows: readonly Row[]): void {
  const width = Math.max(...rows.map(({ what }) => what.length));
  console.log(`\n${title}`);
  for (const { what, value, expected, holds } of rows) {
    const verdict = holds === undefined ? '' : holds ? '  ok' : '  BROKEN';
    console.log(`  ${what.padEnd(width)}  ${String(value).padStart(12)}${expected ? `  (${expected})` : ''}${verdict}`);
  }
}

export const broken = (rows: readonly Row[]): Row[] => rows.filter(({ holds }) => holds === false);

/** Runs a script; its rows decide the exit status. */
export function runScript(title: string, script: () => Promise<Row[]>): void {
  script().then(
    (rows) => {
      printTable(title, rows);
      process.exit(broken(rows).length > 0 ? 1 : 0);
    },
    (error: unknown) => {
      console.error(error);
      process.exit(2);
    },
  );
}
