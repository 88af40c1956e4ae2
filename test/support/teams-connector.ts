import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Sent = { method: string; url: string; headers: IncomingHttpHeaders; body: Record<string, unknown> };
type Refusal = { status: number; headers?: Record<string, string> };
type Served = { body: Uint8Array | string; type: string; status?: number; headers?: Record<string, string> };

/** Plays the Bot Connector on this machine: keeps what the bot sends, refuses when asked to, and serves files. */
export type TeamsConnector = {
  url: string;
  sent: Sent[];
  /** Messages only, in order; typing left out. */
  messages(): Record<string, unknown>[];
  updates(): Sent[];
  texts(): string[];
  /** The next `times` sendings are answered so. */
  refuse(refusal: Refusal, times?: number): void;
  serve(path: string, served: Served): string;
  fetched: { path: string; authorization: string | undefined }[];
  /** What was put under `/depot/`. */
  uploads: { path: string; range: string | undefined; text: string }[];
  clear(): void;
  /** Resolves once so many messages came; rejects after five seconds. */
  waitFor(count: number): Promise<void>;
  stop(): Promise<void>;
};

/** restify, in the same process, takes the response that `writeHead` returns away. */
function answer(res: ServerResponse, status: number, headers: Record<string, string>, body: Uint8Array | string): void {
  res.writeHead(status, headers);
  res.end(body);
}

export async function startConnector(): Promise<TeamsConnector> {
  const files = new Map<string, Served>();
  const refusals: Refusal[] = [];
  const sent: Sent[] = [];
  const fetched: TeamsConnector['fetched'] = [];
  const uploads: TeamsConnector['uploads'] = [];
  const server = createServer((req, res) => {
    const { method = '', url = '', headers } = req;
    const served = files.get(url);
    if (served) {
      fetched.push({ path: url, authorization: headers.authorization });
      return answer(res, served.status ?? 200, { 'content-type': served.type, ...served.headers }, served.body);
    }
    let text = '';
    req.on('data', (chunk: Buffer) => (text += chunk.toString()));
    req.on('end', () => {
      if (url.startsWith('/depot/')) {
        uploads.push({ path: url, range: headers['content-range'], text });
        return answer(res, 201, { 'content-type': 'application/json' }, '{}');
      }
      const refusal = refusals.shift();
      if (refusal) return answer(res, refusal.status, { 'content-type': 'application/json', ...refusal.headers }, '{"error":{"code":"Refused","message":"no"}}');
      sent.push({ method, url, headers, body: JSON.parse(text || '{}') as Record<string, unknown> });
      res.setHeader('content-type', 'application/json').end(JSON.stringify({ id: `msg-${sent.length}` }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const messages = () => sent.filter(({ method, body }) => method === 'POST' && body['type'] === 'message').map(({ body }) => body);
  return {
    url: `${url}/`, sent, messages, fetched, uploads,
    updates: () => sent.filter(({ method }) => method === 'PUT'),
    texts: () => messages().map((body) => String(body['text'] ?? body['summary'] ?? '')),
    refuse: (refusal, times = 1) => void refusals.push(...Array.from({ length: times }, () => refusal)),
    serve: (path, one) => (files.set(path, one), `${url}${path}`),
    clear: () => void sent.splice(0),
    async waitFor(count) {
      for (const end = Date.now() + 5_000; messages().length < count; await new Promise((resolve) => setTimeout(resolve, 20))) {
        if (Date.now() > end) throw new Error(`${messages().length} messages, ${count} expected`);
      }
    },
    stop: () => new Promise((resolve) => (server.close(() => resolve()), server.closeAllConnections())),
  };
}
