import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rawRequest } from '../../support/raw-http';
import { memoryStore } from '../../support/memory-store';
import { startServer, type ServerOptions, type TestServer } from '../../support/server';

let server: TestServer;
afterEach(() => server.stop());

const dist = mkdtempSync(join(tmpdir(), 'dist-'));
const PAGE = `<!doctype html><script src="widget.js"></script>${' '.repeat(500)}`;
writeFileSync(join(dist, 'index.html'), PAGE);
writeFileSync(join(dist, 'widget.js'), `console.log('${'x'.repeat(500)}')`);
writeFileSync(join(dist, 'police-0a1b2c3d4e.woff2'), 'wOF2');
writeFileSync(join(dist, '.secret.js'), 'non');
writeFileSync(join(dist, 'notes.md'), 'non');

const boot = async (options: ServerOptions = {}): Promise<void> => {
  server = await startServer({ ...options, overrides: { dist, ...options.overrides } });
};
const get = (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> => fetch(server.url + path, { headers, method });

describe('every answer', () => {
  it.each(['/healthz', '/', '/inconnu', '/widget.js'])('%s carries the security headers and no name of ours', async (path) => {
    await boot();
    const { headers } = await get(path);

    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect([headers.get('server'), headers.get('x-powered-by'), headers.get('strict-transport-security')]).toEqual([null, null, null]);
  });

  it('has HSTS only where the public address is https', async () => {
    await boot({ env: { PUBLIC_URL: 'https://assistant.exemple.fr' } });
    expect((await get('/healthz')).headers.get('strict-transport-security')).toBe('max-age=31536000');
  });

  it.each([[404, '/inconnu', 'GET', 'INTROUVABLE'], [404, '/constructor', 'GET', 'INTROUVABLE'], [405, '/healthz', 'DELETE', 'METHODE_REFUSEE'], [405, '/v3/directline/conversations', 'PUT', 'METHODE_REFUSEE']])('%i is coded: %s', async (status, path, method, code) => {
    await boot();
    const response = await get(path, {}, method);

    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ error: { code, message: expect.stringMatching(/\.$/) } });
  });

  it('survives the requests that end a bare restify', async () => {
    await boot();
    const replies = [await rawRequest(server.url, 'GET / HTTP/1.1\r\nHost: ]bad[\r\n\r\n'), await rawRequest(server.url, 'GET http://[/ HTTP/1.1\r\nHost: x\r\n\r\n')];

    expect(replies.map(({ status }) => status)).toEqual([400, 400]);
    expect(replies[0]?.headers).toContain('X-Content-Type-Options: nosniff');
    expect((await get('/healthz')).status).toBe(200);
  });
});

describe('readyz', () => {
  it('503 with a code while the store does not answer', async () => {
    const store = memoryStore();
    await boot({ overrides: { store } });
    store.down = true;
    const down = await get('/readyz');
    store.down = false;

    expect([down.status, await down.json()]).toEqual([503, { error: { code: 'STOCKAGE_INDISPONIBLE', message: expect.any(String) }, stockage: { genre: 'embarque', disjoncteur: { etat: 'ferme', depuis: null, echecs: 0 } }, modele: 'pret' }]);
    const up = await get('/readyz');
    expect([up.status, await up.json()]).toEqual([200, { status: 'ok', stockage: expect.objectContaining({ genre: 'embarque', ecriture: 'fsync', perteMaxMs: 0, repliques: 0 }), modele: 'pret' }]);
  });
});

describe('CORS', () => {
  const preflight = (origin: string, path = '/v3/directline/conversations') =>
    get(path, { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization,content-type,x-ms-bot-agent' }, 'OPTIONS');

  it('opens Direct Line to the listed sites and its own, with the headers its client sends', async () => {
    await boot({ env: { WIDGET_ORIGINS: 'https://caf.exemple.fr' } });
    for (const origin of ['https://caf.exemple.fr', server.url]) {
      const { status, headers } = await preflight(origin);
      expect([status, headers.get('access-control-allow-origin'), headers.get('vary')]).toEqual([204, origin, 'Origin']);
      expect(headers.get('access-control-allow-headers')).toMatch(/authorization.*content-type.*x-ms-bot-agent/);
    }
  });

  it.each(['https://ailleurs.fr', 'null', 'https://caf.exemple.fr.ailleurs.fr', 'http://caf.exemple.fr'])('stays closed to %s', async (origin) => {
    await boot({ env: { WIDGET_ORIGINS: 'https://caf.exemple.fr' } });
    expect((await preflight(origin)).headers.get('access-control-allow-origin')).toBeNull();
  });

  it('is not for other routes', async () => {
    await boot({ env: { WIDGET_ORIGINS: 'https://caf.exemple.fr' } });
    expect((await get('/healthz', { origin: 'https://caf.exemple.fr' })).headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('pages', () => {
  it('the page: its type, no inline script, framed by the listed sites only', async () => {
    await boot({ env: { WIDGET_ORIGINS: 'https://caf.exemple.fr' } });
    const response = await get('/');
    const policy = response.headers.get('content-security-policy') ?? '';

    expect(await response.text()).toBe(PAGE);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(policy).toMatch(/script-src 'self';/);
    expect(policy).toContain("frame-ancestors 'self' https://caf.exemple.fr");
  });

  it('compressed when the browser can, with its own tag; 304 when it has it', async () => {
    await boot();
    const [packed, plain] = [await get('/widget.js', { 'accept-encoding': 'gzip' }), await get('/widget.js', { 'accept-encoding': 'identity' })];
    const etag = packed.headers.get('etag') ?? '';
    const again = await get('/widget.js', { 'accept-encoding': 'gzip', 'if-none-match': etag });

    expect([packed.headers.get('content-encoding'), plain.headers.get('content-encoding')]).toEqual(['gzip', null]);
    expect(await packed.text()).toBe(await plain.text());
    expect(plain.headers.get('etag')).not.toBe(etag);
    expect([again.status, await again.text()]).toEqual([304, '']);
    expect((await get('/widget.js', { 'accept-encoding': 'gzip;q=0' })).headers.get('content-encoding')).toBeNull();
  });

  it('a file whose name carries its hash is kept a year; others are asked again', async () => {
    await boot();
    expect((await get('/police-0a1b2c3d4e.woff2')).headers.get('cache-control')).toContain('immutable');
    expect((await get('/widget.js')).headers.get('cache-control')).toContain('must-revalidate');
  });

  it.each(['/.secret.js', '/notes.md', '/../package.json', '/%2e%2e/package.json', '/..%2fpackage.json', '/index.html', '/widget.js%00'])('nothing else: %s', async (path) => {
    await boot();
    expect((await rawRequest(server.url, `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)).status).toBe(404);
  });

  it('HEAD says the same without the body', async () => {
    await boot();
    const { status, headers } = await get('/', {}, 'HEAD');
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  });

  it('says how to build the page when it is not there', async () => {
    await boot({ overrides: { dist: join(dist, 'absent') } });
    expect([(await get('/')).status, (await get('/healthz')).status]).toEqual([404, 200]);
  });
});
