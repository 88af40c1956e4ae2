import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Request, Response, Server } from 'restify';
import type { Contenu } from '../../dialogs/contenu';
import { actOnDossier } from '../app/act-on-dossier';
import { completeDossier, FICHIERS_MAX, MOT_MAX, type CompleteDeps } from '../app/complete-dossier';
import type { Limits } from '../app/limits';
import { openTracking, sessionFor, type Session, type TrackingDeps } from '../app/tracking';
import { Refusal, type RefusalCode } from '../channels/refusal';
import { parisDate, parisHour } from '../domain/calendar';
import { CodedError } from '../domain/errors';
import type { Acte } from '../domain/lifecycle';
import { parseReference } from '../domain/reference';
import { parseTrackingCode, SUIVI_PATH } from '../domain/tracking-code';
import type { Logger } from '../ops/log';
import { maskSensitive } from '../ops/masking';
import { addressOf, guarded, queryOf, type Handler, type Site } from './exchange';
import { assertSameOrigin, readForm, type SentForm } from './form';
import { accessPage, cancelPage, completedNotices, DOCUMENT_PATH, dossierPage, failurePage, NOTICES, type Avis, type Vue } from './suivi-page';
import T from './suivi-textes.json';

export type SuiviDeps = {
  tracking: TrackingDeps; acts: CompleteDeps;
  site: Site; limits: Limits; contenu: Contenu; log: Logger; uploadMaxOctets: number;
};

/** No script at all; forms go to this server only. */
const POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
/** With `no-referrer`, browsers would send these forms without their origin. */
const REFERRER = 'same-origin';
const STYLES = readFileSync(join(__dirname, 'suivi.css'));
const FIELDS_MAX_OCTETS = 32_768;
const UPLOADS_AT_ONCE = 4;

type Page = { status: number; page: string; retryAfterMs?: number | null };

/**
 * `/suivi`: reference and code open a page of one dossier for 30 minutes. The session travels in the forms of the page, not in a cookie:
 * nothing stays on a shared device, closing the page is leaving, and a form of another site carries no right.
 */
export function mountSuivi(server: Server, deps: SuiviDeps): void {
  const { log, site } = deps;
  const access = shown(async (req) => ({ status: 200, page: accessPage({ numero: parseReference(queryOf(req).get('numero') ?? '').reference ?? '', faute: null }) }), log);
  const styles = guarded(async (req, res) => write(res, 200, { 'Content-Type': 'text/css; charset=utf-8', 'Cache-Control': 'public, max-age=300, must-revalidate' }, STYLES, req.method === 'HEAD'), log);
  for (const [path, handler] of [[SUIVI_PATH, access], [DOCUMENT_PATH, access], ['/suivi.css', styles]] as const) {
    server.get(path, handler);
    server.head(path, handler);
  }
  server.post(SUIVI_PATH, shown(async (req) => {
    assertSameOrigin(req, site);
    const form = await readForm(req, FIELDS_MAX_OCTETS);
    return form.fields.has('jeton') ? inSession(form, deps) : enter(form, addressOf(req, site), deps);
  }, log));
  server.post(DOCUMENT_PATH, shown(documents(deps), log));
}

// ---------------------------------------------------------------- the way in

async function enter({ fields }: SentForm, adresse: string, deps: SuiviDeps): Promise<Page> {
  const numero = fields.get('numero') ?? '';
  const { reference } = parseReference(numero.slice(0, 100));
  if (reference === null) return again(numero, 'numero');
  const code = parseTrackingCode(fields.get('code') ?? '');
  if (code === null) return again(reference, 'code');
  const tracked = await openTracking(reference, code, adresse, { ...deps.tracking, limits: deps.limits });
  if (tracked.kind === 'open') return view(tracked.session, null, deps);
  return { ...refusedPage('SUIVI_REFUSE', { numero: reference, faute: 'refuse' }), retryAfterMs: tracked.retryAfterMs };
}

/** A control sign that does not hold says nothing of any dossier: no try is counted. */
const again = (numero: string, faute: 'numero' | 'code'): Page => ({ status: new Refusal('REQUETE_INVALIDE').status, page: accessPage({ numero: numero.slice(0, 100), faute }) });

const refusedPage = (code: RefusalCode, acces: Parameters<typeof accessPage>[0]): Page => ({ status: new Refusal(code).status, page: accessPage(acces) });
const OVER: Page = refusedPage('SUIVI_FINI', { numero: '', faute: 'fini' });

// ---------------------------------------------------------------- in a session

async function inSession({ fields }: SentForm, deps: SuiviDeps): Promise<Page> {
  const session = await sessionFor(fields.get('jeton') ?? '', deps.tracking);
  if (!session) return OVER;
  await assertNotTooOften(session, deps);
  switch (fields.get('geste')) {
    case 'annuler':
      return { status: 200, page: cancelPage(vueOf(session, null, deps)) };
    case 'annuler-oui':
      return acted(session, { genre: 'annuler' }, NOTICES.annulee, deps);
    case 'rouvrir':
      return reopened(session, fields.get('pourquoi') ?? '', deps);
    default:
      return view(session, null, deps);
  }
}

async function reopened(session: Session, said: string, deps: SuiviDeps): Promise<Page> {
  const pourquoi = maskSensitive(said.trim().slice(0, MOT_MAX)).text;
  if (pourquoi === '') return view(session, NOTICES.rouvrirManque, deps);
  return acted(session, { genre: 'rouvrir', pourquoi }, NOTICES.rouverte, deps);
}

/** Pressed twice or too late: said, and the dossier shown as it is. */
async function acted(session: Session, acte: Acte, done: Avis, deps: SuiviDeps): Promise<Page> {
  const result = await actOnDossier(session.dossier.reference, acte, { qui: 'usager' }, deps.acts);
  if (result.kind === 'done') return view({ ...session, dossier: result.dossier }, done, deps);
  return view((await sessionFor(session.jeton, deps.tracking)) ?? session, NOTICES.plusPossible, deps);
}

function documents(deps: SuiviDeps): (req: Request) => Promise<Page> {
  let running = 0;
  return async (req) => {
    assertSameOrigin(req, deps.site);
    if (running >= UPLOADS_AT_ONCE) throw new Refusal('TROP_DE_DEMANDES', 1_000);
    running += 1;
    try {
      return await received(await readForm(req, FICHIERS_MAX * deps.uploadMaxOctets + FIELDS_MAX_OCTETS), deps);
    } finally {
      running -= 1;
    }
  };
}

async function received({ fields, files }: SentForm, deps: SuiviDeps): Promise<Page> {
  const session = await sessionFor(fields.get('jeton') ?? '', deps.tracking);
  if (!session) return OVER;
  await assertNotTooOften(session, deps);
  const envoi = { fichiers: files.map(({ champ, nom, octets }) => ({ cle: champ, nom, octets })), mot: fields.get('mot') ?? '', autreLibelle: T.autreDocument };
  const completed = await completeDossier(session.dossier, envoi, deps.acts);
  return view({ ...session, dossier: completed.dossier }, completedNotices(completed), deps);
}

async function assertNotTooOften({ dossier }: Session, { limits }: SuiviDeps): Promise<void> {
  const waitMs = await limits.take('reference', dossier.reference);
  if (waitMs > 0) throw new Refusal('TROP_DE_DEMANDES', waitMs);
}

// ---------------------------------------------------------------- answers

const view = (session: Session, avis: Avis | null, deps: SuiviDeps): Page => ({ status: 200, page: dossierPage(vueOf(session, avis, deps)) });

function vueOf({ dossier, jeton, finMs }: Session, avis: Avis | null, { tracking, contenu }: SuiviDeps): Vue {
  const { heure, minute } = parisHour(new Date(finMs));
  return { dossier, jeton, heure: `${heure} h ${String(minute).padStart(2, '0')}`, today: parisDate(tracking.clock()), avis, contenu };
}

/** Every failure is a page too: the person has no one to read JSON to. */
function shown(answer: (req: Request) => Promise<Page>, log: Logger): ReturnType<typeof guarded> {
  const handler: Handler = async (req, res) => {
    const { status, page, retryAfterMs } = await answer(req).catch((error: unknown) => failed(error, res, log));
    const wait: Record<string, string> = retryAfterMs ? { 'Retry-After': String(Math.ceil(retryAfterMs / 1_000)) } : {};
    write(res, status, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': POLICY, 'Referrer-Policy': REFERRER, ...wait }, Buffer.from(page), req.method === 'HEAD');
  };
  return guarded(handler, log);
}

function failed(error: unknown, res: Response, log: Logger): Page {
  const stored = error instanceof CodedError && error.code === 'STOCKAGE_INDISPONIBLE';
  const refusal = error instanceof Refusal ? error : new Refusal(stored ? 'STOCKAGE_INDISPONIBLE' : 'ERREUR_INTERNE');
  if (refusal.status >= 500) log.error({ error, code: refusal.code }, 'requete-en-echec');
  if (refusal.code === 'CORPS_TROP_GROS') res.setHeader('Connection', 'close');
  return { status: refusal.status, page: failurePage(refusal.code), retryAfterMs: refusal.retryAfterMs };
}

function write(res: Response, status: number, headers: Record<string, string>, body: Buffer, headOnly: boolean): void {
  res.writeHead(status, { ...headers, 'Content-Length': body.length });
  res.end(headOnly ? undefined : body);
}
