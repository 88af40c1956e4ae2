import { html } from '../html';
import { t } from './layout';
import T from './textes.json';

/**
 * Documents as they are shown at the desk. What a person sent never runs in our origin: each answer is sandboxed, so has an origin of
 * its own that owns nothing. Browsers refuse their PDF reader to a sandbox; ours draws the pages, and runs nothing of the document.
 */

const SANDBOX = "sandbox allow-scripts; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";
export const VIEWER_POLICY = `${SANDBOX}; script-src 'self'; style-src 'self'; img-src blob: data:`;
export const IMAGE_POLICY = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'";

const page = (titre: string, body: ReturnType<typeof html>): string => html`<!doctype html>
<html lang="fr">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>${titre}</title>
  <link rel="stylesheet" href="/bureau.css">
</head>
<body class="apercu-document">
<main>${body}</main>
</body>
</html>
`.html;

/** The pages are drawn by `/bureau-lecteur.mjs` from the bytes in the page: a sandbox has no cookie to fetch them with. */
export const pdfPage = (nom: string, bytes: Uint8Array): string => page(t('lecteur.titre', { nom }), html`<noscript><p>${T['lecteur.sansScript']}</p></noscript>
<p id="etat" role="status" data-attente="${T['lecteur.attente']}" data-echec="${T['lecteur.echec']}" data-page="${T['lecteur.page']}" data-coupe="${T['lecteur.coupe']}"></p>
<div id="pages"></div>
<script type="application/json" id="octets">"${Buffer.from(bytes).toString('base64')}"</script>
<script type="module" src="/bureau-lecteur.mjs"></script>`);

export const emptyViewerPage = (): string => page(T['cas.lecteur'], html`<p class="aide">${T['cas.lecteurVide']}</p>`);
