import type { ServiceClientCredentialsFactory } from 'botframework-connector';
import { APP_ID, ISSUER, startOpenId, TENANT, type OpenIdServer, type SigningKey } from './openid-server';
import { startServer, type ServerOptions, type TestServer } from './server';
import { startConnector, type TeamsConnector } from './teams-connector';

export const APP = { MICROSOFT_APP_ID: APP_ID, MICROSOFT_APP_PASSWORD: 'motdepasse', MICROSOFT_APP_TENANT_ID: TENANT };
export const BOT_TOKEN = 'jeton-du-bot';
export const AAD = 'ABCDEF01-2345-4678-9abc-def012345678';

/** Stands for Microsoft's sign-in: the bot's token to the service. */
export class FakeCredentials implements ServiceClientCredentialsFactory {
  async isValidAppId(): Promise<boolean> {
    return true;
  }
  async isAuthenticationDisabled(): Promise<boolean> {
    return false;
  }
  async createCredentials(): ReturnType<ServiceClientCredentialsFactory['createCredentials']> {
    const credentials = {
      getToken: async () => BOT_TOKEN,
      signRequest: async (request: { headers: { set(name: string, value: string): void } }) => (request.headers.set('authorization', `Bearer ${BOT_TOKEN}`), request),
    };
    return credentials as unknown as Awaited<ReturnType<ServiceClientCredentialsFactory['createCredentials']>>;
  }
}

export type TeamsServer = {
  server: TestServer;
  connector: TeamsConnector;
  openId: OpenIdServer;
  key: SigningKey;
  /** Claims of a good token. */
  claims: Record<string, unknown>;
  /** An activity of Teams in a personal chat; `fields` replace its own. */
  activity(fields?: Record<string, unknown>): Record<string, unknown>;
  post(body: unknown, token?: string): Promise<{ status: number; text: string }>;
  /** Posts an activity with a good token. */
  send(fields?: Record<string, unknown>): Promise<{ status: number; text: string }>;
  stop(): Promise<void>;
};

let ids = 0;

/** The server with an app id, between a Bot Connector and an OpenID provider of this machine. */
export async function startTeams(options: ServerOptions = {}): Promise<TeamsServer> {
  const [connector, openId] = await Promise.all([startConnector(), startOpenId()]);
  const key = await openId.newKey('k1');
  openId.publish(key);
  const cloud = {
    authorities: { ToBotFromChannelOpenIdMetadataUrl: openId.metadataUrl, ToBotFromChannelTokenIssuer: ISSUER }, connectorCredentials: new FakeCredentials(), allowLoopback: true,
    ...options.overrides?.cloud,
  };
  const server = await startServer({ ...options, env: { ...APP, ...options.env }, overrides: { ...options.overrides, cloud } });
  const nowSeconds = Math.floor((options.overrides?.clock?.() ?? new Date()).getTime() / 1_000);
  const claims = { iss: ISSUER, aud: APP_ID, serviceurl: connector.url, exp: nowSeconds + 3_600, nbf: nowSeconds - 60 };
  const activity = (fields: Record<string, unknown> = {}) => ({
    type: 'message', id: `a${(ids += 1)}`, channelId: 'msteams', serviceUrl: connector.url, conversation: { id: 'a:1', conversationType: 'personal', tenantId: TENANT },
    from: { id: '29:u1', name: 'Camille Martin', aadObjectId: AAD }, recipient: { id: '28:bot', name: 'Aiguillage' }, text: 'mon APL', ...fields,
  });
  const post = async (body: unknown, token?: string) => {
    const headers = { 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
    const response = await fetch(`${server.url}/api/messages`, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: response.status, text: await response.text() };
  };
  return {
    server, connector, openId, key, claims, activity, post,
    send: async (fields) => post(activity(fields), await openId.sign(key, claims)),
    stop: async () => void (await Promise.all([server.stop(), connector.stop(), openId.stop()])),
  };
}
