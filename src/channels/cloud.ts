import type { Activity, InvokeResponse, TurnContext } from 'botbuilder-core';
import type { AuthenticateRequestResult } from 'botframework-connector';
import { z } from 'zod';
import type { Logger } from '../ops/log';
import { HOLD, type Bot } from './bot';
import { Refusal } from './refusal';
import type { Turns } from './turns';

export type CloudCredentials = { appId: string; password: string; tenantId: string };

export type CloudDeps = {
  /** Absent: development, this machine only. */
  credentials: CloudCredentials | undefined;
  /** Other authorities than Microsoft's public ones (their names are the SDK's): another cloud, or one's own in a test. */
  authorities?: Readonly<Record<string, string>> | undefined;
  bot: Bot;
  queue: Pick<Turns, 'run'>;
  log: Logger;
};

/** What the HTTP layer knows of the caller. */
export type CloudCall = { authorization: string | undefined; peerAddress: string; host: string };
export type CloudAnswer = { status: number; body?: unknown };

export interface CloudChannel {
  /** @throws Refusal ACTIVITE_INVALIDE, CANAL_DESACTIVE, CONVERSATION_OCCUPEE (the channel sends again); a bad token is a bare 401 */
  receive(body: unknown, call: CloudCall): Promise<CloudAnswer>;
  /** Loads the SDK ahead of the first message: it takes half a second. */
  warmUp(): Promise<void>;
}

const accountSchema = z.object({ id: z.string().min(1).max(500), name: z.string().max(500).nullish(), role: z.string().max(50).nullish() }).loose();
const optionalText = (max: number) => z.string().max(max).nullish();

/** What the SDK and the bot read of an activity; the rest passes through. */
const activitySchema = z
  .object({
    type: z.string().min(1).max(64), id: optionalText(500), channelId: z.string().min(1).max(64), serviceUrl: z.url().max(2_000),
    conversation: z.object({ id: z.string().min(1).max(1_000) }).loose(), from: accountSchema, recipient: accountSchema.nullish(),
    text: optionalText(200_000), locale: optionalText(64), timestamp: optionalText(64), localTimestamp: optionalText(64), expiration: optionalText(64),
    deliveryMode: optionalText(64), replyToId: optionalText(500), name: optionalText(500),
    membersAdded: z.array(accountSchema).max(1_000).nullish(), membersRemoved: z.array(accountSchema).max(1_000).nullish(),
    attachments: z.array(z.record(z.string(), z.unknown())).max(100).nullish(), entities: z.array(z.record(z.string(), z.unknown())).max(200).nullish(),
    channelData: z.unknown().optional(), value: z.unknown().optional(),
  })
  .loose();
type CloudActivity = z.infer<typeof activitySchema>;

const DATES = ['timestamp', 'localTimestamp', 'expiration'] as const;
const UNAUTHORIZED: CloudAnswer = { status: 401 };
const LOOPBACK = /^(?:127(?:\.\d{1,3}){3}|::1|::ffff:127(?:\.\d{1,3}){3}|localhost|\[::1\])$/i;

/** `/api/messages`: Teams through Azure, or the Emulator on this machine. The SDK is loaded at the first use. */
export function createCloudChannel(deps: CloudDeps): CloudChannel {
  let loading: Promise<Receiver> | undefined;
  const receiver = (): Promise<Receiver> => (loading ??= loadReceiver(deps));

  return {
    async receive(body, call) {
      const activity = checkedActivity(body);
      if (!deps.credentials) requireLoopback(activity, call);
      else if (!isPlausibleToken(call.authorization) || !isPublicHttps(activity.serviceUrl)) return UNAUTHORIZED;
      const run = (context: TurnContext): Promise<void> => deps.queue.run(`${activity.channelId}:${activity.conversation.id}`, (hold) => deps.bot(heldContext(context, hold)));
      return (await receiver())(activity, call.authorization ?? '', run, deps.log);
    },
    warmUp: async () => void (await receiver()),
  };
}

function heldContext(context: TurnContext, hold: number): TurnContext {
  context.turnState.set(HOLD, hold);
  return context;
}

function checkedActivity(body: unknown): CloudActivity {
  const parsed = activitySchema.safeParse(body);
  // An invoke waits for an answer of its own kind, and we have none.
  if (!parsed.success || parsed.data.type === 'invoke') throw new Refusal('ACTIVITE_INVALIDE');
  return parsed.data;
}

/** Without authentication anyone could make the bot call any address: both ends must be this machine. */
function requireLoopback(activity: CloudActivity, { peerAddress, host }: CloudCall): void {
  const hosts = [peerAddress, hostName(`http://${host}`), hostName(activity.serviceUrl)];
  if (!hosts.every((name) => LOOPBACK.test(name)) || !/^https?:/i.test(activity.serviceUrl)) throw new Refusal('CANAL_DESACTIVE');
}

const hostName = (url: string): string => (URL.canParse(url) ? new URL(url).hostname : '');

const isPublicHttps = (serviceUrl: string): boolean => serviceUrl.startsWith('https://') && !LOOPBACK.test(hostName(serviceUrl));

/**
 * Closes what the SDK leaves open: it accepts a token without `exp`, and answers 500 to `alg:none`, HS256 and a future `nbf`.
 * The signature, issuer and audience are the SDK's to check.
 */
function isPlausibleToken(authorization: string | undefined): boolean {
  const [header, payload, signature] = (/^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(authorization ?? '')?.[1] ?? '').split('.').map(decodePart);
  return header?.['alg'] === 'RS256' && typeof payload?.['exp'] === 'number' && payload['aud'] !== undefined && signature !== undefined;
}

function decodePart(part: string, rank: number): Record<string, unknown> | undefined {
  if (rank === 2) return {};
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return z.record(z.string(), z.unknown()).safeParse(value).data;
  } catch {
    return undefined;
  }
}

// ---------------------------------------------------------------- the SDK

type Authentication = AuthenticateRequestResult;
type Receiver = (activity: CloudActivity, authorization: string, run: (context: TurnContext) => Promise<void>, log: Logger) => Promise<CloudAnswer>;

async function loadReceiver({ credentials, authorities }: CloudDeps): Promise<Receiver> {
  const { CloudAdapter, ConfigurationBotFrameworkAuthentication } = await import('botbuilder');

  class Adapter extends CloudAdapter {
    authenticate(activity: Activity, authorization: string): Promise<Authentication> {
      return this.botFrameworkAuthentication.authenticateRequest(activity, authorization);
    }

    deliver(authentication: Authentication, activity: Activity, run: (context: TurnContext) => Promise<void>): Promise<InvokeResponse | undefined> {
      return this.processActivity(authentication, activity, run);
    }
  }

  const settings = credentials && {
    MicrosoftAppType: 'SingleTenant', MicrosoftAppId: credentials.appId, MicrosoftAppPassword: credentials.password, MicrosoftAppTenantId: credentials.tenantId, ...authorities,
  };
  const adapter = new Adapter(new ConfigurationBotFrameworkAuthentication(settings ?? {}));

  return async (received, authorization, run, log) => {
    const activity = toSdkActivity(received);
    const authentication = await adapter.authenticate(activity, authorization).catch((error: unknown) => {
      // Whatever the SDK throws here means that the caller is not proven to be who it says: an unreachable key server too.
      log.warn({ error, channel: received.channelId }, 'appelant-non-reconnu');
      return null;
    });
    if (!authentication) return UNAUTHORIZED;
    try {
      const response = await adapter.deliver(authentication, activity, run);
      return response ? { status: response.status, body: response.body } : { status: 200 };
    } catch (error) {
      if (error instanceof Refusal) throw error;
      log.error({ error, channel: received.channelId }, 'reponse-non-remise');
      // The channel sends the message again, and gets the same replies; in development nobody would.
      return { status: credentials ? 502 : 200 };
    }
  };
}

/** The SDK wants dates where the wire has strings. Its type asks for every property of an activity, which no activity has. */
function toSdkActivity(received: CloudActivity): Activity {
  const dates = Object.fromEntries(DATES.flatMap((name) => (received[name] ? [[name, new Date(received[name])]] : [])));
  return { ...received, ...dates } as unknown as Activity;
}
