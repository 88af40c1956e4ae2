import type { Taken, TranscriptRow, TurnStore } from '../turn-store';
import type { Connection } from './connection';
import { conversationKeys, longId, rowArguments, shortId } from './conversations';
import { ALL_SHARDS, keyIn } from './keys';
import { unpack } from './packing';
import { bytes, integer, list, pairs, text } from './replies';
import { SCRIPTS } from './scripts';

type Busy = Extract<Taken, { kind: 'busy' }>;
const PAGE = 100;

/** Each call is one script in the conversation's shard; its clock is Redis’s, and a hold is a key that expires with its lease. */
export class RedisTurns implements TurnStore {
  private readonly mine = new Map<string, number>();

  constructor(private readonly connection: Connection) {}

  async accept(conversation: string, message: TranscriptRow, holder: string, leaseMs: number): Promise<{ seq: number; created: boolean; taken: Taken }> {
    return this.connection.guard('appending an activity', async () => {
      const keys = conversationKeys(conversation);
      const [seq, added, taken] = list(await this.connection.run(
        SCRIPTS.turnAccept, [keys.hold, keys.pending, keys.conversation, keys.transcript, keys.waiting, keys.holds], [conversation, holder, leaseMs, ...rowArguments(conversation, [message])]));
      return { seq: integer(seq), created: integer(added) === 1, taken: this.taken(conversation, taken) };
    });
  }

  async take(conversation: string, holder: string, leaseMs: number): Promise<Taken> {
    return this.connection.guard('taking a conversation', async () => {
      const keys = conversationKeys(conversation);
      return this.taken(conversation, await this.connection.run(
        SCRIPTS.turnTake, [keys.hold, keys.pending, keys.conversation, keys.transcript, keys.waiting, keys.holds], [conversation, holder, leaseMs]));
    });
  }

  async hold(conversation: string, holder: string, leaseMs: number): Promise<Busy | { kind: 'held'; hold: number }> {
    return this.connection.guard('holding a conversation', async () => {
      const keys = conversationKeys(conversation);
      const [kind, ...rest] = list(await this.connection.run(SCRIPTS.turnHold, [keys.hold, keys.holds], [holder, leaseMs]));
      if (text(kind) === 'busy') return toBusy(rest);
      const hold = integer(rest[0]);
      this.mine.set(conversation, hold);
      return { kind: 'held', hold };
    });
  }

  async renew(conversation: string, hold: number, leaseMs: number): Promise<boolean> {
    return this.connection.guard('renewing a hold', async () => integer(await this.connection.run(SCRIPTS.turnRenew, [conversationKeys(conversation).hold], [hold, leaseMs])) === 1);
  }

  async next(conversation: string, hold: number, answered: string, leaseMs: number, replies: readonly TranscriptRow[] = []): Promise<Taken | { kind: 'lost' }> {
    return this.connection.guard('settling a message', async () => {
      const keys = conversationKeys(conversation);
      const reply = await this.connection.run(SCRIPTS.turnNext, [keys.hold, keys.pending, keys.conversation, keys.transcript, keys.waiting], [conversation, hold, shortId(conversation, answered), leaseMs, ...rowArguments(conversation, replies)]);
      if (text(list(reply)[0]) === 'lost') return { kind: 'lost' };
      return this.taken(conversation, reply);
    });
  }

  async release(conversation: string, hold: number): Promise<void> {
    await this.connection.guard('releasing a hold', async () => {
      await this.connection.run(SCRIPTS.turnRelease, [conversationKeys(conversation).hold], [hold]);
      this.mine.delete(conversation);
    });
  }

  async waiting(limit: number): Promise<string[]> {
    return this.connection.guard('looking for what waits', async () => {
      const perShard = await Promise.all(ALL_SHARDS.map((shard) => this.waitingIn(shard, limit)));
      return perShard.flat().sort((a, b) => a.since - b.since).slice(0, limit).map(({ conversation }) => conversation);
    });
  }

  /** Nothing runs under a store that closes: its holds are given back, so that another process need not wait for their end. */
  async releaseAll(): Promise<void> {
    await Promise.allSettled([...this.mine].map(([conversation, hold]) => this.release(conversation, hold)));
  }

  private async waitingIn(shard: number, limit: number): Promise<{ conversation: string; since: number }[]> {
    const free: { conversation: string; since: number }[] = [];
    for (let start = 0; free.length < limit; start += PAGE) {
      const page = pairs(await this.connection.send('zrange', keyIn(shard, 'attente'), start, start + PAGE - 1, 'WITHSCORES'));
      const held = await Promise.all(page.map(async ([conversation]) => integer(await this.connection.send('exists', conversationKeys(text(conversation)).hold))));
      free.push(...page.filter((_, i) => held[i] === 0).map(([conversation, since]) => ({ conversation: text(conversation), since: Number(text(since)) })));
      if (page.length < PAGE) break;
    }
    return free;
  }

  private taken(conversation: string, reply: unknown): Taken {
    const [kind, ...rest] = list(reply);
    this.mine.delete(conversation);
    switch (text(kind)) {
      case 'busy': return toBusy(rest);
      case 'turn': break;
      default: return { kind: 'none' };
    }
    const [hold, id, seq, blob] = rest;
    this.mine.set(conversation, integer(hold));
    return { kind: 'turn', hold: integer(hold), id: longId(conversation, text(id)), seq: integer(seq), activity: readable(bytes(blob), conversation) };
  }
}

const toBusy = ([by, sinceMs]: unknown[]): Busy => ({ kind: 'busy', by: text(by), sinceMs: Math.max(0, integer(sinceMs)) });

/** A message that nobody can read any more must not stop those behind it: whoever takes it sees that it is nothing. */
function readable(blob: Buffer, conversation: string): unknown {
  try {
    return unpack(blob, conversation);
  } catch {
    return null;
  }
}
