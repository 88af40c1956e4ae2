import { existsSync } from 'node:fs';
import type { Designation } from '../app/person-data';
import { openStore, type OpenedStore } from '../compose-store';
import { loadConfig, processEnvironment, type Config } from '../config';
import { isAuteur } from '../domain/access';
import { CodedError } from '../domain/errors';
import { fill } from '../ops/fill';
import { createLogger } from '../ops/log';
import TEXTES from './donnees-textes.json';
import { counted } from './review-format';

/** What the tools about personal data share: their options, their store, how they fail. */

export const print = (line: string): void => void process.stdout.write(`${line}\n`);

const wrong = (detail: string): CodedError => new CodedError('CONFIGURATION_INVALIDE', detail);
export const wrongOption = (name: keyof typeof TEXTES.erreurs): CodedError => wrong(TEXTES.erreurs[name]);

/** The settings, where a folder was given: its store and its keys then. */
export type Place = { config: Config; dataDir: string };

/** A mistyped folder must not be created, and look empty. With Redis there is no folder to look for. */
export function placeOf(given: string | undefined): Place {
  const settings = loadConfig(processEnvironment());
  const config = given === undefined ? settings : { ...settings, DATA_DIR: given, REDIS_URL: undefined };
  if (!config.REDIS_URL && !existsSync(config.DATA_DIR)) throw wrong(fill(TEXTES.erreurs.dossier, { dossier: config.DATA_DIR }));
  return { config, dataDir: config.DATA_DIR };
}

const TOOL_NAME = 'aiguillage-outil';

export async function withStore<T>(config: Config, work: (store: OpenedStore['store']) => Promise<T>): Promise<T> {
  const { store } = await openStore(config, createLogger('warn'), { name: TOOL_NAME });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

export function designationOf({ reference, person }: { reference?: string | undefined; person?: string | undefined }): Designation {
  if ((reference === undefined) === (person === undefined)) throw wrongOption('qui');
  if (person !== undefined) return { personne: person };
  const written = reference?.trim().toUpperCase() ?? '';
  if (!/^REF-EXP-[A-Z0-9]{7}$/.test(written)) throw wrongOption('reference');
  return { reference: written };
}

export function auteurOf(by: string | undefined): string {
  const auteur = by === undefined ? 'operateur' : `operateur:${by}`;
  if (!isAuteur(auteur)) throw wrongOption('par');
  return auteur;
}

/** One line a kind, in the order of the labels; what is zero is left out. */
export const lines = (counts: Readonly<Record<string, number>>, labels: Readonly<Record<string, string>>): string[] =>
  Object.entries(labels).flatMap(([kind, label]) => (counts[kind] ? [`${String(counts[kind]).padStart(8)}  ${label}`] : []));

export const documents = (n: number): string => counted(n, TEXTES.export.documents);

/** An expected failure is one line and status 1. */
export function runTool(main: () => Promise<void>): void {
  main().catch((error: unknown) => {
    if (!(error instanceof CodedError)) throw error;
    const detail = error.code === 'PERSONNE_INCONNUE' ? `${error.code}: ${TEXTES.erreurs.inconnue}` : error.message;
    process.stderr.write(`${detail}\n`);
    process.exitCode = 1;
  });
}
