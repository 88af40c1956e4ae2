import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configTable } from '../../src/config';

const ROOT = join(__dirname, '..', '..');
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');

describe('README.md', () => {
  it('shows the settings as the code defines them', () => {
    const shown = /<!-- réglages : début -->\n([\s\S]*)\n<!-- réglages : fin -->/.exec(readme)?.[1];

    expect(shown).toBe(configTable());
  });

  it('names only files and scripts that exist', () => {
    const links = [...readme.matchAll(/\]\((?!http)([^)]+)\)/g)].map((m) => m[1] ?? '');
    const scripts = [...readme.matchAll(/npm run (?:--silent )?([a-z:-]+)/g)].map((m) => m[1] ?? '');
    const { scripts: known } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

    expect(links.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
    expect(scripts.filter((name) => known[name] === undefined)).toEqual([]);
  });
});
