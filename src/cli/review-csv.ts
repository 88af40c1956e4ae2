import type { ReviewEntry } from '../domain/review';
import { CodedError } from '../domain/errors';
import { CODES, type Code } from '../domain/codes';
import { fill } from '../ops/fill';
import type { Decision } from './review-decisions';
import { decimal } from './review-format';
import TEXTES from './review-textes.json';

/** The messages as a spreadsheet: UTF-8 with its mark, semicolons, decimal commas, as French spreadsheets read them. */

const COLUMNS = ['id', 'texte', 'compris', 'sens', 'confiance', 'autres', 'choisi', 'raison', 'canal', 'jour', 'code_juste'] as const;
const READ_BACK = ['id', 'texte', 'code_juste'] as const;
const BOM = '\uFEFF';

export function toCsv(entries: readonly ReviewEntry[], sens: (code: Code) => string): string {
  const rows = entries.map((entry) => rowOf(entry, sens).map(cell).join(';'));
  return `${BOM}${[COLUMNS.join(';'), ...rows].join('\r\n')}\r\n`;
}

function rowOf({ id, texte, code, confiance, alternatives, codeChoisi, raison, canal, jour, correction }: ReviewEntry, sens: (code: Code) => string): string[] {
  const autres = alternatives.map((other) => `${other.code} ${decimal(other.confidence)}`).join(', ');
  return [id, texte, code, sens(code), decimal(confiance), autres, codeChoisi ?? correction?.apres ?? '', TEXTES.raisons[raison], TEXTES.canaux[canal], jour, ''];
}

/** A cell that a spreadsheet would run as a formula is shown as text. */
const harmless = (text: string): string => (/^\s*[=+\-@]/.test(text) || /^[\t\r]/.test(text) ? `'${text}` : text);

const cell = (text: string): string => {
  const safe = harmless(text);
  return /[;"\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/**
 * What was decided in a file written by `toCsv`, columns in any order; a row without a code is left.
 * @throws CodedError RELECTURE_INVALIDE naming the line, for the first row that cannot be taken
 */
export function fromCsv(csv: string, entries: readonly ReviewEntry[]): Decision[] {
  const [header, ...rows] = parseCsv(csv);
  const column = columnsOf(header?.cells ?? []);
  const left = new Map(entries.map((entry) => [entry.id, entry]));
  const taken = new Set<string>();
  return rows.flatMap(({ cells, line }) => {
    const [id = '', texte = '', said = ''] = READ_BACK.map((name) => (cells[column[name]] ?? '').trim());
    if (said === '') return [];
    const entry = left.get(id);
    const code = said.toLowerCase() === 'x' ? 'x' : CODES.find((known) => known === said.toUpperCase());
    if (taken.has(id)) throw wrong('double', line);
    if (!entry) throw wrong('id', line);
    if (texte !== entry.texte && texte !== harmless(entry.texte)) throw wrong('texte', line);
    if (code === undefined) throw wrong('code', line, said.slice(0, 40));
    taken.add(id);
    return [{ entry, code }];
  });
}

const wrong = (why: 'double' | 'id' | 'texte' | 'code' | 'guillemet', ligne: number, code = ''): CodedError => new CodedError('RELECTURE_INVALIDE', fill(TEXTES.erreurs[why], { ligne, code }));

function columnsOf(header: readonly string[]): Record<(typeof READ_BACK)[number], number> {
  const names = header.map((name) => name.trim().toLowerCase());
  const placeOf = (colonne: string): number => {
    const at = names.indexOf(colonne);
    if (at < 0) throw new CodedError('RELECTURE_INVALIDE', fill(TEXTES.erreurs.entete, { colonne }));
    return at;
  };
  return { id: placeOf('id'), texte: placeOf('texte'), code_juste: placeOf('code_juste') };
}

type CsvRow = { cells: string[]; line: number };

/** A quote opens a quoted cell at its start only; two of them in one are a quote. Empty rows are dropped. */
export function parseCsv(csv: string): CsvRow[] {
  const text = csv.replace(/^\uFEFF/, '');
  const rows: CsvRow[] = [];
  let row: CsvRow = { cells: [], line: 1 };
  let line = 1;
  for (let at = 0; at < text.length || row.cells.length > 0;) {
    const { value, next } = text.charAt(at) === '"' ? quoted(text, at, line) : plain(text, at);
    row.cells.push(value);
    const end = /^(?:;|\r?\n|$)/.exec(text.slice(next, next + 2))?.[0];
    if (end === undefined) throw wrong('guillemet', line);
    line += [...text.slice(at, next + end.length)].filter((sign) => sign === '\n').length;
    at = next + end.length;
    if (end === ';') continue;
    if (row.cells.some((value) => value.trim() !== '')) rows.push(row);
    row = { cells: [], line };
  }
  return rows;
}

function plain(text: string, at: number): { value: string; next: number } {
  const length = text.slice(at).search(/;|\r?\n|$/);
  return { value: text.slice(at, at + length), next: at + length };
}

function quoted(text: string, at: number, line: number): { value: string; next: number } {
  const found = /"((?:[^"]|"")*)"/y;
  found.lastIndex = at;
  const m = found.exec(text);
  if (!m) throw wrong('guillemet', line);
  return { value: (m[1] ?? '').replaceAll('""', '"'), next: found.lastIndex };
}
