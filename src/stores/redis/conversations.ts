import type { Vu } from '../retention-store';
import type { TranscriptRow } from '../turn-store';
import type { Connection } from './connection';
import { keyIn, shardOf } from './keys';
import { pack, unpack } from './packing';
import type { People } from './people';
import { bytes, integer, list, text } from './replies';
import { SCRIPTS } from './scripts';

/** Keys of one conversation, all in its shard. */
export function conversationKeys(conversation: string) {
  const shard = shardOf(conversation);
  const own = (letter: string): string => keyIn(shard, `${letter}:${conversation}`);
  return {
    shard, conversation: own('c'), state: own('e'), transcript: own('a'), pending: own('p'), hold: own('h'), claims: own('d'), files: own('f'), thread: own('fil'), cards: own('cartes'),
    waiting: keyIn(shard, 'attente'), lastWords: keyIn(shard, 'vus'), drafts: keyIn(shard, 'brouillons'), holds: keyIn(shard, 'prises'),
  };
}

/** Ids mostly begin with the conversation's: kept without it, they are half as long. */
export const shortId = (conversation: string, id: string): string => (id.startsWith(`${conversation}|`) ? id.slice(conversation.length) : `=${id}`);
export const longId = (conversation: string, short: string): string => (short.startsWith('|') ? `${conversation}${short}` : short.slice(1));

/** States and transcripts. Short keys and packed values: an idle conversation costs about a kilobyte. */
export class RedisConversations {
  constructor(private readonly connection: Connection, private readonly people: People) {}

  async loadState(conversation: string): Promise<{ state: unknown; version: number } | null> {
    const stored = await this.connection.send('get', conversationKeys(conversation).state);
    return stored === null ? null : toState(bytes(stored), conversation);
  }

  async saveState(conversation: string, state: unknown, expectedVersion: number, vu?: Vu): Promise<boolean> {
    const keys = conversationKeys(conversation);
    const at = Date.parse(vu?.at ?? '');
    const save = async (listed: boolean): Promise<number> => integer(await this.connection.run(
      SCRIPTS.stateSave, [keys.conversation, keys.state, keys.lastWords, keys.drafts],
      [expectedVersion, pack(state, conversation), conversation, vu?.personne ?? '', Number.isNaN(at) ? '' : at, vu?.brouillon ? 1 : 0, listed ? 1 : 0]));
    const saved = await save(false);
    if (saved !== -1) return saved === 1;
    await this.people.add(vu?.personne ?? '', ['conversation', conversation]);
    return (await save(true)) === 1;
  }

  async create(conversation: string, personne: string, nowMs: number): Promise<'created' | 'exists'> {
    const keys = conversationKeys(conversation);
    if ((await this.owner(conversation)) !== null) return 'exists';
    await this.people.add(personne, ['conversation', conversation]);
    const created = await this.connection.run(SCRIPTS.conversationCreate, [keys.conversation, keys.state, keys.lastWords], [conversation, personne, nowMs]);
    return integer(created) === 1 ? 'created' : 'exists';
  }

  async owner(conversation: string): Promise<string | null> {
    const owner = await this.connection.send('hget', conversationKeys(conversation).conversation, 'p');
    return owner === null ? null : text(owner);
  }

  async append(conversation: string, id: string, activity: unknown, pending: boolean): Promise<{ seq: number; created: boolean }> {
    const [seq, created] = await this.appendAll(conversation, [{ id, activity }], pending);
    return { seq: integer(seq), created: integer(created) === 1 };
  }

  async appendReplies(conversation: string, replies: readonly TranscriptRow[]): Promise<void> {
    if (replies.length > 0) await this.appendAll(conversation, replies, false);
  }

  private async appendAll(conversation: string, rows: readonly TranscriptRow[], pending: boolean): Promise<unknown[]> {
    const keys = conversationKeys(conversation);
    return list(await this.connection.run(
      SCRIPTS.activityAppend, [keys.conversation, keys.transcript, keys.pending, keys.waiting],
      [conversation, pending ? 1 : 0, ...rowArguments(conversation, rows)]));
  }

  async read(conversation: string, afterSeq: number, limit: number): Promise<{ seq: number; activity: unknown }[]> {
    const read: { seq: number; activity: unknown }[] = [];
    for (let after = afterSeq; read.length < limit; ) {
      const keys = conversationKeys(conversation);
      const [first, ...blobs] = list(await this.connection.run(SCRIPTS.activityRead, [keys.conversation, keys.transcript], [after, limit - read.length]));
      if (blobs.length === 0) break;
      read.push(...blobs.flatMap((blob, i) => (bytes(blob).length === 0 ? [] : [{ seq: integer(first) + i, activity: unpack(bytes(blob), conversation) }])));
      after = integer(first) + blobs.length - 1;
    }
    return read;
  }
}

/** Three of each row, as `lua/append.lua` takes them. */
export const rowArguments = (conversation: string, rows: readonly TranscriptRow[]): (string | Buffer)[] =>
  rows.flatMap(({ id, activity }) => [shortId(conversation, id), pack(activity, conversation), timestampOf(activity)]);

function toState(stored: Buffer, conversation: string): { state: unknown; version: number } {
  const space = stored.indexOf(' ');
  return { version: integer(stored.subarray(0, space)), state: unpack(stored.subarray(space + 1), conversation) };
}

function timestampOf(activity: unknown): string {
  const timestamp = typeof activity === 'object' && activity !== null && 'timestamp' in activity ? activity.timestamp : '';
  return typeof timestamp === 'string' ? timestamp : '';
}
