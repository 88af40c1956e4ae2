import { BotAdapter, TurnContext, type Activity, type ResourceResponse } from 'botbuilder-core';
import { DEPOT, FAILED, HOLD, type Bot, type Depot } from '../bot';

/** Where the replies of a turn go. */
export interface ReplySink {
  /** Keeps the reply; the same id again is the same reply. */
  reply(conversation: string, id: string, activity: Partial<Activity>): Promise<void>;
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

  /** All are handed over at once, in order: they share one write to the disk, and one frame. */
  async sendActivities(context: TurnContext, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    return Promise.all(activities.map(async (activity, rank) => ({ id: await this.send(context, activity, rank) })));
  }

  /** Replies are named after what they answer: a turn that runs again after a crash writes the same ones. */
  private async send(context: TurnContext, activity: Partial<Activity>, rank: number): Promise<string> {
    const conversation = context.activity.conversation.id;
    if (activity.type === 'typing') {
      this.sink.typing(conversation, { ...activity, id: `${context.activity.id}|frappe` });
      return '';
    }
    const id = `${context.activity.id}|${context.turnState.get(FAILED) === true ? 'panne' : rank}`;
    await this.sink.reply(conversation, id, { ...activity, id });
    return id;
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
