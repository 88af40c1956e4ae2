import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { fileKeys } from '../compose-file-keys';
import { composeAssistant } from '../compose-assistant';
import type { Assistant } from '../app/assistant';
import { readPdfText } from '../app/files/pdf-text';
import { loadConfig, processEnvironment } from '../config';
import { CANAUX } from '../domain/codes';
import type { Canal } from '../domain/codes';
import { CodedError } from '../domain/errors';
import type { FichierRecu, RefusFichier, Reponse, Tour } from '../domain/tour';
import { systemClock } from '../ops/clock';
import type { Clock } from '../ops/clock';
import { randomId } from '../ops/ids';
import { silentLogger } from '../ops/log';
import { openEmbeddedStore } from '../stores/embedded';
import type { Store } from '../stores/store';
import AIDE from './chat-aide.json';
import { flag, optionsOf, text } from './command-line';

/**
 * A conversation in the terminal with the assistant of the web page.
 * `--script`: one user line per line of standard input, one JSON object per turn on standard output.
 */
type Options = { script: boolean; canal: Canal; clock: Clock; dataDir: string | null };
type Session = { assistant: Assistant; store: Store; conversation: string; personne: string; canal: Canal; turn: number };

async function main(): Promise<void> {
  const options = readOptions();
  if (!options) return;
  // a throw-away store unless a folder is given: trying the bot must not fill the real data
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'aiguillage-'));
  const store = openEmbeddedStore({ dataDir, keys: fileKeys({ ...loadConfig(processEnvironment()), DATA_DIR: dataDir }) });
  try {
    const session = begin(store, options);
    await (options.script ? script(session) : interactive(session));
  } finally {
    await store.close();
    if (!options.dataDir) rmSync(dataDir, { recursive: true, force: true });
  }
}

function readOptions(): Options | null {
  const values = optionsOf({ script: flag, now: text, channel: text, data: text, help: flag });
  if (values.help) {
    console.log(AIDE.aide);
    return null;
  }
  const canal = CANAUX.find((known) => known === (values.channel ?? 'web'));
  if (!canal) throw new CodedError('CONFIGURATION_INVALIDE', `--channel : ${CANAUX.join(' | ')}`);
  return { script: values.script ?? false, canal, clock: values.now === undefined ? systemClock : fixedClock(values.now), dataDir: values.data ?? null };
}

/** Time stands at the given instant; a date without a zone is read in Paris time as the person would mean it. */
function fixedClock(iso: string): Clock {
  const instant = new Date(iso);
  if (Number.isNaN(instant.getTime())) throw new CodedError('CONFIGURATION_INVALIDE', '--now : une date ISO, par exemple 2026-11-23T10:00:00+01:00');
  return () => new Date(instant);
}

function begin(store: Store, options: Options): Session {
  const config = loadConfig(processEnvironment());
  const assistant = composeAssistant({
    store, clock: options.clock, log: silentLogger, cacheDir: config.DATA_DIR, revueJours: config.REVUE_JOURS,
    settings: { alsaceMoselle: config.ALSACE_MOSELLE, uploadMaxOctets: config.UPLOAD_MAX_OCTETS, texteMax: config.TEXTE_MAX },
    fileRules: { readText: readPdfText() },
    onProgress: (message) => console.error(message),
  });
  return { assistant, store, conversation: `terminal-${randomId()}`, personne: 'terminal', canal: options.canal, turn: 0 };
}

async function script(session: Session): Promise<void> {
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    const replies = await say(session, line);
    console.log(JSON.stringify({ user: line, replies: replies.map(shown), ...(await stateOf(session)) }));
  }
}

/** The terminal opens no page: a link is written out. */
const withLink = ({ texte, lien }: Reponse): string => (lien ? `${texte}\n\n${lien.titre} : ${lien.chemin}` : texte);

const shown = ({ choix, carte, ...reponse }: Reponse) => ({ text: withLink(reponse), choices: (choix ?? []).map(({ titre }) => titre), card: carte ?? null });

/** The name of the open question, and the last dossier opened. */
async function stateOf({ store, conversation, personne }: Session) {
  const stored = await store.loadState(conversation);
  const etat = (stored?.state as { etat?: { question?: { id?: string } | null; brouillon?: unknown } } | undefined)?.etat;
  const [reference] = await store.listReferences(personne);
  const dossier = reference === undefined ? null : await store.getDossier(reference);
  return {
    state: etat?.question?.id ?? 'libre',
    dossier: dossier && {
      reference: dossier.reference, service: dossier.demande.service, motif: dossier.demande.motif, prestation: dossier.demande.prestation,
      priorite: dossier.promesse.priorite, complexite: dossier.promesse.complexite, joursOuvres: dossier.promesse.joursOuvres, echeance: dossier.promesse.echeance,
      statut: dossier.statut, rappelLegal: dossier.rappelLegal,
    },
  };
}

async function interactive(session: Session): Promise<void> {
  print(await session.assistant.handle({ ...turnOf(session), genre: 'arrivee' }));
  const terminal = createInterface({ input: process.stdin, output: process.stdout, prompt: '> ' });
  terminal.prompt();
  for await (const line of terminal) {
    if (line.trim() === '/quit') break;
    if (line.trim() !== '') print(await say(session, line));
    terminal.prompt();
  }
  terminal.close();
}

function print(replies: Reponse[]): void {
  for (const { choix, ...reponse } of replies) {
    console.log(`\n${withLink(reponse)}`);
    if (choix?.length) console.log(choix.map(({ titre }, i) => `  [${i + 1}] ${titre}`).join('\n'));
  }
}

const turnOf = (session: Session): Pick<Tour, 'id' | 'conversation' | 'personne' | 'canal'> => {
  session.turn += 1;
  return { id: `t${session.turn}`, conversation: session.conversation, personne: session.personne, canal: session.canal };
};

/** A line is a message; `/file <path>` sends a file; `/expert` is the button. */
async function say(session: Session, line: string): Promise<Reponse[]> {
  const path = /^\/file\s+(.+)$/.exec(line.trim())?.[1];
  if (line.trim() === '/expert') return session.assistant.handle({ ...turnOf(session), genre: 'action', action: 'expert', valeurs: {} });
  if (path === undefined) return session.assistant.handle({ ...turnOf(session), genre: 'message', texte: line, fichiers: [], refus: [] });
  const { fichiers, refus } = await upload(session, path);
  return session.assistant.handle({ ...turnOf(session), genre: 'message', texte: '', fichiers, refus });
}

async function upload({ assistant, conversation, personne }: Session, path: string): Promise<{ fichiers: FichierRecu[]; refus: RefusFichier[] }> {
  const received = await assistant.receiveFile({ conversation, personne, nom: basename(path), octets: readBytes(path) });
  return received.ok ? { fichiers: [received.fichier], refus: [] } : { fichiers: [], refus: [received.refus] };
}

/** A file that cannot be read is refused like an empty one: the conversation goes on. */
function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch {
    console.error(AIDE.fichierIllisible, path);
    return new Uint8Array();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof CodedError ? error.message : error);
  process.exitCode = 1;
});
