import { z } from 'zod';
import { actAtDesk } from '../../desk/acts';
import type { Demarche, Fait } from '../../desk/acts';
import { caseOf, caseState, openCase, openFile } from '../../desk/case';
import { correct } from '../../desk/corrections';
import { isUnfinished } from '../../desk/models';
import type { RouteId } from '../../desk/routes';
import { SERVICES_EXPERTS } from '../../domain/codes';
import { ISSUES } from '../../domain/dossier';
import type { Dossier } from '../../domain/dossier';
import type { Acte } from '../../domain/lifecycle';
import { parseReference } from '../../domain/reference';
import { CORRECTIONS } from '../../domain/review';
import { fill } from '../../ops/fill';
import { maskSensitive } from '../../ops/masking';
import { paramOf, queryOf } from '../exchange';
import { file, page, redirect, refusedAs, type Answer, type BureauHandler, type Context } from './answer';
import { complementChoices, confirmAnswerPage } from './case-forms';
import { casePage, event, isViewable, protectedPage, type VueCas } from './case-page';
import { hour, named, t, type Avis } from './layout';
import { IMAGE_POLICY, pdfPage, VIEWER_POLICY } from './viewer-page';
import T from './textes.json';

/** The page of a dossier and its acts. An act that is done leads back to the page by a redirection: a reload does nothing twice. */

const referenceOf = ({ req }: Context): string => parseReference(paramOf(req, 'reference')).reference ?? '';
const pathOf = (reference: string): string => `/bureau/dossier/${reference}`;

export const showCase: BureauHandler = async (context) => {
  const reference = referenceOf(context);
  const query = queryOf(context.req);
  const fait = query.get('fait');
  const done = fait === null ? '' : named(`avis.${fait}`, '');
  const phrases = [done, query.has('masque') ? T.masque : ''].filter(Boolean);
  return shown(reference, context, phrases.length === 0 ? null : { genre: 'fait', phrases }, new Map(), query.get('modele'));
};

async function shown(reference: string, context: Context, avis: Avis | null, saisie: ReadonlyMap<string, string>, modele: string | null, status = 200): Promise<Answer> {
  const { session, deps } = context;
  const opened = await openCase(reference, session.agent, deps.desk);
  if (opened.kind === 'unknown') return refusedAs('INTROUVABLE', session);
  if (opened.kind === 'protege') return page(protectedPage(reference, session), 403);
  return page(casePage({ ...frame(context, avis, saisie), cas: opened.cas, modele }), status);
}

const frame = ({ session, deps: { desk } }: Context, avis: Avis | null, saisie: ReadonlyMap<string, string>): Omit<VueCas, 'cas' | 'modele'> =>
  ({ session, contenu: desk.contenu, now: desk.clock(), alsaceMoselle: desk.alsaceMoselle, priseMinutes: desk.priseMinutes, avis, saisie });

export const watchCase: BureauHandler = async (context) => {
  const state = await caseState(referenceOf(context), context.session.agent, context.deps.desk);
  return state ? file(JSON.stringify(state), { 'Content-Type': 'application/json; charset=utf-8' }) : refusedAs('INTROUVABLE', context.session);
};

// ---------------------------------------------------------------- documents

export const viewFile: BureauHandler = async (context) => {
  const found = await openFile(referenceOf(context), paramOf(context.req, 'fichier'), context.session.agent, context.deps.desk);
  if (!found || !isViewable(found.file.typeMime)) return refusedAs('INTROUVABLE', context.session);
  const { file: { nom, typeMime }, bytes } = found;
  if (typeMime === 'application/pdf') return file(pdfPage(nom, bytes), { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': VIEWER_POLICY, 'Referrer-Policy': 'no-referrer' });
  return file(Buffer.from(bytes), { 'Content-Type': typeMime, 'Content-Disposition': 'inline', 'Content-Security-Policy': IMAGE_POLICY, 'Cross-Origin-Resource-Policy': 'same-origin' });
};

/** The signed link is made when it is pressed: the page may have been open for an hour. */
export const downloadFile: BureauHandler = async (context) => {
  const id = paramOf(context.req, 'fichier');
  const found = await openFile(referenceOf(context), id, context.session.agent, context.deps.desk);
  return found ? redirect(context.deps.desk.links.fileLink(id, 'bureau')) : refusedAs('INTROUVABLE', context.session);
};

// ---------------------------------------------------------------- acts

/** What was typed, ready to be done; or what is missing. */
type Lu = { ok: true; demarche: Demarche; masque: boolean } | { ok: false; faute: string };
type Reader = (fields: ReadonlyMap<string, string>, dossier: Dossier) => Lu;

const missing = (faute: string): Lu => ({ ok: false, faute });

/** Secrets of the person are no more kept when an agent types them. */
function typed(fields: ReadonlyMap<string, string>, name: string, max: number): { texte: string; masque: boolean } {
  const { text, found } = maskSensitive((fields.get(name) ?? '').trim().slice(0, max));
  return { texte: text, masque: found.length > 0 };
}

function withReason(name: string, max: number, faute: string, build: (pourquoi: string, fields: ReadonlyMap<string, string>) => Demarche | string): Reader {
  return (fields) => {
    const { texte, masque } = typed(fields, name, max);
    if (texte === '') return missing(faute);
    const demarche = build(texte, fields);
    return typeof demarche === 'string' ? missing(demarche) : { ok: true, demarche, masque };
  };
}

const acte = (route: 'note' | 'reponse' | 'requalifier' | 'reorienter' | 'rouvrir' | 'complement', one: Acte): Demarche => ({ route, acte: one });

const READERS = {
  prendre: () => ({ ok: true, demarche: { route: 'prendre' }, masque: false }),
  reaffecter: (fields) => ({ ok: true, demarche: { route: 'reaffecter', agent: fields.get('collegue') ?? '' }, masque: false }),
  liberer: withReason('pourquoi-liberer', 500, T['manque.pourquoi'], (pourquoi) => ({ route: 'liberer', pourquoi })),
  note: withReason('note', 2_000, T['manque.texte'], (texte) => acte('note', { genre: 'annoter', texte })),
  rouvrir: withReason('pourquoi-rouvrir', 500, T['manque.pourquoi'], (pourquoi) => acte('rouvrir', { genre: 'rouvrir', pourquoi })),
  requalifier: withReason('pourquoi-requalifier', 500, T['manque.pourquoi'], requalification),
  reorienter: withReason('pourquoi-reorienter', 500, T['manque.pourquoi'], rerouting),
  reponse: withReason('reponse', 6_000, T['manque.texte'], answered),
  complement,
} satisfies Partial<Record<RouteId, Reader>>;

const requalificationSchema = z.object({ complexite: z.enum(['STANDARD', 'COMPLEXE']).optional().catch(undefined), priorite: z.enum(['P1', 'P2', 'P3']).optional().catch(undefined) });

function requalification(pourquoi: string, fields: ReadonlyMap<string, string>): Demarche | string {
  const { complexite, priorite } = requalificationSchema.parse({ complexite: fields.get('complexite'), priorite: fields.get('nouvelle-priorite') });
  if (!complexite && !priorite) return T['manque.rien'];
  return acte('requalifier', { genre: 'requalifier', pourquoi, ...(complexite ? { complexite } : {}), ...(priorite ? { priorite } : {}) });
}

function rerouting(pourquoi: string, fields: ReadonlyMap<string, string>): Demarche | string {
  const service = SERVICES_EXPERTS.find((code) => code === fields.get('vers'));
  return service ? acte('reorienter', { genre: 'reorienter', service, pourquoi }) : T['manque.choix'];
}

function answered(texte: string, fields: ReadonlyMap<string, string>): Demarche | string {
  const issue = ISSUES.find((code) => code === fields.get('issue'));
  if (!issue) return T['manque.issue'];
  return isUnfinished(texte) ? T['manque.crochets'] : acte('reponse', { genre: 'repondre', texte, issue });
}

const OTHER_MAX = 5;
const LABEL_MAX = 120;

function complement(fields: ReadonlyMap<string, string>, dossier: Dossier): Lu {
  const pourquoi = typed(fields, 'pourquoi-complement', 1_000);
  const autre = typed(fields, 'autre', 500);
  const ticked = complementChoices(dossier).filter(({ champ }) => fields.get(champ) === 'oui').map(({ code, libelle }) => ({ code, libelle }));
  const others = autre.texte.split('\n').map((line) => line.trim().slice(0, LABEL_MAX)).filter(Boolean).slice(0, OTHER_MAX).map((libelle) => ({ code: null, libelle }));
  if (ticked.length + others.length === 0) return missing(T['manque.pieces']);
  if (pourquoi.texte === '') return missing(T['manque.pourquoi']);
  return { ok: true, demarche: acte('complement', { genre: 'demander-complement', pieces: [...ticked, ...others], pourquoi: pourquoi.texte }), masque: pourquoi.masque || autre.masque };
}

const DONE: Readonly<Record<keyof typeof READERS, string>> = {
  prendre: 'prise', liberer: 'liberation', reaffecter: 'reaffectation', complement: 'complement', note: 'note', reponse: 'reponse', requalifier: 'requalification', reorienter: 'reorientation', rouvrir: 'reouverture',
};

/** The events that were on the page from which the form comes. */
const versionOf = ({ form }: Context): number => (/^\d{1,6}$/.test(form.fields.get('version') ?? '') ? Number(form.fields.get('version')) : -1);

export const actHandler = (route: keyof typeof READERS): BureauHandler => async (context) => {
  const { form: { fields }, deps: { desk }, session } = context;
  const reference = referenceOf(context);
  const dossier = await desk.store.getDossier(reference);
  if (!dossier) return refusedAs('INTROUVABLE', session);
  const read: Reader = READERS[route];
  const lu = read(fields, dossier);
  if (!lu.ok) return again(reference, [lu.faute], context, 400);
  if (route === 'reponse' && fields.get('confirme') !== 'oui') return fields.get('confirme') === 'non' ? again(reference, [], context, 200) : confirm(reference, lu, context);
  const fait = await actAtDesk(reference, lu.demarche, versionOf(context), session.agent, desk);
  return fait.kind === 'done' ? doneAnswer(route, fait.dossier, lu.masque) : notDone(reference, fait, context);
};

/** In quiet mode nobody was told of anything. */
const TELLS: readonly RouteId[] = ['complement', 'reponse', 'requalifier'];

function doneAnswer(route: keyof typeof READERS, { reference, demande }: Dossier, masque: boolean): Answer {
  // the dossier has left the services of this expert, maybe
  if (route === 'reorienter') return redirect('/bureau?fait=reorientation');
  return redirect(`${pathOf(reference)}?fait=${demande.discret && TELLS.includes(route) ? 'discret' : DONE[route]}${masque ? '&masque=oui' : ''}`);
}

/** The same page with what was typed, and why it was not taken. */
const again = (reference: string, phrases: string[], context: Context, status: number): Promise<Answer> =>
  shown(reference, context, phrases.length === 0 ? null : { genre: 'alerte', phrases }, context.form.fields, null, status);

async function confirm(reference: string, { demarche, masque }: Extract<Lu, { ok: true }>, context: Context): Promise<Answer> {
  const opened = await openCase(reference, context.session.agent, context.deps.desk);
  if (opened.kind !== 'open' || demarche.route !== 'reponse' || demarche.acte.genre !== 'repondre') return shown(reference, context, null, context.form.fields, null);
  return page(confirmAnswerPage({ ...frame(context, masque ? { genre: 'alerte', phrases: [T.masque] } : null, context.form.fields), cas: await caseOf(opened.cas.dossier, context.session.agent, context.deps.desk), modele: null }, demarche.acte.issue, demarche.acte.texte));
}

function notDone(reference: string, fait: Exclude<Fait, { kind: 'done' }>, context: Context): Promise<Answer> | Answer {
  switch (fait.kind) {
    case 'unknown':
      return refusedAs('INTROUVABLE', context.session);
    case 'protege':
      return page(protectedPage(reference, context.session), 403);
    case 'held': {
      const { prenom, depuisMs, finMs } = fait.prise;
      return again(reference, [t('refus.held', { prenom, depuis: hour(depuisMs), heure: hour(finMs) })], context, 409);
    }
    case 'full':
      return again(reference, [t('refus.full', { n: fait.nombre })], context, 409);
    case 'changed':
      return again(reference, [T['refus.changed'], ...fait.depuis.map((one) => `${T['refus.nouveau']} ${event(one)}`)], context, 409);
    case 'refused':
      return again(reference, [t('refus.refused', { etape: T[`statut.${fait.dossier.statut}`] })], context, 409);
  }
}

// ---------------------------------------------------------------- corrections

export const correctHandler: BureauHandler = async (context) => {
  const { form: { fields }, session, deps: { desk } } = context;
  const reference = referenceOf(context);
  const quoi = CORRECTIONS.find((one) => one === fields.get('quoi'));
  if (!quoi) return again(reference, [T['manque.choix']], context, 400);
  const nameOf = (code: string): string => names(context).get(code) ?? code;
  const corrected = await correct(reference, { quoi, apres: fields.get('apres') ?? '' }, ({ apres }) => fill(T[`correction.${quoi}`], { apres: nameOf(apres) }), session.agent, desk);
  if (corrected.kind === 'unknown') return refusedAs('INTROUVABLE', session);
  return corrected.kind === 'done' ? redirect(`${pathOf(reference)}?fait=correction`) : again(reference, [T['manque.choix']], context, 400);
};

const names = ({ deps: { desk: { contenu } } }: Context): ReadonlyMap<string, string> => new Map([
  ...Object.entries(contenu.motifs).map(([code, { libelle }]): [string, string] => [code, libelle]), ...Object.entries(contenu.prestations).map(([code, { nom }]): [string, string] => [code, nom]),
  ...Object.entries(contenu.services).map(([code, { nomLong }]): [string, string] => [code, nomLong]),
]);
