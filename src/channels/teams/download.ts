import { lookup as dnsLookup, type LookupAddress } from 'node:dns';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { BlockList, isIP } from 'node:net';

/** Fetches, or puts, a file where an activity points to. The address was written by somebody else: it must lead to the public internet, and end. */

export type AddressRule = {
  timeoutMs?: number;
  /** For tests and the development mode: this machine may be called, without TLS. */
  allowLoopback?: boolean;
};
export type DownloadDeps = AddressRule & { maxOctets: number };

export type Downloaded = { ok: true; octets: Uint8Array } | { ok: false; raison: 'taille' | 'telechargement' };

const TIMEOUT_MS = 20_000;
const REDIRECTS_MAX = 3;

type Network = [address: string, prefix: number];

function subnets(family: 'ipv4' | 'ipv6', ...networks: Network[]): BlockList {
  const list = new BlockList();
  for (const [address, prefix] of networks) list.addSubnet(address, prefix, family);
  return list;
}

const PRIVATE_V4 = subnets('ipv4',
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.0.2.0', 24],
  ['192.88.99.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4]);
/** Public IPv6 is 2000::/3, without what carries an IPv4 address (6to4, Teredo) or is for documentation. */
const PUBLIC_V6 = subnets('ipv6', ['2000::', 3]);
const NOT_PUBLIC_V6 = subnets('ipv6', ['2001::', 32], ['2001:db8::', 32], ['2002::', 16], ['3fff::', 20]);

/** Whether this IP address is of the public internet. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) return !PRIVATE_V4.check(address, 'ipv4');
  return isIP(address) === 6 && PUBLIC_V6.check(address, 'ipv6') && !NOT_PUBLIC_V6.check(address, 'ipv6');
}

/** Whether an address that somebody else gave may be called at all; the name is resolved, and checked again, by who calls it. */
export function isPublicHttps(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const host = bareHost(url);
  return url.protocol === 'https:' && url.username === '' && (isIP(host) === 0 ? !PRIVATE_NAME.test(host) : isPublicAddress(host));
}

const PRIVATE_NAME = /^[^.]*$|\.(?:local|localhost|internal|lan|home\.arpa)\.?$/i;

const LOOPBACK = /^(?:localhost|127\.0\.0\.1|::1)$/;

/**
 * @param authorization sent to the origin of `url` only, never to where it redirects
 * @returns the bytes, or why there are none; never what the other side said
 */
export async function download(url: string, deps: DownloadDeps, authorization?: string): Promise<Downloaded> {
  const signal = AbortSignal.timeout(deps.timeoutMs ?? TIMEOUT_MS);
  try {
    return await follow(url, deps, signal, authorization, REDIRECTS_MAX);
  } catch {
    return { ok: false, raison: 'telechargement' };
  }
}

/** Puts a whole file where an upload session of Teams says; the same rules of address, and no redirection followed. */
export async function upload(url: string, octets: Uint8Array, deps: AddressRule): Promise<boolean> {
  const headers = { 'content-type': 'application/octet-stream', 'content-length': octets.length, 'content-range': `bytes 0-${octets.length - 1}/${octets.length}` };
  try {
    const response = await open(checkedUrl(url, deps), deps, AbortSignal.timeout(deps.timeoutMs ?? TIMEOUT_MS), { method: 'PUT', headers, body: octets });
    response.destroy();
    return response.statusCode === 200 || response.statusCode === 201;
  } catch {
    return false;
  }
}

async function follow(url: string, deps: DownloadDeps, signal: AbortSignal, authorization: string | undefined, redirects: number): Promise<Downloaded> {
  const response = await open(checkedUrl(url, deps), deps, signal, { headers: { accept: '*/*', ...(authorization ? { authorization } : {}) } });
  const { statusCode = 0, headers } = response;
  if (statusCode >= 300 && statusCode < 400 && headers.location && redirects > 0) {
    response.destroy();
    const next = new URL(headers.location, url);
    return follow(next.href, deps, signal, next.origin === new URL(url).origin ? authorization : undefined, redirects - 1);
  }
  if (statusCode !== 200) {
    response.destroy();
    return { ok: false, raison: 'telechargement' };
  }
  return readAll(response, deps.maxOctets);
}

function checkedUrl(url: string, { allowLoopback }: AddressRule): URL {
  const parsed = new URL(url);
  const host = bareHost(parsed);
  if (allowLoopback && LOOPBACK.test(host) && /^https?:$/.test(parsed.protocol)) return parsed;
  if (!isPublicHttps(url)) throw new Error('address refused');
  return parsed;
}

const bareHost = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

type Asked = { method?: 'GET' | 'PUT'; headers: Record<string, string | number>; body?: Uint8Array };

function open(url: URL, { allowLoopback }: AddressRule, signal: AbortSignal, { body, ...asked }: Asked): Promise<IncomingMessage> {
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const isLocal = allowLoopback === true && LOOPBACK.test(bareHost(url));
  return new Promise((resolve, reject) => {
    send(url, { signal, ...asked, ...(isLocal ? {} : { lookup: publicLookup }) }, resolve).once('error', reject).end(body);
  });
}

type LookupCallback = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;

/** The address that is checked is the one that is called: a name that changes in between gains nothing. */
function publicLookup(hostname: string, options: { all?: boolean }, callback: LookupCallback): void {
  dnsLookup(hostname, { all: true }, (error, addresses) => {
    const [first] = addresses ?? [];
    if (error || !first || !addresses.every(({ address }) => isPublicAddress(address))) return callback(error ?? new Error('address refused'), []);
    if (options.all) return callback(null, addresses);
    callback(null, first.address, first.family);
  });
}

async function readAll(response: IncomingMessage, maxOctets: number): Promise<Downloaded> {
  const chunks: Buffer[] = [];
  let octets = 0;
  for await (const chunk of response) {
    if (!Buffer.isBuffer(chunk)) continue;
    octets += chunk.length;
    if (octets > maxOctets) {
      response.destroy();
      return { ok: false, raison: 'taille' };
    }
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  // Teams on iOS may give a sign-in page in the place of the file
  return isWebPage(bytes) ? { ok: false, raison: 'telechargement' } : { ok: true, octets: new Uint8Array(bytes) };
}

const isWebPage = (bytes: Buffer): boolean => /^\ufeff?\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]{0,200}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b/i.test(bytes.subarray(0, 512).toString('utf8'));
