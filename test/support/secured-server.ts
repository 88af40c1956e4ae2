import { createHash } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issueCode } from '../../src/app/tracking-codes';
import { openSession } from '../../src/desk/sessions';
import type { Agent } from '../../src/domain/agent';
import type { Dossier } from '../../src/domain/dossier';
import { generateReference } from '../../src/domain/reference';
import { formatTrackingCode } from '../../src/domain/tracking-code';
import { openEmbeddedStore } from '../../src/stores/embedded';
import type { Store } from '../../src/stores/store';
import { unDossier } from './dossiers';
import { startServer, type ServerOptions, type TestServer } from './server';

/** Every door opened at once, on a real store: what the tests of security knock at. */
export const DOORS = {
  OIDC_ISSUER: 'http://localhost:1', OIDC_CLIENT_ID: 'bureau', OIDC_CLIENT_SECRET: 'secret-du-bureau', OIDC_ROLES: 'groups:x=auditeur',
  IVR_SECRET: 'secret-de-la-passerelle-0123456789abcdef', TWILIO_AUTH_TOKEN: 'jeton-twilio-0123456789', AUDIOCODES_JETON: 'jeton-audiocodes-0123456789', METRICS_JETON: 'jeton-des-mesures-0123456789',
};

export type SecuredServer = TestServer & {
  /** A dossier and its code, as an opening leaves them. */
  opened(overrides?: Partial<Dossier>): Promise<{ reference: string; code: string }>;
  /** An agent signed in: the cookie of their browser, and the word that their forms carry. */
  signed(agent?: Partial<Agent>): Promise<{ cookie: string; csrf: string }>;
};

export async function startSecured({ env = {}, ...options }: ServerOptions = {}): Promise<SecuredServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'aiguillage-securite-'));
  const store: Store = openEmbeddedStore({ dataDir });
  const server = await startServer({ ...options, env: { DATA_DIR: dataDir, ...DOORS, ...env }, overrides: { ...options.overrides, store } });
  let rank = 0;
  const clock = (): Date => new Date();
  return {
    ...server,
    async opened(overrides = {}) {
      rank += 1;
      const { code, suivi } = await issueCode(`test ${rank}`, 'test');
      const signs = [...String(rank).padStart(6, '0')].map(Number);
      const { dossier } = await store.openDossier(`c${rank}:1`, () => generateReference(() => signs.shift() ?? 0), (reference) => unDossier({ reference, cle: `c${rank}:1`, personne: `p${rank}`, suivi, ...overrides }));
      return { reference: dossier.reference, code: formatTrackingCode(code) };
    },
    async signed(overrides = {}) {
      const { desk } = store;
      if (!desk) throw new Error('a desk is expected');
      rank += 1;
      const agent: Agent = { id: `agent-${rank}`, prenom: 'Nadia', sensible: true, droits: [{ role: 'expert', service: 'HABITAT' }, { role: 'superviseur', service: null }], ...overrides };
      const secret = await openSession(agent, '', { desk, clock });
      const stored = await desk.getSession(createHash('sha256').update(secret).digest('hex'));
      const { csrf } = stored?.contenu as { csrf: string };
      await desk.putAgent({ id: agent.id, prenom: agent.prenom, services: ['HABITAT'], traite: true, sensible: true, vuMs: Date.now() });
      return { cookie: `bureau=${secret}`, csrf };
    },
  };
}
