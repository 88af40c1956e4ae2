import { BotAdapter, TurnContext, type Activity, type ResourceResponse } from 'botbuilder-core';
import { DEPOT, FAILED, HOLD, type Bot, type Depot } from '../bot';

export type Named = Partial<Activity> & { id: string };

const REPLIES = Symbol('replies');

/** Runs a turn in this process: no connector, no network; its replies are given to whoever keeps the transcript. */
export class DirectLineAdapter extends BotAdapter {
  /** @param typing shows now, to whoever is connected, what is kept nowhere */
  constructor(private readonly typing: (conversation: string, activity: Partial<Activity>) => void) {
    super();
  }

  /** @returns the replies, in their order; the same id again is the same reply */
  async receive(activity: Partial<Activity>, { depot, hold }: { depot: Depot; hold: number }, bot: Bot): Promise<Named[]> {
    const context = new TurnContext(this, activity);
    const replies: Named[] = [];
    context.turnState.set(DEPOT, depot);
    context.turnState.set(HOLD, hold);
    context.turnState.set(REPLIES, replies);
    await this.runMiddleware(context, bot);
    return replies;
  }

  /** Replies are named after what they answer: a turn that runs again after a crash writes the same ones. */
  async sendActivities(context: TurnContext, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    const { activity: asked, turnState } = context;
    const failed = turnState.get(FAILED) === true;
    const named = activities.map((activity, rank): Named => ({ ...activity, id: `${asked.id}|${nameOf(activity, failed, rank)}` }));
    for (const typing of named.filter(isTyping)) this.typing(asked.conversation.id, typing);
    const replies: Named[] | undefined = turnState.get(REPLIES);
    replies?.push(...named.filter((activity) => !isTyping(activity)));
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
