import { renewCode } from '../app/tracking-codes';
import { trackingKey } from '../compose-secrets';
import { loadConfig, processEnvironment } from '../config';
import { loadContent } from '../content';
import { CodedError } from '../domain/errors';
import { OPEN_STATUTS, type Dossier, type Statut } from '../domain/dossier';
import { formatTrackingCode } from '../domain/tracking-code';
import { fill } from '../ops/fill';
import { stopwatch } from '../ops/metrics';
import { systemClock } from '../ops/clock';
import type { Store } from '../stores/store';
import DOSSIER_TEXTES from './dossier-textes.json';
import { chanceOf } from './demo-random';
import { play } from './demo-world';
import { flag, optionsOf, text } from './command-line';
import { print, runTool, withStore } from './donnees-options';
import TEXTES from './demo-textes.json';

/** `npm run demo`: fills a data directory with demandes of people who do not exist, so that every page has something to show. */

const OPTIONS = { nombre: text, graine: text, now: text, 'data-dir': text, ajouter: flag, help: flag } as const;

async function main(): Promise<void> {
  const values = optionsOf(OPTIONS);
  if (values.help) return print(TEXTES.usage);
  const settings = loadConfig(processEnvironment());
  const [dataDir, nombre, graine] = [values['data-dir'] ?? settings.DATA_DIR, numberOf(values.nombre ?? '400', 10, 5_000, 'nombre'), numberOf(values.graine ?? '1', 0, 4_294_967_295, 'graine')];
  const now = instantOf(values.now);
  const config = { ...settings, DATA_DIR: dataDir, REDIS_URL: values['data-dir'] === undefined ? settings.REDIS_URL : undefined };
  const seconds = stopwatch();
  const lieu = config.REDIS_URL === undefined ? dataDir : 'Redis';
  await withStore(config, async (store) => {
    await assertFree(store, lieu, values.ajouter ?? false);
    const { fichiers } = await play({ store, contenu: loadContent(), chance: chanceOf(graine), now, nombre, alsaceMoselle: config.ALSACE_MOSELLE, onDay: progress() });
    print(fill(TEXTES.fait, { nombre, dossier: lieu, graine: `la graine ${graine}`, secondes: Math.round(seconds()) }));
    const dossiers = await everyDossier(store);
    print(summary(dossiers, fichiers));
    print(fill(TEXTES.suite, { codes: (await codesOf(dossiers, store, trackingKey(config))).join('\n') }));
  });
}

/** @throws CodedError CONFIGURATION_INVALIDE */
function numberOf(written: string, min: number, max: number, option: 'nombre' | 'graine'): number {
  const value = /^\d{1,10}$/.test(written) ? Number(written) : NaN;
  if (!(value >= min && value <= max)) throw new CodedError('CONFIGURATION_INVALIDE', TEXTES.erreurs[option]);
  return value;
}

function instantOf(written: string | undefined): Date {
  const now = written === undefined ? systemClock() : new Date(written);
  if (Number.isNaN(now.getTime())) throw new CodedError('CONFIGURATION_INVALIDE', TEXTES.erreurs.date);
  return now;
}

/** Invented people must never be mixed with real ones by mistake. */
async function assertFree(store: Store, dossier: string, ajouter: boolean): Promise<void> {
  const { dossiers } = await store.listDossiers(0, 1);
  if (dossiers.length > 0 && !ajouter) throw new CodedError('CONFIGURATION_INVALIDE', fill(TEXTES.erreurs.occupe, { dossier }));
}

/** One line a month, on the error output: the standard one is the result. */
function progress(): (jour: string, ouverts: number) => void {
  let month = '';
  return (jour, ouverts) => {
    if (jour.slice(0, 7) !== month) process.stderr.write(`${fill(TEXTES.enCours, { jour, ouverts })}\n`);
    month = jour.slice(0, 7);
  };
}

async function everyDossier(store: Store): Promise<Dossier[]> {
  const all: Dossier[] = [];
  for (let after: number | null = 0; after !== null;) {
    const page: Awaited<ReturnType<Store['listDossiers']>> = await store.listDossiers(after, 500);
    all.push(...page.dossiers);
    after = page.suite;
  }
  return all;
}

function summary(dossiers: readonly Dossier[], fichiers: number): string {
  const count = (statuts: readonly Statut[]): number => dossiers.filter(({ statut }) => statuts.includes(statut)).length;
  return fill(TEXTES.detail, { terminees: count(['FINALISE']), enCours: count(OPEN_STATUTS), closes: count(['ANNULE', 'SANS_SUITE']), fichiers, avis: dossiers.filter(({ vie }) => vie?.avis).length });
}

const A_SUIVRE: readonly Statut[] = ['AFFECTE', 'COMPLEMENT_DEMANDE', 'FINALISE'];

/** A code for the latest dossier of each of three states: enough to look at the tracking page. */
async function codesOf(dossiers: readonly Dossier[], store: Store, key: string): Promise<string[]> {
  const latest = A_SUIVRE.flatMap((wanted) => dossiers.filter(({ statut, canal }) => statut === wanted && canal === 'web').at(-1) ?? []);
  const lines: string[] = [];
  for (const { reference, statut } of latest) {
    const code = await renewCode(reference, `demonstration ${reference}`, { store, clock: systemClock, key });
    if (code !== null) lines.push(fill(TEXTES.code, { reference, code: formatTrackingCode(code), etape: DOSSIER_TEXTES.statuts[statut] }));
  }
  return lines;
}

runTool(main);
