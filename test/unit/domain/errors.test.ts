import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError, ERROR_CODES } from '../../../src/domain/errors';

const ROWS = readFileSync(join(__dirname, '../../../src/domain/ERRORS.md'), 'utf8')
  .split('\n').filter((line) => line.startsWith('| `')).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));

describe('ERRORS.md', () => {
  it('describes each code of errors.ts, once, and no other', () => {
    expect(ROWS.map(([code]) => code)).toEqual(ERROR_CODES.map((code) => `\`${code}\``));
  });

  it.each(ROWS)('%s says what it means, what the person hears and what the operator does', (...cells) => {
    expect(cells).toHaveLength(4);
    expect(cells.filter((cell) => cell.length < 5)).toEqual([]);
  });
});

describe('CodedError', () => {
  it('keeps the code, what was being done and the cause', () => {
    const cause = new Error('disk full');

    const error = new CodedError('STOCKAGE_INDISPONIBLE', 'saving a state', { cause });

    expect(error).toMatchObject({ code: 'STOCKAGE_INDISPONIBLE', message: 'STOCKAGE_INDISPONIBLE: saving a state', cause });
  });
});
