import type { Contenu } from '../../../dialogs/contenu';
import { overrunCauses, mayRead } from '../../desk/supervision';
import type { Pilotage } from '../../desk/supervision';
import { ROUTES } from '../../desk/routes';
import type { Session } from '../../desk/sessions';
import { formatShort } from '../../domain/calendar';
import { SERVICES_EXPERTS } from '../../domain/codes';
import type { Coefficients } from '../../domain/coefficients';
import { deadline, lifeOf } from '../../domain/lifecycle';
import { MASQUE_SOUS } from '../../domain/monthly-report';
import type { Ligne, Rapport, Table, Unite } from '../../domain/monthly-report';
import { fill } from '../../ops/fill';
import type { QueueLine } from '../../stores/desk-store';
import { html, NOTHING, type Html } from '../html';
import { bureauPage, csrf, moment, named, notice, t, type Avis } from './layout';
import { reasonsOf, select } from './queue-page';
import T from './textes.json';

/** What managers see: the load, the dates missed, the urgent dossiers, the decisions on the delay; and the monthly report. */

export function supervisionPage(pilotage: Pilotage, session: Session, contenu: Contenu, avis: Avis | null): string {
  return bureauPage(T['pilotage.titre'], session, 'pilotage', html`<h1>${T['pilotage.titre']}</h1>
${notice(avis)}
${load(pilotage, contenu)}
<section><h2>${T['pilotage.retards']}</h2>${pilotage.retards.length === 0 ? html`<p>${T['pilotage.aucunRetard']}</p>` : simpleTable(T['pilotage.retards'], [T['file.col.reference'], T['pilotage.service'], T['pilotage.depuis'], T['file.col.porteur'], T['pilotage.causes'], T['pilotage.annonces']], pilotage.retards.map((one) => overrunRow(one, session, contenu)))}</section>
<section><h2>${T['pilotage.urgents']}</h2>${pilotage.urgents.length === 0 ? html`<p>${T['pilotage.aucunUrgent']}</p>` : simpleTable(T['pilotage.urgents'], [T['file.col.reference'], T['file.col.priorite'], T['pilotage.raisons'], T['file.col.porteur'], T['file.col.echeance']], pilotage.urgents.map((one) => urgentRow(one, session)))}</section>
${coefficients(pilotage, session, contenu)}
${pilotage.peutPeriodes ? html`<section><h2>${T['pilotage.exemples']}</h2><p>${T['pilotage.exemplesAide']}</p><p><a class="bouton" href="${ROUTES.exemples.chemin}">${T['pilotage.exemplesBouton']}</a></p></section>` : NOTHING}`);
}

type Cell = Html | string;

/** A table that a narrow screen shows as cards. The first cell of a row is its header. */
export const simpleTable = (title: string, columns: readonly string[], rows: readonly (readonly Cell[])[]): Html => html`<table role="table" class="simple"><caption class="cache">${title}</caption>
<thead role="rowgroup"><tr role="row">${columns.map((name) => html`<th role="columnheader" scope="col">${name}</th>`)}</tr></thead>
<tbody role="rowgroup">${rows.map((cells) => html`<tr role="row">${cells.map((value, i) => (i === 0 ? html`<th role="rowheader" scope="row">${value}</th>` : html`<td role="cell" data-label="${columns[i] ?? ''}"><div>${value}</div></td>`))}</tr>`)}</tbody></table>`;

export const signed = (pct: number): string => (pct === 0 ? '0 %' : `${pct > 0 ? '+' : '−'}${Math.abs(pct)} %`);

const load = ({ services }: Pilotage, contenu: Contenu): Html => html`<section><h2>${T['pilotage.charge']}</h2>${simpleTable(T['pilotage.charge'], [T['pilotage.service'], T['pilotage.ouverts'], T['pilotage.finalises'], T['pilotage.mesure'], T['pilotage.decide']],
  services.map(({ service, ouverts, finalisesSur20j, mesurePct, decide }) => [contenu.services[service].nomLong, String(ouverts), String(finalisesSur20j), signed(mesurePct), decide ? `${signed(decide.pct)} : ${decide.raison}` : T['pilotage.aucune']]))}</section>`;

const link = (reference: string): Html => html`<a href="/bureau/dossier/${reference}">${reference}</a>`;

function overrunRow({ dossier }: QueueLine, session: Session, contenu: Contenu): Cell[] {
  const { annonces, expert } = lifeOf(dossier);
  const causes = overrunCauses(dossier).map((cause) => T[`cause.${cause}`]);
  return [
    link(dossier.reference), contenu.services[dossier.demande.service].nomCourt, formatShort(deadline(dossier)), expert?.prenom ?? T['file.personne'], causes.join(', ') || T['cause.inconnue'],
    mayRead(dossier, session.agent) ? annonces.map(({ echeance, pourquoi }) => [formatShort(echeance), pourquoi].filter(Boolean).join(' : ')).join(' ; ') : T['cas.voisinProtege'],
  ];
}

function urgentRow({ dossier }: QueueLine, session: Session): Cell[] {
  const { priorite, expert, depassements } = lifeOf(dossier);
  const reasons = mayRead(dossier, session.agent) ? reasonsOf(dossier.promesse.raisonsPriorite, depassements).join(' ; ') || T['cas.sansRaison'] : T['cas.voisinProtege'];
  return [link(dossier.reference), html`<strong class="priorite ${priorite.toLowerCase()}">${priorite}</strong>`, reasons, expert?.prenom ?? T['file.personne'], formatShort(deadline(dossier))];
}

// ---------------------------------------------------------------- coefficients

function coefficients(pilotage: Pilotage, session: Session, contenu: Contenu): Html {
  const { services, version, peutPeriodes, lignes } = pilotage;
  const form = (quoi: string, body: Html, button: string): Html => html`<form class="bloc" action="${ROUTES.coefficients.chemin}" method="post">${csrf(session)}<input type="hidden" name="version" value="${version}"><input type="hidden" name="quoi" value="${quoi}">${body}<p><button type="submit">${button}</button></p></form>`;
  const reason = (id: string): Html => html`<p><label for="raison-${id}">${T['pilotage.raison']}</label><input id="raison-${id}" name="raison" maxlength="200" required></p>`;
  const periods = pilotage.coefficients.periodes.map((one, rang) => html`<li>${t('pilotage.periode', { debut: formatShort(one.debut), fin: formatShort(one.fin), pct: signed(one.pct), raison: one.raison })}${peutPeriodes ? form('supprimer', html`<input type="hidden" name="rang" value="${rang}">${reason(`supprimer-${rang}`)}`, T['pilotage.supprimer']) : NOTHING}</li>`);
  return html`<section><h2>${T['pilotage.coefficients']}</h2><p>${T['pilotage.coefficientsAide']}</p>
<div class="cote"><div><h3>${T['pilotage.chargeForm']}</h3>${form('charge', html`<p><label for="service">${T['pilotage.service']}</label>${select('service', services.map(({ service }): [string, string] => [service, contenu.services[service].nomLong]), null)}</p>
<p><label for="pct-charge">${T['pilotage.pct']}</label><input id="pct-charge" name="pct" inputmode="text" maxlength="6"></p>${reason('charge')}`, T['pilotage.enregistrer'])}</div>
${peutPeriodes ? html`<div><h3>${T['pilotage.periodeForm']}</h3>${form('periode', html`<p><label for="debut">${T['pilotage.debut']}</label><input type="date" id="debut" name="debut" required></p><p><label for="fin">${T['pilotage.fin']}</label><input type="date" id="fin" name="fin" required></p>
<p><label for="pct-periode">${T['pilotage.pctPeriode']}</label><input id="pct-periode" name="pct" maxlength="6" required></p>${reason('periode')}`, T['pilotage.enregistrer'])}</div>` : NOTHING}</div>
<h3>${T['pilotage.periodes']}</h3>${periods.length === 0 ? html`<p>${T['pilotage.aucunePeriode']}</p>` : html`<ul>${periods}</ul>`}
<h3>${T['pilotage.journal']}</h3>${lignes.length === 0 ? html`<p>${T['pilotage.journalVide']}</p>` : html`<ul>${lignes.map(({ at, qui, pourquoi, avant, apres }) => html`<li>${t('pilotage.ligne', { le: moment(at), qui, pourquoi })}<br>${t('pilotage.ligneChange', { avant: decisionsOf(avant, contenu), apres: decisionsOf(apres, contenu) })}</li>`)}</ul>`}</section>`;
}

/** What was decided, in one line: the reasons are beside it. */
function decisionsOf({ charge, periodes }: Coefficients, contenu: Contenu): string {
  const charges = SERVICES_EXPERTS.flatMap((service) => (charge[service] ? [`${contenu.services[service].nomCourt} ${signed(charge[service].pct)}`] : []));
  return [...charges, ...periodes.map(({ debut, fin, pct }) => t('pilotage.lignePeriode', { debut: formatShort(debut), fin: formatShort(fin), pct: signed(pct) }))].join(', ') || T['pilotage.ligneRien'];
}

// ---------------------------------------------------------------- the monthly report

export const monthName = (mois: string): string => new Intl.DateTimeFormat('fr-FR', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${mois}-15T00:00:00Z`));

export function reportPage({ rapport, interne }: { rapport: Rapport; interne: boolean }, session: Session, contenu: Contenu): string {
  const names = new Map<string, string>([...Object.entries(contenu.motifs).map(([code, { libelle }]): [string, string] => [code, libelle]), ...Object.entries(contenu.services).map(([code, { nomLong }]): [string, string] => [code, nomLong])]);
  const titre = t('rapport.titre', { mois: monthName(rapport.mois) });
  return bureauPage(titre, session, 'rapport', html`<h1>${titre}</h1>
<form class="filtres" action="${ROUTES.rapport.chemin}" method="get"><p><label for="mois">${T['rapport.mois']}</label><input type="month" id="mois" name="mois" value="${rapport.mois}" required></p><p class="bas"><button type="submit">${T['rapport.voir']}</button></p></form>
<p class="cadre${interne ? ' alerte' : ''}">${interne ? T['rapport.interne'] : t('rapport.public', { seuil: MASQUE_SOUS })}</p>
${rapport.tables.map((table) => reportTable(table, names))}
${interne ? html`<section><h2>${T['rapport.p1']}</h2>${rapport.p1NonConfirmes.length === 0 ? html`<p>${T['rapport.p1Aucune']}</p>` : html`<ul>${rapport.p1NonConfirmes.map((reference) => html`<li>${link(reference)}</li>`)}</ul>`}</section>` : NOTHING}`);
}

function reportTable({ id, lignes }: Table, names: ReadonlyMap<string, string>): Html {
  const title = T[`rapport.table.${id}`];
  const columns = [T['rapport.ligne'], ...(lignes[0]?.cellules ?? []).map(({ colonne }) => named(`rapport.colonne.${colonne}`, colonne))];
  const name = (cle: string): string => named(`rapport.cle.${cle}`, cle.split('/').map((part) => names.get(part) ?? part).join(' – '));
  return html`<section><h2>${title}</h2>${lignes.length === 0 ? html`<p>${T['rapport.vide']}</p>` : simpleTable(title, columns, lignes.map((ligne) => [name(ligne.cle), ...ligne.cellules.map(({ unite, valeur }) => value(ligne, unite, valeur))]))}</section>`;
}

function value({ masquee }: Ligne, unite: Unite, valeur: number | null): string {
  if (masquee) return T['rapport.masque'];
  if (valeur === null) return '–';
  const rounded = unite === 'jours' || unite === 'note' ? Math.round(valeur * 10) / 10 : Math.round(valeur);
  return fill(T[`unite.${unite}`], { n: String(rounded).replace('.', ',') });
}
