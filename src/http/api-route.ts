import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Request, Response, Server } from 'restify';
import { openApiDocument } from '../api/openapi';
import { API_PATH, operation, OPERATION_IDS, type Operation } from '../api/operations';
import { docsPage } from './api/docs-page';
import { handlers, type Answer, type HandlerDeps } from './api/handlers';
import { admitted, type GateDeps } from './api/request';
import { baseUrl, guarded, sendJson } from './exchange';

export type ApiRouteDeps = Omit<HandlerDeps, 'bodyTimeoutMs'> & Pick<GateDeps, 'limits'> & { bodyTimeoutMs?: number | undefined };

const BODY_TIMEOUT_MS = 15_000;
const STYLES = readFileSync(join(__dirname, 'api', 'docs.css'));
const POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** `/api/v1`: the operations of `api/operations`, their document and their page. */
export function mountApi(server: Server, { limits, bodyTimeoutMs = BODY_TIMEOUT_MS, ...deps }: ApiRouteDeps): void {
  const gate: GateDeps = { tokens: deps, limits, site: deps.site, log: deps.log };
  const handle = handlers({ ...deps, bodyTimeoutMs });
  for (const id of OPERATION_IDS) {
    const op = operation(id);
    mountOn(server, op)(API_PATH + op.chemin.replace(/\{(\w+)\}/g, ':$1'), guarded(async (req, res) => {
      const jeton = await admitted(req, res, op, gate);
      send(res, op, await handle[id](req, jeton));
    }, deps.log));
  }
  mountDocuments(server, deps);
}

function mountOn(server: Server, { methode }: Operation): (path: string, handler: ReturnType<typeof guarded>) => unknown {
  const mount = { GET: server.get, POST: server.post, PUT: server.put, DELETE: server.del }[methode];
  return mount.bind(server);
}

function send(res: Response, { reponse: { status } }: Operation, { body, headers = {} }: Answer): void {
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
  if (body !== undefined) return sendJson(res, status, body);
  res.writeHead(status);
  res.end();
}

/** What needs no token: how to use the others. */
function mountDocuments(server: Server, { site, log }: Pick<HandlerDeps, 'site' | 'log'>): void {
  server.get(`${API_PATH}/openapi.json`, guarded(async (req, res) => sendJson(res, 200, openApiDocument(baseUrl(req, site))), log));
  const page = guarded(async (req, res) => sendPage(req, res, Buffer.from(docsPage(baseUrl(req, site))), { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': POLICY }), log);
  const styles = guarded(async (req, res) => sendPage(req, res, STYLES, { 'Content-Type': 'text/css; charset=utf-8', 'Cache-Control': 'public, max-age=300, must-revalidate' }), log);
  for (const [path, handler] of [[`${API_PATH}/docs`, page], [`${API_PATH}/docs.css`, styles]] as const) {
    server.get(path, handler);
    server.head(path, handler);
  }
}

function sendPage(req: Request, res: Response, body: Buffer, headers: Record<string, string>): void {
  res.writeHead(200, { ...headers, 'Content-Length': body.length });
  res.end(req.method === 'HEAD' ? undefined : body);
}
