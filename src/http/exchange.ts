import type { IncomingMessage } from 'node:http';
import type { Request, Response } from 'restify';
import { Refusal, codeForStatus, refusalBody } from '../channels/refusal';
import { ApiProblem } from '../api/problem';
import { CodedError } from '../domain/errors';
import type { Logger } from '../ops/log';
import { networkOf } from './address';
import { isProgramPath, sendProblem } from './api/problem';

export type Handler = (req: Request, res: Response) => Promise<void>;

/** What the server is called by those who talk to it. */
export type Site = { publicUrl: string | undefined; widgetOrigins: readonly string[]; trustProxy: boolean };

/** Address under which the caller sees this server. The Host header was checked by the guard. */
export const baseUrl = (req: Pick<Request, 'headers'>, site: Site): string => site.publicUrl ?? `http://${req.headers.host ?? 'localhost'}`;

export const queryOf = (req: Pick<Request, 'url'>): URLSearchParams => new URLSearchParams((req.url ?? '').split('?').slice(1).join('?'));

export const paramOf = (req: Request, name: string): string => {
  const params: Record<string, unknown> = req.params;
  const value = params[name];
  return typeof value === 'string' ? value : '';
};

/** Network address of the person: the peer's, or the one a trusted proxy vouches for (the last it added; what comes before it, anybody may have written). */
export function addressOf(req: IncomingMessage, site: Site): string {
  const forwarded = site.trustProxy ? String(req.headers['x-forwarded-for'] ?? '').split(',').at(-1) : undefined;
  return networkOf(forwarded ?? '') ?? networkOf(req.socket.remoteAddress ?? '') ?? 'inconnue';
}

/** Whether a page of this origin may talk to us. No Origin header: not a browser's cross-site call. */
export function isAllowedOrigin(origin: string | undefined, req: Pick<Request, 'headers'>, site: Site): boolean {
  return origin === undefined || origin === baseUrl(req, site) || site.widgetOrigins.includes(origin);
}

export function sendJson(res: Response, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  res.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': Buffer.byteLength(text) });
  res.end(text);
}

/** The only place that turns a failure into an answer: a code and a French sentence, never what was thrown. `more` is told beside them. */
export function sendFailure(res: Response, error: unknown, log: Logger, more: object = {}): void {
  const refusal = toRefusal(error);
  if (isProgramPath(res.req.url ?? '')) return sendProblem(res, error instanceof ApiProblem ? error : refusal, error, log);
  // An overload has its own line now and then: see overload.ts.
  if (refusal.status >= 500 && refusal.code !== 'SURCHARGE') log.error({ error, code: refusal.code }, 'requete-en-echec');
  if (res.headersSent || res.destroyed) return void res.destroy();
  if (refusal.retryAfterMs !== null) res.setHeader('Retry-After', String(retryAfter(res.req.url ?? '', refusal.retryAfterMs)));
  if (refusal.code === 'CORPS_TROP_GROS') res.setHeader('Connection', 'close');
  if (refusal.code === 'AUTORISATION_ABSENTE') res.setHeader('WWW-Authenticate', 'Bearer');
  sendJson(res, refusal.status, { ...refusalBody(refusal.code), ...more });
}

/** A store that comes back is found again within a second or two. */
const STORE_RETRY_MS = 2_000;

export function toRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof CodedError && error.code === 'STOCKAGE_INDISPONIBLE') return new Refusal('STOCKAGE_INDISPONIBLE', STORE_RETRY_MS);
  if (error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number') return new Refusal(codeForStatus(error.statusCode));
  return new Refusal('ERREUR_INTERNE');
}

/** The Direct Line client reads this header as milliseconds; everyone else as seconds (RFC 9110). */
export const retryAfter = (url: string, ms: number): number => (url.startsWith('/v3/directline') ? ms : Math.ceil(ms / 1_000));

/** An answer for each failure of a handler. restify needs an async function of two parameters. */
export const guarded = (handler: Handler, log: Logger) => async (req: Request, res: Response): Promise<void> => {
  try {
    await handler(req, res);
  } catch (error) {
    sendFailure(res, error, log);
  }
};
