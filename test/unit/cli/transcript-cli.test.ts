import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..', '..');
const CALL = 'test/calls/indu-apl-tardif.vtt';

let data: string;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'transcript-'));
  // the model that the other tests share: a minute of training otherwise
  for (const name of readdirSync(join(ROOT, 'var')).filter((file) => file.startsWith('model-'))) symlinkSync(join(ROOT, 'var', name), join(data, name));
});
afterEach(() => rmSync(data, { recursive: true, force: true }));

function run(...args: string[]): { code: number | null; out: string; err: string } {
  const done = spawnSync(process.execPath, ['--import', 'tsx', 'src/cli/transcript.ts', '--data-dir', data, ...args], { cwd: ROOT, encoding: 'utf8' });
  return { code: done.status, out: done.stdout.replaceAll('\u00a0', ' '), err: done.stderr };
}

describe('npm run transcript', () => {
  it('says what was understood, and keeps nothing', () => {
    const { code, out } = run(CALL, '--now', '2026-11-26T10:00:00+01:00');

    expect(code).toBe(0);
    expect(out).toMatch(/Appel du jeudi 26 novembre 2026 : webvtt, 27 segments, 1 min 31 s/);
    expect(out).toMatch(/Motif +Désaccord sur une somme réclamée \(\d+ %, segment 1[79]\)/);
    expect(out.split('\n').filter((line) => line.length > 82)).toEqual([]);
    expect(readdirSync(data).filter((name) => name.endsWith('.db'))).toEqual([]);
  });

  it('keeps a draft once, and an agent sends it with the person’s agreement', () => {
    const kept = run(CALL, '--garder');
    const id = /Brouillon ([\w-]{22})/.exec(kept.out)?.[1] ?? '';
    expect(kept.out).toMatch(/Code d’appel à dire à la personne : (?:\d{3} ?){4}/);
    expect(run(CALL, '--garder').out).toContain(`Brouillon ${id}, déjà gardé`);

    const sent = run('--confirm', id, '--par', 'Sandrine', '--accord', 'oral, 01/01/2026');

    expect(sent).toMatchObject({ code: 0, err: '' });
    expect(sent.out).toMatch(/REF-EXP-[0-9A-Z]{7}, service Experts Recours[^]*Confirmée par Sandrine \(oral, 01\/01\/2026\)/);
  });

  it.each<[string, string[], RegExp]>([
    ['a file that does not exist', ['absent.vtt'], /CONFIGURATION_INVALIDE: fichier introuvable/],
    ['a file that is no transcript', ['package-lock.json'], /TRANSCRIPTION_ILLISIBLE: ce format/],
    ['a format that does not exist', [CALL, '--format', 'word'], /--format attend webvtt/],
    ['speakers badly written', [CALL, '--locuteurs', 'Jean'], /--locuteurs attend/],
    ['a draft that does not exist', ['--confirm', 'x', '--par', 'Sandrine', '--accord', 'oral, 01/01/2026'], /APPEL_INCONNU: Ce brouillon n’existe pas/],
    ['an agreement without its day', ['--confirm', 'x', '--par', 'Sandrine', '--accord', 'oral'], /--accord attend/],
    ['an agreement to come', ['--confirm', 'x', '--par', 'Sandrine', '--accord', 'oral, 01/01/2999'], /pas encore passée/],
    ['nobody', ['--confirm', 'x', '--accord', 'oral, 01/01/2026'], /--par attend/],
  ])('refuses %s in one line of French', (_name, args, message) => {
    const { code, err } = run(...args);

    expect(code).toBe(1);
    expect(err).toMatch(message);
    expect(err.trim().split('\n')).toHaveLength(1);
  });
});
