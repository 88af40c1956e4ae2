import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isLoopback, isPublicHttps, publicLookup } from '../../ops/public-address';

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
  if (allowLoopback && isLoopback(parsed) && /^https?:$/.test(parsed.protocol)) return parsed;
  if (!isPublicHttps(url)) throw new Error('address refused');
  return parsed;
}

type Asked = { method?: 'GET' | 'PUT'; headers: Record<string, string | number>; body?: Uint8Array };

function open(url: URL, { allowLoopback }: AddressRule, signal: AbortSignal, { body, ...asked }: Asked): Promise<IncomingMessage> {
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const isLocal = allowLoopback === true && isLoopback(url);
  return new Promise((resolve, reject) => {
    send(url, { signal, ...asked, ...(isLocal ? {} : { lookup: publicLookup }) }, resolve).once('error', reject).end(body);
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
