import { z } from 'zod';
import { delaiExplique } from '../../dialogs/delai';
import { fill } from '../../dialogs/textes';
import type { Contexte } from '../../dialogs/events';
import { programPerson } from '../app/api-events';
import { openDossier } from '../app/open-dossier';
import { issueCode } from '../app/tracking-codes';
import { formatLong } from '../domain/calendar';
import type { DemandeConfirmee, Dossier } from '../domain/dossier';
import { CodedError } from '../domain/errors';
import type { Tour } from '../domain/tour';
import { formatTrackingCode } from '../domain/tracking-code';
import { sha256Hex } from '../ops/hash';
import { contexteAt } from './contexte';
import { demandeOf } from './demande';
import type { ApiDeps } from './deps';
import { addToList } from './owned';
import { ApiProblem } from './problem';
import { dossierOuvertSchema, type DossierOuvert, type NouvelleDemande } from './schemas';
import type { Jeton } from './tokens';
import { safetyOf } from './triage';
import T from './textes.json';
import { legalView, piecesView, serviceNamed } from './views';

/** The tracking code is kept nowhere, here neither: it is worked out again. */
const answerSchema = dossierOuvertSchema.omit({ codeSuivi: true });
/** What a key was used for; the answer is there once it was given. */
const recordSchema = z.object({ empreinte: z.string(), reponse: answerSchema.nullable() });
type Kept = z.infer<typeof recordSchema>;

const RANG = 1;
/** A key whose record was purged with time must not pass for a new one. */
const FRESH_MS = 24 * 3_600_000;

type Asked = { jeton: Jeton; cle: string; demande: NouvelleDemande; /** Address under which the caller sees the server. */ base: string };

/**
 * Opens a demande once for each key of a token: the same key with the same body gives the same answer, whatever happened in between.
 * @throws ApiProblem CHAMPS_INVALIDES, CLE_DEJA_UTILISEE
 */
export async function openOnce(asked: Asked, deps: ApiDeps): Promise<DossierOuvert> {
  const ctx = await contexteAt(deps.clock(), 'web', deps);
  const conversation = programPerson(asked.jeton.id, sha256Hex(Buffer.from(asked.cle)));
  const empreinte = sha256Hex(Buffer.from(canonical(asked.demande)));
  const known = await kept(conversation, deps);
  if (known) checkSame(known, empreinte);
  if (known?.reponse) return withCode(known.reponse, conversation, deps);
  // checked before the key is used: a body to correct leaves it free
  const demande = demandeOf(asked.demande, deps.understander(), ctx);
  const reserved = await reserve(conversation, empreinte, deps);
  if (reserved.reponse) return withCode(reserved.reponse, conversation, deps);
  return answer(await open(demande, conversation, asked, ctx, deps), conversation, empreinte, { asked, isNewKey: reserved.isNew, ctx }, deps);
}

type Opening = Awaited<ReturnType<typeof openDossier>>;

async function open(demande: DemandeConfirmee, conversation: string, { jeton, demande: { consentement, acteur } }: Asked, ctx: Contexte, deps: ApiDeps): Promise<Opening> {
  const tour: Tour = { id: 'ouverture', conversation, personne: conversation, canal: ctx.canal, genre: 'arrivee' };
  const accord = fill(T.accord, { moyen: T[`moyen.${consentement.moyen}`], le: formatLong(consentement.le), organisme: demande.mandat?.organisme ?? acteur.organisme });
  const open = { store: deps.store, now: ctx.now, randomInt: deps.randomInt, charge: ctx.charge[demande.service], alsaceMoselle: deps.alsaceMoselle, cleSuivi: deps.cleSuivi };
  return openDossier(demande, RANG, tour, open, undefined, { qui: 'usager', agent: `api:${jeton.id}:${acteur.agent}`, accord });
}

async function answer({ dossier, created }: Opening, conversation: string, empreinte: string, { asked, isNewKey, ctx }: { asked: Asked; isNewKey: boolean; ctx: Contexte }, deps: ApiDeps): Promise<DossierOuvert> {
  if (!created && isNewKey && ctx.now.getTime() - Date.parse(dossier.ouvertLe) > FRESH_MS) throw new ApiProblem('CLE_DEJA_UTILISEE');
  await addToList(asked.jeton.id, dossier.reference, created, deps);
  await alert(dossier, conversation, deps);
  if (created) deps.log.info({ service: dossier.demande.service, motif: dossier.demande.motif, priorite: dossier.promesse.priorite, jeton: asked.jeton.id }, 'dossier-ouvert');
  await deps.store.saveState(conversation, { empreinte, reponse: answerOf(dossier, asked.base, ctx) }, 1, seen(conversation, ctx.now));
  // whoever came first decided of the answer
  return withCode((await kept(conversation, deps))?.reponse ?? answerOf(dossier, asked.base, ctx), conversation, deps);
}

/** A danger told in a form reaches a human as one told in a conversation does; once, whatever is repeated. */
async function alert({ demande: { drapeaux }, canal, ouvertLe }: Dossier, conversation: string, { store }: ApiDeps): Promise<void> {
  for (const nature of drapeaux) await store.putOutbox({ id: `alerte:${conversation}:ouverture:${nature}`, kind: 'alerte-humaine', createdAt: ouvertLe, payload: { conversation, nature, canal } });
}

const seen = (personne: string, now: Date) => ({ personne, at: now.toISOString(), brouillon: false });

async function kept(conversation: string, { store }: ApiDeps): Promise<Kept | null> {
  const stored = await store.loadState(conversation);
  return stored ? recordSchema.parse(stored.state) : null;
}

async function reserve(conversation: string, empreinte: string, deps: ApiDeps): Promise<Kept & { isNew: boolean }> {
  const fresh: Kept = { empreinte, reponse: null };
  if (await deps.store.saveState(conversation, fresh, 0, seen(conversation, deps.clock()))) return { ...fresh, isNew: true };
  const known = await kept(conversation, deps);
  if (!known) throw new CodedError('CONFLIT_ETAT', 'an idempotency record went away while it was read');
  checkSame(known, empreinte);
  return { ...known, isNew: false };
}

function checkSame(known: Kept, empreinte: string): void {
  if (known.empreinte !== empreinte) throw new ApiProblem('CLE_DEJA_UTILISEE');
}

/** The same object written in another order is the same request. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner));
}

async function withCode(reponse: Omit<DossierOuvert, 'codeSuivi'>, conversation: string, { store, cleSuivi }: ApiDeps): Promise<DossierOuvert> {
  const dossier = await store.getDossier(reponse.reference);
  const { code, suivi } = await issueCode(`ouverture ${conversation}:${RANG}`, cleSuivi);
  return { ...reponse, codeSuivi: dossier?.suivi?.hash === suivi.hash ? formatTrackingCode(code) : null };
}

function answerOf(dossier: Dossier, base: string, ctx: Contexte): Omit<DossierOuvert, 'codeSuivi'> {
  const { reference, statut, ouvertLe, promesse, completude = 0, demande } = dossier;
  return {
    surete: safetyOf(demande.drapeaux[0] ?? null, demande.expose.problemeRencontre, null, ctx),
    reference, statut, ouvertLe, service: serviceNamed(dossier), echeance: { date: promesse.echeance, joursOuvres: promesse.joursOuvres, explication: delaiExplique(promesse) },
    adresseSuivi: `${base}/suivi?numero=${reference}`, rappelLegal: legalView(dossier, ctx.contenu, ctx.today), completude, piecesAttendues: piecesView(dossier),
  };
}
