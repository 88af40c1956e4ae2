import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { createLogger, type Logger } from '../../../src/ops/log';
import { createMetrics } from '../../../src/ops/metrics';
import { requestId } from '../../../src/ops/request-context';
import { memoryStore } from '../../support/memory-store';
import { startServer, type TestServer } from '../../support/server';

const JETON = 'jeton-de-mesure-0123456789abcdef';
/** Things that must be in no metric and no line of log. */
const PLANTED = ['FR7630006000011234567890189', '1 85 05 78 006 084 91', 'zoe.martin@exemple.fr', '06 12 34 56 78', 'Zoé'];

type Sample = { name: string; labels: Record<string, string>; value: number };

/** A small reader of the Prometheus text format: it refuses what it does not know. Numbers are read as Go reads them, `Nan` included. */
function parse(text: string): { samples: Sample[]; types: Map<string, string> } {
  const types = new Map<string, string>();
  const samples = text.split('\n').filter((line) => line !== '').flatMap((line): Sample[] => {
    const comment = /^# (HELP|TYPE) ([a-zA-Z_:][\w:]*) (.+)$/.exec(line);
    if (comment) {
      if (comment[1] === 'TYPE') types.set(comment[2] ?? '', comment[3] ?? '');
      return [];
    }
    const [, name = '', written = '', value = ''] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (-?[\d.e+-]+|[+-]Inf|nan)$/i.exec(line) ?? [];
    if (name === '') throw new Error(`not a sample: ${line}`);
    return [{ name, labels: Object.fromEntries([...written.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"(?:,|$)/g)].map((m) => [m[1], m[2]])), value: Number(value.replace('Inf', 'Infinity')) }];
  });
  for (const { name } of samples) if (!types.has(name) && !types.has(name.replace(/_(bucket|sum|count)$/, ''))) throw new Error(`no type for ${name}`);
  return { samples, types };
}

let server: TestServer;
afterEach(() => server.stop());

const get = (path: string, headers: Record<string, string> = {}, url = server.url): Promise<Response> => fetch(url + path, { headers });
const metrics = async () => parse(await (await get('/metrics')).text());
const valueOf = (samples: Sample[], name: string, labels: Record<string, string> = {}): number | undefined =>
  samples.find((sample) => sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value))?.value;

describe('/metrics', () => {
  it('is read by a strict parser, histograms growing to their count', async () => {
    server = await startServer();
    await get('/healthz');
    const response = await get('/metrics');
    const { samples, types } = parse(await response.text());

    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect([types.get('aiguillage_turns_total'), types.get('aiguillage_http_seconds'), types.get('aiguillage_store_up')]).toEqual(['counter', 'histogram', 'gauge']);
    const buckets = samples.filter(({ name, labels }) => name === 'aiguillage_http_seconds_bucket' && labels.route === '/healthz').map(({ value }) => value);
    expect(buckets).toEqual([...buckets].sort((a, b) => a - b));
    expect(buckets.at(-1)).toBe(valueOf(samples, 'aiguillage_http_seconds_count', { route: '/healthz' }));
    expect(valueOf(samples, 'nodejs_eventloop_lag_p99_seconds')).toBeGreaterThanOrEqual(0);
    expect(valueOf(samples, 'process_resident_memory_bytes')).toBeGreaterThan(1e6);
  });

  it('says when the store is away, and nothing of an outbox that cannot be read', async () => {
    const store = memoryStore();
    server = await startServer({ overrides: { store } });
    expect(valueOf((await metrics()).samples, 'aiguillage_store_up')).toBe(1);
    store.down = true;

    const { samples } = await metrics();

    expect([valueOf(samples, 'aiguillage_store_up'), valueOf(samples, 'aiguillage_outbox_entries')]).toEqual([0, undefined]);
  });

  it('measures how long the oldest entry of the outbox waits', async () => {
    const store = Object.assign(memoryStore(), { outboxState: async () => ({ enAttente: 3, plusAncien: '2026-11-26T08:58:30.000Z' }) });
    server = await startServer({ overrides: { store, clock: () => new Date('2026-11-26T09:00:00.000Z') } });

    const { samples } = await metrics();

    expect([valueOf(samples, 'aiguillage_outbox_entries'), valueOf(samples, 'aiguillage_outbox_oldest_seconds')]).toEqual([3, 90]);
  });

  it('is for this machine only, and not for what a proxy of this machine passes on', async () => {
    server = await startServer();
    expect((await get('/metrics')).status).toBe(200);
    for (const name of ['X-Forwarded-For', 'Forwarded', 'X-Real-IP', 'Via']) expect((await get('/metrics', { [name]: '203.0.113.9' })).status).toBe(404);
    await server.stop();

    server = await startServer({ env: { TRUST_PROXY: 'oui' } });
    expect((await get('/metrics')).status).toBe(404);
  });

  it('is closed to another machine', async () => {
    const outside = Object.values(networkInterfaces()).flat().find((one) => one?.family === 'IPv4' && !one.internal)?.address;
    server = await startServer({ env: { HOST: '0.0.0.0', TEAMS: 'non', FICHIERS_CLE: Buffer.alloc(32, 1).toString('base64') } });
    if (outside === undefined) return;

    expect((await get('/metrics', {}, `http://${outside}:${new URL(server.url).port}`)).status).toBe(404);
  });

  it('asks for its token from everyone once there is one', async () => {
    server = await startServer({ env: { METRICS_JETON: JETON } });
    const status = async (headers: Record<string, string> = {}) => (await get('/metrics', headers)).status;

    expect([await status(), await status({ Authorization: 'Bearer faux-jeton-faux-jeton' }), await status({ Authorization: `Basic ${JETON}` })]).toEqual([401, 403, 401]);
    expect(await status({ Authorization: `Bearer ${JETON}`, 'X-Forwarded-For': '203.0.113.9' })).toBe(200);
  });

  it('names routes, not addresses: no path, no unknown word, no method of a caller makes a new series', async () => {
    server = await startServer();
    for (const planted of PLANTED) await get(`/suivi?numero=${encodeURIComponent(planted)}`);
    for (const planted of PLANTED) await get(`/${encodeURIComponent(planted)}`);
    await get('/v3/directline/conversations/zoe-martin-0612345678/activities');

    const text = await (await get('/metrics')).text();
    const routes = new Set(parse(text).samples.filter(({ name }) => name === 'aiguillage_http_seconds_count').map(({ labels }) => labels.route));

    expect([...routes].sort()).toEqual(['/suivi', '/v3/directline/conversations/:id/activities', 'aucune']);
    for (const planted of [...PLANTED, 'zoe-martin', '0612345678']) expect(text).not.toContain(planted);
  });
});

describe('labels', () => {
  beforeEach(async () => void (server = await startServer()));

  it('are codes: anything else is « autre »', async () => {
    const subject = createMetrics();
    for (const planted of PLANTED.filter((text) => text !== 'Zoé')) {
      subject.turn({ canal: planted, issue: planted });
      subject.understood({ groupe: planted, code: planted }, 0.5);
      subject.transfer(planted);
      subject.http({ methode: planted, route: planted, statut: 200 }, 0.1);
      subject.model(planted);
    }

    const text = await subject.text();
    for (const planted of PLANTED) expect(text).not.toContain(planted);
    expect(valueOf(parse(text).samples, 'aiguillage_turns_total', { canal: 'autre', issue: 'autre' })).toBe(4);
  });

  it('two servers of one process do not add up', async () => {
    const [one, two] = [createMetrics(), createMetrics()];
    one.transfer('HABITAT');

    expect(parse(await two.text()).samples.filter(({ name }) => name === 'aiguillage_transfers_total')).toEqual([]);
  });
});

describe('the Grafana dashboard', () => {
  beforeEach(async () => void (server = await startServer()));

  it('asks only for metrics that exist, each of ours at least once', async () => {
    const dashboard = JSON.parse(readFileSync(join(__dirname, '../../../src/ops/grafana/aiguillage.json'), 'utf8')) as { panels: { id: number; targets: { expr: string }[] }[] };
    const asked = new Set(dashboard.panels.flatMap(({ targets }) => targets).flatMap(({ expr }) => expr.match(/\b(?:aiguillage|nodejs|process)_\w+/g) ?? []).map((name) => name.replace(/_(bucket|count|sum)$/, '')));
    const { types } = parse(await createMetrics().text());
    const known = new Set([...types.keys(), ...(await metrics()).types.keys()]);

    expect([...asked].filter((name) => !known.has(name))).toEqual([]);
    expect([...known].filter((name) => name.startsWith('aiguillage_') && !asked.has(name))).toEqual([]);
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  });
});

describe('the id of a request', () => {
  function logged(): { log: Logger; lines: Record<string, unknown>[]; text: () => string } {
    const written: string[] = [];
    const lines: Record<string, unknown>[] = [];
    return { lines, text: () => written.join(''), log: createLogger('debug', { write: (line) => (written.push(line), void lines.push(JSON.parse(line) as Record<string, unknown>)) }) };
  }

  it('comes back in the answer and in every line written for the request, turns included', async () => {
    const { log, lines } = logged();
    const store = memoryStore();
    server = await startServer({ overrides: { log, store } });
    store.down = true;
    const response = await get('/readyz', { 'X-Request-Id': 'appel-0001' });
    await new Promise((resolve) => setTimeout(resolve, 50));

    expect([response.status, response.headers.get('x-request-id')]).toEqual([503, 'appel-0001']);
    expect(lines.filter(({ requete }) => requete === 'appel-0001')).toMatchObject([
      { level: 'error', msg: 'requete-en-echec' }, { level: 'debug', msg: 'requete', methode: 'GET', route: '/readyz', statut: 503 },
    ]);
  });

  it('is not the same for two requests at once', async () => {
    const { log, lines } = logged();
    server = await startServer({ overrides: { log } });
    const ids = await Promise.all(Array.from({ length: 20 }, async () => (await get('/healthz')).headers.get('x-request-id')));
    await new Promise((resolve) => setTimeout(resolve, 50));

    expect(new Set(ids).size).toBe(20);
    expect(lines.filter(({ msg }) => msg === 'requete').map(({ requete }) => requete).sort()).toEqual([...ids].sort());
  });

  it('is given too to who asks leave to send a body', async () => {
    server = await startServer();
    const { port } = new URL(server.url);
    const headers = await new Promise<Record<string, unknown>>((resolve, reject) => {
      const sent = request({ port, host: '127.0.0.1', method: 'POST', path: '/suivi', headers: { Expect: '100-continue', 'Content-Type': 'application/x-www-form-urlencoded', 'X-Request-Id': 'grand-envoi-1' } }, (answer) => resolve(answer.headers));
      sent.once('continue', () => sent.end('numero=x')).once('error', reject);
      sent.flushHeaders();
    });

    expect(headers['x-request-id']).toBe('grand-envoi-1');
  });

  it('of a caller is kept only when it is one, and hides nothing personal', () => {
    expect(requestId('4bf92f3577b34da6a3ce929d0e0e4736')).toBe('4bf92f3577b34da6a3ce929d0e0e4736');
    for (const wrong of [undefined, '', 'court', 'x'.repeat(65), 'avec espace', 'é'.repeat(10), ['a'.repeat(10), 'b'.repeat(10)], 'FR7630006000011234567890189', '0612345678']) {
      expect(requestId(wrong)).toMatch(/^[\w-]{22}$/);
    }
  });

  it('nothing planted in an address, a header or a body is written', async () => {
    const { log, text, lines } = logged();
    server = await startServer({ overrides: { log } });
    for (const planted of PLANTED) {
      const safe = encodeURIComponent(planted);
      await fetch(`${server.url}/suivi?numero=${safe}`, { headers: { 'User-Agent': safe, 'X-Request-Id': planted.normalize('NFD').replace(/[^\x20-\x7e]/g, '') } });
      await fetch(`${server.url}/${safe}`);
      await fetch(`${server.url}/suivi`, { method: 'POST', headers: { 'Sec-Fetch-Site': 'same-origin' }, body: new URLSearchParams({ numero: planted, code: planted }) });
    }
    await new Promise((resolve) => setTimeout(resolve, 50));

    expect(lines.filter(({ msg }) => msg === 'requete')).toHaveLength(3 * PLANTED.length);
    for (const planted of PLANTED) expect(text()).not.toContain(planted);
    // three letters come up by chance in a drawn id
    expect(text().replace(/"(?:requete|instance)":"[\w-]{22}"/g, '')).not.toMatch(/zoe|0612345678|7630006/i);
  });
});
