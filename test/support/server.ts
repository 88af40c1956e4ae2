import { createHash } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { Assistant } from '../../src/app/assistant';
import { compose, type Application, type Overrides } from '../../src/compose';
import { loadConfig } from '../../src/config';
import type { Reponse, Tour } from '../../src/domain/tour';
import { silentLogger } from '../../src/ops/log';
import type { Store } from '../../src/stores/store';
import { memoryStore } from './memory-store';

export const SECRET = 'secret-de-test-secret-de-test-secret-de-test';

export type TestServer = { url: string; application: Application; store: Store; tours: Tour[]; /** Ends every WebSocket without a word, as a network does. */ cut(): void; stop(): Promise<void> };

export type ServerOptions = { env?: Record<string, string>; overrides?: Overrides; reply?: (tour: Tour) => Reponse[] | Promise<Reponse[]> };

/** The real server on a free port, with an assistant that repeats what it gets unless `reply` says otherwise. */
export async function startServer({ env = {}, overrides = {}, reply = echo }: ServerOptions = {}): Promise<TestServer> {
  const tours: Tour[] = [];
  const store = overrides.store ?? memoryStore();
  const config = loadConfig({ PORT: '0', DATA_DIR: mkdtempSync(join(tmpdir(), 'aiguillage-')), DIRECT_LINE_SECRET: SECRET, LOG_LEVEL: 'silent', JETONS_PAR_MINUTE: '100000', REQUETES_PAR_MINUTE: '1000000', CONVERSATIONS_PAR_MINUTE: '1000000', ...env });
  const application = await compose(config, {
    assistant: (opened) => echoAssistant(opened, async (tour) => (tours.push(tour), reply(tour))),
    log: silentLogger, stopTimeoutMs: 3_000, ...overrides, store,
  });
  const sockets = new Set<Duplex>();
  application.server.node.on('upgrade', (_req, socket: Duplex) => sockets.add(socket));
  const { url } = await application.start();
  return { url, application, store, tours, cut: () => sockets.forEach((socket) => socket.destroy()), stop: () => application.stop() };
}

export function echo(tour: Tour): Reponse[] {
  if (tour.genre === 'arrivee') return [{ texte: 'Bonjour' }];
  if (tour.genre === 'action') return [{ texte: `action ${tour.action} ${JSON.stringify(tour.valeurs)}` }];
  const fichiers = tour.fichiers.map(({ nom }) => nom);
  const refus = tour.refus.map(({ nom, raison }) => `${nom}:${raison}`);
  return [{ texte: [`écho : ${tour.texte}`, ...fichiers, ...refus].join(' ') }];
}

const FILE_MAX = 64 * 1024;

function echoAssistant(store: Store, handle: Assistant['handle']): Assistant {
  return {
    handle,
    async receiveFile({ conversation, personne, nom, octets }) {
      if (octets.length === 0) return { ok: false, refus: { nom, raison: 'vide' } };
      if (octets.length > FILE_MAX) return { ok: false, refus: { nom, raison: 'taille' } };
      const sha256 = createHash('sha256').update(octets).digest('hex');
      const fichier = { id: `f-${createHash('sha256').update(conversation + nom + sha256).digest('hex').slice(0, 20)}`, nom, typeMime: 'application/pdf', octets: octets.length, sha256 };
      await store.putFile({ ...fichier, conversation, personne, recuLe: '2026-01-01T00:00:00.000Z' }, octets);
      return { ok: true, fichier };
    },
  };
}
