import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Request, Response, Server } from 'restify';
import { Refusal } from '../channels/refusal';
import { ROUTES } from '../desk/routes';
import type { DeskRoute, RouteId } from '../desk/routes';
import { isCsrfOf } from '../desk/sessions';
import { hasRole } from '../domain/agent';
import type { Logger } from '../ops/log';
import { failed, file, refusedAs, redirect, sessionOf, write, type Answer, type BureauDeps } from './bureau/answer';
import { ADIEU, comeBack, ENTRER, enter, goodbye, RETOUR, signInPath } from './bureau/entry';
import { HANDLERS } from './bureau/handlers';
import { refusedPage } from './bureau/layout';
import { emptyViewerPage, IMAGE_POLICY } from './bureau/viewer-page';
import { guarded, queryOf } from './exchange';
import { assertSameOrigin, readForm, type SentForm } from './form';

/** `/bureau`: the experts' desk. Who may call what is the table of `desk/routes`; this file mounts it and holds it. */
export function mountBureau(server: Server, deps: BureauDeps): void {
  const { log, issuer } = deps;
  const open = (path: string, answer: (req: Request) => Promise<Answer> | Answer): void => {
    server.get(path, guarded(async (req, res) => write(res, await Promise.resolve(answer(req)).catch((error: unknown) => failed(error, null, log)), issuer), log));
  };
  mountAssets(server, log);
  open(ENTRER, (req) => enter(req, queryOf(req).get('vers'), deps));
  open(RETOUR, (req) => comeBack(req, deps));
  open(ADIEU, goodbye);
  open('/bureau/lecteur-vide', () => file(emptyViewerPage(), { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': IMAGE_POLICY.replace("'unsafe-inline'", "'self'") }));
  for (const [id, { methode, chemin }] of routes()) {
    const handler = guarded(async (req, res) => write(res, await secured(id, req, res, deps), issuer), log);
    if (methode === 'GET') server.get(chemin, handler);
    else server.post(chemin, handler);
  }
}

const isRoute = (id: string): id is RouteId => id in ROUTES;
const routes = (): [RouteId, DeskRoute][] => Object.entries(ROUTES).flatMap(([id, route]): [RouteId, DeskRoute][] => (isRoute(id) ? [[id, route]] : []));

const FORM_MAX_OCTETS = 65_536;
const NO_FORM: SentForm = { fields: new Map(), files: [] };

/** The one door: signed in, from our own page, with the role that the table asks for. */
async function secured(id: RouteId, req: Request, res: Response, deps: BureauDeps): Promise<Answer> {
  const { methode, roles } = ROUTES[id];
  const session = await sessionOf(req, deps).catch((error: unknown) => failed(error, null, deps.log));
  if (session === null) return notSignedIn(req, methode);
  if ('kind' in session) return session;
  try {
    const form = methode === 'GET' ? NO_FORM : await ourForm(req, deps);
    if (methode === 'POST' && !isCsrfOf(form.fields.get('csrf') ?? '', session)) throw new Refusal('FORMULAIRE_PERIME');
    if (!hasRole(session.agent, roles)) {
      deps.log.warn({ agent: session.agent.id, route: id }, 'bureau-interdit');
      throw new Refusal('BUREAU_INTERDIT');
    }
    return await HANDLERS[id]({ req, session, form, deps });
  } catch (error) {
    if (error instanceof Refusal && error.code === 'CORPS_TROP_GROS') res.setHeader('Connection', 'close');
    return failed(error, session, deps.log);
  }
}

function notSignedIn(req: Request, methode: 'GET' | 'POST'): Answer {
  // a page that refreshes by itself must not begin a sign-in
  if (methode === 'POST' || req.headers['x-bureau-veille'] !== undefined) return refusedAs('BUREAU_SESSION', null);
  return redirect(signInPath(req.url ?? ''));
}

async function ourForm(req: Request, { site }: BureauDeps): Promise<SentForm> {
  assertSameOrigin(req, site);
  return readForm(req, FORM_MAX_OCTETS);
}

/** Without an identity provider there is no desk: said by a page, and by nothing that can be asked. */
export function mountClosedBureau(server: Server, log: Logger): void {
  const closed = guarded(async (_req, res) => write(res, { kind: 'page', status: new Refusal('BUREAU_FERME').status, page: refusedPage('BUREAU_FERME', null) }, 'http://localhost'), log);
  mountAssets(server, log);
  server.get('/bureau', closed);
  server.get('/bureau/*', closed);
}

// ---------------------------------------------------------------- scripts and styles

/** A sandboxed viewer has no origin: the modules that it loads are open to all, as any file of this page is. */
const ASSETS: readonly { path: string; type: string; from: () => string }[] = [
  { path: '/bureau.css', type: 'text/css; charset=utf-8', from: () => join(__dirname, 'bureau', 'bureau.css') },
  { path: '/bureau.js', type: 'text/javascript; charset=utf-8', from: () => join(__dirname, 'bureau', 'bureau.js') },
  { path: '/bureau-lecteur.mjs', type: 'text/javascript; charset=utf-8', from: () => join(__dirname, 'bureau', 'lecteur.mjs') },
  { path: '/bureau-pdf.mjs', type: 'text/javascript; charset=utf-8', from: () => require.resolve('pdfjs-dist/legacy/build/pdf.min.mjs') },
  { path: '/bureau-pdf-worker.mjs', type: 'text/javascript; charset=utf-8', from: () => require.resolve('pdfjs-dist/legacy/build/pdf.worker.min.mjs') },
];

function mountAssets(server: Server, log: Logger): void {
  for (const { path, type, from } of ASSETS) {
    let gzip: Buffer | null = null;
    server.get(path, guarded(async (_req, res) => {
      // every browser that the desk knows takes gzip; read and compressed once, when first asked for
      gzip ??= gzipSync(readFileSync(from()));
      res.writeHead(200, { 'Content-Type': type, 'Content-Encoding': 'gzip', 'Content-Length': gzip.length, 'Cache-Control': 'public, max-age=300, must-revalidate', 'Access-Control-Allow-Origin': '*' });
      res.end(gzip);
    }, log));
  }
}
