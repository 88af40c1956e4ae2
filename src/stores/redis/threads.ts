import { z } from 'zod';
import { CodedError } from '../../domain/errors';
import type { Thread, ThreadStore } from '../thread-store';
import type { Connection } from './connection';
import { conversationKeys } from './conversations';
import { pack, unpack } from './packing';
import type { People } from './people';
import { bytes, integer, list, text } from './replies';
import { SCRIPTS } from './scripts';

const useSchema = z.object({ tour: z.string(), at: z.string() });

/** Threads, in their conversation's shard: `p` person, `j` address, `v` last seen, `i` unreachable since, `b` welcomed. */
export class RedisThreads implements ThreadStore {
  constructor(private readonly connection: Connection, private readonly people: People) {}

  async saveThread({ conversation, personne, adresse, vuLe }: Omit<Thread, 'injoignableLe'>): Promise<void> {
    const { thread, state, lastWords } = conversationKeys(conversation);
    const save = async (listed: boolean): Promise<boolean> => integer(await this.connection.run(
      SCRIPTS.threadSave, [thread, state, lastWords], [conversation, personne, pack(adresse, conversation), vuLe, Date.parse(vuLe), listed ? 1 : 0])) === 1;
    await this.connection.guard('keeping a thread', async () => {
      if (await save(false)) return;
      await this.people.add(personne, ['conversation', conversation]);
      await save(true);
    });
  }

  async findThread(conversation: string): Promise<Thread | null> {
    return this.connection.guard('looking for a thread', async () => {
      const [personne, adresse, vuLe, injoignableLe] = list(await this.connection.send('hmget', conversationKeys(conversation).thread, 'p', 'j', 'v', 'i'));
      if (personne === null) return null;
      return { conversation, personne: text(personne), adresse: unpack(bytes(adresse), conversation), vuLe: text(vuLe), injoignableLe: injoignableLe === null ? null : text(injoignableLe) };
    });
  }

  async markUnreachable(conversation: string, at: string): Promise<boolean> {
    return this.connection.guard('marking a thread as unreachable', async () => integer(await this.connection.run(SCRIPTS.threadMark, [conversationKeys(conversation).thread], [at])) === 1);
  }

  async wasWelcomed(conversation: string): Promise<boolean> {
    return this.connection.guard('reading a welcome', async () => {
      const welcomed = await this.connection.send('hget', conversationKeys(conversation).thread, 'b');
      return welcomed !== null && text(welcomed) === '1';
    });
  }

  async setWelcomed(conversation: string, welcomed: boolean): Promise<void> {
    await this.connection.guard('noting a welcome', () => this.connection.run(SCRIPTS.threadWelcome, [conversationKeys(conversation).thread], [welcomed ? 1 : 0]));
  }

  async cardUse(conversation: string, carte: string): Promise<{ tour: string; at: string } | null> {
    return this.connection.guard('reading the use of a card', async () => {
      const stored = await this.connection.send('hget', conversationKeys(conversation).cards, carte);
      return stored === null ? null : toUse(stored);
    });
  }

  async useCard(conversation: string, carte: string, tour: string, at: string): Promise<void> {
    await this.connection.guard('noting the use of a card', () => this.connection.send('hsetnx', conversationKeys(conversation).cards, carte, JSON.stringify({ tour, at })));
  }
}

export function toUse(stored: unknown): { tour: string; at: string } {
  const use = useSchema.safeParse(JSON.parse(text(stored)));
  if (!use.success) throw new CodedError('ETAT_ILLISIBLE', 'the stored use of a card does not have the expected shape');
  return use.data;
}
