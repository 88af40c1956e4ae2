import D from '../../api/documentation.json';
import { schemas, type SchemaJson } from '../../api/openapi';
import { API_PATH, COMMON_PROBLEMS, operation, OPERATION_IDS, type Operation, type OperationId } from '../../api/operations';
import { PROBLEM_CODES, titleOf } from '../../api/problem';
import { SCHEMAS } from '../../api/schemas';
import { PORTEES, type Portee } from '../../api/tokens';
import { Refusal, refusalBody, type RefusalCode } from '../../channels/refusal';
import { html, NOTHING, type Html } from '../html';
import { pageHead } from '../page-head';
import T from './docs-textes.json';

/** The page of the API: the same tables and schemas as its document, to be read. No script. */

const HOLDER = 'aig_…';
const GROUPS = [...new Set(OPERATION_IDS.map((id) => D.operations[id].groupe))];
const EXAMPLES: Readonly<Record<string, unknown>> = D.exemples;
const OBJECTS = schemas();

/** @param base address under which the caller sees the server */
export const docsPage = (base: string): string => html`${pageHead({ titre: T.titre, styles: ['/suivi.css', `${API_PATH}/docs.css`], isPublic: true })}
<body class="api">
<main>
<h1>${T.titre}</h1>
<p>${D.presentation}</p>
${contents()}
${beginning(base)}
${GROUPS.map((group) => html`<section><h2 id="${anchor(group)}">${group}</h2>${OPERATION_IDS.filter((id) => D.operations[id].groupe === group).map((id) => described(id, operation(id), base))}</section>`)}
<section><h2 id="evenements">${T.webhook}</h2><p>${D.webhook.description}</p>${fieldsTable('Notification')}<p>${T.verifier}</p><pre><code>${raw(T.node.join('\n'))}</code></pre></section>
<section><h2 id="limites">${T.limites}</h2><p>${T.limitesTexte}</p></section>
<section><h2 id="problemes">${T.problemes}</h2><p>${T.problemesIntro}</p>${fieldsTable('Probleme')}${problems()}</section>
<section><h2 id="objets">${T.objets}</h2>${Object.keys(OBJECTS).map((id) => html`<h3 id="objet-${id}">${id}</h3>${fieldsTable(id)}`)}</section>
</main>
</body>
</html>
`.html;

const anchor = (text: string): string => text.toLowerCase();

/** Code keeps its own spaces: no typographic one is put in it. */
const raw = (code: string): Html => ({ html: code.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;') });

const contents = (): Html => html`<nav aria-label="${T.sommaire}"><ul>
<li><a href="#commencer">${T.commencer}</a></li>
${OPERATION_IDS.map((id) => html`<li><a href="#${id}">${D.operations[id].resume}</a></li>`)}
<li><a href="#evenements">${T.webhook}</a></li><li><a href="#limites">${T.limites}</a></li><li><a href="#problemes">${T.problemes}</a></li><li><a href="#objets">${T.objets}</a></li>
</ul></nav>`;

const SCOPES: Readonly<Record<Portee, string>> = { triage: T.porteeTriage, 'dossiers:lire': T.porteeLire, 'dossiers:ecrire': T.porteeEcrire, webhooks: T.porteeWebhooks };

const beginning = (base: string): Html => html`<section><h2 id="commencer">${T.commencer}</h2>
<ol><li>${T.pas1}</li><li>${T.pas2}</li><li>${T.pas3}</li></ol>
<p><a href="${API_PATH}/openapi.json">${T.document}</a> (${base}${API_PATH}/openapi.json)</p>
<h3>${T.portees}</h3>
<ul>${PORTEES.map((portee) => html`<li><code>${raw(portee)}</code> – ${SCOPES[portee]}</li>`)}</ul></section>`;

function described(id: OperationId, op: Operation, base: string): Html {
  const { resume, description } = D.operations[id];
  return html`<section aria-labelledby="${id}"><h3 id="${id}">${resume}</h3>
<p class="route"><code class="methode">${op.methode}</code> <code>${raw(API_PATH + op.chemin)}</code></p>
<p>${description}</p>
<p>${T.portee} : ${op.portee === null ? T.porteeAucune : html`<code>${raw(op.portee)}</code>`}</p>
${parameters(op)}${bodyLink(op)}
<p>${T.reponse} ${op.reponse.status} : ${op.reponse.schema === null ? T.reponseVide : objectLink(SCHEMAS.get(op.reponse.schema)?.id ?? '')}.
${T.problemesPossibles} : ${[...op.problemes, ...COMMON_PROBLEMS].sort((a, b) => a - b).join(', ')}.</p>
<h4>${T.essayer}</h4>
<pre><code>${raw(curlOf(id, op, base))}</code></pre></section>`;
}

const TEXTS: Readonly<Record<string, string>> = { ...D.parametres, ...D.entetes };

function parameters({ chemins, requete, entetes }: Operation): Html {
  const names = [chemins, requete, entetes].flatMap((schema) => Object.keys(schema?.shape ?? {}));
  return names.length === 0 ? NOTHING : html`<h4>${T.parametres}</h4><ul>${names.map((name) => html`<li><code>${raw(name)}</code> – ${TEXTS[name] ?? ''}</li>`)}</ul>`;
}

const bodyLink = ({ corps }: Operation): Html => (corps ? html`<p>${T.corps} : ${objectLink(SCHEMAS.get(corps.schema)?.id ?? '')}.</p>` : NOTHING);
const objectLink = (id: string): Html => html`<a href="#objet-${id}">${id}</a>`;

function curlOf(id: OperationId, { methode, chemin, corps, entetes }: Operation, base: string): string {
  const lines = [`${T.curl} ${methode === 'GET' ? '' : `-X ${methode} `}${base}${API_PATH}${chemin.replace('{reference}', 'REF-EXP-1234563')}`, `-H 'Authorization: Bearer ${HOLDER}'`];
  if (entetes) lines.push(`-H "Idempotency-Key: $(openssl rand -hex 16)"`);
  if (corps) lines.push(`-H 'Content-Type: application/json'`, `-d '${JSON.stringify(EXAMPLES[id] ?? {}, null, 2).replaceAll("'", '’')}'`);
  return lines.join(' \\\n  ');
}

/** Refusals of the server itself that programs may meet. */
const GENERAL: readonly RefusalCode[] = [
  'REQUETE_INVALIDE', 'JSON_INVALIDE', 'MULTIPART_INVALIDE', 'INTROUVABLE', 'METHODE_REFUSEE', 'CORPS_TROP_GROS', 'TYPE_REFUSE', 'ERREUR_INTERNE', 'FERME', 'SURCHARGE', 'ARRET_EN_COURS', 'STOCKAGE_INDISPONIBLE',
];

function problems(): Html {
  const own = Object.entries(PROBLEM_CODES).map(([code, { status, detail }]) => ({ code, status, detail }));
  const general = GENERAL.map((code) => ({ code, status: new Refusal(code).status, detail: refusalBody(code).error.message }));
  return html`<table><thead><tr><th scope="col">${T.code}</th><th scope="col">HTTP</th><th scope="col">${T.sens}</th></tr></thead><tbody>
${[...own, ...general].map(({ code, status, detail }) => html`<tr><td id="probleme-${code}"><code>${code}</code></td><td>${status} ${titleOf(status)}</td><td>${detail}</td></tr>`)}</tbody></table>`;
}

// ---------------------------------------------------------------- objects

function fieldsTable(id: string): Html {
  const { properties = {}, required = [] }: SchemaJson = OBJECTS[id] ?? {};
  return html`<table><thead><tr><th scope="col">${T.champ}</th><th scope="col">${T.sorte}</th><th scope="col">${T.sens}</th></tr></thead><tbody>
${Object.entries(properties).map(([name, field]) => html`<tr><td><code>${raw(name)}</code>${required.includes(name) ? html` <span class="obligatoire">${T.obligatoire}</span>` : NOTHING}</td><td>${formOf(field)}</td><td>${textOf(field.description)}</td></tr>`)}</tbody></table>`;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A few words for a JSON schema: an object by its name, a list of values as they are. */
function formOf(field: { [key: string]: unknown }): Html {
  const { $ref, anyOf, enum: values, items, type, format, const: only } = field;
  if (typeof $ref === 'string') return objectLink($ref.split('/').at(-1) ?? '');
  if (Array.isArray(anyOf)) return joined(anyOf.map((one) => formOf(isObject(one) ? one : {})), ' ou ');
  if (Array.isArray(values)) return html`<code>${raw(values.join(', '))}</code>`;
  if (only !== undefined) return html`<code>${raw(String(only))}</code>`;
  if (isObject(items)) return html`[${formOf(items)}]`;
  return html`<code>${raw([type, format].filter((word) => typeof word === 'string').join(' '))}</code>`;
}

const isObject = (value: unknown): value is { [key: string]: unknown } => typeof value === 'object' && value !== null;
const joined = (parts: readonly Html[], between: string): Html => ({ html: parts.map((part) => part.html).join(between) });
