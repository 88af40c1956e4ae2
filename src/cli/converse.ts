import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { loadUnderstander } from '../../intents/understand';
import type { Understander } from '../../intents/understand';
import { loadConfig, processEnvironment } from '../config';
import { loadContent } from '../content';
import { CodedError } from '../domain/errors';
import { fill } from '../ops/fill';
import { DEBUT, play } from './conversation-player';
import type { Partie, World } from './conversation-player';
import { record } from './conversation-record';
import { reportOf, summaryOf } from './conversation-report';
import { instantOf, readScripts } from './conversation-script';
import { openWorld } from './conversation-world';
import TEXTES from './converse-textes.json';

/** `npm run converse -- <file.conv> …`: plays conversation scripts for trade experts (test/conversations/README.md). */
type Options = { fichiers: string[]; only: string; verbose: boolean; record: boolean; help: boolean; horloge: string };

async function main(): Promise<void> {
  const options = readOptions();
  if (options.help) return print(TEXTES.aide);
  if (options.record) return recordRun(options.horloge);
  if (options.fichiers.length === 0) {
    process.exitCode = 1;
    return complain(TEXTES.aide);
  }
  return playAll(options);
}

function readOptions(): Options {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { only: { type: 'string' }, verbose: { type: 'boolean' }, record: { type: 'boolean' }, help: { type: 'boolean' }, now: { type: 'string' } },
  });
  const horloge = values.now ?? DEBUT;
  if (!instantOf(horloge)) throw new CodedError('CONFIGURATION_INVALIDE', `--now : ${TEXTES.lignes['[horloge]']}`);
  return { fichiers: positionals, only: values.only ?? '', verbose: values.verbose === true, record: values.record === true, help: values.help === true, horloge };
}

async function playAll({ fichiers, only, verbose }: Options): Promise<void> {
  const scripts = fichiers.flatMap((path) => readScripts(path)).filter(({ titre }) => titre.toLowerCase().includes(only.toLowerCase()));
  if (scripts.length === 0) throw new CodedError('SCRIPT_ILLISIBLE', fill(TEXTES.rapport.aucunTitre, { only }));
  const understander = loadTrained();
  const parties: Partie[] = [];
  for (const script of scripts) {
    const partie = await inWorld(understander, (world) => play(script, world));
    print(reportOf(partie, verbose));
    parties.push(partie);
  }
  print(`\n${summaryOf(parties)}`);
  if (parties.some(({ echec }) => echec !== null)) process.exitCode = 1;
}

async function recordRun(horloge: string): Promise<void> {
  if (process.stdin.isTTY) complain(TEXTES.enregistrement.invite);
  const lines: string[] = [];
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) lines.push(line);
  const { texte, echec } = await inWorld(loadTrained(), (world) => record(lines, horloge, world));
  print(texte);
  if (!echec) return;
  const raison = fill(TEXTES.ecarts[echec.raison], { attendu: echec.attendu, obtenu: echec.obtenu });
  complain(fill(TEXTES.enregistrement.arret, { numero: echec.ligne.numero, raison }));
  process.exitCode = 1;
}

const loadTrained = (): Understander =>
  loadUnderstander({ dataDir: join(__dirname, '..', '..', 'intents', 'data'), cacheDir: loadConfig(processEnvironment()).DATA_DIR, onProgress: complain });

async function inWorld<T>(understander: Understander, run: (world: World) => Promise<T>): Promise<T> {
  const world = openWorld(understander, loadContent());
  try {
    return await run(world);
  } finally {
    await world.close();
  }
}

const print = (text: string): void => { process.stdout.write(`${text}\n`); };
const complain = (text: string): void => { process.stderr.write(`${text}\n`); };

const isBadOption = (error: unknown): error is Error => error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');

main().catch((error: unknown) => {
  if (isBadOption(error)) complain(`${TEXTES.option}\n\n${TEXTES.aide}`);
  else if (error instanceof CodedError) complain(error.message);
  else throw error;
  process.exitCode = 1;
});
