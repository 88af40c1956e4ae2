import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/**
 * What an operator measures, in the Prometheus exposition format. Labels are codes; anything else becomes `autre`: neither words of
 * a person nor an unbounded set of series can come in by a label.
 */

export type Metrics = {
  turn(labels: { canal: string; issue: string }): void;
  turnSeconds(canal: string, seconds: number): void;
  understood(labels: { groupe: string; code: string }, confiance: number): void;
  transfer(service: string): void;
  http(labels: { methode: string; route: string; statut: number }, seconds: number): void;
  /** Read when the metrics are asked for; nothing is said of what cannot be read. */
  watch(name: WatchName, read: () => number | null | Promise<number | null>): void;
  model(version: string): void;
  contentType: string;
  text(): Promise<string>;
};

export const WATCHED = {
  aiguillage_outbox_entries: 'Entries of the outbox not handed over yet.',
  aiguillage_outbox_oldest_seconds: 'Age of the oldest entry of the outbox, in seconds; 0 when it is empty.',
  aiguillage_store_up: 'Whether the store answers a write (1) or not (0).',
  aiguillage_live_sockets: 'Open sockets of web conversations.',
} as const;
export type WatchName = keyof typeof WATCHED;

const TURN_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const HTTP_SECONDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30];
const CONFIDENCES = [0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1];

const CODE = /^[A-Za-z][A-Za-z_-]{0,59}$/;
const ROUTE = /^(?:aucune|\/[\w/:.*-]{0,119})$/;
/** No code has a figure, a space nor an accent: no number and no sentence is one. */
const code = (text: string): string => (CODE.test(text) ? text : 'autre');

/** A registry of its own: two servers in one process do not add up. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const turns = new Counter({ name: 'aiguillage_turns_total', help: 'Turns of conversation, by channel and outcome.', labelNames: ['canal', 'issue'], registers });
  const turnSeconds = new Histogram({ name: 'aiguillage_turn_seconds', help: 'Time to answer one turn, in seconds.', labelNames: ['canal'], buckets: TURN_SECONDS, registers });
  const messages = new Counter({ name: 'aiguillage_messages_total', help: 'Messages understood, by group and intent.', labelNames: ['groupe', 'code'], registers });
  const confidence = new Histogram({ name: 'aiguillage_confidence', help: 'Confidence of the understanding, 0 to 1.', labelNames: ['groupe'], buckets: CONFIDENCES, registers });
  const transfers = new Counter({ name: 'aiguillage_transfers_total', help: 'Demandes sent to an expert, by service.', labelNames: ['service'], registers });
  const requests = new Histogram({ name: 'aiguillage_http_seconds', help: 'Time to answer one HTTP request, in seconds.', labelNames: ['methode', 'route', 'statut'], buckets: HTTP_SECONDS, registers });
  const model = new Gauge({ name: 'aiguillage_model_info', help: 'Version of the trained model, in its label.', labelNames: ['version'], registers });
  return {
    turn: ({ canal, issue }) => turns.inc({ canal: code(canal), issue: code(issue) }),
    turnSeconds: (canal, seconds) => turnSeconds.observe({ canal: code(canal) }, seconds),
    understood: (labels, confiance) => {
      messages.inc({ groupe: code(labels.groupe), code: code(labels.code) });
      confidence.observe({ groupe: code(labels.groupe) }, confiance);
    },
    transfer: (service) => transfers.inc({ service: code(service) }),
    http: ({ methode, route, statut }, seconds) => requests.observe({ methode: code(methode), route: ROUTE.test(route) ? route : 'autre', statut: `${Math.floor(statut / 100)}xx` }, seconds),
    watch: (name, read) => void watched(name, read, registry),
    model: (version) => model.set({ version: /^[0-9a-f]{16}$/.test(version) ? version : 'autre' }, 1),
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}

function watched(name: WatchName, read: () => number | null | Promise<number | null>, registry: Registry): Gauge {
  return new Gauge({
    name, help: WATCHED[name], registers: [registry],
    async collect() {
      const value = await read();
      if (value === null) this.remove();
      else this.set(value);
    },
  });
}

/** Seconds since it was made, on a clock that never goes back. */
export function stopwatch(): () => number {
  const start = process.hrtime.bigint();
  return () => Number(process.hrtime.bigint() - start) / 1e9;
}
