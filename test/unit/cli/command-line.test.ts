import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const ROOT = join(__dirname, '..', '..', '..');
const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));
const TOOLS = Object.entries(scripts).flatMap(([name, command]) => {
  const path = /^node --import tsx (src\/cli\/\S+|test\/evaluate\/\S+)$/.exec(command)?.[1];
  return path === undefined ? [] : [[name, path] as const];
});

describe('every command', () => {
  it('is looked at', () => expect(TOOLS.length).toBeGreaterThan(20));

  it.each(TOOLS)('%s refuses an option that does not exist, in words and with status 1', (_, path) => {
    const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', path, '--inconnue'], { cwd: ROOT, encoding: 'utf8', input: '' });

    expect(stderr).toMatch(/option/i);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(status).toBe(1);
  });
});
