import type { Request, Response, Server } from 'restify';
import { Refusal } from '../channels/refusal';
import type { Entree, Fermeture } from '../domain/fermeture';
import type { Logger } from '../ops/log';
import { sendFailure } from './exchange';
import { html } from './html';
import T from './closures-textes.json';

/** What answers while a way in is closed. Conversations go on and say it themselves (`app/switches`). */
const RETRY_MS = 300_000;
/** Ways in of programs: a coded answer. Pages of people: a page. The rest (health, what is printed, what is only read) stays. */
const PROGRAMS: readonly [RegExp, Entree][] = [[/^\/api\/v1(?:\/|$)/, 'api'], [/^\/ivr\/v1\/transcriptions(?:\/|$)/, 'telephone']];
const PAGES = /^\/(?:suivi(?:\/.*)?)?$/;

export function mountClosures(server: Server, { closed, log }: { closed: (entree: Entree) => Fermeture | null; log: Logger }): void {
  server.pre((req: Request, res: Response, next: (stop?: false) => void) => {
    const path = (req.url ?? '').split('?', 1)[0] ?? '';
    const program = PROGRAMS.find(([pattern]) => pattern.test(path));
    const page = PAGES.test(path) ? closed('tout') : null;
    if (page) sendPage(res, page);
    else if (program && closed(program[1])) sendFailure(res, new Refusal('FERME', RETRY_MS), log);
    else return next();
    return next(false);
  });
}

function sendPage(res: Response, { message }: Fermeture): void {
  const body = Buffer.from(html`<!doctype html>
<html lang="fr">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="robots" content="noindex">
  <title>${T.titre}</title>
  <link rel="icon" href="/favicon.svg" type="image/svg+xml">
  <link rel="stylesheet" href="/suivi.css">
</head>
<body>
<main>
<h1>${T.titre}</h1>
<p>${message ?? T.message}</p>
<p>${T.autrement}</p>
<p class="cadre"><strong>${T.danger}</strong></p>
</main>
</body>
</html>
`.html);
  res.writeHead(503, {
    'Content-Type': 'text/html; charset=utf-8', 'Content-Length': body.length, 'Cache-Control': 'no-store', 'Retry-After': String(RETRY_MS / 1_000),
    'Content-Security-Policy': "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  });
  res.end(body);
}
