import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The threat model and the tests say the same. */

const ROOT = join(__dirname, '..', '..');
const MODEL = readFileSync(join(ROOT, 'src', 'exploitation', 'MENACES.md'), 'utf8');
const ROWS = [...MODEL.matchAll(/^\| ([STRIDE]) \| (.+) \|$/gm)].map(([, letter = '', rest = '']) => ({ letter, cells: rest.split(' | ') }));
const NAMED = /^`([\w./-]+\.test\.ts)` « (.+) »$/;
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

it('has every letter of STRIDE, each line whole', () => {
  expect([...new Set(ROWS.map(({ letter }) => letter))].sort()).toEqual(['D', 'E', 'I', 'R', 'S', 'T']);
  expect(ROWS.length).toBeGreaterThan(30);
  expect(MODEL.match(/^\| [A-Z] \|/gm)).toHaveLength(ROWS.length);
  for (const { cells } of ROWS) expect(cells.map((cell) => cell.trim() !== '')).toEqual([true, true, true, true]);
});

it.each(ROWS.map(({ cells }): [string, string] => [`${cells[0]} : ${cells[1]}`, cells[3] ?? '']))('%s is covered by a test that exists', (_threat, cell) => {
  const [, path = '', name = ''] = NAMED.exec(cell) ?? [];

  expect(existsSync(join(ROOT, path))).toBe(true);
  expect(readFileSync(join(ROOT, path), 'utf8')).toMatch(new RegExp(`\\b(?:it|test)\\b[^\\n]*(['"\`])${escaped(name)}\\1|^\\]\\)?\\)?\\(?['"\`]${escaped(name)}['"\`]|\\]\\)\\(['"\`]${escaped(name)}['"\`]`, 'm'));
});

it('names every file of security tests', () => {
  const files = readdirSync(__dirname).filter((name) => name.endsWith('.test.ts') && name !== 'threats.test.ts');

  expect(files.filter((name) => !MODEL.includes(`test/security/${name}`))).toEqual([]);
});
