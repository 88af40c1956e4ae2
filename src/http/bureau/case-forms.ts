import sensDesCodes from '../../../dialogs/contenu/sens.json';
import { MODELES } from '../../desk/models';
import { holderOf } from '../../desk/queue';
import type { RouteId } from '../../desk/routes';
import { accessTo } from '../../domain/agent';
import { awaitedPieces } from '../../domain/awaited-pieces';
import { formatLong, parisDate } from '../../domain/calendar';
import { INTENTIONS_SIMPLES, MOTIFS, PRESTATIONS, SERVICES_EXPERTS } from '../../domain/codes';
import { ISSUES } from '../../domain/dossier';
import { complementLimit, TRANSITIONS, type Acte } from '../../domain/lifecycle';
import { ROUTES } from '../../desk/routes';
import { fill } from '../../ops/fill';
import { html, NOTHING, type Html } from '../html';
import type { VueCas } from './case-page';
import { bureauPage, csrf, notice, paragraphs, t } from './layout';
import { select } from './queue-page';
import T from './textes.json';

/** The forms of the page of a dossier. What goes to the person and what stays inside look different and are not side by side. */

export function acts(vue: VueCas): Html {
  const parts = [answer(vue), complement(vue), note(vue), others(vue)].filter((part) => part.html !== '');
  return html`<h2 class="cache">${T['cas.agir']}</h2>${parts.length === 0 ? html`<p class="cadre">${T['cas.lectureSeule']}</p>` : parts}`;
}

const ACTE_DE: Partial<Record<RouteId, Acte['genre']>> = {
  prendre: 'affecter', liberer: 'liberer', reaffecter: 'affecter', complement: 'demander-complement', note: 'annoter', reponse: 'repondre', requalifier: 'requalifier', reorienter: 'reorienter', rouvrir: 'rouvrir',
};

/** The role allows it, in this service, and so does the state of the dossier. */
function may({ cas: { dossier }, session }: VueCas, route: RouteId): boolean {
  const genre = ACTE_DE[route];
  return accessTo(dossier, session.agent, ROUTES[route].roles) === 'ouvert' && (genre === undefined || TRANSITIONS[genre].de.includes(dossier.statut));
}

const holds = ({ cas: { dossier, prise }, session, now }: VueCas): boolean => holderOf(dossier, prise, session.agent, now.getTime())?.moi === true;

export const actionOf = (reference: string, route: RouteId): string => ROUTES[route].chemin.replace(':reference', reference);

function form(vue: VueCas, route: RouteId, body: Html): Html {
  const { dossier } = vue.cas;
  return html`<form action="${actionOf(dossier.reference, route)}" method="post">${csrf(vue.session)}<input type="hidden" name="version" value="${dossier.evenements.length}">${body}</form>`;
}

const typed = ({ saisie }: VueCas, name: string): string => saisie.get(name) ?? '';

const area = (vue: VueCas, name: string, label: string, { rows, max, help = NOTHING, helpId = '', more = NOTHING }: { rows: number; max: number; help?: Html; helpId?: string; more?: Html }): Html =>
  html`<p><label for="${name}">${label}</label>${help}<textarea id="${name}" name="${name}" rows="${rows}" maxlength="${max}" required${helpId === '' ? NOTHING : html` aria-describedby="${helpId}"`}${more}>${typed(vue, name)}</textarea></p>`;

// ---------------------------------------------------------------- take, answer, ask

export function take(vue: VueCas): Html {
  const { cas: { dossier, prise }, session, now } = vue;
  if (!may(vue, 'prendre')) return NOTHING;
  const holder = holderOf(dossier, prise, session.agent, now.getTime());
  if (holder?.reserve) return NOTHING;
  const label = holder === null ? T['cas.prendre'] : holder.moi ? T['cas.garder'] : T['cas.reprendre'];
  return form(vue, 'prendre', html`<p><button type="submit" data-raccourci="p">${label}</button></p>`);
}

const ISSUE_OPTIONS = [['', T['acte.issueChoisir']], ...ISSUES.map((code) => [code, T[`issue.${code}`]] as const)] as const;

function answer(vue: VueCas): Html {
  if (!may(vue, 'reponse') || !holds(vue)) return NOTHING;
  const { cas: { dossier }, contenu, modele: chosen } = vue;
  const modele = MODELES.find(({ id }) => id === chosen);
  const prestation = contenu.prestations[dossier.demande.prestation].nom;
  const filled = { ...vue, saisie: new Map([...(modele ? [['reponse', fill(modele.texte, { prestation })], ['issue', modele.issue]] as const : []), ...vue.saisie]) };
  return html`<section class="bloc vers-personne" id="repondre"><h2>${T['acte.reponseTitre']}</h2><p class="marque">${T['acte.versPersonne']}</p>
<form action="/bureau/dossier/${dossier.reference}#repondre" method="get" class="modeles"><p><label for="modele">${T['acte.modele']}</label><span class="aide" id="modele-aide">${T['acte.insererAide']}</span>
<select id="modele" name="modele" aria-describedby="modele-aide"><option value="">${T['acte.modeleAucun']}</option>${MODELES.map(({ id, titre, texte, issue }) => html`<option value="${id}" data-texte="${fill(texte, { prestation })}" data-issue="${issue}"${id === chosen ? html` selected` : NOTHING}>${titre}</option>`)}</select></p>
<p><button type="submit" class="second">${T['acte.inserer']}</button></p></form>
${form(filled, 'reponse', html`<p><label for="issue">${T['acte.issue']}</label>${select('issue', ISSUE_OPTIONS, typed(filled, 'issue'), html` required`)}</p>
${area(filled, 'reponse', T['acte.texteReponse'], { rows: 10, max: 6_000, more: html` data-raccourci="r"` })}
<p><button type="submit">${T['acte.relire']}</button></p>`)}</section>`;
}

/** A second page shows what the person will get, so that one press never answers. */
export function confirmAnswerPage(vue: VueCas, issue: (typeof ISSUES)[number], texte: string): string {
  const { cas: { dossier }, session } = vue;
  const { reference } = dossier;
  const kept = (version: Html): Html => html`${csrf(session)}${version}<input type="hidden" name="issue" value="${issue}"><textarea name="reponse" hidden readonly aria-label="${T['acte.texteReponse']}">${texte}</textarea>`;
  const version = html`<input type="hidden" name="version" value="${vue.saisie.get('version') ?? String(dossier.evenements.length)}">`;
  return bureauPage(T['acte.relireTitre'], session, null, html`<h1>${T['acte.relireTitre']}</h1><p>${T['acte.relireAide']}</p>
${notice(vue.avis)}
${dossier.demande.discret ? html`<div class="cadre alerte"><p>${T['cas.discret']}</p></div>` : NOTHING}
<p>${reference} – <strong>${T[`issue.${issue}`]}</strong></p>
<div class="cadre vers-personne apercu">${paragraphs(texte)}</div>
<div class="boutons"><form action="${actionOf(reference, 'reponse')}" method="post">${kept(version)}<input type="hidden" name="confirme" value="oui"><button type="submit">${T['acte.envoyer']}</button></form>
<form action="${actionOf(reference, 'reponse')}" method="post">${kept(version)}<input type="hidden" name="confirme" value="non"><button type="submit" class="second">${T['acte.corriger']}</button></form></div>`);
}

function complement(vue: VueCas): Html {
  if (!may(vue, 'complement') || !holds(vue)) return NOTHING;
  const limite = formatLong(complementLimit(parisDate(vue.now), vue.alsaceMoselle));
  const choices = complementChoices(vue.cas.dossier).map(({ champ, libelle }) => html`<label class="case"><input type="checkbox" name="${champ}" value="oui"${typed(vue, champ) === 'oui' ? html` checked` : NOTHING}> ${libelle}</label>`);
  return html`<section class="bloc vers-personne" id="complement"><h2>${T['acte.complementTitre']}</h2><p class="marque">${T['acte.versPersonne']}</p>
${form(vue, 'complement', html`${choices.length === 0 ? NOTHING : html`<fieldset><legend>${T['acte.pieces']}</legend>${choices}</fieldset>`}
<p><label for="autre">${T['acte.autrePiece']}</label><span class="aide" id="autre-aide">${T['acte.autrePieceAide']}</span><textarea id="autre" name="autre" rows="2" maxlength="500" aria-describedby="autre-aide" data-raccourci="c">${typed(vue, 'autre')}</textarea></p>
${area(vue, 'pourquoi-complement', T['acte.pourquoiComplement'], { rows: 3, max: 1_000, help: html`<span class="aide" id="pourquoi-aide">${T['acte.pourquoiComplementAide']}</span>`, helpId: 'pourquoi-aide' })}
<p>${t('acte.limite', { limite })}</p><p><button type="submit">${T['acte.demander']}</button></p>`)}</section>`;
}

/** Pieces not received yet, as boxes to tick. */
export const complementChoices = (dossier: VueCas['cas']['dossier']): { champ: string; code: string | null; libelle: string }[] =>
  awaitedPieces(dossier).map(({ cle, code, libelle }) => ({ champ: `piece-${cle}`, code, libelle }));

// ---------------------------------------------------------------- inside

const note = (vue: VueCas): Html => (may(vue, 'note') ? html`<section class="bloc interne" id="note-interne"><h2>${T['acte.noteTitre']}</h2><p class="marque">${T['acte.interne']}</p>
${form(vue, 'note', html`${area(vue, 'note', T['acte.note'], { rows: 3, max: 2_000, more: html` data-raccourci="n"` })}<p><button type="submit" class="second">${T['acte.noter']}</button></p>`)}</section>` : NOTHING);

function others(vue: VueCas): Html {
  const parts = [requalify(vue), reroute(vue), release(vue), reassign(vue), reopen(vue), corrections(vue)].filter((part) => part.html !== '');
  return parts.length === 0 ? NOTHING : html`<section class="bloc">${parts}</section>`;
}

/** Stays open when what was typed in it comes back. */
const folder = (vue: VueCas, field: string, title: string, body: Html): Html => html`<details${vue.saisie.has(field) ? html` open` : NOTHING}><summary>${title}</summary>${body}</details>`;

const requalify = (vue: VueCas): Html => (may(vue, 'requalifier') ? folder(vue, 'pourquoi-requalifier', T['acte.requalifierTitre'], html`<p class="aide">${T['acte.requalifierAide']}</p>${form(vue, 'requalifier', html`
<p><label for="complexite">${T['acte.difficulte']}</label>${select('complexite', [['', T['acte.inchange']], ['STANDARD', T['complexite.STANDARD']], ['COMPLEXE', T['complexite.COMPLEXE']]], typed(vue, 'complexite'))}</p>
<p><label for="nouvelle-priorite">${T['acte.priorite']}</label>${select('nouvelle-priorite', [['', T['acte.inchange']], ['P1', 'P1'], ['P2', 'P2'], ['P3', 'P3']], typed(vue, 'nouvelle-priorite'))}</p>
${area(vue, 'pourquoi-requalifier', T['acte.pourquoiLue'], { rows: 2, max: 500 })}<p><button type="submit" class="second">${T['acte.requalifier']}</button></p>`)}`) : NOTHING);

function reroute(vue: VueCas): Html {
  if (!may(vue, 'reorienter')) return NOTHING;
  const { cas: { dossier }, contenu } = vue;
  const options = SERVICES_EXPERTS.filter((code) => code !== dossier.demande.service).map((code): [string, string] => [code, contenu.services[code].nomLong]);
  return folder(vue, 'pourquoi-reorienter', T['acte.reorienterTitre'], form(vue, 'reorienter', html`<p><label for="vers">${T['acte.service']}</label>${select('vers', [['', T['acte.issueChoisir']], ...options], typed(vue, 'vers'), html` required`)}</p>
${area(vue, 'pourquoi-reorienter', T['acte.pourquoiLue'], { rows: 2, max: 500 })}<p><button type="submit" class="second">${T['acte.reorienter']}</button></p>`));
}

function release(vue: VueCas): Html {
  const isManager = accessTo(vue.cas.dossier, vue.session.agent, ROUTES.reaffecter.roles) === 'ouvert';
  if (!may(vue, 'liberer') || !(holds(vue) || isManager)) return NOTHING;
  return folder(vue, 'pourquoi-liberer', T['acte.libererTitre'], form(vue, 'liberer', html`${area(vue, 'pourquoi-liberer', T['acte.pourquoi'], { rows: 2, max: 500 })}<p><button type="submit" class="second">${T['acte.liberer']}</button></p>`));
}

function reassign(vue: VueCas): Html {
  if (!may(vue, 'reaffecter')) return NOTHING;
  const { agents } = vue.cas;
  const body = agents.length === 0 ? html`<p>${T['acte.aucunCollegue']}</p>` : form(vue, 'reaffecter', html`<p><label for="collegue">${T['acte.collegue']}</label>${select('collegue', agents.map(({ id, prenom }): [string, string] => [id, `${prenom} (${id})`]), null)}</p>
<p><button type="submit" class="second">${T['acte.reaffecter']}</button></p>`);
  return folder(vue, 'collegue', T['acte.reaffecterTitre'], body);
}

const reopen = (vue: VueCas): Html => (may(vue, 'rouvrir') ? folder(vue, 'pourquoi-rouvrir', T['acte.rouvrirTitre'], form(vue, 'rouvrir', html`${area(vue, 'pourquoi-rouvrir', T['acte.pourquoiLue'], { rows: 2, max: 500 })}<p><button type="submit" class="second">${T['acte.rouvrir']}</button></p>`)) : NOTHING);

const SENS: Readonly<Record<string, string>> = sensDesCodes;
const SIMPLES = INTENTIONS_SIMPLES.map((code): [string, string] => [code, SENS[code] ?? code]);

function corrections(vue: VueCas): Html {
  if (!may(vue, 'correction')) return NOTHING;
  const { cas: { dossier: { demande } }, contenu } = vue;
  const one = (quoi: string, label: string, options: [string, string][], button: string): Html => form(vue, 'correction', html`<input type="hidden" name="quoi" value="${quoi}">
<p class="ligne"><label for="juste-${quoi}">${label}</label><select id="juste-${quoi}" name="apres">${options.map(([value, name]) => html`<option value="${value}">${name}</option>`)}</select><button type="submit" class="second petit">${button}</button></p>`);
  return folder(vue, 'quoi', T['acte.correctionTitre'], html`<p class="aide">${T['acte.correctionAide']}</p>
${one('motif', T['acte.motifJuste'], MOTIFS.filter((code) => code !== demande.motif).map((code) => [code, contenu.motifs[code].libelle]), T['acte.corrigerMotif'])}
${one('prestation', T['acte.prestationJuste'], PRESTATIONS.filter((code) => code !== demande.prestation).map((code) => [code, contenu.prestations[code].nom]), T['acte.corrigerPrestation'])}
${one('service', T['acte.serviceJuste'], SERVICES_EXPERTS.filter((code) => code !== demande.service).map((code) => [code, contenu.services[code].nomLong]), T['acte.corrigerService'])}
${one('sans-expert', T['acte.sansExpertCode'], [['', T['acte.sansExpertInconnu']], ...SIMPLES], T['acte.sansExpert'])}`);
}
