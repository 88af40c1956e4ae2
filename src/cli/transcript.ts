import { readFileSync } from 'node:fs';
import type { Contenu } from '../../dialogs/contenu';
import { confirmCall } from '../app/calls/confirm';
import { depositTranscript } from '../app/calls/deposit';
import type { Depose } from '../app/calls/deposit';
import { draftFromCall } from '../app/calls/draft';
import { readTranscript } from '../channels/transcripts/read';
import { understanderIn } from '../compose-assistant';
import { trackingKey } from '../compose-secrets';
import { loadContent } from '../content';
import { formatLong, parisDate } from '../domain/calendar';
import { CodedError } from '../domain/errors';
import { formatTrackingCode } from '../domain/tracking-code';
import type { Transcription } from '../domain/transcription';
import { systemClock } from '../ops/clock';
import { fill } from '../ops/fill';
import { randomId, randomInt } from '../ops/ids';
import { loadConfig, processEnvironment } from '../config';
import { placeOf, print, runTool, withStore } from './donnees-options';
import { keptLines, reportLines } from './transcript-format';
import { accordOf, agentOf, formatOf, locuteursOf, nowOf, readTyped, verificationOf, wrong } from './transcript-options';
import type { Values } from './transcript-options';
import TEXTES from './transcript-textes.json';

/** `npm run transcript`: what a finished call says, in French; with `--confirm`, an agent sends the draft for its person. */
async function main(): Promise<void> {
  const { values, fichier } = readTyped(process.argv.slice(2));
  if (values.confirm !== undefined) return confirm(values.confirm, values);
  if (values.help || fichier === undefined) return print(TEXTES.usage);
  const transcription = dated(readTranscript(bytesOf(fichier), { format: formatOf(values), appel: values.appel, locuteurs: locuteursOf(values, loadConfig(processEnvironment()).TRANSCRIPTION_LOCUTEURS) }), values);
  return values.garder ? keep(transcription, values) : show(transcription, values);
}

function bytesOf(fichier: string): Buffer {
  try {
    return readFileSync(fichier);
  } catch {
    throw wrong('fichier', { mot: fichier });
  }
}

/** The file's own date is the surest. */
function dated(transcription: Transcription, values: Values): Transcription {
  const now = nowOf(values);
  return transcription.debut === undefined && now ? { ...transcription, debut: now.toISOString() } : transcription;
}

/** Without keeping anything: the data folder is only where the model is. */
async function show(transcription: Transcription, values: Values): Promise<void> {
  const cacheDir = values['data-dir'] ?? loadConfig(processEnvironment()).DATA_DIR;
  const now = transcription.debut === undefined ? systemClock() : new Date(transcription.debut);
  const brouillon = await draftFromCall(transcription, { understander: understanderIn(cacheDir, toStderr), now, onProgress: progress() });
  print(values.json ? JSON.stringify(brouillon, null, 2) : reportLines(brouillon, loadContent()).join('\n'));
}

async function keep(transcription: Transcription, values: Values): Promise<void> {
  const { config, dataDir } = placeOf(values['data-dir']);
  const depose = await withStore(config, (store) => depositTranscript(transcription, verificationOf(values), {
    store, understander: understanderIn(dataDir, toStderr), clock: systemClock, newId: randomId, key: trackingKey(config), onProgress: progress(),
  }));
  print(values.json ? JSON.stringify({ id: depose.garde.id, code: depose.code, ...depose.garde.brouillon }, null, 2) : keptReport(depose, loadContent()));
}

const keptReport = (depose: Depose, contenu: Contenu): string => [...reportLines(depose.garde.brouillon, contenu), ...keptLines(depose)].join('\n');

async function confirm(id: string, values: Values): Promise<void> {
  const { accord, mandat } = accordOf(values, parisDate(systemClock()));
  const agent = agentOf(values);
  const { config } = placeOf(values['data-dir']);
  const { dossier, code } = await withStore(config, (store) => confirmCall(id, { agent, accord, mandat }, {
    store, contenu: loadContent(), clock: systemClock, randomInt, alsaceMoselle: config.ALSACE_MOSELLE, cleSuivi: trackingKey(config),
  })).catch(unknown);
  const pieces = dossier.demande.pieces.filter(({ statut }) => statut === 'a-envoyer').map(({ libelle }) => libelle);
  print(fill(TEXTES.confirme, {
    reference: dossier.reference, service: loadContent().services[dossier.demande.service].nomLong, echeance: formatLong(dossier.promesse.echeance), par: agent, accord,
    code: code === null ? TEXTES.codeDejaDit : formatTrackingCode(code), pieces: pieces.join(' ; ') || TEXTES.aucunePiece,
  }));
}

function unknown(error: unknown): never {
  if (error instanceof CodedError && error.code === 'APPEL_INCONNU') throw new CodedError('APPEL_INCONNU', TEXTES.erreurs.inconnu);
  throw error;
}

const toStderr = (line: string): void => void process.stderr.write(`${line}\n`);

/** A long call is told every tenth; a short one is done before it could be read. */
function progress(): (done: number, total: number) => void {
  let told = 0;
  return (done, total) => {
    if (total < 200 || done < told + total / 10) return;
    told = done;
    toStderr(fill(TEXTES.progres, { done, total }));
  };
}

runTool(main);
