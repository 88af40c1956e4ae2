import type { Request } from 'restify';
import { refusal } from '../../../dialogs/refus';
import { intentionsView, motifsView, prestationsView, servicesView } from '../../api/catalogue';
import type { ApiDeps } from '../../api/deps';
import { openOnce } from '../../api/open';
import { API_PATH, OPERATIONS, PAGE_LIMIT, type OperationId } from '../../api/operations';
import { listOwned, ownedDossier } from '../../api/owned';
import { ApiProblem, invalid } from '../../api/problem';
import { avisSchema, demandeTriageSchema, envoiSchema, nouvelleDemandeSchema, webhookDemandeSchema } from '../../api/schemas';
import T from '../../api/textes.json';
import type { Jeton } from '../../api/tokens';
import { triage } from '../../api/triage';
import { dossierView, eventsView, summaryView } from '../../api/views';
import { deleteWebhook, putWebhook, readWebhook, type WebhookSender } from '../../api/webhooks';
import { actOnDossier, type Acted } from '../../app/act-on-dossier';
import { completeDossier, FICHIERS_MAX, type EnvoiPage } from '../../app/complete-dossier';
import { awaitedPieces } from '../../domain/awaited-pieces';
import { parisDate } from '../../domain/calendar';
import type { Dossier } from '../../domain/dossier';
import { cleanFileName } from '../../domain/file-name';
import type { Acte } from '../../domain/lifecycle';
import { maskSensitive } from '../../ops/masking';
import { JSON_MAX_OCTETS } from '../body';
import { baseUrl, paramOf, type Site } from '../exchange';
import { readForm } from '../form';
import { atMost, checkedBody, checkedQuery, inTime } from './request';

/** What each operation does, once its token was admitted. */

export type Answer = { body?: unknown; headers?: Record<string, string> };
export type Handle = (req: Request, jeton: Jeton) => Promise<Answer>;
export type HandlerDeps = ApiDeps & { site: Site; sender: WebhookSender; uploadMaxOctets: number; bodyTimeoutMs: number };

const UPLOADS_AT_ONCE = 4;
const UPLOAD_RETRY_MS = 1_000;
const FORM_FIELDS_OCTETS = 32_768;

export function handlers(deps: HandlerDeps): Record<OperationId, Handle> {
  const { contenu, clock } = deps;
  const limits = { maxOctets: JSON_MAX_OCTETS, timeoutMs: deps.bodyTimeoutMs };
  const uploads = atMost(UPLOADS_AT_ONCE, UPLOAD_RETRY_MS);
  const found = (req: Request, { id }: Jeton): Promise<Dossier> => ownedDossier(id, paramOf(req, 'reference'), deps);
  const shown = (dossier: Dossier): Answer => ({ body: dossierView(dossier, contenu, parisDate(clock())) });

  return {
    trierMessage: async (req) => ({ body: await triage(await checkedBody(demandeTriageSchema, req, limits), deps) }),
    ouvrirDossier: (req, jeton) => opened(req, jeton, limits, deps),
    listerDossiers: (req, jeton) => listed(req, jeton, deps),
    lireDossier: async (req, jeton) => shown(await found(req, jeton)),
    lireEvenements: async (req, jeton) => ({ body: eventsView(await found(req, jeton)) }),
    envoyerComplement: async (req, jeton) => {
      const dossier = await found(req, jeton);
      return uploads(async () => completed(dossier, await sentIn(req, dossier, deps), deps));
    },
    annulerDossier: async (req, jeton) => {
      const dossier = await found(req, jeton);
      return shown(dossier.statut === 'ANNULE' ? dossier : await acted(dossier, { genre: 'annuler' }, jeton, deps));
    },
    donnerAvis: async (req, jeton) => {
      const dossier = await found(req, jeton);
      const { pertinence, accompagnement, commentaire = '' } = await checkedBody(avisSchema, req, limits);
      if (pertinence === null && accompagnement === null && commentaire === '') throw invalid({ lieu: 'corps', message: T.fautes.avisVide });
      return shown(await acted(dossier, { genre: 'noter', avis: { pertinence, accompagnement, commentaire: maskSensitive(commentaire).text } }, jeton, deps));
    },
    listerMotifs: async () => ({ body: motifsView(contenu) }),
    listerPrestations: async () => ({ body: prestationsView() }),
    listerServices: async () => ({ body: servicesView() }),
    listerIntentions: async () => ({ body: intentionsView(contenu) }),
    declarerWebhook: async (req, { id }) => ({ body: await putWebhook(id, await checkedBody(webhookDemandeSchema, req, limits), deps) }),
    lireWebhook: async (_req, { id }) => ({ body: await readWebhook(id, deps) }),
    supprimerWebhook: async (_req, { id }) => {
      await deleteWebhook(id, deps);
      return {};
    },
  };
}

type Limits = { maxOctets: number; timeoutMs: number };

async function opened(req: Request, jeton: Jeton, limits: Limits, deps: HandlerDeps): Promise<Answer> {
  const cle = OPERATIONS.ouvrirDossier.entetes.shape['idempotency-key'].safeParse(req.headers['idempotency-key']);
  if (!cle.success) throw new ApiProblem('CLE_ABSENTE');
  const demande = await checkedBody(nouvelleDemandeSchema, req, limits);
  const body = await openOnce({ jeton, cle: cle.data, demande, base: baseUrl(req, deps.site) }, deps);
  return { body, headers: { Location: `${API_PATH}/dossiers/${body.reference}` } };
}

// ---------------------------------------------------------------- list

async function listed(req: Request, { id }: Jeton, deps: HandlerDeps): Promise<Answer> {
  const { statut, apres, limite = PAGE_LIMIT.defaut } = checkedQuery(OPERATIONS.listerDossiers.requete, req);
  const { dossiers, suivant: rank } = await listOwned(id, { apres: rankOf(apres), limite, statut }, deps);
  const suivant = rank === null ? null : cursorOf(rank);
  const next = suivant && new URLSearchParams({ ...(statut ? { statut } : {}), limite: String(limite), apres: suivant }).toString();
  return {
    body: { dossiers: dossiers.map(summaryView), suivant },
    headers: next ? { Link: `<${baseUrl(req, deps.site)}${API_PATH}/dossiers?${next}>; rel="next"` } : {},
  };
}

const cursorOf = (rank: number): string => Buffer.from(`rang:${rank}`).toString('base64url');

function rankOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  const rank = Number(/^rang:(\d{1,9})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'))?.[1] ?? NaN);
  if (Number.isNaN(rank)) throw new ApiProblem('CURSEUR_INVALIDE');
  return rank;
}

// ---------------------------------------------------------------- acts

async function acted({ reference }: Dossier, acte: Acte, jeton: Jeton, deps: HandlerDeps): Promise<Dossier> {
  return doneOr409(await actOnDossier(reference, acte, { qui: 'usager', par: `api:${jeton.id}` }, deps));
}

function doneOr409(acted: Acted): Dossier {
  if (acted.kind === 'done') return acted.dossier;
  throw new ApiProblem(acted.kind === 'unknown' ? 'DOSSIER_INCONNU' : 'ACTE_IMPOSSIBLE');
}

/** In base64, or as a form whose file fields bear the code of their piece. */
async function sentIn(req: Request, dossier: Dossier, { uploadMaxOctets, bodyTimeoutMs: timeoutMs }: HandlerDeps): Promise<EnvoiPage> {
  const isForm = /^multipart\/form-data\s*;/i.test(req.headers['content-type'] ?? '');
  const { mot = '', fichiers } = isForm
    ? await fromForm(req, FICHIERS_MAX * uploadMaxOctets + FORM_FIELDS_OCTETS, timeoutMs)
    : await fromJson(req, Math.ceil((uploadMaxOctets * 4) / 3) + JSON_MAX_OCTETS, timeoutMs);
  if (mot.trim() === '' && fichiers.length === 0) throw invalid({ lieu: 'corps', message: T.fautes.envoiVide });
  const awaited = awaitedPieces(dossier);
  return { mot, autreLibelle: T.autreDocument, fichiers: fichiers.map(({ piece, ...file }) => ({ ...file, cle: awaited.find(({ code }) => code === piece)?.cle ?? '' })) };
}

type Sent = { mot?: string | undefined; fichiers: { nom: string; octets: Uint8Array; piece: string | undefined }[] };

async function fromForm(req: Request, maxOctets: number, timeoutMs: number): Promise<Sent> {
  const { fields, files } = await inTime(readForm(req, maxOctets), timeoutMs);
  return { mot: fields.get('mot'), fichiers: files.map(({ champ, nom, octets }) => ({ nom, octets, piece: champ })) };
}

async function fromJson(req: Request, maxOctets: number, timeoutMs: number): Promise<Sent> {
  const { mot, fichiers = [] } = await checkedBody(envoiSchema, req, { maxOctets, timeoutMs });
  return { mot, fichiers: fichiers.map(({ nom, contenu, piece }) => ({ nom: cleanFileName(nom), octets: new Uint8Array(Buffer.from(contenu, 'base64')), piece })) };
}

async function completed(before: Dossier, envoi: EnvoiPage, deps: HandlerDeps): Promise<Answer> {
  const { dossier, recus, doublons, refus, possible } = await completeDossier(before, envoi, deps);
  if (!possible) throw new ApiProblem('ACTE_IMPOSSIBLE');
  const refused = refus.map((one) => ({ nom: one.nom, raison: one.raison, texte: refusal(one).texte }));
  return { body: { dossier: dossierView(dossier, deps.contenu, parisDate(deps.clock())), recus, doublons, refus: refused } };
}
