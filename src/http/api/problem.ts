import type { Response } from 'restify';
import { API_PATH } from '../../api/operations';
import { ApiProblem, titleOf } from '../../api/problem';
import type { Probleme } from '../../api/schemas';
import { refusalBody, type Refusal } from '../../channels/refusal';
import type { Logger } from '../../ops/log';

/** Failures as programs read them: RFC 9457. */

export const isProgramPath = (url: string): boolean => url === API_PATH || url.startsWith(`${API_PATH}/`) || url.startsWith(`${API_PATH}?`);

type Failure = ApiProblem | Refusal;

const bodyOf = (failure: Failure): Probleme => ({
  type: `${API_PATH}/docs#probleme-${failure.code}`, title: titleOf(failure.status), status: failure.status, code: failure.code,
  ...(failure instanceof ApiProblem ? { detail: failure.detail, ...(failure.more.champs ? { champs: [...failure.more.champs] } : {}) } : { detail: refusalBody(failure.code).error.message }),
});

const retryAfterMsOf = (failure: Failure): number | null => (failure instanceof ApiProblem ? (failure.more.retryAfterMs ?? null) : failure.retryAfterMs);

/** Statuses after which what is still coming of the body is not read. */
const CLOSING: readonly number[] = [408, 413];

export function sendProblem(res: Response, failure: Failure, cause: unknown, log: Logger): void {
  if (failure.status >= 500 && failure.code !== 'SURCHARGE') log.error({ error: cause, code: failure.code }, 'requete-en-echec');
  if (res.headersSent || res.destroyed) return void res.destroy();
  const retryAfterMs = retryAfterMsOf(failure);
  if (retryAfterMs !== null) res.setHeader('Retry-After', String(Math.ceil(retryAfterMs / 1_000)));
  if (failure.status === 401) res.setHeader('WWW-Authenticate', 'Bearer');
  if (CLOSING.includes(failure.status)) res.setHeader('Connection', 'close');
  const text = JSON.stringify(bodyOf(failure));
  res.writeHead(failure.status, { 'Content-Type': 'application/problem+json; charset=utf-8', 'Content-Length': Buffer.byteLength(text) });
  res.end(text);
}
