import type { MessageARevoir } from '../domain/review';
import type { Tour } from '../domain/tour';
import { sha256Hex } from '../ops/hash';
import type { Store } from '../stores/store';

/** `sel`: secret of the installation; `jours`: how long messages are kept, 0 keeps none. */
export type ReviewSettings = { sel: string; jours: number };
type Deps = { store: Store; revue: ReviewSettings | undefined; today: string };

const DAY_MS = 86_400_000;

/** First day still kept, `YYYY-MM-DD`. */
export const oldestReviewDay = (today: string, jours: number): string => new Date(Date.parse(today) - jours * DAY_MS).toISOString().slice(0, 10);

/**
 * Keeps a message for review, without its person. The same message of the same conversation is one entry, whatever is replayed.
 * @throws CodedError STOCKAGE_INDISPONIBLE
 */
export async function keepForReview(message: MessageARevoir, tour: Tour, { store, revue, today }: Deps): Promise<void> {
  if (!revue || revue.jours === 0) return;
  const conversation = hidden(tour.conversation, revue);
  const id = `r${hidden(`${tour.conversation}\n${message.texte}`, revue).slice(0, 16)}`;
  await store.putReview({ ...message, id, conversation, canal: tour.canal, jour: today }, oldestReviewDay(today, revue.jours));
}

/**
 * Deletes what was kept of a conversation.
 * @throws CodedError STOCKAGE_INDISPONIBLE
 */
export async function forgetReviews(tour: Tour, { store, revue }: Deps): Promise<void> {
  if (revue) await store.forgetReviews(hidden(tour.conversation, revue));
}

const hidden = (text: string, { sel }: Pick<ReviewSettings, 'sel'>): string => sha256Hex(new TextEncoder().encode(`${sel}\n${text}`));

/** The name of a conversation among messages to review: nobody goes back from it to the conversation without the secret. */
export const hiddenConversation = (conversation: string, sel: string): string => hidden(conversation, { sel });
