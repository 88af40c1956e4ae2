import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readComptes } from '../../../src/app/count-turns';
import { performanceBoard } from '../../../src/app/performance-board';
import { chanceOf } from '../../../src/cli/demo-random';
import { play } from '../../../src/cli/demo-world';
import { loadContent } from '../../../src/content';
import { parisDate } from '../../../src/domain/calendar';
import { MOTIFS, PRESTATIONS, SERVICES_EXPERTS } from '../../../src/domain/codes';
import { isDossier } from '../../../src/domain/dossier-schema';
import { STATUTS, type Dossier } from '../../../src/domain/dossier';
import type { Performance } from '../../../src/domain/performance';
import { silentLogger } from '../../../src/ops/log';
import { openEmbeddedStore } from '../../../src/stores/embedded';
import { naivePerformance } from '../../support/naive-performance';

/** A whole invented service, and the public figures worked out from it twice: by the product, and the slow way. */
jest.setTimeout(120_000);

const ROOT = join(__dirname, '..', '..', '..');
const NOW = new Date('2026-11-26T09:00:00.000Z');
const TODAY = parisDate(NOW);
const NOMBRE = 400;
const contenu = loadContent();

type Store = ReturnType<typeof openEmbeddedStore>;
const dirs: string[] = [];
const newDir = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'aiguillage-demo-'));
  dirs.push(dir);
  return dir;
};
afterAll(() => dirs.forEach((dir) => rmSync(dir, { recursive: true, force: true })));

async function played(nombre: number, seed: number): Promise<Store> {
  const store = openEmbeddedStore({ dataDir: newDir() });
  await play({ store, contenu, chance: chanceOf(seed), now: NOW, nombre, alsaceMoselle: false, onDay: () => undefined });
  return store;
}
const dossiersOf = async (store: Store): Promise<Dossier[]> => (await store.listDossiers(0, 1_000)).dossiers;

let store: Store;
let dossiers: Dossier[];
let shown: Performance;
beforeAll(async () => {
  store = await played(NOMBRE, 1);
  dossiers = await dossiersOf(store);
  if (!store.counters) throw new Error('the embedded store has counters');
  shown = await performanceBoard({ store, counters: store.counters, clock: () => NOW, log: silentLogger, alsaceMoselle: false, semaines: 12 }).current();
});
afterAll(() => store.close());

describe('the demonstration', () => {
  it('shows every service, motif, prestation and state, and all that can happen to a dossier', () => {
    const seen = <T>(read: (dossier: Dossier) => T): T[] => [...new Set(dossiers.map(read))].sort();

    expect(dossiers).toHaveLength(NOMBRE);
    expect(dossiers.every(isDossier)).toBe(true);
    expect(seen(({ demande }) => demande.service)).toEqual([...SERVICES_EXPERTS].sort());
    expect(seen(({ demande }) => demande.motif)).toEqual([...MOTIFS].sort());
    expect(seen(({ demande }) => demande.prestation)).toEqual([...PRESTATIONS].sort());
    // a dossier just reopened goes to an expert within two days: the state may be absent that day, not the event
    expect(seen(({ statut }) => statut)).toEqual(expect.arrayContaining(STATUTS.filter((statut) => statut !== 'REOUVERT' && statut !== 'COMPLEMENT_RECU')));
    const events = new Set(dossiers.flatMap(({ evenements }) => evenements.map(({ quoi }) => quoi)));
    expect([...events]).toEqual(expect.arrayContaining([
      'reception', 'affecter', 'demander-complement', 'completer', 'repondre', 'annuler', 'rouvrir', 'requalifier', 'reorienter', 'annoter', 'noter', 'prealerter', 'depasser', 'relancer', 'clore', 'rappeler-avis',
    ]));
  });

  it('is over ninety days old, keeps the order of time, and nothing comes after its end', () => {
    const instants = dossiers.flatMap(({ evenements }) => evenements.map(({ at }) => at));

    expect(instants.filter((at) => at > NOW.toISOString())).toEqual([]);
    expect(Date.parse([...instants].sort()[0] ?? '')).toBeLessThan(NOW.getTime() - 90 * 86_400_000);
    expect(dossiers.filter(({ evenements }) => evenements.some(({ at }, i) => at < (evenements[i - 1]?.at ?? '')))).toEqual([]);
  });

  it('leaves nothing to be told, a transcript behind each web demande, and a journal of coefficients', async () => {
    const web = dossiers.find(({ canal }) => canal === 'web');
    const transcript = await store.readActivities(web?.cle.slice(0, -2) ?? '', 0, 100);

    expect(await store.outboxState()).toEqual({ enAttente: 0, plusAncien: null });
    expect(transcript.map(({ activity }) => (activity as { from: { role: string } }).from.role)).toEqual(expect.arrayContaining(['user', 'bot']));
    expect(JSON.stringify(transcript)).toContain(web?.reference);
    expect((await store.coefficientsJournal()).length).toBeGreaterThan(2);
  });

  it('is the same with the same seed, another with another', async () => {
    const [one, same, other] = [await played(30, 7), await played(30, 7), await played(30, 8)];
    const [a, b, c] = [await dossiersOf(one), await dossiersOf(same), await dossiersOf(other)];
    for (const opened of [one, same, other]) await opened.close();

    expect(b).toEqual(a);
    expect(c).not.toEqual(a);
  });
});

describe('the public figures', () => {
  const naive = async () => naivePerformance(dossiers, TODAY, await readComptes(store.counters!, '2026-10-28', TODAY));

  it('are those of the slow way, each of them', async () => {
    const expected = (await naive()).indicateurs;

    expect(shown.periode).toEqual({ du: '2026-10-28', au: TODAY, jours: 30 });
    expect(shown.indicateurs.map(({ id }) => id).sort()).toEqual(Object.keys(expected).sort());
    for (const { id, valeur, masque } of shown.indicateurs) expect([id, masque, valeur]).toEqual([id, false, expect.closeTo(expected[id] ?? NaN, 8)]);
  });

  it('by service and by motif: the same, or hidden', async () => {
    const { service, motif } = await naive();
    const check = ({ code, masque, nombre, mediane, decile, depassementPct }: Performance['services'][number] | Performance['motifs'][number], expected: ReturnType<typeof service>): void => {
      if (masque) expect([code, nombre, mediane, decile, depassementPct]).toEqual([code, null, null, null, null]);
      else expect({ code, nombre, mediane, decile, depassementPct }).toEqual({ code, ...expected });
    };

    for (const row of shown.services) check(row, service(row.code));
    for (const row of shown.motifs) check(row, motif(row.code));
    expect(shown.services.filter(({ masque }) => !masque).length).toBeGreaterThan(1);
    // what the slow way hides is hidden here
    expect(shown.motifs.filter((row) => !row.masque && motif(row.code) === null)).toEqual([]);
  });

  it('by week: twelve whole ones, the last one first from the end', async () => {
    const { week } = await naive();

    expect(shown.semaines).toEqual(Array.from({ length: 12 }, (_, i) => week(12 - i)));
    expect(shown.semaines.filter(({ mediane }) => mediane !== null).length).toBeGreaterThan(5);
  });
});

describe('npm run demo', () => {
  const run = (...args: string[]) => spawnSync(process.execPath, ['--import', 'tsx', 'src/cli/demo.ts', ...args], { cwd: ROOT, encoding: 'utf8' });

  it('fills an empty directory, gives codes to try, and refuses the next time', () => {
    const dir = newDir();
    const first = run('--data-dir', dir, '--nombre', '60', '--now', NOW.toISOString());
    const again = run('--data-dir', dir, '--nombre', '10');
    const added = run('--data-dir', dir, '--nombre', '10', '--graine', '2', '--ajouter');

    expect([first.status, first.stdout]).toEqual([0, expect.stringContaining('60 demandes fictives')]);
    expect(first.stdout).toMatch(/REF-EXP-\w{7} {3}\w{4} \w{4} {3}terminée/);
    expect([again.status, again.stderr]).toEqual([1, expect.stringContaining('--ajouter')]);
    expect(added.status).toBe(0);
  });

  it.each([[['--nombre', '9'], '--nombre'], [['--graine=-1'], '--graine'], [['--now', 'hier'], '--now'], [['--inconnue'], 'option inconnue']])('refuses %j with what was expected', (args, said) => {
    const { status, stderr } = run('--data-dir', newDir(), ...args);

    expect([status, stderr]).toEqual([1, expect.stringContaining(said)]);
  });
});
