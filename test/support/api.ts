import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createToken, PORTEES, type Portee } from '../../src/api/tokens';
import D from '../../src/api/documentation.json';
import { actOnDossier, type Acted } from '../../src/app/act-on-dossier';
import type { Acte } from '../../src/domain/lifecycle';
import { randomId } from '../../src/ops/ids';
import { openEmbeddedStore } from '../../src/stores/embedded';
import type { Store } from '../../src/stores/store';
import { startServer, type ServerOptions, type TestServer } from './server';

/** The API on a real server and a real store, with the model that the other tests share. */
export type ApiServer = TestServer & { clock: { nowMs: number }; jeton(portees?: readonly Portee[], jours?: number): Promise<string>; act(reference: string, acte: Acte, qui?: 'expert' | 'systeme'): Promise<Acted> };

export async function startApi({ env = {}, overrides = {}, ...rest }: ServerOptions = {}): Promise<ApiServer> {
  const clock = { nowMs: Date.parse('2026-11-26T09:00:00.000Z') };
  const now = (): Date => new Date(clock.nowMs);
  const store: Store = overrides.store ?? openEmbeddedStore({ dataDir: mkdtempSync(join(tmpdir(), 'aiguillage-api-')) });
  const server = await startServer({ env: { DATA_DIR: join(__dirname, '..', '..', 'var'), API_PAR_MINUTE: '100000', ...env }, overrides: { clock: now, ...overrides, store }, ...rest });
  const load = { ouverts: 0, finalisesSur20j: 0 };
  return {
    ...server, clock,
    jeton: async (portees = PORTEES, jours = 365) => (await createToken({ nom: 'essai', portees, jours, secret: randomId() + randomId() }, { store, clock: now })).texte,
    act: (reference, acte, qui = 'expert') => actOnDossier(reference, acte, { qui }, { store, clock: now, alsaceMoselle: false, workload: async () => ({ HABITAT: load, FAMILLE: load, INSERTION: load, RECOURS: load }) }),
  };
}

export const DEMANDE: Record<string, unknown> = D.exemples.ouvrirDossier;

export type ApiAnswer = { status: number; headers: Headers; json: Record<string, unknown> };

/** One call; `body` is sent as JSON unless it is a form or a text. */
export async function call(server: Pick<TestServer, 'url'>, jeton: string | null, methode: string, chemin: string, body?: unknown, headers: Record<string, string> = {}): Promise<ApiAnswer> {
  const isRaw = typeof body === 'string' || body instanceof FormData;
  const response = await fetch(`${server.url}/api/v1${chemin}`, {
    method: methode, redirect: 'manual',
    headers: { ...(jeton === null ? {} : { Authorization: `Bearer ${jeton}` }), ...(body === undefined || isRaw ? {} : { 'Content-Type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: isRaw ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, json: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
}

const TRIES_MAX = 20;

/** Opens as a good client does: told to come back, it comes back with the same key. */
export async function open(server: ApiServer, jeton: string, demande: Record<string, unknown> = DEMANDE, cle = randomId()): Promise<ApiAnswer> {
  for (let attempt = 1; ; attempt++) {
    const answer = await call(server, jeton, 'POST', '/dossiers', demande, { 'Idempotency-Key': cle });
    if (answer.status !== 503 || attempt === TRIES_MAX) return answer;
    await pause(Number(answer.headers.get('retry-after')) * 1_000);
  }
}

export async function opened(server: ApiServer, jeton: string, demande?: Record<string, unknown>): Promise<string> {
  const { status, json } = await open(server, jeton, demande);
  if (status !== 201) throw new Error(JSON.stringify(json));
  return String(json.reference);
}
