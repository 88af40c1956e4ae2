import type { Contenu } from '../../../dialogs/contenu';
import { VUES } from '../../desk/queue';
import type { FileDemandee, PageFile, Porteur, Rang } from '../../desk/queue';
import { ROUTES } from '../../desk/routes';
import type { Session } from '../../desk/sessions';
import { formatLong } from '../../domain/calendar';
import { PRIORITES } from '../../domain/codes';
import { OPEN_STATUTS } from '../../domain/dossier';
import { html, NOTHING, type Html } from '../html';
import { bureauPage, counted, hour, notice, t, type Avis } from './layout';
import T from './textes.json';

/** The queue. Its rows are a table that a narrow screen shows as cards: roles are written, so that it stays a table for a screen reader. */

export function queuePageHtml(page: PageFile, session: Session, contenu: Contenu, avis: Avis | null): string {
  return bureauPage(T['file.titre'], session, 'file', html`<h1>${T['file.titre']}</h1>
${notice(avis)}
${views(page.demandee)}
${filters(page, contenu)}
<div data-veille="file" data-raccourci-file>${list(page, contenu)}</div>
<p class="aide" hidden data-vivant>${T['file.actualise']}</p>`);
}

const linkTo = (demandee: FileDemandee, change: Partial<FileDemandee>): string => {
  const entries = Object.entries({ ...demandee, apres: null, ...change }).filter((entry): entry is [string, string] => entry[1] !== null && entry[1] !== '');
  return `${ROUTES.file.chemin}?${new URLSearchParams(entries).toString()}`;
};

const views = (demandee: FileDemandee): Html => html`<ul class="onglets">${VUES.map((vue) =>
  html`<li><a href="${linkTo(demandee, { vue })}"${vue === demandee.vue ? html` aria-current="true"` : NOTHING}>${T[`file.vue.${vue}`]}</a></li>`)}</ul>`;

function filters({ demandee, services }: PageFile, contenu: Contenu): Html {
  return html`<form class="filtres" action="${ROUTES.file.chemin}" method="get" role="search"><input type="hidden" name="vue" value="${demandee.vue}">
<p class="large"><label for="q">${T['file.chercher']}</label><input type="search" id="q" name="q" value="${demandee.q}" maxlength="200" aria-describedby="q-aide"><span class="aide" id="q-aide">${T['file.chercherAide']}</span></p>
${services.length < 2 ? NOTHING : html`<p><label for="service">${T['file.service']}</label>${select('service', [['', T['file.tousServices']], ...services.map((code): [string, string] => [code, contenu.services[code].nomLong])], demandee.service)}</p>`}
<p><label for="priorite">${T['file.priorite']}</label>${select('priorite', [['', T['file.toutes']], ...PRIORITES.map((code): [string, string] => [code, code])], demandee.priorite)}</p>
<p class="bas"><button type="submit">${T['file.bouton']}</button></p></form>`;
}

export const select = (name: string, options: readonly (readonly [string, string])[], chosen: string | null, more: Html = NOTHING): Html =>
  html`<select id="${name}" name="${name}"${more}>${options.map(([value, label]) => html`<option value="${value}"${value === (chosen ?? '') ? html` selected` : NOTHING}>${label}</option>`)}</select>`;

const COLONNES = ['reference', 'etat', 'priorite', 'echeance', 'porteur', 'completude'] as const;

function list({ demandee, rangs, total, suite }: PageFile, contenu: Contenu): Html {
  const count = total === null ? T['file.trouvees'] : counted('file.compte', total);
  const links = html`${demandee.apres === null ? NOTHING : html`<a class="bouton" href="${linkTo(demandee, {})}">${T['file.debut']}</a> `}${suite === null ? NOTHING : html`<a class="bouton" href="${linkTo(demandee, { apres: suite })}">${T['file.suite']}</a>`}`;
  if (rangs.length === 0) return html`<p role="status">${T['file.vide']}</p><p>${links}</p>`;
  return html`<p class="compte" role="status">${count}</p>
<table role="table" class="file"><caption class="cache">${T['file.titre']}</caption>
<thead role="rowgroup"><tr role="row">${COLONNES.map((id) => html`<th role="columnheader" scope="col">${T[`file.col.${id}`]}</th>`)}</tr></thead>
<tbody role="rowgroup">${rangs.map((rang) => line(rang, contenu))}</tbody></table>
<p>${links}</p>`;
}

function line(rang: Rang, contenu: Contenu): Html {
  const { dossier, protege, ageJours, completude, nonLus } = rang;
  const { reference, demande, statut } = dossier;
  const what = protege ? html`<span class="protege">${T['file.protege']}</span>` : html`<span>${contenu.motifs[demande.motif].libelle} – ${contenu.prestations[demande.prestation].nom}</span>`;
  return html`<tr role="row"${nonLus > 0 ? html` class="nouveau"` : NOTHING}>
<th role="rowheader" scope="row"><a href="/bureau/dossier/${reference}">${reference}</a>${what}<span class="aide">${counted('file.age', ageJours)}, ${contenu.services[demande.service].nomCourt}</span>${nonLus > 0 ? html`<strong class="non-lu">${counted('file.nonLu', nonLus)}</strong>` : NOTHING}</th>
${cell('etat', html`${T[`statut.${statut}`]}`)}
${cell('priorite', html`<strong class="priorite ${rang.priorite.toLowerCase()}">${rang.priorite}</strong>${protege ? NOTHING : html`<span class="raisons">${reasonsOf(rang.raisons, rang.depassements).join(' ; ')}</span>`}`)}
${cell('echeance', html`${remaining(rang)}`)}
${cell('porteur', html`${OPEN_STATUTS.includes(statut) ? holder(rang.porteur) : '–'}`)}
${cell('completude', html`${protege ? '–' : `${completude} %`}`)}
</tr>`;
}

/** Why it has this priority; an overrun raises it after the promise was made. */
export const reasonsOf = (raisons: readonly string[], depassements: number): string[] => [...raisons, ...(depassements > 0 ? [T['file.raisonDepassee']] : [])];

const cell = (id: (typeof COLONNES)[number], value: Html): Html => html`<td role="cell" data-label="${T[`file.col.${id}`]}"><div>${value}</div></td>`;

/** Colour and words say the same: nobody has to see the colour. */
export function remaining({ dossier, joursRestants, enRetard, echeance }: Pick<Rang, 'dossier' | 'joursRestants' | 'enRetard' | 'echeance'>): Html {
  if (!OPEN_STATUTS.includes(dossier.statut)) return html`<span class="reste">${T['reste.clos']}</span>`;
  if (joursRestants === null) return html`<span class="reste">${T['reste.arrete']}</span>`;
  const said = joursRestants < 0 || enRetard ? counted('reste.retard', Math.max(1, -joursRestants)) : counted('reste', joursRestants);
  return html`<span class="reste ${enRetard || joursRestants < 0 ? 'depasse' : joursRestants <= 2 ? 'proche' : 'large'}">${said}</span><span class="aide">${formatLong(echeance)}</span>`;
}

function holder(porteur: Porteur | null): string {
  if (porteur === null) return T['file.personne'];
  if (porteur.moi) return T['file.moi'];
  return porteur.reserve && porteur.finMs !== null ? t('file.reserve', { prenom: porteur.prenom, heure: hour(porteur.finMs) }) : t('file.reprise', { prenom: porteur.prenom });
}
