import { lookup as dnsLookup } from 'node:dns/promises';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import type { LookupFunction } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { bareHost, isLoopback, isPublicAddress } from '../ops/public-address';
import { signatureHeader } from './signature';

/**
 * Calls an address that an integrator wrote. It must lead to the public internet by https; the connection goes to the very address that
 * was checked; a redirection is a failure; what is answered is not read.
 */

export type Address = { address: string; family: number };
export type WebhookOptions = {
  /** For tests and development: this machine may be called, without TLS. */
  allowLoopback: boolean;
  timeoutMs?: number;
  /** Every address of a name. The system's resolver when absent. */
  resolve?: (host: string) => Promise<Address[]>;
};

type Message = { url: string; id: string; secret: string; body: string; nowMs: number };
type Target = { url: URL; address: Address };

const TIMEOUT_MS = 5_000;
const systemResolve = (host: string): Promise<Address[]> => dnsLookup(host, { all: true });

/** @returns what checks an address, and what sends to it; see `api/webhooks` */
export function createWebhookSender(options: WebhookOptions) {
  return {
    refusal: async (url: string): Promise<'forme' | 'privee' | null> => {
      const target = await targetOf(url, options);
      return typeof target === 'string' ? target : null;
    },
    send: async (message: Message): Promise<boolean> => {
      const target = await targetOf(message.url, options);
      return typeof target === 'string' ? false : post(target, message, options.timeoutMs ?? TIMEOUT_MS);
    },
  };
}

/** The URL parser writes every form of an IPv4 address (decimal, octal, hexadecimal) as four numbers. */
async function targetOf(text: string, { allowLoopback, resolve = systemResolve, timeoutMs = TIMEOUT_MS }: WebhookOptions): Promise<Target | 'forme' | 'privee'> {
  if (!URL.canParse(text)) return 'forme';
  const url = new URL(text);
  const host = bareHost(url);
  const isLocal = allowLoopback && isLoopback(url);
  if (url.username || url.password || host === '' || !(url.protocol === 'https:' || (isLocal && url.protocol === 'http:'))) return 'forme';
  const addresses = isIP(host) ? [{ address: host, family: isIP(host) }] : await Promise.race([resolve(host).catch(() => []), nothingAfter(timeoutMs)]);
  const [first] = addresses;
  return first && (isLocal || addresses.every(({ address }) => isPublicAddress(address))) ? { url, address: first } : 'privee';
}

/** A resolver may wait for half a minute, and the rest of the outbox with it. */
const nothingAfter = (ms: number): Promise<Address[]> => pause(ms, [], { ref: false });

function post({ url, address }: Target, { id, secret, body, nowMs }: Message, timeoutMs: number): Promise<boolean> {
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const headers = {
    'Content-Type': 'application/json; charset=utf-8', 'Content-Length': Buffer.byteLength(body), 'User-Agent': 'Aiguillage',
    'X-Signature': signatureHeader(secret, body, nowMs), 'X-Evenement-Id': id, Connection: 'close',
  };
  return new Promise((resolve) => {
    const request = send(url, { method: 'POST', headers, agent: false, lookup: pinnedTo(address), signal: AbortSignal.timeout(timeoutMs) }, (response) => {
      const { statusCode = 0 } = response;
      response.destroy();
      resolve(statusCode >= 200 && statusCode < 300);
    });
    request.once('error', () => resolve(false));
    request.end(body);
  });
}

/** Whatever the name resolves to by now, the connection goes to the address that was checked. */
const pinnedTo = ({ address, family }: Address): LookupFunction => (_host, { all }, callback) => (all ? callback(null, [{ address, family }]) : callback(null, address, family));
