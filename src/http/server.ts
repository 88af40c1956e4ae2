import type { Server as NodeServer } from 'node:http';
import { createServer, type Request, type Response, type Server } from 'restify';
import type { Logger } from '../ops/log';
import { Refusal } from '../channels/refusal';
import { isAllowedOrigin, sendFailure, sendJson, type Site } from './exchange';
import type { Overload } from './overload';
import { isReadable, refuseRaw, refuseSocket, securityHeaders } from './guard';

export type HttpServerDeps = { site: Site; log: Logger; isStopping: () => boolean; overload: Overload };

const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 120_000;
const KEEP_ALIVE_MS = 10_000;
const HEADERS_MAX = 100;
const CORS_PATHS = /^\/(?:v3\/directline|api\/chat)(?:\/|$)/;
const CORS_MAX_AGE_SECONDS = 3_600;

export type HttpServer = { restify: Server; node: NodeServer };

/** The server, with what holds for every route: the guard, headers, limits, CORS and coded errors. Routes are mounted by the caller. */
export function createHttpServer({ site, log, isStopping, overload }: HttpServerDeps): HttpServer {
  const restify = createServer({ name: '' });
  // restify's own log would go to standard output, unmasked; failures are logged where they are answered.
  Object.assign(restify.log, { level: 'silent' });
  const headers = securityHeaders(site.publicUrl);

  restify.first((req, res) => {
    for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
    if (!isReadable(req)) refuseRaw(res, 'REQUETE_INVALIDE');
    return !res.headersSent;
  });
  restify.pre((req: Request, res: Response, next: (stop?: false) => void) => (handledEarly(req, res) ? next(false) : next()));
  // restify's own refusals (404, 405…): the same form as ours.
  restify.on('restifyError', (_req: Request, res: Response, error: Error, done: () => void) => {
    sendFailure(res, error, log);
    Object.assign(res, { _sent: true });
    done();
  });

  // restify emits the server's errors again: without a listener, a port already taken would be an uncaught exception.
  restify.on('error', (error: Error) => log.error({ error }, 'serveur-en-erreur'));

  const node = restify.server;
  if (!('headersTimeout' in node)) throw new Error('an HTTP/1.1 server is expected');
  node.headersTimeout = HEADERS_TIMEOUT_MS;
  node.requestTimeout = REQUEST_TIMEOUT_MS;
  node.keepAliveTimeout = KEEP_ALIVE_MS;
  node.maxHeadersCount = HEADERS_MAX;
  node.on('clientError', (error: NodeJS.ErrnoException, socket) => refuseSocket(socket, clientErrorCode(error.code)));
  node.on('connect', (_req, socket) => refuseSocket(socket, 'METHODE_REFUSEE'));
  return { restify, node };

  function handledEarly(req: Request, res: Response): boolean {
    if (isStopping() && !/^\/(?:healthz|readyz)$/.test(req.url ?? '')) {
      res.setHeader('Connection', 'close');
      sendFailure(res, new Refusal('ARRET_EN_COURS', 2_000), log);
      return true;
    }
    if (handledByCors(req, res)) return true;
    const refusal = overload(req, res);
    if (refusal) sendFailure(res, refusal, log);
    return refusal !== null;
  }

  function handledByCors(req: Request, res: Response): boolean {
    const { origin } = req.headers;
    if (!CORS_PATHS.test((req.url ?? '').split('?', 1)[0] ?? '')) return false;
    res.setHeader('Vary', 'Origin');
    if (origin !== undefined && isAllowedOrigin(origin, req, site)) {
      res.setHeader('Access-Control-Allow-Origin', origin);
      res.setHeader('Access-Control-Expose-Headers', 'Retry-After');
    }
    if (req.method !== 'OPTIONS' || req.headers['access-control-request-method'] === undefined) return false;
    res.setHeader('Access-Control-Allow-Methods', 'GET, POST');
    res.setHeader('Access-Control-Allow-Headers', 'authorization, content-type, content-disposition, x-ms-bot-agent, x-requested-with');
    res.setHeader('Access-Control-Max-Age', String(CORS_MAX_AGE_SECONDS));
    res.writeHead(204);
    res.end();
    return true;
  }
}

function clientErrorCode(code: string | undefined): 'EN_TETES_TROP_GROS' | 'DELAI_DEPASSE' | 'REQUETE_INVALIDE' {
  if (code === 'HPE_HEADER_OVERFLOW') return 'EN_TETES_TROP_GROS';
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'DELAI_DEPASSE' : 'REQUETE_INVALIDE';
}

/** `etat`: what an operator reads; `error`: why nothing can be served now. */
export type Readiness = { etat: object; error: unknown };

/** `healthz`: the process answers. `readyz`: it can serve, or says why not. */
export function mountHealth(restify: Server, readiness: () => Promise<Readiness>, log: Logger): void {
  const health = async (_req: Request, res: Response): Promise<void> => sendJson(res, 200, { status: 'ok' });
  const ready = async (_req: Request, res: Response): Promise<void> => {
    const { etat, error } = await readiness();
    if (error === null) sendJson(res, 200, { status: 'ok', ...etat });
    else sendFailure(res, error, log, etat);
  };
  restify.get('/healthz', health);
  restify.head('/healthz', health);
  restify.get('/readyz', ready);
}
