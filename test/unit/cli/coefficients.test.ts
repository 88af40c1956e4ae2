import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..', '..');

let dir: string;
let data: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'coefficients-'));
  data = join(dir, 'donnees');
  mkdirSync(data);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function run(...args: string[]): { code: number | null; out: string; err: string } {
  const done = spawnSync(process.execPath, ['--import', 'tsx', 'src/cli/coefficients.ts', '--data-dir', data, ...args], { cwd: ROOT, encoding: 'utf8' });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

describe('npm run coefficients', () => {
  it('shows what is measured, takes a decision for a service, and goes back to the measure', () => {
    expect(run('show').out).toMatch(/version 0[^]*HABITAT +0 %, mesuré[^]*aucune/);

    const done = run('charge', 'HABITAT', '-10', '--raison', 'renfort arrivé.', '--par', 'Mme Dupuis');
    expect(done).toMatchObject({ code: 0, err: '' });
    expect(done.out).toContain('version 1');
    expect(run('show').out).toMatch(/HABITAT +− 10 %, décidé : « renfort arrivé »/);

    expect(run('charge', 'HABITAT', 'auto').code).toBe(0);
    expect(run('show').out).toMatch(/HABITAT +0 %, mesuré/);
  }, 60_000);

  it('takes a period, numbers it, refuses one that touches it, and removes it', () => {
    expect(run('periode', '2026-12-15', '2027-01-31', '+20', '--raison', 'fêtes de fin d’année').code).toBe(0);
    expect(run('show').out).toContain('1. du 15/12/2026 au 31/01/2027  + 20 % : « fêtes de fin d’année »');
    expect(run('periode', '2027-01-31', '2027-02-10', '+5', '--raison', 'autre').err).toContain('2026-12-15');
    expect(run('periode', '--supprimer', '2').err).toContain('numéro 2');
    expect(run('periode', '--supprimer', '1').code).toBe(0);
    expect(run('show').out).toContain('aucune');
  }, 60_000);

  it('keeps a journal: who, when, before, after, why', () => {
    expect(run('journal').out).toBe('Aucun changement.\n');
    run('charge', 'RECOURS', '+10', '--raison', 'beaucoup de recours', '--par', 'Mme Dupuis');
    run('charge', 'RECOURS', '+20', '--raison', 'encore plus de recours');

    const lines = run('journal').out.trimEnd().split('\n');

    expect(lines[0]).toMatch(/^1\. Le \d\d\/\d\d\/\d{4} à \d\d:\d\d, par Mme Dupuis : « beaucoup de recours »$/);
    expect(lines.slice(1, 3)).toEqual(['   avant : rien de décidé', '   après : RECOURS + 10 % (« beaucoup de recours »)']);
    expect(lines[3]).toContain('par opérateur');
    expect(lines.slice(4)).toEqual(['   avant : RECOURS + 10 % (« beaucoup de recours »)', '   après : RECOURS + 20 % (« encore plus de recours »)']);
  }, 60_000);

  it.each([
    [['charge', 'GUICHET', '+10', '--raison', 'affluence'], 'HABITAT, FAMILLE, INSERTION, RECOURS'],
    [['charge', 'HABITAT', '+201', '--raison', 'affluence'], 'de −50 à +200'],
    [['charge', 'HABITAT', '1.5', '--raison', 'affluence'], 'nombre entier'],
    [['charge', 'HABITAT', '+10'], '--raison'],
    [['charge', 'HABITAT', '+10', '--raison', 'x'], '--raison'],
    [['charge', 'HABITAT', '+10', '--raison', 'appelez le 2 85 05 75 115 423 45'], 'montrée à tous'],
    [['charge', 'HABITAT', '+10', '--raison', 'affluence', '--par', '<b>'], '--par'],
    [['charge', 'HABITAT', 'auto'], 'suit déjà'],
    [['periode', '2026-02-30', '2027-01-31', '+10', '--raison', 'affluence'], '2026-02-30'],
    [['periode', '2027-02-01', '2027-01-31', '+10', '--raison', 'affluence'], 'après le dernier'],
    [['periode', '2027-02-01'], 'deux jours'],
    [['effacer'], 'commande inconnue'],
    [['show', '--nimporte'], '--nimporte'],
    [['show', '--data-dir', '/absent/ici'], '/absent/ici'],
  ])('refuses %j in one line, and writes nothing', (args, expected) => {
    const { code, out, err } = run(...args);

    expect({ code, out, lines: err.trimEnd().split('\n').length }).toEqual({ code: 1, out: '', lines: 1 });
    expect(err).toContain(expected);
    expect(run('journal').out).toBe('Aucun changement.\n');
  }, 30_000);
});
