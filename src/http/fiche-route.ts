import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Response, Server } from 'restify';
import type { Contenu } from '../../dialogs/contenu';
import { Refusal } from '../channels/refusal';
import { FICHE_PATH, readFiche } from '../domain/fiche';
import type { Logger } from '../ops/log';
import { guarded, queryOf } from './exchange';
import { fichePage, formPage, invalidPage } from './fiche-page';

/** No script at all; the form goes to this server only. */
const POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const STYLES = readFileSync(join(__dirname, 'fiche.css'));

/** `/fiche`: the sheet to print and send by post, or the form that makes one. Nothing is kept, nothing is logged. */
export function mountFiche(server: Server, { contenu, log }: { contenu: Contenu; log: Logger }): void {
  const sheet = guarded(async (req, res) => {
    const { status, page } = answer(queryOf(req), contenu);
    send(res, status, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': POLICY }, Buffer.from(page), req.method === 'HEAD');
  }, log);
  const styles = guarded(async (req, res) => {
    send(res, 200, { 'Content-Type': 'text/css; charset=utf-8', 'Cache-Control': 'public, max-age=300, must-revalidate' }, STYLES, req.method === 'HEAD');
  }, log);
  for (const [path, handler] of [[FICHE_PATH, sheet], ['/fiche.css', styles]] as const) {
    server.get(path, handler);
    server.head(path, handler);
  }
}

function answer(params: URLSearchParams, contenu: Contenu): { status: number; page: string } {
  const read = readFiche(params);
  if (read.genre === 'fiche') return { status: 200, page: fichePage(read.fiche, contenu) };
  const { status, code } = new Refusal('FICHE_INVALIDE');
  if (read.genre === 'invalide') return { status, page: invalidPage(code) };
  return { status: read.manque === null ? 200 : status, page: formPage(read, contenu) };
}

function send(res: Response, status: number, headers: Record<string, string>, body: Buffer, headOnly: boolean): void {
  res.writeHead(status, { ...headers, 'Content-Length': body.length });
  res.end(headOnly ? undefined : body);
}
