import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Request, Response, Server } from 'restify';
import { Refusal } from '../channels/refusal';
import type { Logger } from '../ops/log';
import { guarded, type Site } from './exchange';

type Asset = { type: string; bytes: Buffer; gzip: Buffer | null; etag: string; headers: Record<string, string> };

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml',
  '.json': 'application/json; charset=utf-8', '.webmanifest': 'application/manifest+json', '.png': 'image/png', '.ico': 'image/x-icon', '.woff2': 'font/woff2', '.txt': 'text/plain; charset=utf-8',
};
const COMPRESSED_ALREADY = ['.png', '.ico', '.woff2'];
const SAFE_NAME = /^[a-z0-9][a-z0-9._-]{0,80}$/i;
const HASHED_NAME = /[-.][0-9a-f]{8,}\.\w+$/i;

/**
 * Serves the built files of `src/web/dist`, read once at start: the names that exist then are the only ones there are.
 * `index.html` is `/`; another page `nom.html` is `/nom`.
 */
export function mountPages(server: Server, { dist, site, log }: { dist: string; site: Site; log: Logger }): void {
  const assets = readAssets(dist, site);
  for (const [path, asset] of assets) {
    const handler = guarded(async (req, res) => serve(asset, req, res), log);
    server.get(path, handler);
    server.head(path, handler);
  }
  if (assets.has('/')) return;
  log.warn({}, 'page-non-construite');
  server.get('/', guarded(async () => Promise.reject(new Refusal('PAGE_NON_CONSTRUITE')), log));
}

function readAssets(dist: string, site: Site): Map<string, Asset> {
  const names = existsSync(dist) ? readdirSync(dist, { recursive: true, encoding: 'utf8' }) : [];
  const served = names.map((name) => name.replaceAll('\\', '/')).filter((name) => TYPES[extname(name)] && name.split('/').every((part) => SAFE_NAME.test(part)));
  return new Map(served.map((name) => [pathOf(name), readAsset(dist, name, site)]));
}

const pathOf = (name: string): string => (name === 'index.html' ? '/' : `/${name.replace(/\.html$/, '')}`);

function readAsset(dist: string, name: string, site: Site): Asset {
  const bytes = readFileSync(join(dist, name));
  const extension = extname(name);
  const gzip = COMPRESSED_ALREADY.includes(extension) ? null : gzipSync(bytes, { level: 9 });
  const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
  return { type: TYPES[extension] ?? 'application/octet-stream', bytes, gzip, etag, headers: extension === '.html' ? pageHeaders(site) : assetHeaders(name) };
}

/** No inline script; inline style serves the browsers that have no constructed style sheets. Who may show the page in a frame is the same list as who may talk to the assistant. */
function pageHeaders({ publicUrl, widgetOrigins }: Site): Record<string, string> {
  const sockets = publicUrl ? ` ${publicUrl.replace(/^http/, 'ws')}` : '';
  const directives = [
    "default-src 'none'", "script-src 'self'", "style-src 'self' 'unsafe-inline'", "img-src 'self' data: blob:", "font-src 'self'", `connect-src 'self' blob:${sockets}`,
    "media-src 'self'", "manifest-src 'self'", "base-uri 'none'", "form-action 'none'", `frame-ancestors ${["'self'", ...widgetOrigins].join(' ')}`,
  ];
  return { 'Content-Security-Policy': directives.join('; '), 'Cache-Control': 'no-cache' };
}

/** Other sites load the widget's files; a name that carries its own hash never changes. */
function assetHeaders(name: string): Record<string, string> {
  const cache = HASHED_NAME.test(name) ? 'public, max-age=31536000, immutable' : 'public, max-age=300, must-revalidate';
  return { 'Cache-Control': cache, 'Cross-Origin-Resource-Policy': 'cross-origin', 'Access-Control-Allow-Origin': '*' };
}

function serve(asset: Asset, req: Request, res: Response): void {
  const useGzip = asset.gzip !== null && /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$))/i.test(String(req.headers['accept-encoding'] ?? ''));
  const body = useGzip && asset.gzip ? asset.gzip : asset.bytes;
  // One tag for each form: a cache must not mix them.
  const etag = useGzip ? asset.etag.replace(/"$/, '-gz"') : asset.etag;
  const headers = { ...asset.headers, ETag: etag, Vary: 'Accept-Encoding' };
  if (matches(req.headers['if-none-match'], etag)) {
    res.writeHead(304, headers);
    return void res.end();
  }
  res.writeHead(200, { ...headers, 'Content-Type': asset.type, 'Content-Length': body.length, ...(useGzip ? { 'Content-Encoding': 'gzip' } : {}) });
  res.end(req.method === 'HEAD' ? undefined : body);
}

const matches = (header: string | undefined, etag: string): boolean =>
  header !== undefined && header.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
