import { z } from 'zod';
import { ROUTES } from '../../desk/routes';
import type { Session } from '../../desk/sessions';
import { ACTES_ACCES } from '../../domain/access';
import type { Acces } from '../../domain/access';
import { parseReference } from '../../domain/reference';
import type { AccesFilter } from '../../stores/desk-store';
import { html, NOTHING } from '../html';
import { bureauPage, moment } from './layout';
import { select } from './queue-page';
import { simpleTable } from './supervision-page';
import T from './textes.json';

/** The access journal, for auditors: searched, by page, or as a file. */

const text = (max: number) => z.string().transform((typed) => typed.trim().slice(0, max)).transform((typed) => (typed === '' ? null : typed)).nullable().catch(null);
const jour = z.iso.date().nullable().catch(null);
const querySchema = z.object({ qui: text(80), quoi: z.enum(ACTES_ACCES).nullable().catch(null), objet: text(80), du: jour, au: jour, avant: z.coerce.number().int().positive().nullable().catch(null) });
export type JournalDemande = { filtre: AccesFilter; avant: number | null };

/** A number of dossier is read as people write it; an agent by their identifier alone. */
export function readJournalQuery(query: URLSearchParams): JournalDemande {
  const { avant, ...asked } = querySchema.parse(Object.fromEntries(['qui', 'quoi', 'objet', 'du', 'au', 'avant'].map((name) => [name, query.get(name)])));
  const qui = asked.qui === null || /^(?:usager|systeme|operateur|expert)(?::|$)/.test(asked.qui) ? asked.qui : `expert:${asked.qui}`;
  return { filtre: { ...asked, qui, objet: asked.objet === null ? null : parseReference(asked.objet).reference ?? asked.objet }, avant };
}

const linkTo = (chemin: string, { filtre, avant }: JournalDemande): string => {
  const entries = Object.entries({ ...filtre, avant: avant === null ? null : String(avant) }).filter((entry): entry is [string, string] => entry[1] !== null);
  return `${chemin}?${new URLSearchParams(entries).toString()}`;
};

export function journalPage(demande: JournalDemande, { acces, suite }: { acces: Acces[]; suite: number | null }, session: Session): string {
  const { filtre } = demande;
  return bureauPage(T['journal.titre'], session, 'journal', html`<h1>${T['journal.titre']}</h1><p>${T['journal.aide']}</p>
<form class="filtres" action="${ROUTES.journal.chemin}" method="get" role="search">
<p><label for="qui">${T['journal.qui']}</label><input id="qui" name="qui" value="${filtre.qui ?? ''}" maxlength="80"></p>
<p><label for="quoi">${T['journal.quoi']}</label>${select('quoi', [['', T['journal.tous']], ...ACTES_ACCES.map((acte): [string, string] => [acte, acte])], filtre.quoi)}</p>
<p><label for="objet">${T['journal.objet']}</label><input id="objet" name="objet" value="${filtre.objet ?? ''}" maxlength="80"></p>
<p><label for="du">${T['journal.du']}</label><input type="date" id="du" name="du" value="${filtre.du ?? ''}"></p>
<p><label for="au">${T['journal.au']}</label><input type="date" id="au" name="au" value="${filtre.au ?? ''}"></p>
<p class="bas"><button type="submit">${T['journal.chercher']}</button></p></form>
<p><a class="bouton second" href="${linkTo(ROUTES.journalCsv.chemin, { filtre, avant: null })}">${T['journal.csv']}</a></p>
${acces.length === 0 ? html`<p role="status">${T['journal.vide']}</p>` : simpleTable(T['journal.titre'], COLONNES.map((id) => T[`journal.col.${id}`]), acces.map(({ at, qui, quoi, objet, motif }) => [moment(at), qui, quoi, objet, motif]))}
${suite === null ? NOTHING : html`<p><a class="bouton" href="${linkTo(ROUTES.journal.chemin, { filtre, avant: suite })}">${T['journal.suite']}</a></p>`}`);
}

const COLONNES = ['at', 'qui', 'quoi', 'objet', 'motif'] as const;

/** UTF-8 with its mark and semicolons, as French spreadsheets read them. The journal holds identifiers only: one may begin like a formula. */
export const journalCsv = (acces: readonly Acces[]): string => `\uFEFF${[COLONNES.join(';'), ...acces.map((one) => COLONNES.map((id) => one[id].replace(/^(?=-)/, "'")).join(';'))].join('\r\n')}\r\n`;
