import { request } from 'node:http';
import { WebSocket } from 'ws';
import { networkOf } from '../../../src/http/address';
import { startServer, type TestServer } from '../../support/server';

let server: TestServer;
afterEach(() => server?.stop());

const ask = (path: string, headers: Record<string, string> = {}, method = 'POST') => fetch(server.url + path, { method, headers });
const token = (from?: string) => ask('/api/chat/jeton', from === undefined ? {} : { 'x-forwarded-for': from });
const statuses = async (...replies: Promise<Response>[]): Promise<number[]> => (await Promise.all(replies)).map(({ status }) => status).sort();

describe('the address that is counted', () => {
  it('is the peer’s, whatever X-Forwarded-For says, when no proxy is trusted', async () => {
    server = await startServer({ env: { JETONS_PAR_MINUTE: '2' } });

    expect(await statuses(token('192.0.2.1'), token('192.0.2.2'), token('192.0.2.3'))).toEqual([200, 200, 429]);
  });

  it('is the last that a trusted proxy wrote: what a person puts before it gives no fresh bucket', async () => {
    server = await startServer({ env: { JETONS_PAR_MINUTE: '2', TRUST_PROXY: 'oui' } });

    expect(await statuses(token('1.1.1.1, 192.0.2.9'), token('2.2.2.2, 192.0.2.9'), token('3.3.3.3, 192.0.2.9'))).toEqual([200, 200, 429]);
    expect((await token('192.0.2.10')).status).toBe(200);
  });

  it('falls back to the peer’s when that header is no address', async () => {
    server = await startServer({ env: { JETONS_PAR_MINUTE: '2', TRUST_PROXY: 'oui' } });

    expect(await statuses(token('a'), token('b'), token('unknown'))).toEqual([200, 200, 429]);
  });

  it.each([
    ['192.0.2.1', '192.0.2.1'], ['::ffff:192.0.2.1', '192.0.2.1'], ['192.0.2.1:4711', '192.0.2.1'], ['[2001:db8:1:2:3:4:5:6]:443', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'], ['2001:DB8:0001:2::9', '2001:db8:1:2::/64'], ['fe80::1%eth0', 'fe80:0:0:0::/64'], ['::1', '0:0:0:0::/64'],
    ['', null], ['unknown', null], ['1.2.3', null], ['<script>', null],
  ])('%j counts as %j', (given, network) => expect(networkOf(given)).toBe(network));
});

describe('too many requests', () => {
  it('are refused before they are read, in seconds, and in milliseconds for Direct Line clients; health is never refused', async () => {
    server = await startServer({ env: { REQUETES_PAR_MINUTE: '3' } });
    for (let n = 0; n < 3; n += 1) await token();
    const [seconds, milliseconds] = [await ask('/suivi'), await ask('/v3/directline/conversations')];

    expect([seconds.status, milliseconds.status]).toEqual([429, 429]);
    expect(Number(seconds.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    expect(Number(milliseconds.headers.get('retry-after'))).toBeGreaterThan(10_000);
    expect(await seconds.json()).toMatchObject({ error: { code: 'TROP_DE_DEMANDES', message: expect.stringContaining('réessayez') } });
    expect((await ask('/healthz', {}, 'GET')).status).toBe(200);
  });

  it('refuse a stream too, with when to come back', async () => {
    server = await startServer({ env: { REQUETES_PAR_MINUTE: '1' } });
    await token();
    const refused = await new Promise<{ status: number | undefined; retryAfter: string | undefined }>((resolve) => {
      const socket = new WebSocket(`${server.url.replace('http', 'ws')}/v3/directline/conversations/abc/stream?t=x`);
      socket.on('unexpected-response', (_req, res) => resolve({ status: res.statusCode, retryAfter: res.headers['retry-after'] }));
      socket.on('error', () => undefined);
    });

    expect(refused.status).toBe(429);
    expect(Number(refused.retryAfter)).toBeGreaterThan(1_000);
  });

  it('of everybody together leave those who talk already', async () => {
    server = await startServer({ env: { CONVERSATIONS_PAR_MINUTE: '1' } });
    const { token: mine } = (await (await token()).json()) as { token: string };

    expect((await token()).status).toBe(429);
    expect((await ask('/v3/directline/conversations', { authorization: `Bearer ${mine}` })).status).toBe(201);
  });

  it('a target written whole counts as any other', async () => {
    server = await startServer({ env: { REQUETES_PAR_MINUTE: '1' } });
    await token();
    const { hostname, port } = new URL(server.url);
    const status = await new Promise((resolve) => request({ hostname, port, path: 'http://localhost/suivi', method: 'POST', headers: { host: 'localhost' } }, (res) => resolve(res.statusCode)).end());

    expect(status).toBe(429);
  });
});
