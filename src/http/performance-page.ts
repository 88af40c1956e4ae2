import type { Contenu } from '../../dialogs/contenu';
import { formatLong, formatShort, parisDate, parisHour } from '../domain/calendar';
import { SUIVI_PATH } from '../domain/tracking-code';
import { isMet, type Delais, type Indicateur, type Performance, type Semaine } from '../domain/performance';
import { OBJECTIF_DEPASSEMENT_PCT } from '../domain/monthly-report';
import { fill } from '../ops/fill';
import { bars, columns, curve, legend, type Serie } from './performance-charts';
import { shownCell, shownValue } from './performance-format';
import { html, NOTHING, type Html } from './html';
import { pageHead } from './page-head';
import T from './performance-textes.json';

/** The public page of figures (R-090): server-rendered, without script; each chart beside the table of its figures. */

export const PERFORMANCE_PATH = '/performance';

function page(body: Html): string {
  return html`${pageHead({ titre: T.titre, styles: ['/performance.css'], isPublic: true, more: html`<meta name="description" content="${T.role}">` })}
<body>
<main>
${body}
</main>
</body>
</html>
`.html;
}

export function performancePage(performance: Performance, contenu: Contenu): string {
  return page(html`${heading(performance)}
${performance.vide ? html`<p class="cadre" role="status">${fill(T.vide, { jours: performance.periode.jours })}</p>` : figures(performance, contenu)}
${downloads()}
<p class="pied ecran"><a class="bouton" href="/">${T.poser}</a> <a class="bouton" href="${SUIVI_PATH}">${T.suivre}</a> <a class="bouton" href="${PERFORMANCE_PATH}">${T.actualiser}</a></p>
<p class="petit ecran">${T.imprimer}</p>`);
}

export const failurePage = (code: string): string => page(html`<h1>${T.erreurTitre}</h1>
<p>${T.erreurTexte}</p>
<p class="petit">${fill(T.code, { code })}</p>`);

function heading({ calculeLe, periode, masqueSous }: Performance): Html {
  const at = new Date(calculeLe);
  const { heure, minute } = parisHour(at);
  return html`<h1>${T.titre}</h1>
<p>${T.role}</p>
<div class="cadre">
<p class="fort">${T.legende}</p>
<p><time datetime="${calculeLe}">${fill(T.heure, { date: formatLong(parisDate(at)), heure: `${heure} h ${String(minute).padStart(2, '0')}` })}</time> ${fill(T.periode, { du: formatLong(periode.du), au: formatLong(periode.au), jours: periode.jours })}</p>
<p>${fill(T.masque, { seuil: masqueSous })} ${T.delais}</p>
</div>`;
}

function figures({ indicateurs, services, motifs, semaines, masqueSous }: Performance, contenu: Contenu): Html {
  return html`<section><h2 id="bref">${T.brefTitre}</h2>
<dl class="tuiles">
${indicateurs.map((one) => tile(one, masqueSous))}
</dl></section>
${delaysSection('services', T.servicesTitre, T.colonnes.service, T.graphiques.services, services.map((one) => ({ ...one, libelle: contenu.services[one.code].nomLong })), masqueSous)}
${delaysSection('motifs', T.motifsTitre, T.colonnes.motif, T.graphiques.motifs, motifs.map((one) => ({ ...one, libelle: contenu.motifs[one.code].libelle })), masqueSous)}
${weeksSection(semaines)}`;
}

function tile(indicateur: Indicateur, seuil: number): Html {
  const { id, nombre, unite, valeur } = indicateur;
  const { nom, aide } = T.indicateurs[id];
  const base = id === 'transfert' ? T.surTransfert : T.sur[unite];
  const sur = nombre === null || valeur === null || base === '' ? NOTHING : html` <span class="sur">${fill(base, { nombre })}</span>`;
  return html`<div><dt>${nom}</dt><dd><span class="valeur">${shownValue(indicateur, seuil)}</span>${sur}${target(indicateur)}<span class="petit">${aide}</span></dd></div>
`;
}

/** Met or not is said in words: colour only helps. */
function target(indicateur: Indicateur): Html {
  const { objectif } = indicateur;
  if (objectif === null) return NOTHING;
  const met = isMet(indicateur);
  const said = fill(T.objectif[objectif.sens], { valeur: objectif.valeur });
  return met === null ? html`<span class="objectif">${said}</span>` : html`<span class="objectif ${met ? 'tenu' : 'non-tenu'}">${said} (${met ? T.tenu : T.nonTenu})</span>`;
}

// ---------------------------------------------------------------- delays

type LigneDelais = Delais<string> & { libelle: string };

const BARRES: readonly Serie[] = [{ nom: T.series.mediane, classe: 'plein' }, { nom: T.series.decile, classe: 'creux' }];

function delaysSection(id: string, titre: string, premiere: string, legende: string, lignes: readonly LigneDelais[], seuil: number): Html {
  if (lignes.length === 0) return html`<section><h2 id="${id}">${titre}</h2><p>${T.aucuneLigne}</p></section>`;
  const shown = lignes.filter(({ masque }) => !masque);
  return html`<section><h2 id="${id}">${titre}</h2>
${shown.length === 0 ? NOTHING : html`<div class="cote">
<figure><figcaption>${legende}</figcaption>${legend(BARRES)}${bars(legende, shown.map(({ libelle, mediane, decile }) => ({ libelle, plein: mediane ?? 0, creux: decile ?? 0 })))}</figure>
${table(titre, [premiere, T.colonnes.nombre, T.colonnes.mediane, T.colonnes.decile, T.colonnes.depassement], shown.map(delaysRow))}
</div>`}
${hiddenNames(lignes, seuil)}</section>`;
}

/** One line for them all: a row of hidden figures says nothing more than its name. */
function hiddenNames(lignes: readonly LigneDelais[], seuil: number): Html {
  const names = lignes.filter(({ masque }) => masque).map(({ libelle }) => libelle);
  return names.length === 0 ? NOTHING : html`<p class="petit">${fill(T.caches, { seuil, liste: names.join(' ; ') })}</p>`;
}

const delaysRow = ({ libelle, nombre, mediane, decile, depassementPct }: LigneDelais): string[] =>
  [libelle, shownCell(nombre), shownCell(mediane), shownCell(decile), shownCell(depassementPct, ' %')];

/** A caption that the heading says already is read, not shown. */
const table = (legende: string, colonnes: readonly string[], lignes: readonly string[][]): Html => html`<div class="tableau" role="region" aria-label="${fill(T.tableau, { titre: legende })}" tabindex="0"><table>
<caption class="lu">${legende}</caption>
<thead><tr>${colonnes.map((colonne) => html`<th scope="col">${colonne}</th>`)}</tr></thead>
<tbody>
${lignes.map(([first = '', ...cells]) => html`<tr><th scope="row">${first}</th>${cells.map((cell) => (cell === T.cacheCourt ? html`<td class="cache">${cell}</td>` : html`<td>${cell}</td>`))}</tr>
`)}</tbody></table></div>`;

// ---------------------------------------------------------------- weeks

const VOLUMES: readonly Serie[] = [{ nom: T.series.recus, classe: 'plein' }, { nom: T.series.finalises, classe: 'creux' }];
const SEUIL: readonly Serie[] = [{ nom: fill(T.series.objectif, { valeur: OBJECTIF_DEPASSEMENT_PCT }), classe: 'seuil' }];

function weeksSection(semaines: readonly Semaine[]): Html {
  const names = semaines.map(({ du }) => formatShort(du).slice(0, 5));
  const figure = (legende: string, series: readonly Serie[], drawn: Html): Html => html`<figure><figcaption>${legende}</figcaption>${series.length === 0 ? NOTHING : legend(series)}${drawn}</figure>
`;
  const { volumes, mediane, depassement } = T.graphiques;
  return html`<section><h2 id="semaines">${T.semainesTitre}</h2>
<p class="petit">${T.semainesAide}</p>
<div class="cote">
${figure(volumes, VOLUMES, columns(volumes, names, semaines.map(({ recus }) => recus), semaines.map(({ finalises }) => finalises)))}
${figure(mediane, [], curve(mediane, names, semaines.map((one) => one.mediane), null))}
${figure(depassement, SEUIL, curve(depassement, names, semaines.map((one) => one.depassementPct), OBJECTIF_DEPASSEMENT_PCT))}
${table(T.semainesTitre, [T.colonnes.semaine, T.colonnes.recus, T.colonnes.finalises, T.colonnes.mediane, T.colonnes.depassement], semaines.map(weekRow))}
</div></section>`;
}

const weekRow = ({ du, recus, finalises, mediane, depassementPct }: Semaine): string[] =>
  [formatShort(du).slice(0, 5), shownCell(recus), shownCell(finalises), shownCell(mediane), shownCell(depassementPct, ' %')];

// ---------------------------------------------------------------- files

const downloads = (): Html => html`<section class="ecran"><h2 id="fichiers">${T.telechargerTitre}</h2>
<p>${T.telecharger}</p>
<p><a class="bouton" href="${PERFORMANCE_PATH}.csv" download>${T.csv}</a> <a class="bouton" href="${PERFORMANCE_PATH}.json">${T.json}</a></p>
<details><summary>${T.champsTitre}</summary>
<p>${T.csvAide}</p>
<dl class="champs">${Object.entries(T.champs).map(([champ, sens]) => html`<div><dt><code>${champ}</code></dt><dd>${sens}</dd></div>`)}</dl></details></section>`;
