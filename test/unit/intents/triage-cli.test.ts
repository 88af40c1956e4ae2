import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..', '..');

function triage(lines: readonly string[], args: readonly string[] = []): { out: Record<string, unknown>[]; code: number | null; err: string } {
  const run = spawnSync(process.execPath, ['--import', 'tsx', 'src/cli/triage.ts', ...args], { cwd: ROOT, input: lines.join('\n'), encoding: 'utf8' });
  return { out: run.stdout.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Record<string, unknown>), code: run.status, err: run.stderr };
}

describe('npm run triage', () => {
  it('answers one line for each line, in order, and codes those it cannot read', () => {
    const { out } = triage(['{"id":1,"text":"mot de passe perdu"}', 'pas du json', '{"id":"b"}']);

    expect(out).toMatchObject([{ id: 1, group: 'simple', code: 'ACCES_COMPTE' }, { id: null, error: { code: 'LIGNE_INVALIDE' } }, { id: 'b', error: { code: 'LIGNE_INVALIDE' } }]);
  });

  it('explains itself: the rule, and the words that weighed', () => {
    const [line] = triage(['{"id":1,"text":"vous me réclamez un trop perçu de 900 euros et je le conteste"}'], ['--explain']).out;

    expect(line).toMatchObject({ code: 'INDU_CONTESTATION', rule: expect.any(String) });
    const words = line?.words as { word: string; weight: number }[];
    expect(words[0]?.weight).toBeGreaterThan(0);
    expect(words.map((w) => w.word)).toEqual(expect.arrayContaining(['conteste', 'reclamez']));
  });

  it('reads a message given on the command line', () => {
    expect(triage([], ['mot', 'de passe', 'perdu']).out).toMatchObject([{ id: 1, code: 'ACCES_COMPTE' }]);
  });

  it('refuses an unknown channel with code 1', () => {
    expect(triage([], ['--channel', 'minitel'])).toMatchObject({ code: 1, out: [], err: expect.stringContaining('web, teams') });
  });
});
