import { BotAdapter, TurnContext, type Activity, type ResourceResponse } from 'botbuilder-core';
import { DEPOT, FAILED, HOLD, type Bot, type Depot } from '../bot';

export type Named = Partial<Activity> & { id: string };

/** Where the replies of a turn go. */
export interface ReplySink {
  /** Keeps the replies, in their order, all or none; the same id again is the same reply. */
  reply(conversation: string, replies: readonly Named[]): Promise<void>;
  /** Shown now to whoever is connected, kept nowhere. */
  typing(conversation: string, activity: Partial<Activity>): void;
}

/** Runs a turn in this process: no connector, no network; replies go to the transcript of the conversation. */
export class DirectLineAdapter extends BotAdapter {
  constructor(private readonly sink: ReplySink) {
    super();
  }

  async receive(activity: Partial<Activity>, { depot, hold }: { depot: Depot; hold: number }, bot: Bot): Promise<void> {
    const context = new TurnContext(this, activity);
    context.turnState.set(DEPOT, depot);
    context.turnState.set(HOLD, hold);
    await this.runMiddleware(context, bot);
  }

  /** Replies are named after what they answer: a turn that runs again after a crash writes the same ones. */
  async sendActivities(context: TurnContext, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    const { activity: asked, turnState } = context;
    const failed = turnState.get(FAILED) === true;
    const named = activities.map((activity, rank): Named => ({ ...activity, id: `${asked.id}|${nameOf(activity, failed, rank)}` }));
    for (const typing of named.filter(isTyping)) this.sink.typing(asked.conversation.id, typing);
    const replies = named.filter((activity) => !isTyping(activity));
    if (replies.length > 0) await this.sink.reply(asked.conversation.id, replies);
    return named.map((activity) => ({ id: isTyping(activity) ? '' : activity.id }));
  }

  async updateActivity(): Promise<void> {
    throw new Error('Direct Line has no update');
  }

  async deleteActivity(): Promise<void> {
    throw new Error('Direct Line has no deletion');
  }

  async continueConversation(): Promise<void> {
    throw new Error('replies to a conversation are appended to its transcript');
  }
}

const isTyping = ({ type }: Partial<Activity>): boolean => type === 'typing';

function nameOf(activity: Partial<Activity>, failed: boolean, rank: number): string {
  if (isTyping(activity)) return 'frappe';
  return failed ? 'panne' : String(rank);
}
