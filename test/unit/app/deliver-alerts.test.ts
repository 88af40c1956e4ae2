import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { actOnDossier } from '../../../src/app/act-on-dossier';
import { deliverAlerts } from '../../../src/app/deliver-alerts';
import { deliverRound, waitMs } from '../../../src/app/deliver-outbox';
import type { Deliver } from '../../../src/app/deliver-outbox';
import { loadContent } from '../../../src/content';
import type { Acte } from '../../../src/domain/lifecycle';
import type { Reponse } from '../../../src/domain/tour';
import { silentLogger } from '../../../src/ops/log';
import type { Logger } from '../../../src/ops/log';
import { openEmbeddedStore } from '../../../src/stores/embedded';
import type { Store } from '../../../src/stores/store';
import { uneDemande, unDossier } from '../../support/dossiers';

const CALME = { ouverts: 0, finalisesSur20j: 0 };
const REF = 'REF-EXP-1234563';
const contenu = loadContent();

let dataDir: string;
let store: Store;
let now: Date;
let logged: { event: string; fields: Record<string, unknown> }[];
/** The conversation, as the channel keeps it: once for each id. */
let transcript: Map<string, { conversation: string; reponse: Reponse }>;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'alertes-'));
  store = openEmbeddedStore({ dataDir });
  now = new Date('2026-11-24T09:00:00Z');
  logged = [];
  transcript = new Map();
});
afterEach(() => store.close());

const write = (fields: Record<string, unknown>, event: string): void => void logged.push({ event, fields });
const log: Logger = { ...silentLogger, info: write, warn: write, error: write };

const open = (discret = false): Promise<unknown> => store.openDossier('conv:42:1', () => REF, () => unDossier({ cle: 'conv:42:1', demande: uneDemande({ discret }) }));
const does = (acte: Acte, qui: 'expert' | 'usager' = 'expert'): Promise<unknown> =>
  actOnDossier(REF, acte, { qui }, { store, clock: () => now, alsaceMoselle: false, workload: async () => ({ HABITAT: CALME, FAMILLE: CALME, INSERTION: CALME, RECOURS: CALME }) });
const assign = (): Promise<unknown> => does({ genre: 'affecter', expert: { id: 'e-1', prenom: 'Inès' } });

const others: Deliver = async ({ kind, payload }) => write({ payload }, `autre ${kind}`);
const keep = async (conversation: string, reponse: Reponse, id: string): Promise<boolean> => {
  if (!transcript.has(id)) transcript.set(id, { conversation, reponse });
  return true;
};
const alerts = (say = keep): Deliver => deliverAlerts({ store, clock: () => now, log, contenu, alsaceMoselle: false, say }, others);
const round = (deliver: Deliver = alerts(), of: Store = store): Promise<void> => deliverRound({ store: of, clock: () => now, log, deliver });
const later = (ms: number): void => void (now = new Date(now.getTime() + ms));

describe('alerts to the person', () => {
  it('are told in the conversation that opened the dossier', async () => {
    await open();
    await assign();
    await round();

    expect([...transcript.values()].map(({ conversation, reponse }) => [conversation, reponse.texte.slice(0, 70)])).toEqual([['conv:42', expect.stringContaining(`Votre demande **${REF}** avance : Inès`)]]);
  });

  it('are told once when the process dies between the telling and its record', async () => {
    await open();
    await assign();
    const dying: Store = new Proxy(store, { get: (target, name) => (name === 'ackOutbox' || name === 'postponeOutbox' ? () => Promise.reject(new Error('killed')) : Reflect.get(target, name).bind(target)) });
    await round(alerts(), dying).catch(() => undefined);
    await store.close();
    store = openEmbeddedStore({ dataDir });
    later(60_000);
    await round();
    later(60_000);
    await round();

    expect(transcript.size).toBe(1);
    expect(await store.takeOutbox(10, now.getTime() + 3_600_000, 0)).toEqual([]);
  });

  it('say nothing when a danger was told in the conversation after the opening', async () => {
    await open();
    await store.saveState('conv:42', { etat: { discret: true } }, 0);
    await assign();
    await round();

    expect(transcript.size).toBe(0);
  });

  it('say nothing for a dossier in quiet mode, whatever entered the outbox', async () => {
    await open(true);
    await store.putOutbox({ id: 'x', kind: 'alerte-dossier', createdAt: now.toISOString(), payload: { reference: REF, pour: 'usager', genre: 'reception', evenement: 0 } });
    await round();

    expect(transcript.size).toBe(0);
  });

  it('leave no word of the person nor of the expert in the log', async () => {
    await open();
    await assign();
    await does({ genre: 'repondre', texte: 'Le loyer retenu est de 512 euros.', issue: 'favorable' });
    await round();

    expect(transcript.size).toBe(2);
    expect(JSON.stringify(logged)).not.toMatch(/512|Inès|APL/);
  });
});

describe('alerts to experts and managers', () => {
  it('go to the operator, not to the conversation', async () => {
    await open();
    await does({ genre: 'annuler' }, 'usager');
    await round();

    expect(transcript.size).toBe(0);
    expect(logged).toContainEqual({ event: 'autre alerte-dossier', fields: { payload: { reference: REF, pour: 'expert', genre: 'annulation', evenement: 1 } } });
  });
});

describe('a delivery that fails', () => {
  it('is tried later and later, then given up and said', async () => {
    await open();
    await round();
    await assign();
    let tries = 0;
    const failing = alerts(async () => { tries += 1; throw new Error('away'); });
    const start = now.getTime();

    for (let minute = 0; minute < 48 * 60; minute++) {
      await round(failing);
      later(60_000);
    }

    expect(tries).toBe(20);
    expect(logged.filter(({ event }) => event === 'envoi-abandonne')).toHaveLength(1);
    expect(now.getTime() - start).toBeGreaterThan(waitMs(1) * 20);
    expect(await store.takeOutbox(10, now.getTime() + 3_600_000, 0)).toEqual([]);
  });

  it('does not hold back the others', async () => {
    await open();
    await round();
    await assign();
    await does({ genre: 'repondre', texte: 'x', issue: 'favorable' });
    await round(alerts(async (conversation, reponse, id) => (id.includes('affectation') ? Promise.reject(new Error('away')) : keep(conversation, reponse, id))));

    expect([...transcript.keys()]).toEqual([expect.stringContaining('finalisation')]);
  });
});
