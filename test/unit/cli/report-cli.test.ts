import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Dossier, VieDossier } from '../../../src/domain/dossier';
import { lifeOf } from '../../../src/domain/lifecycle';
import { openEmbeddedStore } from '../../../src/stores/embedded';
import { uneDemande, unDossier } from '../../support/dossiers';

const ROOT = join(__dirname, '..', '..', '..');

let dir: string;
let out: string;
beforeEach(() => ([dir, out] = [mkdtempSync(join(tmpdir(), 'rapport-')), mkdtempSync(join(tmpdir(), 'sortie-'))]));
afterEach(() => [dir, out].forEach((path) => rmSync(path, { recursive: true, force: true })));

function run(...args: string[]): { code: number | null; out: string; err: string } {
  const done = spawnSync(process.execPath, ['--import', 'tsx', 'src/cli/report.ts', '--data-dir', dir, '--out', out, ...args], { cwd: ROOT, encoding: 'utf8' });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

async function keep(count: number, overrides: Partial<Dossier> = {}, vie: Partial<VieDossier> = {}): Promise<void> {
  const store = openEmbeddedStore({ dataDir: dir });
  const { dossiers } = await store.listDossiers(0, 1000);
  for (let at = dossiers.length; at < dossiers.length + count; at++) {
    await store.openDossier(`k${at}`, () => `REF-EXP-${String(at).padStart(7, '0')}`, (reference) => {
      const dossier = unDossier({ ...overrides, reference, cle: `k${at}` });
      return { ...dossier, vie: { ...lifeOf(dossier), ...vie } };
    });
  }
  await store.close();
}

const ANSWERED = { evenements: [{ at: '2026-11-23T09:00:00Z', quoi: 'reception', qui: 'usager', statut: 'RECU', detail: '' }, { at: '2026-11-27T09:00:00Z', quoi: 'repondre', qui: 'expert', statut: 'FINALISE', detail: '' }], statut: 'FINALISE' } satisfies Partial<Dossier>;
const AVIS = { avis: { pertinence: 2, accompagnement: 4, commentaire: 'Madame Durand ne m’a pas répondu, mon mail est jean@exemple.fr', at: '2026-11-28T09:00:00Z' } };
const read = (partie: string, ext = 'md'): string => readFileSync(join(out, `rapport-2026-11-${partie}.${ext}`), 'utf8');

describe('npm run report', () => {
  it('writes the two parts, small rows hidden in the public one only', async () => {
    await keep(12, ANSWERED);
    await keep(3, { ...ANSWERED, canal: 'ivr' }, AVIS);

    expect(run('--month', '2026-11')).toMatchObject({ code: 0, out: expect.stringContaining('Rapport de novembre 2026 (dossiers reçus : 15 ; terminés : 15)') });

    expect(readdirSync(out).sort()).toEqual(['rapport-2026-11-interne.csv', 'rapport-2026-11-interne.md', 'rapport-2026-11-public.csv', 'rapport-2026-11-public.md']);
    expect(read('interne')).toContain('| Téléphone | 3 | 20 % |');
    expect(read('public')).toContain('| Téléphone | moins de 10 | moins de 10 |');
    expect(read('public')).toContain('| Délai médian | 4 j. o. |');
    expect(read('public', 'csv')).toContain('2026-11;public;ensemble;Dossiers reçus;Valeur;nombre;15');
  });

  it('gives comments masked, in the internal part only, with an action plan', async () => {
    await keep(2, ANSWERED, AVIS);

    run('--month', '2026-11');

    expect(read('interne')).toContain('pertinence 2, accompagnement 4');
    expect(read('interne')).not.toMatch(/Durand|jean@/);
    expect(read('interne')).toContain('2 notes de 2 ou moins');
    expect(read('public')).not.toContain('répondu');
  });

  it('names no person and no number of theirs anywhere', async () => {
    await keep(11, { ...ANSWERED, personne: 'personne-secrete', demande: uneDemande({ numeroAllocataire: '7654321', paroles: ['mes paroles privées'] }) });

    run('--month', '2026-11');

    const all = ['public', 'interne'].flatMap((partie) => [read(partie), read(partie, 'csv')]).join('\n');
    expect(all).not.toMatch(/personne-secrete|7654321|paroles/);
  });

  it('writes the same bytes twice, and only for its owner', async () => {
    await keep(3, ANSWERED, AVIS);
    run('--month', '2026-11');
    const first = [read('interne'), read('public', 'csv')];

    run('--month', '2026-11');

    expect([read('interne'), read('public', 'csv')]).toEqual(first);
    expect(statSync(join(out, 'rapport-2026-11-interne.md')).mode & 0o077).toBe(0);
  });

  it('says so when the month is empty, and writes nothing', async () => {
    await keep(1, ANSWERED);

    expect(run('--month', '2026-08')).toMatchObject({ code: 0, out: expect.stringContaining('Aucun dossier reçu, terminé, réorienté ou noté en août 2026') });
    expect(readdirSync(out)).toEqual([]);
  });

  it.each([[['--month', '2026-13']], [['--month', 'novembre']], [[]], [['--mois', '2026-11']]])('refuses %j in a sentence', (args) => {
    const { code, err } = run(...args);

    expect(code).toBe(1);
    expect(err.trim().split('\n')).toHaveLength(1);
  });

  it('refuses a folder of data that does not exist', () => {
    expect(run('--month', '2026-11', '--data-dir', join(dir, 'absent'))).toMatchObject({ code: 1, err: expect.stringContaining('n’existe pas') });
  });
});
