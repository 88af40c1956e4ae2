import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..', '..');

function entities(lines: readonly string[], args: readonly string[] = ['--now', '2026-11-23T10:00:00+01:00']): { out: unknown[]; err: string; code: number | null } {
  const run = spawnSync(process.execPath, ['--import', 'tsx', 'src/cli/entities.ts', ...args], { cwd: ROOT, input: lines.join('\n'), encoding: 'utf8' });
  return { out: run.stdout.split('\n').filter((line) => line !== '').map((line): unknown => JSON.parse(line)), err: run.stderr, code: run.status };
}

describe('npm run entities', () => {
  it('answers one line for each line, in order, and codes those it cannot read', () => {
    const { out } = entities(['{"id":1,"text":"hier"}', 'pas du json', '{"id":"b","text":5}', '', '{"id":"c","text":"rien à dire"}']);

    expect(out).toMatchObject([
      { id: 1, entities: [{ type: 'date', start: 0, end: 4, text: 'hier', date: '2026-11-22' }] },
      { id: null, error: { code: 'LIGNE_INVALIDE' } }, { id: 'b', error: { code: 'LIGNE_INVALIDE' } }, { id: 'c', entities: [] },
    ]);
  });

  it('shows no number that must not be kept', () => {
    const { out } = entities(['{"id":1,"text":"mon nir 1 84 12 76 451 089 46"}']);

    expect(out).toMatchObject([{ entities: [{ type: 'masque', nature: 'nir', start: 8, end: 29, text: '••••' }] }]);
  });

  it('refuses a wrong --now with code 1 and writes nothing on standard output', () => {
    expect(entities(['{"id":1,"text":"hier"}'], ['--now', 'demain'])).toMatchObject({ code: 1, out: [], err: expect.stringContaining('ISO 8601') });
  });
});
