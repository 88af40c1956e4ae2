import type { WebSocket } from 'ws';
import { z } from 'zod';
import { inboundId } from '../../../src/channels/direct-line/activity';
import type { Activity, Answer, DirectLineClient } from './client';
import { person } from './mix';
import type { Outcome, Send } from './open-loop';

/** A message without an answer after this long is a failure: the person has left. */
const PATIENCE_MS = 30_000;
const STARTS_AT_ONCE = 20;

type Conversation = { id: string; url: string; says: Generator<string>; sent: number };

/** People in conversation, each with a stream of their own. */
export class People {
  private readonly conversations: Conversation[] = [];
  private readonly sockets: WebSocket[] = [];
  private readonly waiting = new Map<string, () => void>();
  /** What people were told when they were not answered, in a refusal or in their conversation, and how often. */
  readonly told = new Map<string, number>();
  /** Messages that the server took. */
  readonly taken: { conversation: string; id: string; atMs: number }[] = [];

  private constructor(private readonly client: DirectLineClient) {}

  static async arrive(count: number, client: DirectLineClient, urlOf: (n: number) => string): Promise<People> {
    const people = new People(client);
    for (let n = 0; n < count; n += STARTS_AT_ONCE) {
      await Promise.all(Array.from({ length: Math.min(STARTS_AT_ONCE, count - n) }, (_, i) => people.open(urlOf(n + i), n + i)));
    }
    return people;
  }

  private async open(url: string, rank: number): Promise<void> {
    const { conversation, streamUrl } = await this.client.start(url);
    this.sockets.push(await this.client.stream(streamUrl, (activity) => this.hear(activity)));
    this.conversations.push({ id: conversation, url, says: person(rank), sent: 0 });
  }

  private hear({ id, replyToId, text = '' }: Activity): void {
    if (/\|(?:panne|attente)$/.test(id)) this.count(text);
    if (replyToId) this.waiting.get(replyToId)?.();
  }

  private count(what: string): void {
    this.told.set(what, (this.told.get(what) ?? 0) + 1);
  }

  /** The next message of the next person; answered when the first words of the reply reach their screen. */
  readonly send: Send = async (rank) => {
    const conversation = this.conversations[rank % this.conversations.length];
    if (!conversation) return 'failed';
    const clientActivityID = `m${(conversation.sent += 1)}`;
    const activity = { type: 'message', text: conversation.says.next().value, channelData: { clientActivityID } };
    const id = inboundId(activity, conversation.id, () => '');
    const reply = this.replyTo(id);
    const answer = await this.client.post(conversation.url, conversation.id, activity).catch(() => null);
    if (answer?.status === 200) {
      this.taken.push({ conversation: conversation.id, id, atMs: performance.now() });
      return reply.heard;
    }
    reply.forget();
    return this.refused(answer);
  };

  private refused(answer: Answer | null): Outcome {
    if (answer === null) {
      this.count('connexion impossible');
      return 'failed';
    }
    this.count(`${answer.status}${answer.retryAfter === null ? '' : ' Retry-After'} ${messageOf(answer.body)}`);
    return [429, 503].includes(answer.status) && answer.retryAfter !== null ? 'refused' : 'failed';
  }

  private replyTo(id: string): { heard: Promise<Outcome>; forget: () => void } {
    let end: (outcome: Outcome) => void = () => undefined;
    const heard = new Promise<Outcome>((resolve) => (end = resolve));
    const timer = setTimeout(() => finish('failed'), PATIENCE_MS);
    const finish = (outcome: Outcome): void => {
      clearTimeout(timer);
      this.waiting.delete(id);
      end(outcome);
    };
    this.waiting.set(id, () => finish('answered'));
    return { heard, forget: () => finish('failed') };
  }

  leave(): void {
    for (const socket of this.sockets) socket.terminate();
  }
}

const refusalSchema = z.object({ error: z.object({ message: z.string() }) });

function messageOf(body: string): string {
  const parsed = refusalSchema.safeParse(JSON.parse(body || '{}'));
  return parsed.success ? parsed.data.error.message : '';
}
