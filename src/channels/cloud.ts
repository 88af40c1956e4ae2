import type { Activity, TurnContext } from 'botbuilder-core';
import type { ServiceClientCredentialsFactory } from 'botframework-connector';
import type { Assistant } from '../app/assistant';
import type { Reponse } from '../domain/tour';
import type { Clock } from '../ops/clock';
import type { Logger } from '../ops/log';
import { isPublicHttps } from '../ops/public-address';
import type { Thread, ThreadStore } from '../stores/thread-store';
import { HOLD, originOf, toActivities, type Bot } from './bot';
import { activitySchema, referenceOf, toSdkActivity, type CloudActivity } from './cloud-activity';
import { channelKeys } from './cloud-keys';
import { loadSdk, type CloudCredentials, type Sdk, type Turn } from './cloud-sdk';
import { createSending, statusOf } from './cloud-sending';
import { speaksFor, tokenVerifier, type VerifiedToken, type VerifyToken } from './cloud-token';
import { createCloudBot, invokeMessage } from './cloud-turn';
import PHRASES from './phrases.json';
import { Refusal } from './refusal';
import { CONSENT_INVOKE, type ConsentDeps } from './teams/file-consent';
import { fetchFiles, hasFiles } from './teams/files';
import type { Turns } from './turns';

export type CloudDeps = {
  /** Absent: development, this machine only. */
  credentials: CloudCredentials | undefined;
  bot: Bot;
  assistant: Pick<Assistant, 'receiveFile'>;
  threads: ThreadStore;
  queue: Pick<Turns, 'run'>;
  clock: Clock;
  randomInt: (max: number) => number;
  log: Logger;
  uploadMaxOctets: number;
  copyOf: ConsentDeps['copyOf'];
  publicUrl?: string | undefined;
  typingAfterMs?: number | undefined;
  overrides?: CloudOverrides | undefined;
};

/** What a test, or another cloud than Microsoft's public one, puts in the place of the real thing. */
export type CloudOverrides = {
  /** Other authorities (their names are the SDK's). */
  authorities?: Readonly<Record<string, string>>;
  connectorCredentials?: ServiceClientCredentialsFactory;
  /** The service and its files may be on this machine. */
  allowLoopback?: boolean;
  answerWithinMs?: number;
  sleep?: (ms: number) => Promise<void>;
};

/** What the HTTP layer knows of the caller. */
export type CloudCall = { authorization: string | undefined; peerAddress: string; host: string };
export type CloudAnswer = { status: number; body?: unknown };

export interface CloudChannel {
  /** @throws Refusal ACTIVITE_INVALIDE, CANAL_DESACTIVE; a bad token is a bare 401 */
  receive(body: unknown, call: CloudCall): Promise<CloudAnswer>;
  /**
   * Says what no message asked for.
   * @returns false when the conversation is not of this channel, or cannot be reached any more
   * @throws Later when the service is busy, or what it refused
   */
  say(conversation: string, reponse: Reponse): Promise<boolean>;
  /** Same, with an activity of the channel's own. */
  send(conversation: string, activity: Partial<Activity>): Promise<boolean>;
  /** Loads the SDK ahead of the first message: it takes half a second. */
  warmUp(): Promise<void>;
}

const METADATA_URL = 'https://login.botframework.com/v1/.well-known/openidconfiguration';
const ISSUER = 'https://api.botframework.com';
const UNAUTHORIZED: CloudAnswer = { status: 401 };
const NOT_IMPLEMENTED: CloudAnswer = { status: 501 };
const LOOPBACK = /^(?:127(?:\.\d{1,3}){3}|::1|::ffff:127(?:\.\d{1,3}){3}|localhost|\[::1\])$/i;
const CARD_INVOKE = 'adaptiveCard/action';
/** Teams gives up a message, or a card, that is not answered within fifteen seconds. */
const ANSWER_WITHIN_MS = 9_000;
const GONE = [403, 404];

/** `/api/messages`: Teams through Azure, or the Emulator on this machine. The SDK is loaded at the first use. */
export function createCloudChannel(deps: CloudDeps): CloudChannel {
  const { credentials, overrides = {}, threads, queue, clock, log } = deps;
  const allowLoopback = overrides.allowLoopback ?? credentials === undefined;
  const sending = createSending({ clock, randomInt: deps.randomInt, ...(overrides.sleep ? { sleep: overrides.sleep } : {}) });
  let loading: Promise<Sdk> | undefined;
  const sdk = (): Promise<Sdk> => (loading ??= loadSdk({ credentials, sending, authorities: overrides.authorities, connectorCredentials: overrides.connectorCredentials }));
  const verify = credentials && verifierOf(credentials, deps);
  const bot = createCloudBot(deps.bot, {
    threads, clock, log, typingAfterMs: deps.typingAfterMs, consent: { copyOf: deps.copyOf, address: { allowLoopback }, log },
    fetchFiles: async (context, origin) => (hasFiles(context) ? fetchFiles(context, origin, { assistant: deps.assistant, log, download: { maxOctets: deps.uploadMaxOctets, allowLoopback } }) : null),
  });
  const run: Turn = (context) => queue.run(originOf(context)?.conversation ?? '', (hold) => bot(heldContext(context, hold)));

  return {
    async receive(body, call) {
      const token = verify ? await authenticated(verify, body, call, allowLoopback, log) : null;
      if (verify && !token) return UNAUTHORIZED;
      const activity = checkedActivity(body);
      if (!verify) requireLoopback(activity, call);
      if (activity.type === 'invoke' && ![CARD_INVOKE, CONSENT_INVOKE].includes(activity.name ?? '')) return NOT_IMPLEMENTED;
      return inTime(activity, handled(activity, token), overrides.answerWithinMs ?? ANSWER_WITHIN_MS);
    },
    say: (conversation, reponse) => speak(conversation, async (context) => void (await context.sendActivities(toActivities(reponse, canalOf(context), context.activity, deps.publicUrl)))),
    send: (conversation, activity) => speak(conversation, async (context) => void (await context.sendActivity(activity))),
    warmUp: async () => void (await sdk()),
  };

  async function handled(activity: CloudActivity, token: VerifiedToken | null): Promise<CloudAnswer> {
    try {
      const response = await (await sdk()).deliver(toSdkActivity(activity), token?.claims ?? null, run);
      return response ? { status: response.status, body: response.body } : { status: 200 };
    } catch (error) {
      if (error instanceof Refusal) throw error;
      log.error({ error, channel: activity.channelId }, 'reponse-non-remise');
      // The channel sends the message again, and gets the same replies; in development nobody would.
      return { status: credentials ? 502 : 200 };
    }
  }

  async function speak(conversation: string, turn: Turn): Promise<boolean> {
    const thread = await threads.findThread(conversation);
    const reference = thread && thread.injoignableLe === null ? referenceOf(thread.adresse) : null;
    if (!thread || !reference) return false;
    try {
      await queue.run(conversation, async () => (await sdk()).resume(reference, turn));
      return true;
    } catch (error) {
      if (!GONE.includes(statusOf(error) ?? 0)) throw error;
      await unreachable(thread, statusOf(error));
      return false;
    }
  }

  async function unreachable({ conversation }: Thread, status: number | null): Promise<void> {
    if (await threads.markUnreachable(conversation, clock().toISOString())) log.warn({ conversation, status }, 'fil-injoignable');
  }
}

const canalOf = ({ activity }: TurnContext) => (activity.channelId === 'msteams' ? 'teams' : 'web');

function verifierOf({ appId }: CloudCredentials, { overrides, clock }: CloudDeps): VerifyToken {
  const { ToBotFromChannelOpenIdMetadataUrl: metadataUrl = METADATA_URL, ToBotFromChannelTokenIssuer: issuer = ISSUER } = overrides?.authorities ?? {};
  return tokenVerifier({ appId, issuer, clock, findKey: channelKeys({ metadataUrl, clock }) });
}

/** Before anything is read of the activity but what the token must agree with. */
async function authenticated(verify: VerifyToken, body: unknown, { authorization }: CloudCall, allowLoopback: boolean, log: Logger): Promise<VerifiedToken | null> {
  const { channelId, serviceUrl }: { channelId?: unknown; serviceUrl?: unknown } = typeof body === 'object' && body !== null ? body : {};
  const token = await verify(authorization).catch((error: unknown) => {
    log.error({ error }, 'cles-du-canal-injoignables');
    return null;
  });
  if (token && speaksFor(token, channelId, serviceUrl) && (allowLoopback || isPublicHttps(String(serviceUrl)))) return token;
  log.warn({ channel: typeof channelId === 'string' ? channelId.slice(0, 64) : '' }, 'appelant-non-reconnu');
  return null;
}

function heldContext(context: TurnContext, hold: number): TurnContext {
  context.turnState.set(HOLD, hold);
  return context;
}

function checkedActivity(body: unknown): CloudActivity {
  const parsed = activitySchema.safeParse(body);
  if (!parsed.success) throw new Refusal('ACTIVITE_INVALIDE');
  return parsed.data;
}

/** Without authentication anyone could make the bot call any address: both ends must be this machine. */
function requireLoopback(activity: CloudActivity, { peerAddress, host }: CloudCall): void {
  const hosts = [peerAddress, hostName(`http://${host}`), hostName(activity.serviceUrl)];
  if (!hosts.every((name) => LOOPBACK.test(name)) || !/^https?:/i.test(activity.serviceUrl)) throw new Refusal('CANAL_DESACTIVE');
}

const hostName = (url: string): string => (URL.canParse(url) ? new URL(url).hostname : '');

/** A turn that lasts goes on by itself once the channel has its answer; its replies come when they are ready. */
async function inTime(activity: CloudActivity, work: Promise<CloudAnswer>, withinMs: number): Promise<CloudAnswer> {
  if (activity.deliveryMode === 'expectReplies') return work;
  const early: CloudAnswer = activity.type === 'invoke' ? { status: 200, body: invokeMessage(PHRASES.patience) } : { status: 200 };
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<CloudAnswer>((resolve) => (timer = setTimeout(() => resolve(early), withinMs)));
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
