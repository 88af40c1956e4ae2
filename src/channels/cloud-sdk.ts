import type { Activity, ConversationReference, InvokeResponse, ResourceResponse, TurnContext } from 'botbuilder-core';
import type { ClaimsIdentity, ConnectorClient, ConnectorFactory, ServiceClientCredentialsFactory } from 'botframework-connector';
import { z } from 'zod';
import type { Sending } from './cloud-sending';

/** The Bot Framework SDK, behind the little that is asked of it. */

export type CloudCredentials = { appId: string; password: string; tenantId: string };
export type Turn = (context: TurnContext) => Promise<void>;

export type Sdk = {
  /** Runs a turn of an authenticated activity; `claims` are those of its token, none in development. */
  deliver(activity: Activity, claims: Readonly<Record<string, unknown>> | null, run: Turn): Promise<InvokeResponse | undefined>;
  /** Speaks in a conversation where nobody asked. */
  resume(reference: Partial<ConversationReference>, run: Turn): Promise<void>;
};

export type SdkDeps = {
  credentials: CloudCredentials | undefined;
  authorities?: Readonly<Record<string, string>> | undefined;
  /** How the bot proves who it is to the service; Microsoft's sign-in when absent. */
  connectorCredentials?: ServiceClientCredentialsFactory | undefined;
  sending: Sending;
};

/** Set on the turn: gives the bot's own token, to fetch what only the bot may read. */
export const BOT_TOKEN = Symbol('bot token');
export type BotToken = () => Promise<string | null>;

const CALLER = 'urn:botframework:azure';
const SERVICE_SCOPE = 'https://api.botframework.com';
const connectorSchema = z.looseObject({ credentials: z.looseObject({ getToken: z.custom<() => Promise<string>>((value) => typeof value === 'function') }) });

/** Loads the SDK, which takes half a second. */
export async function loadSdk({ credentials, authorities, connectorCredentials, sending }: SdkDeps): Promise<Sdk> {
  const { ActivityTypes, CloudAdapter, ConfigurationBotFrameworkAuthentication } = await import('botbuilder');
  const { ClaimsIdentity: Identity } = await import('botframework-connector');
  const settings = credentials && {
    MicrosoftAppType: 'SingleTenant', MicrosoftAppId: credentials.appId, MicrosoftAppPassword: credentials.password, MicrosoftAppTenantId: credentials.tenantId, ...authorities,
  };
  const appId = credentials?.appId ?? '';
  const audience = authorities?.['ToChannelFromBotOAuthScope'] ?? SERVICE_SCOPE;

  class Authentication extends ConfigurationBotFrameworkAuthentication {
    override createConnectorFactory(identity: ClaimsIdentity): ConnectorFactory {
      const factory = super.createConnectorFactory(identity);
      return { create: async (serviceUrl, scope) => withoutRetries(await factory.create(serviceUrl, scope)) };
    }
  }

  class Adapter extends CloudAdapter {
    async deliver(activity: Activity, claims: Readonly<Record<string, unknown>> | null, run: Turn): Promise<InvokeResponse | undefined> {
      if (claims === null) return this.processActivity('', activity, run);
      const claimsIdentity = new Identity(Object.entries(claims).map(([type, value]) => ({ type, value: String(value) })), true);
      // the token was verified before: the SDK is told of it, and only makes the way back
      const authentication = { claimsIdentity, callerId: CALLER, audience, connectorFactory: this.botFrameworkAuthentication.createConnectorFactory(claimsIdentity) };
      return this.processActivity(authentication, activity, run);
    }

    resume(reference: Partial<ConversationReference>, run: Turn): Promise<void> {
      return this.continueConversationAsync(appId, reference, (context) => {
        // the SDK invents a message to start from: nothing may be sent as an answer to it
        delete context.activity.id;
        return run(context);
      });
    }

    override async sendActivities(context: TurnContext, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
      const sent: ResourceResponse[] = [];
      for (const activity of activities) {
        const attempt = (): Promise<ResourceResponse[]> => super.sendActivities(context, [{ ...activity }]);
        sent.push(...(await (activity.type === ActivityTypes.InvokeResponse ? attempt() : sending(threadOf(context), attempt))));
      }
      return sent;
    }

    override updateActivity(context: TurnContext, activity: Partial<Activity>): Promise<ResourceResponse | void> {
      return sending(threadOf(context), () => super.updateActivity(context, activity));
    }
  }

  const adapter = new Adapter(new Authentication(settings ?? {}, connectorCredentials));
  const withToken = (run: Turn): Turn => (context) => {
    const botToken: BotToken = async () => connectorSchema.safeParse(context.turnState.get(adapter.ConnectorClientKey)).data?.credentials.getToken() ?? null;
    context.turnState.set(BOT_TOKEN, botToken);
    return run(context);
  };
  return { deliver: (activity, claims, run) => adapter.deliver(activity, claims, withToken(run)), resume: (reference, run) => adapter.resume(reference, withToken(run)) };
}

const pipelineSchema = z.looseObject({ client: z.looseObject({ pipeline: z.custom<{ removePolicy(policy: { name: string }): unknown }>((value) => typeof value === 'object' && value !== null && 'removePolicy' in value) }) });

/** The SDK's own retries would add up with ours, without our limits, and make a turn wait. */
function withoutRetries(connector: ConnectorClient): ConnectorClient {
  pipelineSchema.parse(connector).client.pipeline.removePolicy({ name: 'defaultRetryPolicy' });
  return connector;
}

const threadOf = ({ activity }: TurnContext): string => `${activity.channelId}:${activity.conversation.id}`;
