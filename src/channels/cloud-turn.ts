import type { Activity, TurnContext } from 'botbuilder-core';
import type { Clock } from '../ops/clock';
import type { Logger } from '../ops/log';
import type { ThreadStore } from '../stores/thread-store';
import { FAILED, FETCHED, OPENED, isArrival, isGroup, originOf, startTyping, type Bot, type Depot, type Origin } from './bot';
import { CARD_CONTENT_TYPE } from './cards';
import { adresseOf } from './cloud-activity';
import { noteHandoffStatus } from './handoff';
import PHRASES from './phrases.json';
import { usedCard } from './teams/cards';
import { answerConsent, isConsent, offerCopy, type ConsentDeps } from './teams/file-consent';

/** What the channels of the Bot Framework need around a turn: an address to keep, one welcome, files to fetch, cards used once. */

export type CloudTurnDeps = {
  threads: ThreadStore;
  clock: Clock;
  log: Logger;
  /** Absent: files are ignored. */
  fetchFiles?: ((context: TurnContext, origin: Origin) => Promise<Depot | null>) | undefined;
  typingAfterMs?: number | undefined;
  /** How a copy of a demande is given. */
  consent: ConsentDeps;
};

/** A second press while the first is answered says nothing: the card that changes is the answer. */
const DOUBLE_PRESS_MS = 5_000;

/** The bot, for the channels of the Bot Framework. What is kept here helps, and its loss stops no turn. */
export function createCloudBot(bot: Bot, deps: CloudTurnDeps): Bot {
  return async (context) => {
    const origin = originOf(context);
    if (!origin) return;
    const { activity } = context;
    if (noteHandoffStatus(activity, origin.conversation, deps.log)) return;
    if (isRemoval(activity)) return forgetInstallation(origin, deps);
    await tolerated(keepThread(activity, origin, deps), deps);
    if (isArrival(activity)) return welcome(context, origin, bot, deps);
    if (isConsent(activity)) return answerConsent(context, origin, deps.consent);
    const card = pressedCard(activity);
    const use = card === null ? null : await tolerated(deps.threads.cardUse(origin.conversation, card), deps);
    // the same message sent again by the channel is the same use: it gets the same replies
    if (use !== null && use.tour !== origin.id) return refuseCard(context, use.at, deps);
    await fetchInto(context, origin, deps);
    await bot(context);
    if (card !== null && !context.turnState.has(FAILED)) await retire(context, card, origin, deps);
    if (activity.type === 'invoke') await answerInvoke(context);
    const opened: string | undefined = context.turnState.get(OPENED);
    if (opened !== undefined) await offerCopy(context, opened, origin, deps.consent).catch((error: unknown) => deps.log.warn({ error }, 'copie-non-proposee'));
  };
}

async function tolerated<T>(work: Promise<T>, { log }: Pick<CloudTurnDeps, 'log'>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    log.warn({ error }, 'fil-non-garde');
    return null;
  }
}

async function keepThread(activity: Activity, { conversation, personne }: Origin, { threads, clock }: CloudTurnDeps): Promise<void> {
  const adresse = adresseOf(activity);
  if (adresse) await threads.saveThread({ conversation, personne, adresse, vuLe: clock().toISOString() });
}

// ---------------------------------------------------------------- installation

const isRemoval = ({ type, action }: Activity): boolean => type === 'installationUpdate' && /^remove/.test(action ?? '');

/** Nobody is there any more; a new installation is greeted again. */
async function forgetInstallation({ conversation }: Origin, deps: CloudTurnDeps): Promise<void> {
  await tolerated(deps.threads.markUnreachable(conversation, deps.clock().toISOString()), deps);
  await tolerated(deps.threads.setWelcomed(conversation, false), deps);
}

/** Teams tells of one installation twice, and of each person who joins a group: the welcome is said once. */
async function welcome(context: TurnContext, { conversation }: Origin, bot: Bot, deps: CloudTurnDeps): Promise<void> {
  const { activity } = context;
  if (isGroup(activity) && !isBotAdded(activity)) return;
  if (await tolerated(deps.threads.wasWelcomed(conversation), deps)) return;
  if (isGroup(activity)) await context.sendActivity({ type: 'message', text: PHRASES.accueilGroupe, textFormat: 'markdown', locale: 'fr-FR' });
  else await bot(context);
  await tolerated(deps.threads.setWelcomed(conversation, true), deps);
}

const isBotAdded = ({ type, membersAdded, recipient }: Activity): boolean =>
  type === 'installationUpdate' || (membersAdded ?? []).some(({ id }) => id === recipient?.id);

// ---------------------------------------------------------------- cards

/** Id of the message that carries the card; null when nothing was pressed, or on no card of ours. */
const pressedCard = ({ replyToId, value, type }: Activity): string | null => (replyToId && usedCard(type === 'invoke' ? executed(value) : value) ? replyToId : null);

const executed = (value: unknown): unknown => {
  const action = typeof value === 'object' && value !== null && 'action' in value ? value.action : null;
  return typeof action === 'object' && action !== null && 'data' in action ? action.data : null;
};

async function refuseCard(context: TurnContext, usedAt: string, { clock }: CloudTurnDeps): Promise<void> {
  const isDouble = clock().getTime() - Date.parse(usedAt) < DOUBLE_PRESS_MS;
  if (!isDouble) await context.sendActivity({ type: 'message', text: PHRASES.carteUtilisee, locale: 'fr-FR' });
  if (context.activity.type === 'invoke') await answerInvoke(context);
}

/** Shows what was chosen in the place of the buttons. A channel that cannot change a message loses nothing else. */
async function retire(context: TurnContext, card: string, { conversation, id }: Origin, deps: CloudTurnDeps): Promise<void> {
  await tolerated(deps.threads.useCard(conversation, card, id, deps.clock().toISOString()), deps);
  const replacement = usedCard(context.activity.value);
  // the answer to an `Action.Execute` is the new card itself
  if (context.activity.type === 'invoke' || !replacement) return;
  await context.updateActivity({ type: 'message', id: card, attachments: [replacement] }).catch((error: unknown) => deps.log.warn({ error }, 'carte-non-remplacee'));
}

/** `Action.Execute` waits for the card to show in the place of the one pressed; the HTTP status is 200 whatever became of it. */
async function answerInvoke(context: TurnContext): Promise<void> {
  await context.sendActivity({ type: 'invokeResponse', value: { status: 200, body: invokeBody(context) } });
}

function invokeBody({ activity, turnState }: TurnContext) {
  if (turnState.has(FAILED)) return { statusCode: 500, type: 'application/vnd.microsoft.error', value: { code: 'InternalError', message: PHRASES.panne } };
  const card = usedCard(executed(activity.value));
  return card ? { statusCode: 200, type: CARD_CONTENT_TYPE, value: card.content } : invokeMessage(PHRASES.patience);
}

export const invokeMessage = (value: string) => ({ statusCode: 200, type: 'application/vnd.microsoft.activity.message', value });

// ---------------------------------------------------------------- files

async function fetchInto(context: TurnContext, origin: Origin, deps: CloudTurnDeps): Promise<void> {
  if (!deps.fetchFiles) return;
  const typing = startTyping(context, deps);
  try {
    const depot = await deps.fetchFiles(context, origin);
    if (depot) context.turnState.set(FETCHED, depot);
  } finally {
    await typing.stop();
  }
}
