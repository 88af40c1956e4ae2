import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Config } from '../config';
import { loadContent } from '../content';
import { CodedError } from '../domain/errors';
import { factsOf, isEmptyReport, monthlyReport, publicReport } from '../domain/monthly-report';
import type { FaitsDossier, Rapport } from '../domain/monthly-report';
import { fill } from '../ops/fill';
import type { Store } from '../stores/store';
import { placeOf, withStore } from './donnees-options';
import { moisEnMots, toCsv, toMarkdown } from './report-format';
import type { Noms, Partie } from './report-format';
import TEXTES from './report-textes.json';

/** `npm run report -- --month 2026-11`: the month's figures, in a public part and an internal one. */

const BATCH = 200;

type Options = { mois: string; config: Config; sortie: string; alsaceMoselle: boolean };

async function main(): Promise<void> {
  const options = readOptions();
  if (!options) return print(TEXTES.usage);
  await withStore(options.config, async (store) => write(monthlyReport(options.mois, await readFacts(store, options)), options));
}

const print = (text: string): void => void process.stdout.write(`${text}\n`);

function readOptions(): Options | null {
  const { values } = parsed();
  if (values.help) return null;
  const { month: mois = '' } = values;
  if (!/^\d{4}-(?:0[1-9]|1[0-2])$/.test(mois)) throw new CodedError('CONFIGURATION_INVALIDE', TEXTES.erreurs.mois);
  const { config, dataDir } = placeOf(values['data-dir']);
  return { mois, config, sortie: values.out ?? join(dataDir, 'rapports'), alsaceMoselle: config.ALSACE_MOSELLE };
}

function parsed() {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({ options: { month: text, 'data-dir': text, out: text, help: { type: 'boolean' } } });
  } catch (cause) {
    throw new CodedError('CONFIGURATION_INVALIDE', TEXTES.erreurs.option, { cause });
  }
}

/** A few figures of each dossier are kept, never the dossiers themselves. */
async function readFacts(store: Pick<Store, 'listDossiers'>, { mois, alsaceMoselle }: Options): Promise<FaitsDossier[]> {
  const faits: FaitsDossier[] = [];
  for (let after: number | null = 0; after !== null;) {
    const { dossiers, suite }: Awaited<ReturnType<Store['listDossiers']>> = await store.listDossiers(after, BATCH);
    faits.push(...dossiers.flatMap((dossier) => factsOf(dossier, mois, alsaceMoselle) ?? []));
    after = suite;
  }
  return faits;
}

function write(rapport: Rapport, { mois, sortie }: Options): void {
  if (isEmptyReport(rapport)) return print(fill(TEXTES.vide, { mois: moisEnMots(mois) }));
  const noms = namesFromContent();
  const parts: [Partie, Rapport][] = [['public', publicReport(rapport)], ['interne', rapport]];
  const files = parts.flatMap(([partie, part]) => [
    writeOne(sortie, `rapport-${mois}-${partie}.md`, toMarkdown(part, partie, noms)), writeOne(sortie, `rapport-${mois}-${partie}.csv`, toCsv(part, partie, noms)),
  ]);
  const count = (cle: string): number => rapport.tables[0]?.lignes.find((ligne) => ligne.cle === cle)?.n ?? 0;
  print([fill(TEXTES.ecrit, { mois: moisEnMots(mois), recus: count('recus'), finalises: count('finalises') }), ...files].join('\n'));
}

function writeOne(dossier: string, nom: string, text: string): string {
  const path = join(dossier, nom);
  try {
    mkdirSync(dossier, { recursive: true, mode: 0o700 });
    writeFileSync(path, text, { mode: 0o600 });
  } catch (cause) {
    throw new CodedError('CONFIGURATION_INVALIDE', fill(TEXTES.erreurs.ecriture, { dossier }), { cause });
  }
  return path;
}

function namesFromContent(): Noms {
  const { motifs, services } = loadContent();
  const names = new Map<string, string>([...Object.entries(motifs).map(([code, { libelle }]): [string, string] => [code, libelle]), ...Object.entries(services).map(([code, { nomLong }]): [string, string] => [code, nomLong])]);
  return (cle) => names.get(cle) ?? cle;
}

main().catch((error: unknown) => {
  if (!(error instanceof CodedError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
