// `npm run oidc:dev`: an identity provider on this machine, to try the desk without any account.
import { ACCOUNTS, CLIENT, ROLES, startProvider } from './oidc-provider.mjs';

if (process.env.NODE_ENV === 'production') {
  console.error('oidc:dev accepte tous les mots de passe : il ne se lance pas en production.');
  process.exit(1);
}

const port = Number(process.argv[2] ?? 3990);
const origins = process.argv.length > 3 ? process.argv.slice(3) : ['http://localhost:3978', 'http://127.0.0.1:3978'];
const { issuer } = await startProvider(port, origins);

console.log(`Fournisseur d’identité de développement : ${issuer}
Lancez le serveur avec :

OIDC_ISSUER=${issuer} OIDC_CLIENT_ID=${CLIENT.id} OIDC_CLIENT_SECRET=${CLIENT.secret} OIDC_ROLES="${ROLES}" npm start

Puis ouvrez /bureau. Comptes (n’importe quel mot de passe) :
${Object.entries(ACCOUNTS).map(([login, { groups }]) => `  ${login.padEnd(8)} ${groups.join(', ') || 'aucun droit'}`).join('\n')}`);
