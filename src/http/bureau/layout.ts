import { formatLong, parisDate, parisHour } from '../../domain/calendar';
import { hasRole } from '../../domain/agent';
import { ROUTES } from '../../desk/routes';
import type { RouteId } from '../../desk/routes';
import type { Session } from '../../desk/sessions';
import { fill } from '../../ops/fill';
import { html, NOTHING, type Html } from '../html';
import { pageHead } from '../page-head';
import T from './textes.json';

/** What the pages of the desk share. What a person or an agent wrote is only ever shown as text. */

export type Texte = keyof typeof T;
export const t = (id: Texte, params: Readonly<Record<string, string | number>> = {}): string => fill(T[id], params);

const isTexte = (id: string): id is Texte => id in T;
/** The sentence of a code read from data, or what to say instead. */
export const named = (id: string, otherwise: string): string => (isTexte(id) ? T[id] : otherwise);

/** `id.0`, `id.1` or `id.n`, whatever there is for this number. */
export function counted(id: 'file.compte' | 'file.age' | 'file.nonLu' | 'reste' | 'reste.retard', n: number): string {
  const exact = `${id}.${n}`;
  return fill(isTexte(exact) ? T[exact] : T[`${id}.n`], { n });
}

export const day = (instant: string): string => formatLong(instant.length > 10 ? parisDate(new Date(instant)) : instant);
export const hour = (ms: number): string => {
  const { heure, minute } = parisHour(new Date(ms));
  return `${heure} h ${String(minute).padStart(2, '0')}`;
};
export const moment = (instant: string): string => `${day(instant)}, ${hour(Date.parse(instant))}`;
export const paragraphs = (text: string): Html[] => text.split(/\n+/).filter((line) => line.trim() !== '').map((line) => html`<p>${line}</p>`);
export const row = (name: string, value: Html | string): Html => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;

export type Avis = { genre: 'fait' | 'alerte'; phrases: readonly string[] };
export const notice = (avis: Avis | null): Html =>
  (avis === null ? NOTHING : html`<div class="cadre ${avis.genre}" role="${avis.genre === 'fait' ? 'status' : 'alert'}">${avis.phrases.map((phrase) => html`<p>${phrase}</p>`)}</div>`);

const MENU: readonly RouteId[] = ['file', 'pilotage', 'rapport', 'journal', 'technique'];

export const mayUse = ({ agent }: Session, route: RouteId): boolean => hasRole(agent, ROUTES[route].roles);
/** The first page of this agent's menu. */
export const homeOf = (session: Pick<Session, 'agent'>): string => ROUTES[MENU.find((id) => hasRole(session.agent, ROUTES[id].roles)) ?? 'file'].chemin;

/** The right to write, in each form of a session. */
export const csrf = ({ csrf: value }: Session): Html => html`<input type="hidden" name="csrf" value="${value}">`;

/** @param session absent on the pages of those who are not signed in */
export function bureauPage(titre: string, session: Session | null, actif: RouteId | null, body: Html): string {
  return html`${pageHead({ titre: t('titrePage', { titre }), styles: ['/bureau.css'], more: html`<script src="/bureau.js" defer></script>` })}
<body>
<a class="evitement" href="#contenu">${T.evitement}</a>
<header class="tete">
<p class="nom">${T.nom}</p>
${session ? menu(session, actif) : NOTHING}
</header>
<main id="contenu" tabindex="-1">
${body}
</main>
${session ? footer() : NOTHING}
</body>
</html>
`.html;
}

const menu = (session: Session, actif: RouteId | null): Html => html`<nav aria-label="${T.menu}"><ul>${MENU.filter((id) => mayUse(session, id)).map((id) =>
  html`<li><a href="${ROUTES[id].chemin}"${id === actif ? html` aria-current="page"` : NOTHING}>${named(`nav.${id}`, id)}</a></li>`)}</ul></nav>
<form class="sortie" action="${ROUTES.sortir.chemin}" method="post">${csrf(session)}<span>${t('connecte', { prenom: session.agent.prenom })}</span> <button type="submit" class="second petit">${T.sortir}</button></form>`;

/** One letter alone is a shortcut only once it was asked for: who dictates, or tabs with a stick, does not press keys by mistake. */
const footer = (): Html => html`<footer class="pied" hidden data-raccourcis><h2>${T.raccourcis}</h2><p>${T.raccourcisAide}</p>
<p><label class="case"><input type="checkbox" id="raccourcis"> ${T.raccourcisActifs}</label></p></footer>`;

// ---------------------------------------------------------------- pages that say no

export function refusedPage(code: string, session: Session | null): string {
  const entree = code === 'BUREAU_SESSION' ? html`<p><a class="bouton" href="/bureau/entrer">${T.seConnecter}</a></p>` : code === 'CONNEXION_IMPOSSIBLE' ? html`<p><a class="bouton" href="/bureau/entrer">${T.recommencer}</a></p>` : NOTHING;
  return bureauPage(T.erreurTitre, session, null, html`<h1>${T.erreurTitre}</h1>
<p role="alert">${named(`erreur.${code}`, T.erreurTexte)}</p>
<p>${named(`erreur.${code}.aide`, '')}</p>
${session && mayUse(session, 'file') ? html`<p><a class="bouton" href="${ROUTES.file.chemin}">${T.retourFile}</a></p>` : NOTHING}${entree}
<p class="aide">${t('code', { code })}</p>`);
}

export const withoutRightsPage = (id: string): string => bureauPage(T.erreurTitre, null, null, html`<h1>${T.sansDroit}</h1><p>${t('sansDroitAide', { id })}</p>`);

export const goodbyePage = (): string => bureauPage(T.adieuTitre, null, null, html`<h1>${T.adieuTitre}</h1><p>${T.adieu}</p><p><a class="bouton" href="/bureau/entrer">${T.seConnecter}</a></p>`);
