import type { Request, Response } from 'restify';
import { Refusal, type RefusalCode } from '../../channels/refusal';
import type { DeskDeps } from '../../desk/deps';
import { sessionFor, type Session } from '../../desk/sessions';
import type { SignIn } from '../../desk/sign-in';
import { CodedError } from '../../domain/errors';
import type { Logger } from '../../ops/log';
import { baseUrl, type Site } from '../exchange';
import type { SentForm } from '../form';
import { refusedPage } from './layout';

/** `entryKey`: signs what a browser keeps while it is at the provider. */
export type BureauDeps = { desk: DeskDeps; signIn: SignIn; issuer: string; entryKey: string; site: Site; log: Logger };

/** One request of somebody signed in, with the right to this route. */
export type Context = { req: Request; session: Session; form: SentForm; deps: BureauDeps };

/** What is sent back: a page, a file, or another address. */
export type Answer =
  | { kind: 'page'; status: number; page: string }
  | { kind: 'file'; body: Buffer; headers: Readonly<Record<string, string>> }
  | { kind: 'redirect'; to: string; cookies?: string[] };

export type BureauHandler = (context: Context) => Promise<Answer>;

export const page = (text: string, status = 200): Answer => ({ kind: 'page', status, page: text });
export const redirect = (to: string, cookies: string[] = []): Answer => ({ kind: 'redirect', to, cookies });
export const file = (body: Buffer | string, headers: Readonly<Record<string, string>>): Answer => ({ kind: 'file', body: Buffer.from(body), headers });
export const refusedAs = (code: RefusalCode, session: Session | null): Answer => page(refusedPage(code, session), new Refusal(code).status);

/** Our own scripts and styles, nothing inline; signing out leads to the provider's own page. */
const policy = (issuer: string): string =>
  `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self' ${new URL(issuer).origin}; frame-ancestors 'none'`;

export function write(res: Response, answer: Answer, issuer: string): void {
  if (answer.kind === 'redirect') {
    res.writeHead(303, { Location: answer.to, 'Referrer-Policy': 'same-origin', 'Content-Length': 0, ...(answer.cookies?.length ? { 'Set-Cookie': answer.cookies } : {}) });
    return void res.end();
  }
  const body = answer.kind === 'page' ? Buffer.from(answer.page) : answer.body;
  const headers = answer.kind === 'page' ? { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': policy(issuer), 'Referrer-Policy': 'same-origin' } : answer.headers;
  res.writeHead(answer.kind === 'page' ? answer.status : 200, { ...headers, 'Content-Length': body.length });
  res.end(body);
}

/** Every failure is a page: an agent reads it, and the code finds it in the log. */
export function failed(error: unknown, session: Session | null, log: Logger): Answer {
  const stored = error instanceof CodedError && error.code === 'STOCKAGE_INDISPONIBLE';
  const refusal = error instanceof Refusal ? error : new Refusal(stored ? 'STOCKAGE_INDISPONIBLE' : 'ERREUR_INTERNE');
  if (refusal.status >= 500) log.error({ error, code: refusal.code }, 'bureau-en-echec');
  return refusedAs(refusal.code, session);
}

// ---------------------------------------------------------------- cookies

export type CookieName = 'bureau' | 'bureau-entree';

const isSecure = (req: Pick<Request, 'headers'>, site: Site): boolean => baseUrl(req, site).startsWith('https:');

/** Behind https the name itself says that no other site or path of the domain could have set it. */
const cookieName = (name: CookieName, req: Pick<Request, 'headers'>, site: Site): string => (isSecure(req, site) ? `__Host-${name}` : name);

export const setCookie = (name: CookieName, value: string, req: Pick<Request, 'headers'>, site: Site): string =>
  `${cookieName(name, req, site)}=${value}; Path=/; HttpOnly; SameSite=Lax${isSecure(req, site) ? '; Secure' : ''}`;
export const clearCookie = (name: CookieName, req: Pick<Request, 'headers'>, site: Site): string => `${setCookie(name, '', req, site)}; Max-Age=0`;

export function readCookie(name: CookieName, req: Pick<Request, 'headers'>, site: Site): string {
  const wanted = `${cookieName(name, req, site)}=`;
  const found = (req.headers.cookie ?? '').split(';').map((one) => one.trim()).filter((one) => one.startsWith(wanted));
  // two of one name: somebody put one there, and which is ours cannot be told
  return found.length === 1 ? (found[0] ?? '').slice(wanted.length) : '';
}

export const sessionOf = (req: Request, { desk: { desk, clock }, site }: BureauDeps): Promise<Session | null> =>
  sessionFor(readCookie('bureau', req, site), req.headers['x-bureau-veille'] === '1', { desk, clock });
