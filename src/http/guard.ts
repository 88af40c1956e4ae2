import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { refusalBody, type RefusalCode, Refusal } from '../channels/refusal';

const HOST = /^(?:[A-Za-z0-9._-]{1,255}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/;
const URL_MAX = 8_192;

/**
 * Makes `req.url` an origin-form path that any URL parser accepts.
 * restify builds a URL from Host and target outside any handler: one malformed request would end the process.
 */
export function isReadable(req: IncomingMessage): boolean {
  const host = req.headers.host ?? 'localhost';
  const target = originForm(req.url ?? '');
  if (!HOST.test(host) || target === null || target.length > URL_MAX) return false;
  req.url = target;
  return URL.canParse(`http://${host}${target}`) && isDecodable(target);
}

/** A target may be absolute (`GET http://host/path`): servers must accept it. `OPTIONS *` has no path. */
function originForm(target: string): string | null {
  if (target.startsWith('/')) return target;
  if (!/^https?:\/\//i.test(target) || !URL.canParse(target)) return null;
  const url = new URL(target);
  return url.pathname + url.search;
}

function isDecodable(target: string): boolean {
  try {
    decodeURIComponent(target.split('?', 1)[0] ?? '');
    return true;
  } catch {
    return false;
  }
}

const BASE_HEADERS: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), payment=(), usb=()',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cache-Control': 'no-store',
};
const ONE_YEAR_SECONDS = 31_536_000;

/** Headers of every answer; pages replace those that they need otherwise. HSTS only where browsers come by https. */
export function securityHeaders(publicUrl: string | undefined): Readonly<Record<string, string>> {
  return publicUrl?.startsWith('https:') ? { ...BASE_HEADERS, 'Strict-Transport-Security': `max-age=${ONE_YEAR_SECONDS}` } : BASE_HEADERS;
}

/** Answers without the framework, which cannot be trusted with this request. */
export function refuseRaw(res: ServerResponse, code: RefusalCode): void {
  const body = JSON.stringify(refusalBody(code));
  res.writeHead(new Refusal(code).status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body), Connection: 'close' });
  res.end(body);
}

/** Same, on a bare socket: requests that Node could not parse, and refused upgrades. `retryAfter`: that header, in the unit of who asks. */
export function refuseSocket(socket: Duplex, code: RefusalCode, retryAfter?: number): void {
  if (!socket.writable || socket.destroyed) return void socket.destroy();
  const body = JSON.stringify(refusalBody(code));
  const { status } = new Refusal(code);
  const wait = retryAfter === undefined ? '' : `Retry-After: ${retryAfter}\r\n`;
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\n${wait}Content-Type: application/json\r\nX-Content-Type-Options: nosniff\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}
