import type { Activity, ChannelAccount, TurnContext } from 'botbuilder-core';
import type { Assistant } from '../app/assistant';
import type { Canal } from '../domain/codes';
import { CodedError } from '../domain/errors';
import type { Carte, FichierRecu, RefusFichier, Reponse, Tour } from '../domain/tour';
import type { Logger } from '../ops/log';
import { toAdaptiveCard } from './cards';
import { addressOf } from './links';
import PHRASES from './phrases.json';
import { toTeamsActivities } from './teams/reply';
import { spokenInTeams } from './teams/mentions';
import { cleanText, withoutBold } from './text';

/** Files the channel received with a message; only our own adapters may set it, never an activity from outside. */
export const DEPOT = Symbol('depot');
export type Depot = { fichiers: FichierRecu[]; refus: RefusFichier[] };

/** Number under which the channel holds the conversation: `prise` of the tour. */
export const HOLD = Symbol('hold');
/** Files fetched for a message of another channel, already checked. */
export const FETCHED = Symbol('fetched files');

/** Set on the turn: the reference of the dossier that it opened. */
export const OPENED = Symbol('opened');

/** Set on the turn once the assistant failed: what follows is not one of its replies. */
export const FAILED = Symbol('failed');

export type BotDeps = {
  assistant: Pick<Assistant, 'handle'>;
  log: Logger;
  /** Longest text handed over, in UTF-16 units; the rest is cut. */
  texteMax: number;
  /** Address of this server as people see it; without it, links are only for the web chat. */
  publicUrl?: string | undefined;
  /** A turn longer than this shows "is typing". */
  typingAfterMs?: number;
};

export type Bot = (context: TurnContext) => Promise<void>;

const TYPING_AFTER_MS = 400;
const ID_MAX = 200;
const FIELDS_MAX = 30;
const FIELD_TEXT_MAX = 5_000;
const FIELD_NAME = /^[A-Za-z][\w-]{0,63}$/;
const FORBIDDEN_FIELDS = ['constructor', 'prototype', 'action'];

/** The bot behind every channel: an Activity becomes a Tour, its Reponses become activities. Anything it does not know is left unanswered. */
export function createBot(deps: BotDeps): Bot {
  return async (context) => {
    const tour = toTour(context, deps.texteMax);
    if (!tour) return;
    const replies = await answer(tour, context, deps);
    context.turnState.set(OPENED, replies.find(({ carte }) => carte?.genre === 'accuse')?.carte?.reference);
    const activities = replies.flatMap((reponse) => toActivities(reponse, tour.canal, context.activity, deps.publicUrl));
    if (activities.length > 0) await context.sendActivities(activities);
  };
}

async function answer(tour: Tour, context: TurnContext, deps: BotDeps): Promise<Reponse[]> {
  const typing = startTyping(context, deps);
  try {
    return await deps.assistant.handle(tour);
  } catch (error) {
    if (isForTheChannel(error, context)) throw error;
    deps.log.error({ error, conversation: tour.conversation, genre: tour.genre }, 'tour-en-panne');
    context.turnState.set(FAILED, true);
    return [{ texte: PHRASES.panne }];
  } finally {
    await typing.stop();
  }
}

/** Taken over by another process, which answers; or the store is away, and the channel keeps the message: it will be given again. */
function isForTheChannel(error: unknown, context: TurnContext): boolean {
  if (!(error instanceof CodedError)) return false;
  return error.code === 'TOUR_PERDU' || (error.code === 'STOCKAGE_INDISPONIBLE' && context.turnState.has(DEPOT));
}

/** Shows "is typing" once the work has lasted. */
export function startTyping(context: TurnContext, deps: Pick<BotDeps, 'log' | 'typingAfterMs'>): { stop(): Promise<void> } {
  let sent: Promise<unknown> = Promise.resolve();
  const send = (): void => {
    // A lost "is typing" is no reason to lose the turn.
    sent = context.sendActivity({ type: 'typing' }).catch((error: unknown) => deps.log.debug({ error }, 'frappe-non-envoyee'));
  };
  const timer = setTimeout(send, deps.typingAfterMs ?? TYPING_AFTER_MS);
  return {
    stop: async () => {
      clearTimeout(timer);
      await sent;
    },
  };
}

// ---------------------------------------------------------------- inbound

export type Origin = Pick<Tour, 'id' | 'conversation' | 'personne' | 'canal' | 'acteur' | 'prise' | 'reponsesGardees'>;

/** @returns null for what is not a turn: reactions, typing, events, a bot joining… */
export function toTour(context: TurnContext, texteMax: number): Tour | null {
  const { activity } = context;
  const origin = originOf(context);
  if (!origin?.id) return null;
  if (isArrival(activity)) return { ...origin, genre: 'arrivee' };
  if (activity.type === 'invoke') return actionTour(origin, executedAction(activity.value));
  if (activity.type !== 'message') return null;
  return actionTour(origin, activity.value) ?? messageTour(origin, activity, depotOf(context), texteMax);
}

/** Somebody came, or the bot was installed. */
export const isArrival = ({ type, action }: Pick<Activity, 'type' | 'action'>): boolean =>
  type === 'conversationUpdate' || (type === 'installationUpdate' && /^add/.test(action ?? ''));

/** Who speaks, and where; null when nobody does. */
export function originOf(context: TurnContext): Origin | null {
  const { activity } = context;
  const person = personOf(activity);
  return person && activity.conversation?.id ? { ...namedOrigin(activity, person, context.turnState.has(DEPOT)), ...holdOf(context) } : null;
}

function personOf(activity: Activity): ChannelAccount | undefined {
  if (activity.type !== 'conversationUpdate') return activity.from?.id ? activity.from : undefined;
  const members = Array.isArray(activity.membersAdded) ? activity.membersAdded : [];
  return members.find((member) => member?.id && member.id !== activity.recipient?.id) ?? installer(activity, members);
}

/** Teams may name only the bot as newly come: who installed it is there too. */
function installer({ channelId, from, recipient }: Activity, members: readonly ChannelAccount[]): ChannelAccount | undefined {
  return channelId === 'msteams' && members.length > 0 && from?.id && from.id !== recipient?.id ? from : undefined;
}

/** Several people read the same conversation. */
export const isGroup = ({ conversation }: Pick<Activity, 'conversation'>): boolean =>
  conversation.isGroup === true || ['groupChat', 'channel'].includes(conversation.conversationType ?? '');

/** Identities of other channels are prefixed: nobody outside can be mistaken for a person of our own web chat. */
function namedOrigin(activity: Activity, person: ChannelAccount, isOwnChannel: boolean): Origin {
  const { channelId, conversation } = activity;
  const scope = (id: string): string => (isOwnChannel ? id : `${channelId}:${id}`);
  // in a group each person has a demande of their own: nobody answers another one's question
  const place = isGroup(activity) && !isOwnChannel ? `${conversation.id}|${person.id}` : conversation.id;
  const acteur = isOwnChannel ? null : directoryIdentity(person);
  return { id: messageId(activity), conversation: scope(place), personne: scope(person.id), canal: canalOf(channelId), ...(acteur === null ? {} : { acteur }), ...(isOwnChannel ? { reponsesGardees: true } : {}) };
}

const DIRECTORY_ID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Who it is in the organisation's directory, as the channel vouches for it. */
function directoryIdentity(person: ChannelAccount): string | null {
  const id = person.aadObjectId ?? '';
  return DIRECTORY_ID.test(id) ? `aad:${id.toLowerCase()}` : null;
}

function holdOf(context: TurnContext): Pick<Tour, 'prise'> {
  const prise: number | undefined = context.turnState.get(HOLD);
  return prise === undefined ? {} : { prise };
}

const canalOf = (channelId: string): Canal => (channelId === 'msteams' ? 'teams' : 'web');

function messageId(activity: Activity): string {
  const { channelData }: { channelData?: unknown } = activity;
  const clientId = isRecord(channelData) ? channelData['clientActivityID'] : undefined;
  return (typeof clientId === 'string' && clientId ? clientId : (activity.id ?? '')).slice(0, ID_MAX);
}

/** The data of an `Action.Execute`, in the form of an `Action.Submit`. */
function executedAction(value: unknown): unknown {
  const action = isRecord(value) ? value['action'] : undefined;
  if (!isRecord(action) || !isRecord(action['data'])) return null;
  return { ...(typeof action['verb'] === 'string' ? { action: action['verb'] } : {}), ...action['data'] };
}

function actionTour(origin: Origin, value: unknown): Tour | null {
  if (!isRecord(value) || typeof value['action'] !== 'string' || !FIELD_NAME.test(value['action'])) return null;
  return { ...origin, genre: 'action', action: value['action'], valeurs: fieldsOf(value) };
}

/** Card fields as strings: Teams sends numbers as strings, other clients do not. Nested values and odd names are dropped. */
function fieldsOf(value: Record<string, unknown>): Record<string, string> {
  const fields = Object.entries(value)
    .filter(([name]) => FIELD_NAME.test(name) && !FORBIDDEN_FIELDS.includes(name))
    .flatMap(([name, field]) => (['string', 'number', 'boolean'].includes(typeof field) ? [[name, cleanText(String(field)).slice(0, FIELD_TEXT_MAX)]] : []));
  return Object.fromEntries(fields.slice(0, FIELDS_MAX));
}

function messageTour(origin: Origin, activity: Activity, depot: Depot, texteMax: number): Tour | null {
  const texte = cleanText(spokenText(activity)).slice(0, texteMax);
  if (!texte.trim() && depot.fichiers.length === 0 && depot.refus.length === 0) return null;
  return { ...origin, genre: 'message', texte, fichiers: depot.fichiers, refus: depot.refus };
}

function spokenText(activity: Activity): string {
  if (activity.channelId === 'msteams') return spokenInTeams(activity);
  return typeof activity.text === 'string' ? activity.text : '';
}

function depotOf(context: TurnContext): Depot {
  const depot: Depot | undefined = context.turnState.get(DEPOT) ?? context.turnState.get(FETCHED);
  return depot ?? { fichiers: [], refus: [] };
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

// ---------------------------------------------------------------- outbound

/** The same answers twice, on the card and below it, would only be longer to read and to hear. */
const answersByCard = (carte: Carte | undefined): boolean => carte !== undefined && carte.boutons.length + (carte.options?.length ?? 0) > 0;

/** What one message of the assistant becomes in this channel. */
export const toActivities = (reponse: Reponse, canal: Canal, inbound: Pick<Activity, 'conversation' | 'from'>, publicUrl?: string): Partial<Activity>[] =>
  canal === 'teams'
    ? toTeamsActivities(reponse, toActivity(reponse, canal, publicUrl), { groupe: isGroup(inbound), personne: inbound.from?.id ?? '' })
    : [toActivity(reponse, canal, publicUrl)];

/** One message of the assistant, as an activity. In Teams a card stands for the text, which would otherwise show twice. */
export function toActivity(reponse: Reponse, canal: Canal, publicUrl?: string): Partial<Activity> {
  const { oral, choix, carte, mode, lien } = reponse;
  const address = lien ? addressOf(lien, canal, publicUrl) : null;
  const said = carte && reponse.court ? reponse.court : reponse.texte;
  const texte = lien && address !== null ? `${said}\n\n[${lien.titre}](${address})` : said;
  const cardOnly = canal === 'teams' && carte !== undefined;
  return {
    type: 'message', textFormat: 'markdown', locale: reponse.langue ?? 'fr-FR', inputHint: 'expectingInput',
    ...(cardOnly ? { summary: withoutBold(said).slice(0, 250) } : { text: texte }),
    ...(oral ? { speak: withoutBold(oral) } : {}),
    ...(choix?.length && !answersByCard(carte) ? { suggestedActions: { to: [], actions: choix.map(({ titre, valeur }) => ({ type: 'imBack', title: titre, value: valeur })) } } : {}),
    ...(carte ? { attachments: [toAdaptiveCard(carte, reponse, cardOnly && lien && address !== null ? [{ titre: lien.titre, url: address }] : [])] } : {}),
    ...(mode ? { channelData: { mode } } : {}),
  };
}
