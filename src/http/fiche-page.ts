import type { Contenu } from '../../dialogs/contenu';
import { formatShort } from '../domain/calendar';
import { MOTIFS, PRESTATIONS } from '../domain/codes';
import { FICHE_PATH, type Fiche, type LectureFiche } from '../domain/fiche';
import { piecesFor, PIECES_VERSION, type PieceAttendue } from '../domain/pieces';
import { serviceProposeFor } from '../domain/routing';
import { fill } from '../ops/fill';
import T from './fiche-textes.json';
import { html, NOTHING, type Html } from './html';
import { pageHead } from './page-head';

/** The sheet (R-058), its form and its error page: server-rendered, without script, made to be printed in black on A4. */

function page(title: string, body: Html): string {
  return html`${pageHead({ titre: title, styles: ['/fiche.css'], theme: 'light' })}
<body>
<main>
${body}
</main>
</body>
</html>
`.html;
}

// ---------------------------------------------------------------- the sheet

export function fichePage(fiche: Fiche, contenu: Contenu): string {
  const motif = motifLabel(fiche, contenu);
  return page(fill(T.titreFiche, { motif }), html`
<h1>${T.titre}</h1>
<p>${T.role} ${T.egalite}</p>
<p class="ecran">${T.imprimer} <a href="${FICHE_PATH}">${T.autre}</a></p>
${demande(fiche, motif, contenu)}
${identite()}
${documents(fiche)}
${expose()}
<section class="cadre"><h2>${T.legal}</h2><p>${T.legalTexte}</p></section>
<section><h2>${T.envoi}</h2><p>${T.envoiTexte}</p><p>${T.aideTexte}</p></section>
<p class="champs">${champ(T.date)}${champ(T.signature)}</p>
<p class="petit">${T.assistant}</p>`);
}

function motifLabel({ motif, revision }: Fiche, contenu: Contenu): string {
  const { libelle, sousMotifs } = contenu.motifs[motif];
  const about = sousMotifs.find(({ code }) => code === revision);
  return about ? `${libelle} – ${about.libelle}` : libelle;
}

function demande({ motif, prestation, reference }: Fiche, label: string, contenu: Contenu): Html {
  const service = contenu.services[serviceProposeFor(motif, prestation)].nomLong;
  return html`<section><h2>${T.demande}</h2>
<dl>
${reference === null ? NOTHING : row(T.reference, html`<strong class="numero">${reference}</strong>`)}
${row(T.motif, html`${label}`)}
${row(T.prestation, html`${contenu.prestations[prestation].nom}`)}
${row(T.service, html`${service}`)}
</dl>
${reference === null ? NOTHING : html`<p>${T.referenceAide}</p>`}</section>`;
}

const row = (name: string, value: Html): Html => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;

const identite = (): Html => html`<section><h2>${T.identite}</h2>
<p class="champs">${champ(T.nom)}${champ(T.prenom)}${champ(T.allocataire)}</p>
<p>${T.jamais}</p></section>`;

/** A line to write on with a pen: nothing personal is typed here. */
const champ = (label: string): Html => html`<span class="champ"><span class="champ-nom">${label}</span><span class="trait"></span></span>`;

function documents(fiche: Fiche): Html {
  const pieces = piecesFor(fiche);
  const required = pieces.filter(({ necessite }) => necessite === 'obligatoire');
  const bySituation = pieces.filter(({ necessite }) => necessite === 'selon-situation');
  return html`<section><h2>${T.documents}</h2>
<p><strong>${T.copies}</strong> ${T.manque}</p>
${required.length > 0 ? group(T.obligatoires, required) : html`<p>${T.aucunObligatoire}</p>`}
${group(T.applicables, bySituation.filter(({ applicable }) => applicable))}
${group(T.situation, bySituation.filter(({ applicable }) => !applicable))}
${group(T.facultatives, pieces.filter(({ necessite }) => necessite === 'facultative'))}
<p class="petit">${fill(T.version, { version: PIECES_VERSION.version, date: formatShort(PIECES_VERSION.date) })}</p></section>`;
}

const group = (title: string, pieces: PieceAttendue[]): Html =>
  pieces.length === 0 ? NOTHING : html`<h3>${title}</h3><ul class="pieces">${pieces.map(item)}</ul>`;

/** Real boxes: they may be ticked on the screen before printing, and are sent nowhere. */
const item = ({ libelle, aide, situation, applicable }: PieceAttendue): Html => html`
<li><label><input type="checkbox" autocomplete="off"><span><strong>${libelle}</strong>${situation && !applicable ? html` (${situation})` : NOTHING}<br>${aide}</span></label></li>`;

const expose = (): Html => html`<section><h2>${T.expose}</h2><p>${T.exposeAide}</p>
${rubrique(T.situationInitiale, T.situationInitialeAide)}
${rubrique(T.problemeRencontre, T.problemeRencontreAide)}
${rubrique(T.demarches, T.demarchesAide)}
${rubrique(T.demandeFormelle, T.demandeFormelleAide)}</section>`;

const LINES = Array.from({ length: 4 }, () => html`<span class="ligne"></span>`);

const rubrique = (title: string, help: string): Html => html`<div class="rubrique"><h3>${title}</h3><p>${help}</p><p class="lignes" aria-hidden="true">${LINES}</p></div>`;

// ---------------------------------------------------------------- the form

type Formulaire = Extract<LectureFiche, { genre: 'formulaire' }>;

/** A sheet without a conversation, for a social worker or an agency. */
export function formPage({ manque, choisis }: Formulaire, contenu: Contenu): string {
  const error = manque === null ? NOTHING : html`<p class="cadre" role="alert" id="erreur">${manque === 'motif' ? T.manqueMotif : T.manqueRevision}</p>`;
  const faulty = (name: string): Html => (manque === name ? html` aria-invalid="true" aria-describedby="erreur"` : NOTHING);
  return page(manque === null ? T.titre : `${T.erreur} : ${T.titre}`, html`
<h1>${T.titre}</h1>
<p>${T.formulaireRole}</p>
${error}
<form action="${FICHE_PATH}" method="get" autocomplete="off">
${select('motif', T.motifLabel, faulty('motif'), [blank, ...MOTIFS.map((code) => option(code, contenu.motifs[code].libelle, choisis.motif === code))])}
${select('revision', T.revisionLabel, faulty('revision'), [blank, ...contenu.motifs.DEMANDE_REVISION.sousMotifs.map(({ code, libelle }) => option(code, libelle, false))])}
${select('prestation', T.prestationLabel, NOTHING, prestationOptions(choisis.prestation, contenu))}
${choisis.reference === null ? NOTHING : html`<input type="hidden" name="ref" value="${choisis.reference}">`}
<p><button type="submit">${T.creer}</button></p>
</form>
<p class="petit">${T.assistant}</p>`);
}

const blank = html`<option value="">${T.choisir}</option>`;

const prestationOptions = (chosen: string, contenu: Contenu): Html[] => {
  const last = ['INCONNUE', 'MULTI'];
  const ordered = [...PRESTATIONS.filter((code) => !last.includes(code)), 'MULTI' as const, 'INCONNUE' as const];
  return ordered.map((code) => option(code, contenu.prestations[code].nom, code === chosen));
};

const option = (value: string, label: string, chosen: boolean): Html => html`<option value="${value}"${chosen ? html` selected` : NOTHING}>${label}</option>`;

const select = (name: string, label: string, state: Html, options: Html[]): Html =>
  html`<p><label for="${name}">${label}</label><select id="${name}" name="${name}"${state}>${options}</select></p>`;

/** Says nothing of what the address held. */
export const invalidPage = (code: string): string => page(T.invalideTitre, html`
<h1>${T.invalideTitre}</h1>
<p>${T.invalideTexte}</p>
<p><a href="${FICHE_PATH}">${T.autre}</a></p>
<p class="petit">${fill(T.code, { code })}</p>`);
