import type { Response } from 'restify';
import { html, type Html } from './html';
import T from './notice-textes.json';
import { pageHead } from './page-head';

/** A page that is not the one wanted, for people: why, what to do otherwise, and where to call in danger. Without script nor form. */
export type Notice = { status: number; titre: string; phrases: readonly string[]; retryAfterMs: number };

const POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export function sendNotice(res: Response, { status, titre, phrases, retryAfterMs }: Notice): void {
  const body = Buffer.from(noticePage(titre, phrases).html);
  res.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8', 'Content-Length': body.length, 'Cache-Control': 'no-store', 'Retry-After': String(Math.ceil(retryAfterMs / 1_000)), 'Content-Security-Policy': POLICY,
  });
  res.end(res.req.method === 'HEAD' ? undefined : body);
}

const noticePage = (titre: string, phrases: readonly string[]): Html => html`${pageHead({ titre, styles: ['/suivi.css'] })}
<body>
<main>
<h1>${titre}</h1>
${phrases.map((phrase) => html`<p>${phrase}</p>`)}
<p><a class="bouton" href="tel:3230">${T.appelerCaf}</a></p>
<section class="cadre" aria-labelledby="danger">
<h2 id="danger">${T.dangerTitre}</h2>
${T.appels.map(({ lien, texte }) => html`<p><a class="bouton" href="${lien}">${texte}</a></p>`)}
</section>
</main>
</body>
</html>
`;
