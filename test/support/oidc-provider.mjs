// A local OpenID Connect provider for development and tests: any password is right. Never to be opened to other machines.
import { Provider } from 'oidc-provider';

export const CLIENT = { id: 'aiguillage-bureau', secret: 'secret-du-bureau-en-developpement' };

/** Accounts by login; `groups` are what OIDC_ROLES reads. */
export const ACCOUNTS = {
  nadia: { given_name: 'Nadia', groups: ['exp-insertion', 'exp-habitat'] },
  karim: { given_name: 'Karim', groups: ['exp-insertion', 'exp-habitat'] },
  lea: { given_name: 'Léa', groups: ['exp-famille'] },
  ines: { given_name: 'Inès', groups: ['exp-insertion', 'exp-habitat', 'protege'] },
  marc: { given_name: 'Marc', groups: ['chef-insertion', 'chef-habitat'] },
  sophie: { given_name: 'Sophie', groups: ['national', 'protege'] },
  awa: { given_name: 'Awa', groups: ['audit', 'protege'] },
  tom: { given_name: 'Tom', groups: ['technique'] },
  zoe: { given_name: 'Zoé', groups: [] },
};

export const ROLES = [
  'groups:exp-insertion=expert/INSERTION', 'groups:exp-habitat=expert/HABITAT', 'groups:exp-famille=expert/FAMILLE', 'groups:exp-recours=expert/RECOURS',
  'groups:chef-insertion=responsable/INSERTION', 'groups:chef-habitat=responsable/HABITAT',
  'groups:national=superviseur', 'groups:audit=auditeur', 'groups:technique=technique', 'groups:protege=sensible',
].join('; ');

/** @param origins of the desks that may come: their address, without path */
export async function startProvider(port, origins) {
  const issuer = `http://localhost:${port}`;
  const provider = new Provider(issuer, {
    clients: [{
      client_id: CLIENT.id, client_secret: CLIENT.secret, grant_types: ['authorization_code'], response_types: ['code'],
      redirect_uris: origins.map((origin) => `${origin}/bureau/retour`), post_logout_redirect_uris: origins.map((origin) => `${origin}/bureau/adieu`),
    }],
    claims: { openid: ['sub'], profile: ['given_name', 'groups'] },
    findAccount: async (_ctx, sub) => ({ accountId: sub, claims: async () => ({ sub, ...(ACCOUNTS[sub] ?? { given_name: sub, groups: [] }) }) }),
    // the desk is a client of the same house: nobody is asked whether they agree
    loadExistingGrant: async (ctx) => {
      const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
    cookies: { keys: ['developpement'] },
    pkce: { required: () => true },
  });
  const server = provider.listen(port, '127.0.0.1');
  await new Promise((resolve, reject) => server.once('listening', resolve).once('error', reject));
  return { issuer, close: () => new Promise((resolve) => { server.closeAllConnections(); server.close(resolve); }) };
}
