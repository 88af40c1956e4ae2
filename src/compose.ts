import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import type { Understander } from '../intents/understand';
import type { Contenu } from '../dialogs/contenu';
import type { Assistant } from './app/assistant';
import { dossierCopy } from './app/dossier-copy';
import { deliverAlerts } from './app/deliver-alerts';
import { deliverHandoffs, type Handoff } from './app/deliver-handoffs';
import { deliverToLog, startOutbox } from './app/deliver-outbox';
import { clamdScan } from './app/files/clamd';
import { createFileLinks } from './app/files/links';
import { readPdfText } from './app/files/pdf-text';
import { startRescan } from './app/files/rescan';
import { startFollowUp } from './app/follow-up';
import { startCounting } from './app/count-turns';
import type { Observe } from './app/observed-turn';
import { performanceBoard } from './app/performance-board';
import type { FileRules } from './app/receive-file';
import { depositTranscript } from './app/calls/deposit';
import { createLimits } from './app/limits';
import { startRetention } from './app/retention';
import { behindSwitches, startSwitches } from './app/switches';
import { workloadReader } from './app/workload';
import { createBot, type Bot } from './channels/bot';
import { createCloudChannel, type CloudChannel, type CloudOverrides } from './channels/cloud';
import { handoffInitiation } from './channels/handoff';
import { createMailer } from './channels/email';
import { createIdentities, type Identities } from './channels/identity';
import { DirectLine } from './channels/direct-line/service';
import { Refusal } from './channels/refusal';
import type { Turns } from './channels/turns';
import { openApi, webhookSenderOf, withWebhooks } from './compose-api';
import { openBureau } from './compose-bureau';
import { FSYNCED, openStore, tellDurability, type OpenedStore } from './compose-store';
import { measured, observer, watch } from './compose-metrics';
import { secretsOf } from './compose-secrets';
import { telephoneOf, telephoneSettings } from './compose-telephone';
import { dureesOf, isLoopbackHost, type Config } from './config';
import { CodedError } from './domain/errors';
import { SEMAINES } from './domain/performance';
import { loadContent } from './content';
import { mountClosures } from './http/closures';
import { mountDirectLine, streamUpgrade } from './http/direct-line-routes';
import type { Site } from './http/exchange';
import { mountFiche } from './http/fiche-route';
import { mountFiles } from './http/files-route';
import { mountMessages } from './http/messages-route';
import { mountMetrics } from './http/metrics-route';
import { mountLimits } from './http/limits';
import { observeRequests } from './http/observe';
import { createOverload } from './http/overload';
import { mountPages } from './http/pages';
import { mountPerformance } from './http/performance-route';
import { mountTranscriptions } from './http/transcriptions-route';
import { mountSuivi } from './http/suivi-route';
import { mountTelephone } from './http/telephone-routes';
import { createHttpServer, mountHealth, type HttpServer, type Readiness } from './http/server';
import { systemClock, type Clock } from './ops/clock';
import { watchEventLoop } from './ops/event-loop';
import { randomId, randomInt } from './ops/ids';
import { createLogger, type Logger } from './ops/log';
import { createMetrics } from './ops/metrics';
import { Rounds } from './ops/rounds';
import { withBreaker, type Breaker } from './stores/breaker';
import type { Store } from './stores/store';

/** What tests put in the place of the real thing. */
export type Overrides = {
  store?: Store;
  /** Made once the store is open. */
  assistant?: (store: Store) => Assistant | Promise<Assistant>;
  clock?: Clock;
  log?: Logger;
  dist?: string;
  /** Called while the model is trained, on a first start only. */
  onTraining?: (message: string) => void;
  cloud?: CloudOverrides;
  typingAfterMs?: number;
  heartbeatMs?: number;
  leaseMs?: number;
  sweepMs?: number;
  holdWaitMs?: number;
  probeMs?: number;
  stopTimeoutMs?: number;
  switchesEveryMs?: number | undefined;
};

export type Application = {
  server: HttpServer;
  /** Runs what was left unanswered, then listens. */
  start(): Promise<{ url: string }>;
  /** Stops taking requests, lets running turns end, closes the store. Twice is once. */
  stop(): Promise<void>;
};

const DIST = join(__dirname, 'web', 'dist');
const STOP_TIMEOUT_MS = 10_000;
const OUTBOX_EVERY_MS = 1_000;
const RESCAN_EVERY_MS = 60_000;
const FOLLOW_UP_EVERY_MS = 60_000;
const RETENTION_EVERY_MS = 600_000;
const COUNTERS_EVERY_MS = 5_000;

/** Builds the whole product from its settings: the only place that knows every part. */
export async function compose(config: Config, overrides: Overrides = {}): Promise<Application> {
  const clock = overrides.clock ?? systemClock;
  const instance = randomId();
  const log = overrides.log ?? createLogger(config.LOG_LEVEL, undefined, { instance });
  const { directLine: secret, suivi: cleSuivi, telephone: key } = secretsOf(config);
  const rounds = new Rounds();
  const mayGoOn = (): Promise<void> => rounds.next();
  const opened = overrides.store ? { store: overrides.store, genre: 'embarque' as const, durabilite: async () => FSYNCED } : await openStore(config, log, { mayGoOn });
  if (!config.FICHIERS_CLE && !overrides.store) log.warn({}, 'cle-des-fichiers-de-developpement');
  await tellDurability(opened, log);
  const { store, breaker } = withBreaker<Store>(opened.store, { clock, log, probeMs: overrides.probeMs });
  const fileRules = fileRulesOf(config);
  const metrics = createMetrics();
  const { counters } = store;
  const counting = startCounting({ counters, clock, log, everyMs: COUNTERS_EVERY_MS });
  const switches = await startSwitches({ store, log, everyMs: overrides.switchesEveryMs });
  const built = await (overrides.assistant?.(store) ?? buildAssistant(config, { store, fileRules, clock, log, onProgress: overrides.onTraining, observe: observer(metrics, counting), onModel: metrics.model, mayCompute: mayGoOn }));
  const assistant = behindSwitches(measured(built, metrics), switches);

  const contenu = loadContent();

  const bot = createBot({ assistant, log, texteMax: config.TEXTE_MAX, publicUrl: config.PUBLIC_URL, typingAfterMs: overrides.typingAfterMs });
  const links = createFileLinks({ secret, store, clock, minutes: config.FICHIERS_LIEN_MINUTES });
  const limits = createLimits({
    store: store.limits, key: cleSuivi, log,
    points: { adresse: config.REQUETES_PAR_MINUTE, jetons: config.JETONS_PAR_MINUTE, ensemble: config.CONVERSATIONS_PAR_MINUTE, api: config.API_PAR_MINUTE },
  });
  const directLine = new DirectLine({ secret, store, assistant, links, limits, identities: identitiesOf(config, { secret, clock, log }), bot, instance, clock, newId: randomId, log, texteMax: config.TEXTE_MAX, heartbeatMs: overrides.heartbeatMs, leaseMs: overrides.leaseMs, sweepMs: overrides.sweepMs, holdWaitMs: overrides.holdWaitMs });
  const { queue } = directLine;
  const cloud = config.TEAMS ? buildCloud(config, { assistant, bot, queue, store, contenu, clock, log }, overrides) : undefined;

  const life = { stopping: false };
  const site: Site = { publicUrl: config.PUBLIC_URL, widgetOrigins: config.WIDGET_ORIGINS, trustProxy: config.TRUST_PROXY };
  const loop = watchEventLoop();
  const overload = createOverload({ lateMs: loop.lateMs, conversations: () => queue.size, log });
  const server = createHttpServer({ site, log, isStopping: () => life.stopping, overload });
  observeRequests(server.node, { metrics, log });
  watch(metrics, { store, clock, sockets: () => directLine.streams.count });
  mountLimits(server.restify, { limits, site, log });
  mountClosures(server.restify, { closed: switches.closed, log });
  mountHealth(server.restify, () => readiness(life, store, opened, breaker), log);
  mountDirectLine(server.restify, { directLine, site, limits, log, uploadMaxOctets: config.UPLOAD_MAX_OCTETS });
  mountFiles(server.restify, links, log);
  mountMessages(server.restify, cloud, log);
  const { ALSACE_MOSELLE: alsaceMoselle } = config;
  const workload = workloadReader(store, alsaceMoselle);
  mountFiche(server.restify, { contenu, log });
  mountSuivi(server.restify, {
    tracking: { store, clock, key: cleSuivi },
    acts: { store, clock, workload, alsaceMoselle, receiveFile: (envoi) => assistant.receiveFile(envoi) },
    site, limits, contenu, log, uploadMaxOctets: config.UPLOAD_MAX_OCTETS,
  });
  mountPerformance(server.restify, { board: performanceBoard({ store, counters, clock, log, alsaceMoselle, semaines: weeksKept(config) }), contenu, log });
  mountMetrics(server.restify, { metrics, jeton: config.METRICS_JETON, site, log });
  mountTelephone(server.restify, telephoneOf(config, { assistant, queue, key, store, site, clock, log }));
  mountTranscriptions(server.restify, {
    secret: config.IVR_SECRET, maxOctets: config.TRANSCRIPTION_MAX_OCTETS, locuteurs: config.TRANSCRIPTION_LOCUTEURS, clock, log,
    deposit: (transcription, verification) => depositTranscript(transcription, verification, { store, understander: understanderFor(config), clock, newId: randomId, key: cleSuivi }),
  });
  const apiSender = webhookSenderOf(config);
  openApi(server.restify, config, { store, limits, clock, workload, alsaceMoselle, contenu, site, log, sender: apiSender, understander: () => understanderFor(config), receiveFile: (envoi) => assistant.receiveFile(envoi) });
  openBureau(server.restify, config, { store, clock, workload, alsaceMoselle, links, contenu, site, log });
  mountPages(server.restify, { dist: overrides.dist ?? DIST, site, log });
  server.node.on('connection', () => rounds.arrived());
  server.node.on('upgrade', streamUpgrade({ directLine, site, limits, log, isStopping: () => life.stopping }));

  const { SMTP_URL, MAIL_FROM, PUBLIC_URL: publicUrl } = config;
  const mailer = SMTP_URL && MAIL_FROM ? createMailer({ url: SMTP_URL, from: MAIL_FROM, clock }) : undefined;
  const say: typeof directLine.say = async (conversation, reponse, id) => (await directLine.say(conversation, reponse, id)) || ((await cloud?.say(conversation, reponse)) ?? false);
  const initiate = config.HANDOFF && cloud ? (handoff: Handoff) => cloud.send(handoff.conversation, handoffInitiation(handoff)) : undefined;
  const deliver = deliverAlerts({ store, clock, log, contenu, alsaceMoselle, publicUrl, say, sendMail: mailer?.send }, deliverHandoffs({ store, log, initiate }, withWebhooks(config, { store, clock, log, sender: apiSender }, deliverToLog(log))));
  const stopOutbox = startOutbox({ store, clock, log, deliver, everyMs: OUTBOX_EVERY_MS });
  const stopFollowUp = startFollowUp({ store, instance, clock, log, alsaceMoselle, workload, everyMs: FOLLOW_UP_EVERY_MS });
  const stopRescan = fileRules.scan ? startRescan({ store, instance, scan: fileRules.scan, log }, RESCAN_EVERY_MS) : async () => undefined;
  const stopRetention = startRetention({ store, clock, log, durees: dureesOf(config), revueJours: config.REVUE_JOURS, everyMs: RETENTION_EVERY_MS });
  let stopped: Promise<void> | undefined;
  return {
    server,
    start: () => start(config, { server, directLine, cloud, log }),
    stop: () => (stopped ??= stop({ stopRounds: [stopFollowUp, stopOutbox, stopRescan, stopRetention, switches.stop, counting.stop, async () => loop.stop()], server, directLine, breaker, queue, store, life, log, timeoutMs: overrides.stopTimeoutMs ?? STOP_TIMEOUT_MS })),
  };
}

// The trained model is loaded only when it is used: tests compose without it.

function fileRulesOf(config: Config): FileRules {
  const { FICHIERS_PAR_JOUR: parJour, FICHIERS_OCTETS_PAR_JOUR: octetsParJour, FICHIERS_PAR_CONVERSATION: parConversation, FICHIERS_OCTETS_PAR_CONVERSATION: octetsParConversation } = config;
  const { CLAMD_HOST: host, CLAMD_PORT: port, CLAMD_INDISPONIBLE: antivirusAbsent } = config;
  return { quotas: { parJour, octetsParJour, parConversation, octetsParConversation }, antivirusAbsent, readText: readPdfText(), ...(host ? { scan: clamdScan({ host, port }) } : {}) };
}

/** Understanding, content and dialogs behind one interface. */
async function buildAssistant(config: Config, parts: { store: Store; fileRules: FileRules; clock: Clock; log: Logger; onProgress: ((message: string) => void) | undefined; observe: Observe; onModel: (modelId: string) => void; mayCompute: () => Promise<void> }): Promise<Assistant> {
  const { composeAssistant }: typeof import('./compose-assistant') = require('./compose-assistant');
  const { ALSACE_MOSELLE: alsaceMoselle, UPLOAD_MAX_OCTETS: uploadMaxOctets, TEXTE_MAX: texteMax, REVUE_JOURS: revueJours } = config;
  return composeAssistant({ ...parts, cacheDir: config.DATA_DIR, cleSuivi: config.SUIVI_CLE, revueJours, settings: { alsaceMoselle, uploadMaxOctets, texteMax, courriel: config.SMTP_URL !== undefined, durees: dureesOf(config), telephone: telephoneSettings(config) } });
}

function identitiesOf({ IDENTITE_CLES: keys, IDENTITE_EMETTEUR: issuer }: Config, deps: { secret: string; clock: Clock; log: Logger }): Identities | undefined {
  return keys && issuer ? createIdentities({ keys, issuer, ...deps }) : undefined;
}

/** Closed dossiers leave the store after some months: weeks before would look empty. */
const weeksKept = ({ DOSSIER_MOIS }: Config): number => Math.min(SEMAINES, Math.floor((DOSSIER_MOIS * 30) / 7) - 1);

type CloudParts = { assistant: Assistant; bot: Bot; queue: Turns; store: Store; contenu: Contenu; clock: Clock; log: Logger };

function buildCloud(config: Config, { store, contenu, ...parts }: CloudParts, { cloud, typingAfterMs }: Overrides): CloudChannel {
  const { UPLOAD_MAX_OCTETS: uploadMaxOctets, PUBLIC_URL: publicUrl } = config;
  return createCloudChannel({ ...parts, credentials: credentialsOf(config), threads: store.threads, copyOf: (reference, personne) => dossierCopy(reference, personne, { store, clock: parts.clock, contenu }), randomInt, uploadMaxOctets, publicUrl, typingAfterMs, overrides: cloud });
}

/** The model that answers people, loaded once whoever asks first. */
function understanderFor({ DATA_DIR }: Config): Understander {
  const { understanderIn }: typeof import('./compose-assistant') = require('./compose-assistant');
  return understanderIn(DATA_DIR);
}

function credentialsOf(config: Config): { appId: string; password: string; tenantId: string } | undefined {
  const { MICROSOFT_APP_ID: appId, MICROSOFT_APP_PASSWORD: password, MICROSOFT_APP_TENANT_ID: tenantId } = config;
  return appId && password && tenantId ? { appId, password, tenantId } : undefined;
}

/** The model is loaded before anything listens: whoever can ask has it. */
async function readiness(life: { stopping: boolean }, store: Store, { genre, durabilite }: Pick<OpenedStore, 'genre' | 'durabilite'>, breaker: Breaker): Promise<Readiness> {
  const disjoncteur = breaker.status();
  const etat = { stockage: { genre, disjoncteur }, modele: 'pret' };
  if (life.stopping) return { etat, error: new Refusal('ARRET_EN_COURS') };
  if (disjoncteur.etat !== 'ferme') return { etat, error: new CodedError('STOCKAGE_INDISPONIBLE', 'the store is away') };
  try {
    await store.ping();
    return { etat: { ...etat, stockage: { ...etat.stockage, ...(await durabilite()) } }, error: null };
  } catch (error) {
    return { etat, error };
  }
}

// ---------------------------------------------------------------- life

type Started = { server: HttpServer; directLine: DirectLine; cloud: CloudChannel | undefined; log: Logger };

async function start(config: Config, { server, directLine, cloud, log }: Started): Promise<{ url: string }> {
  directLine.takeTurns();
  await listen(config, server);
  // After listening: the SDK takes half a second to load, and the first message should not wait for it.
  if (config.MICROSOFT_APP_ID) cloud?.warmUp().catch((error: unknown) => log.error({ error }, 'canal-non-charge'));
  return { url: addressOf(server) };
}

/** @throws CodedError CONFIGURATION_INVALIDE when the address cannot be taken */
async function listen({ PORT, HOST }: Config, { node }: HttpServer): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    node.once('error', (cause: NodeJS.ErrnoException) => reject(new CodedError('CONFIGURATION_INVALIDE', `HOST=${HOST} PORT=${PORT} : ${cause.code}`, { cause })));
    node.listen(PORT, HOST, () => resolve());
  });
}

function addressOf({ node }: HttpServer): string {
  const address: AddressInfo | string | null = node.address();
  if (address === null || typeof address === 'string') return '';
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${isLoopbackHost(host) ? 'localhost' : host}:${address.port}`;
}

type Stopping = { stopRounds: (() => Promise<void>)[]; server: HttpServer; directLine: DirectLine; breaker: Breaker; queue: Turns; store: Store; life: { stopping: boolean }; log: Logger; timeoutMs: number };

/** Order matters: nothing new comes in, then what runs ends while the store is still open. */
async function stop({ stopRounds, server, directLine, breaker, queue, store, life, log, timeoutMs }: Stopping): Promise<void> {
  life.stopping = true;
  const closed = new Promise<void>((resolve) => server.node.close(() => resolve()));
  directLine.leave();
  const inTime = await within(timeoutMs, Promise.all([queue.idle(), closed]));
  if (!inTime) {
    log.warn({ conversations: queue.size }, 'arret-avant-la-fin');
    await queue.giveUp();
    directLine.streams.terminateAll();
    server.node.closeAllConnections();
  }
  await Promise.all(stopRounds.map((stopRound) => stopRound()));
  directLine.close();
  breaker.stop();
  await store.close();
}

async function within(timeoutMs: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => (timer = setTimeout(() => resolve(false), timeoutMs)));
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
