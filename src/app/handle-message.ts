import { z } from 'zod';
import type { Contenu } from '../../dialogs/contenu';
import type { Contexte, Effet, Evenement } from '../../dialogs/events';
import { step } from '../../dialogs/step';
import { etatInitial, etatSchema } from '../../dialogs/state';
import type { Etat } from '../../dialogs/state';
import type { Understander } from '../../intents/understand';
import { parisDate } from '../domain/calendar';
import { DUREES } from '../domain/conservation';
import type { Durees } from '../domain/conservation';
import type { Dossier } from '../domain/dossier';
import { CodedError } from '../domain/errors';
import type { Reponse, Tour } from '../domain/tour';
import type { Clock } from '../ops/clock';
import type { Logger } from '../ops/log';
import { maskedNatures, maskSensitive } from '../ops/masking';
import type { Vu } from '../stores/retention-store';
import type { Store } from '../stores/store';
import { actOnDossier, personAuthor } from './act-on-dossier';
import type { ActDeps } from './act-on-dossier';
import { actForPerson } from './act-for-person';
import { journal } from './access-journal';
import type { Assistant } from './assistant';
import { askCallback } from './callbacks';
import { claimCall, verifyCall } from './calls/claim';
import { clearContacts, setContact } from './contact';
import { upToDate } from './follow-up';
import { hear } from './hear';
import { listDeposits } from './list-deposits';
import { observedTurn } from './observed-turn';
import type { Observe } from './observed-turn';
import { openDossier } from './open-dossier';
import { forgetReviews, keepForReview } from './review';
import type { ReviewSettings } from './review';
import { receiveFile, type FileRules } from './receive-file';
import { openTracking } from './tracking';
import { renewCode } from './tracking-codes';
import { telephoneOf, type TelephoneSettings } from './telephone';
import { workloadReader } from './workload';

export type AssistantDeps = {
  store: Store;
  understander: Understander;
  contenu: Contenu;
  clock: Clock;
  newId: () => string;
  randomInt: (max: number) => number;
  log: Logger;
  settings: { alsaceMoselle: boolean; uploadMaxOctets: number; texteMax: number; /** E-mails can be sent. */ courriel?: boolean; /** Those of the catalogue when absent. */ durees?: Durees; /** Absent: no call is passed on nor called back. */ telephone?: TelephoneSettings | undefined };
  /** Absent: nothing is kept for review. */
  revue?: ReviewSettings | undefined;
  /** Quotas and antivirus; none when absent. */
  fileRules?: FileRules | undefined;
  /** Key of tracking codes. Absent: none is given, and only the person who opened a dossier follows it. */
  cleSuivi?: string | undefined;
  /** Told of each turn once it is saved, for counting. */
  observe?: Observe | undefined;
  /** Resolves when a turn may be computed. Absent: at once. */
  mayCompute?: (() => Promise<void>) | undefined;
};

/** A turn that lost the race this often leaves the person with "réessayez" rather than looping. */
const MAX_REPLAYS = 20;
/** Channels resend within seconds; this many answered messages are remembered. */
const RECENTS = 12;
/** Where the channel keeps the replies too and gives each message until it is settled, only the last can come again. */
const RECENTS_GARDES = 2;
/** Of the turns of a call answered before those, only the ids: one of them again is a replay. */
const ANCIENS = 300;

/** A conversation as stored: its state, and the last answers, so that a message sent twice is answered once. */
export const recordSchema = z.object({
  etat: etatSchema,
  anciens: z.array(z.string()).default([]),
  recents: z.array(z.object({ id: z.string(), empreinte: z.string().optional(), reponses: z.array(z.custom<Reponse>((value) => typeof value === 'object' && value !== null && 'texte' in value)) })),
  /** The greatest `prise` that wrote here (domain/tour). */
  prise: z.number().optional(),
});
type Enregistrement = z.infer<typeof recordSchema>;

/** The assistant behind every channel: load, understand, step, effects, save if unchanged, and only then answer. */
export function createAssistant(deps: AssistantDeps): Assistant {
  const workload = workloadReader(deps.store, deps.settings.alsaceMoselle);
  return {
    handle: (tour) => handle(tour, { ...deps, workload }),
    receiveFile: (envoi) => receiveFile(envoi, { store: deps.store, now: deps.clock, newId: deps.newId, maxOctets: deps.settings.uploadMaxOctets, log: deps.log, rules: deps.fileRules }),
  };
}

type TurnDeps = AssistantDeps & { workload: ReturnType<typeof workloadReader> };

async function handle(tour: Tour, deps: TurnDeps): Promise<Reponse[]> {
  for (let attempt = 0; attempt <= MAX_REPLAYS; attempt++) {
    const { record, version } = await load(tour, deps);
    const known = answered(record, tour);
    if (known) return known;
    checkHold(record.prise, tour.prise);
    await deps.mayCompute?.();
    const turn = await run(record, tour, deps);
    if (await save(turn, remembered(record, tour, turn.reponses), version, tour, deps)) {
      deps.observe?.(observedTurn(tour, { before: record.etat, after: turn.etat, evenements: turn.evenements, effets: turn.effets }));
      if (turn.aSupprimer.length > 0) await deps.store.deleteFiles(turn.aSupprimer);
      return turn.reponses;
    }
  }
  throw new CodedError('CONFLIT_ETAT', `conversation changed ${MAX_REPLAYS} times during one turn`);
}

/** A process that was stopped for long may hold a message that others answered long ago: more than `recents` remembers. */
function checkHold(written: number | undefined, mine: number | undefined): void {
  if (written !== undefined && mine !== undefined && mine < written) throw new CodedError('TOUR_PERDU', 'another process holds the conversation');
}

type Memoire = Omit<Enregistrement, 'etat'>;

/**
 * What was answered to this very turn, if it was.
 * @throws CodedError TOUR_DIFFERENT when its id was that of another content, or of a turn answered long ago
 */
function answered({ recents, anciens }: Memoire, { id, empreinte }: Tour): Reponse[] | null {
  const known = recents.find((recent) => recent.id === id);
  if (anciens.includes(id) || (known && known.empreinte !== empreinte)) throw new CodedError('TOUR_DIFFERENT', 'a turn was sent again with another content, or too late');
  return known?.reponses ?? null;
}

function remembered({ recents, anciens, prise }: Memoire, tour: Tour, reponses: Reponse[]): Memoire {
  const { id, empreinte, canal, reponsesGardees } = tour;
  const all = [...recents, { id, reponses, ...(empreinte === undefined ? {} : { empreinte }) }];
  const held = tour.prise ?? prise;
  return {
    recents: all.slice(reponsesGardees ? -RECENTS_GARDES : -RECENTS),
    anciens: canal === 'ivr' ? [...anciens, ...all.slice(0, -RECENTS).map((recent) => recent.id)].slice(-ANCIENS) : [],
    ...(held === undefined ? {} : { prise: held }),
  };
}

/** A conversation to forget keeps nothing of what was said before this turn. */
function save({ etat, oublie }: Turn, memoire: Memoire, version: number, { conversation, personne, reponsesGardees }: Tour, { store }: TurnDeps): Promise<boolean> {
  const vu = { personne, at: etat.vuLe, brouillon: etat.brouillon !== null || (etat.voix?.gardes.length ?? 0) > 0 };
  if (oublie && version > 0) return forget({ etat, ...memoire, recents: memoire.recents.slice(-1) }, version, conversation, vu, store);
  return store.saveState(conversation, { etat, ...memoire }, version, vu, reponsesGardees);
}

async function forget(record: Enregistrement, version: number, conversation: string, vu: Vu, { retention }: Store): Promise<boolean> {
  const saved = await retention.forgetConversation(conversation, record, version, vu);
  // when another process reads at this instant, the purge of the day does it
  if (saved) await retention.settleErasure();
  return saved;
}

async function load(tour: Tour, deps: TurnDeps): Promise<{ record: Enregistrement; version: number }> {
  const stored = await deps.store.loadState(tour.conversation);
  const fresh: Enregistrement = { etat: etatInitial(deps.clock()), recents: [], anciens: [] };
  if (!stored) return { record: fresh, version: 0 };
  const parsed = recordSchema.safeParse(stored.state);
  if (parsed.success) return { record: parsed.data, version: stored.version };
  // a state nobody can read must not lock the person out: said to the operator, started again
  deps.log.error({ conversation: tour.conversation, code: 'ETAT_ILLISIBLE', champ: parsed.error.issues[0]?.path.join('.') ?? '' }, 'etat-illisible');
  return { record: fresh, version: stored.version };
}

type Turn = { etat: Etat; reponses: Reponse[]; aSupprimer: string[]; oublie: boolean; /** What happened, the person's own event first, and what was asked of the application. */ evenements: Evenement[]; effets: Effet[] };

/** Steps until no effect waits for an answer; each effect is idempotent, so a replayed turn does nothing twice. */
async function run({ etat, recents }: Enregistrement, tour: Tour, deps: TurnDeps): Promise<Turn> {
  const ctx = await contexte(tour, deps);
  const turn: Turn = { etat, reponses: [], aSupprimer: [], oublie: false, evenements: [], effets: [] };
  const queue: Evenement[] = [toEvent(tour, etat, ctx, deps)];
  const lastWords = repeats(queue[0]) && recents.at(-1)?.reponses;
  if (lastWords) return { ...turn, reponses: lastWords };
  for (let evenement = queue.shift(); evenement; evenement = queue.shift()) {
    const result = step(turn.etat, evenement, ctx);
    turn.etat = result.etat;
    turn.evenements.push(evenement);
    turn.effets.push(...result.effets);
    turn.reponses.push(...result.reponses);
    for (const effet of result.effets) {
      const answer = await perform(effet, tour, ctx, turn, deps);
      if (answer) queue.push(answer);
    }
  }
  return turn;
}

/** By telephone, the last words again, to the letter: a number or a code is noted down. */
const repeats = (evenement: Evenement | undefined): boolean => evenement?.genre === 'relance' && evenement.cause === 'repeter';

async function contexte(tour: Tour, deps: TurnDeps): Promise<Contexte> {
  const now = deps.clock();
  return { now, today: parisDate(now), canal: tour.canal, contenu: deps.contenu, charge: await deps.workload(now), alsaceMoselle: deps.settings.alsaceMoselle, courriel: deps.settings.courriel ?? false, durees: deps.settings.durees ?? DUREES, telephone: telephoneOf(tour, now, deps.settings) };
}

function toEvent(tour: Tour, etat: Etat, ctx: Contexte, deps: TurnDeps): Evenement {
  if (tour.genre === 'arrivee') return { genre: 'arrivee' };
  // a card's answer reads like the same words typed
  if (tour.genre === 'action' && tour.action === 'repondre') return toMessage(tour.valeurs.valeur ?? '', [], [], tour, ctx, deps);
  if (tour.genre === 'action') return { genre: 'action', action: tour.action, valeurs: masked(tour.valeurs) };
  if (tour.ecoute) return hear(tour.ecoute, etat, ctx, deps);
  return toMessage(tour.texte, tour.fichiers, tour.refus, tour, ctx, deps);
}

const masked = (valeurs: Record<string, string>): Record<string, string> => Object.fromEntries(Object.entries(valeurs).map(([name, value]) => [name, maskSensitive(value).text]));

type Message = Extract<Evenement, { genre: 'message' }>;

function toMessage(said: string, fichiers: Message['fichiers'], refus: Message['refus'], tour: Tour, ctx: Contexte, deps: TurnDeps): Message {
  const { text } = maskSensitive(said.slice(0, deps.settings.texteMax));
  return {
    genre: 'message', texte: text, fichiers, refus, masques: maskedNatures(text),
    comprehension: deps.understander.understand(text, { now: ctx.now, canal: tour.canal }),
  };
}

async function perform(effet: Effet, tour: Tour, ctx: Contexte, turn: Turn, deps: TurnDeps): Promise<Evenement | null> {
  const { store } = deps;
  switch (effet.genre) {
    case 'ouvrir-dossier': {
      const charge = ctx.charge[effet.demande.service];
      const { dossier, code } = await openDossier(effet.demande, effet.rang, tour, { store, now: ctx.now, randomInt: deps.randomInt, charge, alsaceMoselle: ctx.alsaceMoselle, cleSuivi: deps.cleSuivi }, effet.lie);
      // refused when a run before did it already
      if (effet.lie !== undefined) await actOnDossier(effet.lie, { genre: 'lier', reference: dossier.reference }, personAuthor(tour), actDeps(ctx, deps));
      deps.log.info({ service: dossier.demande.service, motif: dossier.demande.motif, priorite: dossier.promesse.priorite }, 'dossier-ouvert');
      return { genre: 'dossier-ouvert', dossier, code };
    }
    case 'chercher-dossier': {
      const found = await store.getDossier(effet.reference);
      const dossier = found?.personne === tour.personne ? await upToDate(found, actDeps(ctx, deps)) : found;
      // unknown and not yours are told alike
      const isTheirs = dossier?.personne === tour.personne;
      if (dossier) await journal({ qui: 'usager', quoi: isTheirs ? 'lecture-dossier' : 'refus', objet: dossier.reference, motif: 'suivi' }, deps);
      if (!dossier || !isTheirs) return { genre: 'dossier-inconnu', reference: effet.reference };
      return { genre: 'dossier-trouve', dossier, pour: effet.pour };
    }
    case 'lister-dossiers': {
      const references = await store.listReferences(tour.personne);
      const read = await Promise.all(references.slice(0, 10).map((reference) => store.getDossier(reference)));
      const found = read.filter((dossier): dossier is Dossier => dossier !== null);
      for (const { reference } of found) await journal({ qui: 'usager', quoi: 'lecture-dossier', objet: reference, motif: 'suivi' }, deps);
      const dossiers = await Promise.all(found.map((dossier) => upToDate(dossier, actDeps(ctx, deps))));
      return { genre: 'dossiers-listes', dossiers, pour: effet.pour };
    }
    case 'lister-depots':
      return { genre: 'depots-listes', ...(await listDeposits(tour.personne, effet.depuis, deps)) };
    case 'agir-dossier':
      return actForPerson(effet.reference, effet.acte, tour, actDeps(ctx, deps));
    case 'ouvrir-suivi':
      return openFromElsewhere(effet, tour, ctx, deps);
    case 'nouveau-code':
      return anotherCode(effet.reference, tour, deps);
    case 'reprendre-appel':
      return claimCall(effet.code, tour, deps);
    case 'verifier-appel':
      return verifyCall(effet, tour, deps);
    case 'noter-courriel':
      await setContact(effet.reference, tour.personne, effet.email, { store, now: ctx.now });
      return null;
    case 'arreter-courriels':
      return { genre: 'courriels-arretes', nombre: await clearContacts(tour.personne, { store, now: ctx.now }) };
    case 'demander-rappel':
      await askCallback(effet, { id: tour.id, at: ctx.now }, store);
      return null;
    case 'supprimer-fichiers':
      turn.aSupprimer.push(...effet.fichiers);
      return null;
    case 'oublier-conversation':
      turn.oublie = true;
      return null;
    case 'a-revoir':
      await keepForReview(effet.message, tour, { store, revue: deps.revue, today: ctx.today });
      return null;
    case 'oublier-revue':
      await forgetReviews(tour, { store, revue: deps.revue, today: ctx.today });
      return null;
    case 'alerter': {
      const createdAt = ctx.now.toISOString();
      await store.putOutbox({ id: `alerte:${tour.conversation}:${tour.id}:${effet.nature}`, kind: 'alerte-humaine', createdAt, payload: { conversation: tour.conversation, nature: effet.nature, canal: tour.canal } });
      return null;
    }
  }
}

const actDeps = ({ alsaceMoselle }: Contexte, { store, clock, workload }: TurnDeps): ActDeps => ({ store, clock, workload, alsaceMoselle });

/** The person shows the code instead of the channel's identity. */
async function openFromElsewhere({ reference, code, essais }: Extract<Effet, { genre: 'ouvrir-suivi' }>, tour: Tour, ctx: Contexte, deps: TurnDeps): Promise<Evenement> {
  const refused: Evenement = { genre: 'code-refuse', reference, essais: essais + 1 };
  if (deps.cleSuivi === undefined) return refused;
  const tracked = await openTracking(reference, code, `${tour.canal} ${tour.personne}`, { store: deps.store, clock: deps.clock, key: deps.cleSuivi });
  return tracked.kind === 'open' ? { genre: 'dossier-trouve', dossier: await upToDate(tracked.session.dossier, actDeps(ctx, deps)) } : refused;
}

/** Only for a dossier of this identity; without a number, for the only one there is. */
async function anotherCode(asked: string | null, tour: Tour, deps: TurnDeps): Promise<Evenement> {
  const mine = await deps.store.listReferences(tour.personne);
  const [only, other] = asked === null ? mine : mine.filter((reference) => reference === asked);
  if (deps.cleSuivi === undefined || only === undefined || other !== undefined) return { genre: 'code-a-preciser', references: asked === null ? mine.slice(0, 10) : [] };
  const code = await renewCode(only, `${tour.conversation} ${tour.id}`, { store: deps.store, clock: deps.clock, key: deps.cleSuivi });
  return code === null ? { genre: 'code-a-preciser', references: [] } : { genre: 'code-donne', reference: only, code };
}
