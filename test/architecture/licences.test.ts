import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** What goes to production may be used, changed and given by a public agency without opening its own code. */
const ALLOWED = ['MIT', 'MIT-0', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'Unlicense', 'BlueOak-1.0.0', 'CC0-1.0', 'Python-2.0'];
/** Said in the package's own files and not in its description. */
const READ_BY_HAND: Record<string, string> = { 'node_modules/escape-regexp-component': 'MIT', 'node_modules/sylvester': 'MIT', 'node_modules/natural/node_modules/sylvester': 'MIT' };

const lockSchema = z.object({ packages: z.record(z.string(), z.object({ license: z.string().optional(), dev: z.boolean().optional() })) });
const { packages } = lockSchema.parse(JSON.parse(readFileSync(join(__dirname, '..', '..', 'package-lock.json'), 'utf8')));
const shipped = Object.entries(packages).filter(([path, { dev }]) => path !== '' && !dev);

/** « (MIT OR Apache-2.0) »: one of them is enough; « A AND B »: each. */
const isAllowed = (licence: string): boolean =>
  licence.replace(/[()]/g, '').split(' OR ').some((choice) => choice.split(' AND ').every((one) => ALLOWED.includes(one.trim())));

describe('licences of what goes to production', () => {
  it('are known and free of conditions on our own code', () => {
    const refused = shipped.map(([path, { license }]) => [path, license ?? READ_BY_HAND[path] ?? 'unknown'] as const).filter(([, licence]) => !isAllowed(licence));

    expect(refused).toEqual([]);
  });

  it('a package that says nothing, or a viral licence, is caught', () => {
    expect(['unknown', 'GPL-3.0', 'MIT AND GPL-2.0-only'].map(isAllowed)).toEqual([false, false, false]);
    expect(['(AFL-2.1 OR BSD-3-Clause)', 'MIT AND ISC'].map(isAllowed)).toEqual([true, true]);
  });
});
