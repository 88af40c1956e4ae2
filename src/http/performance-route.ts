import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Request, Response, Server } from 'restify';
import type { Contenu } from '../../dialogs/contenu';
import type { Board } from '../app/performance-board';
import { Refusal } from '../channels/refusal';
import { CodedError } from '../domain/errors';
import type { Logger } from '../ops/log';
import { guarded, type Handler } from './exchange';
import { toCsv, toJson } from './performance-export';
import { failurePage, PERFORMANCE_PATH, performancePage } from './performance-page';

/** No script, no form, no frame. */
const POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/** The figures are a minute old at most: a cache in front may keep them half of that. */
const BRIEFLY = 'public, max-age=30';
const STYLES = readFileSync(join(__dirname, 'performance.css'));

export type PerformanceRouteDeps = { board: Board; contenu: Contenu; log: Logger };

type Answer = { type: string; body: string; headers?: Record<string, string> };

/** `/performance`: public, on no session nor cookie; the same figures as CSV and JSON. */
export function mountPerformance(server: Server, { board, contenu, log }: PerformanceRouteDeps): void {
  const routes: [string, Handler][] = [
    [PERFORMANCE_PATH, shown(async () => ({ type: 'text/html; charset=utf-8', body: performancePage(await board.current(), contenu), headers: { 'Content-Security-Policy': POLICY } }), log)],
    [`${PERFORMANCE_PATH}.json`, sent(async () => ({ type: 'application/json; charset=utf-8', body: JSON.stringify(toJson(await board.current(), contenu), null, 2) }))],
    [`${PERFORMANCE_PATH}.csv`, sent(async () => ({ type: 'text/csv; charset=utf-8', body: toCsv(await board.current(), contenu), headers: { 'Content-Disposition': 'attachment; filename="performance.csv"' } }))],
    [`${PERFORMANCE_PATH}.css`, async (req, res) => write(req, res, 200, { 'Content-Type': 'text/css; charset=utf-8', 'Cache-Control': 'public, max-age=300, must-revalidate' }, STYLES)],
  ];
  for (const [path, handler] of routes) {
    server.get(path, guarded(handler, log));
    server.head(path, guarded(handler, log));
  }
}

const sent = (answer: () => Promise<Answer>): Handler => async (req, res) => {
  const { type, body, headers } = await answer();
  write(req, res, 200, { 'Content-Type': type, 'Cache-Control': BRIEFLY, ...headers }, Buffer.from(body));
};

/** Who opens a page has no one to read JSON to. */
const shown = (answer: () => Promise<Answer>, log: Logger): Handler => async (req, res) => {
  try {
    await sent(answer)(req, res);
  } catch (error) {
    const { status, code } = new Refusal(error instanceof CodedError && error.code === 'STOCKAGE_INDISPONIBLE' ? 'STOCKAGE_INDISPONIBLE' : 'ERREUR_INTERNE');
    log.error({ error, code }, 'requete-en-echec');
    write(req, res, status, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': POLICY }, Buffer.from(failurePage(code)));
  }
};

function write(req: Request, res: Response, status: number, headers: Record<string, string>, body: Buffer): void {
  res.writeHead(status, { ...headers, 'Content-Length': body.length });
  res.end(req.method === 'HEAD' ? undefined : body);
}
