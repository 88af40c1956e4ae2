import { z } from 'zod';
import { queuePage, readQueueQuery } from '../../desk/queue';
import type { RouteId } from '../../desk/routes';
import { decideCoefficients, reportFor, supervision } from '../../desk/supervision';
import type { DecisionDemandee } from '../../desk/supervision';
import { trainingCases } from '../../desk/training-cases';
import type { Acces } from '../../domain/access';
import { parisDate } from '../../domain/calendar';
import { SERVICES_EXPERTS } from '../../domain/codes';
import { journal } from '../../app/access-journal';
import { queryOf } from '../exchange';
import { html } from '../html';
import { file, page, redirect, type Answer, type BureauHandler, type Context } from './answer';
import { actHandler, correctHandler, downloadFile, showCase, viewFile, watchCase } from './case-handlers';
import { leave } from './entry';
import { journalCsv, journalPage, readJournalQuery } from './journal-page';
import { bureauPage, named, row, t, type Avis } from './layout';
import { queuePageHtml } from './queue-page';
import { reportPage, supervisionPage } from './supervision-page';
import T from './textes.json';

/** What answers each route of the table. */

const showQueue: BureauHandler = async ({ req, session, deps: { desk } }) => {
  const query = queryOf(req);
  return page(queuePageHtml(await queuePage(readQueueQuery(query), session.agent, desk), session, desk.contenu, doneNotice(query)));
};

function doneNotice(query: URLSearchParams): Avis | null {
  const said = query.get('fait') === null ? '' : named(`avis.${query.get('fait') ?? ''}`, '');
  return said === '' ? null : { genre: 'fait', phrases: [said] };
}

// ---------------------------------------------------------------- managers

const showSupervision: BureauHandler = (context) => supervisionAnswer(context, doneNotice(queryOf(context.req)), 200);

async function supervisionAnswer({ session, deps: { desk } }: Context, avis: Avis | null, status: number): Promise<Answer> {
  return page(supervisionPage(await supervision(session.agent, desk), session, desk.contenu, avis), status);
}

const pct = z.string().transform((text) => text.replace(/\s|%/g, '').replace('−', '-')).pipe(z.string().regex(/^[+-]?\d{1,3}$/)).transform(Number);
const decisionSchema = z.discriminatedUnion('quoi', [
  z.object({ quoi: z.literal('charge'), service: z.enum(SERVICES_EXPERTS), pct: z.union([z.literal('').transform(() => null), pct]), raison: z.string() }),
  z.object({ quoi: z.literal('periode'), debut: z.iso.date(), fin: z.iso.date(), pct, raison: z.string() }),
  z.object({ quoi: z.literal('supprimer'), rang: z.coerce.number().int().min(0), raison: z.string() }),
]);

const decide: BureauHandler = async (context) => {
  const { form: { fields }, session, deps: { desk } } = context;
  const asked = decisionSchema.safeParse(Object.fromEntries(fields));
  if (!asked.success) return supervisionAnswer(context, { genre: 'alerte', phrases: [wrongField(asked.error)] }, 400);
  const decision: DecisionDemandee = asked.data;
  const decided = await decideCoefficients(decision, Number(fields.get('version')), session.agent, desk);
  if (decided === 'fait') return redirect('/bureau/pilotage?fait=coefficients');
  return supervisionAnswer(context, { genre: 'alerte', phrases: [T[`decide.${decided}`]] }, decided === 'interdit' ? 403 : 409);
};

const wrongField = ({ issues }: z.ZodError): string => (issues.some(({ path }) => path[0] === 'pct') ? T['decide.pct'] : issues.some(({ path }) => path[0] === 'debut' || path[0] === 'fin') ? T['manque.date'] : T['manque.choix']);

const showReport: BureauHandler = async ({ req, session, deps: { desk } }) => {
  const asked = queryOf(req).get('mois') ?? '';
  const mois = /^20\d{2}-(?:0[1-9]|1[0-2])$/.test(asked) ? asked : parisDate(desk.clock()).slice(0, 7);
  return page(reportPage(await reportFor(mois, session.agent, desk), session, desk.contenu));
};

const exportCases: BureauHandler = async ({ session, deps: { desk } }) => {
  const cases = await trainingCases(session.agent, desk);
  return file(cases.map((one) => `${JSON.stringify(one)}\n`).join(''), { 'Content-Type': 'application/x-ndjson; charset=utf-8', 'Content-Disposition': 'attachment; filename="cas-exemples.jsonl"' });
};

// ---------------------------------------------------------------- auditors, technical administrators

const JOURNAL_PAR_PAGE = 50;
const CSV_BATCH = 500;
const CSV_MAX = 20_000;

const showJournal: BureauHandler = async ({ req, session, deps: { desk } }) => {
  const demande = readJournalQuery(queryOf(req));
  return page(journalPage(demande, await desk.desk.searchAccesses(demande.filtre, demande.avant, JOURNAL_PAR_PAGE), session));
};

const exportJournal: BureauHandler = async ({ req, session, deps: { desk } }) => {
  const { filtre } = readJournalQuery(queryOf(req));
  await journal({ qui: `expert:${session.agent.id}`, quoi: 'export', objet: 'journal', motif: 'controle' }, desk);
  const lines: Acces[] = [];
  for (let avant: number | null = null; lines.length < CSV_MAX;) {
    const { acces, suite }: { acces: Acces[]; suite: number | null } = await desk.desk.searchAccesses(filtre, avant, CSV_BATCH);
    lines.push(...acces);
    if (suite === null) break;
    avant = suite;
  }
  return file(journalCsv(lines), { 'Content-Type': 'text/csv; charset=utf-8', 'Content-Disposition': 'attachment; filename="journal-des-acces.csv"' });
};

const ACTIVE_MS = 30 * 60_000;

const showTechnical: BureauHandler = async ({ session, deps: { desk } }) => {
  const now = desk.clock();
  await desk.store.ping();
  const [charge, sessions, agents] = await Promise.all([desk.workload(now), desk.desk.countSessions(now.getTime() - ACTIVE_MS), desk.desk.listAgents()]);
  return page(bureauPage(T['technique.titre'], session, 'technique', html`<h1>${T['technique.titre']}</h1><p>${T['technique.aide']}</p><dl>
${row(T['technique.stockage'], T['technique.repond'])}${row(T['technique.sessions'], String(sessions))}${row(T['technique.agents'], String(agents.length))}
${SERVICES_EXPERTS.map((service) => row(t('technique.ouvertes', { service: desk.contenu.services[service].nomLong }), String(charge[service].ouverts)))}</dl>
<h2>${T['technique.regle']}</h2><dl>${row(T['technique.prise'], t('technique.minutes', { n: desk.priseMinutes }))}${row(T['technique.capacite'], String(desk.capacite))}</dl>`));
};

export const HANDLERS: Readonly<Record<RouteId, BureauHandler>> = {
  file: showQueue, dossier: showCase, etat: watchCase, lecteur: viewFile, telecharger: downloadFile,
  prendre: actHandler('prendre'), liberer: actHandler('liberer'), reaffecter: actHandler('reaffecter'), complement: actHandler('complement'), note: actHandler('note'),
  reponse: actHandler('reponse'), requalifier: actHandler('requalifier'), reorienter: actHandler('reorienter'), rouvrir: actHandler('rouvrir'), correction: correctHandler,
  pilotage: showSupervision, coefficients: decide, rapport: showReport, exemples: exportCases, journal: showJournal, journalCsv: exportJournal, technique: showTechnical, sortir: leave,
};
