import { closedAt } from '../../domain/conservation';
import type { Limites } from '../../domain/conservation';
import type { Connection } from './connection';
import { conversationKeys } from './conversations';
import { isInForce, toDossier, type RedisDossiers } from './dossiers';
import { ALL_SHARDS, keyIn } from './keys';
import type { People } from './people';
import type { Records } from './records';
import { integer, list, pairs, text, texts } from './replies';
import { SCRIPTS } from './scripts';

type Parts = { connection: Connection; people: People; dossiers: RedisDossiers; dossierRecords: Records };
type Claims = { key: string; reference: string; inForce: boolean }[];

const PAGE = 200;

/** Conversations by their last word: which ones are over, and how they go. */
export class IdleConversations {
  /** Those that were looked at and stay, in each shard: the next call does not look at them again. */
  private kept = new Map<number, number>();
  private keptFor = '';

  constructor(private readonly parts: Parts) {}

  async all(limites: Limites): Promise<string[]> {
    const perShard = await Promise.all(ALL_SHARDS.map(async (shard) => {
      const idle: string[] = [];
      for (let start = 0, page = await this.page(shard, start, limites); page.length > 0; start += PAGE, page = await this.page(shard, start, limites)) {
        for (const conversation of page) if (await this.claimsIfIdle(conversation, limites)) idle.push(conversation);
      }
      return idle;
    }));
    return perShard.flat();
  }

  /** @param dropped called for each one that went, with the number of its messages */
  async dropSome(limites: Limites, limit: number, dropped: (conversation: string, messages: number) => Promise<void>): Promise<void> {
    if (this.keptFor !== limites.conversation) this.startAgain(limites.conversation);
    let done = 0;
    for (const shard of ALL_SHARDS) {
      for (let page = await this.page(shard, this.kept.get(shard) ?? 0, limites); page.length > 0 && done < limit; page = await this.page(shard, this.kept.get(shard) ?? 0, limites)) {
        for (const conversation of page.slice(0, limit - done)) {
          const messages = await this.drop(conversation, limites);
          if (messages === null) this.kept.set(shard, (this.kept.get(shard) ?? 0) + 1);
          else done += 1;
          if (messages !== null) await dropped(conversation, messages);
        }
      }
    }
    if (done < limit) this.startAgain('');
  }

  /** @returns how many messages went */
  async dropWhatever(conversation: string): Promise<number> {
    return integer(await this.parts.connection.run(SCRIPTS.conversationDrop, dropKeys(conversation), [conversation, '']));
  }

  /** Drafts that nobody touched since then, in the order of their conversation. */
  async drafts(beforeIso: string, after: string, limit: number): Promise<{ conversation: string; personne: string | null }[]> {
    const perShard = await Promise.all(ALL_SHARDS.map((shard) => this.draftsIn(shard, Date.parse(beforeIso), after, limit)));
    const first = perShard.flat().sort((a, b) => (a < b ? -1 : 1)).slice(0, limit);
    return Promise.all(first.map(async (conversation) => {
      const personne = await this.parts.connection.send('hget', conversationKeys(conversation).conversation, 'q');
      return { conversation, personne: personne === null ? null : text(personne) };
    }));
  }

  async messages(conversation: string): Promise<number> {
    return texts(await this.parts.connection.send('hkeys', conversationKeys(conversation).conversation)).filter((field) => field.startsWith('#')).length;
  }

  async isOf(conversation: string, personne: string): Promise<boolean> {
    return (await this.peopleOf(conversation)).includes(personne);
  }

  /** Conversations that went before their files could. */
  async leftFiles(): Promise<string[]> {
    return (await Promise.all(ALL_SHARDS.map(async (shard) => texts(await this.parts.connection.send('smembers', leftKey(shard)))))).flat();
  }

  async filesDropped(conversation: string): Promise<void> {
    await this.parts.connection.send('srem', leftKey(conversationKeys(conversation).shard), conversation);
  }

  /** @returns how many messages went; null when it stays */
  private async drop(conversation: string, limites: Limites): Promise<number | null> {
    const claims = await this.claimsIfIdle(conversation, limites);
    if (!claims) return null;
    const people = await this.peopleOf(conversation);
    const messages = integer(await this.parts.connection.run(
      SCRIPTS.conversationDrop, dropKeys(conversation), [conversation, Date.parse(limites.conversation), limites.conversation, claims.length]));
    if (messages === -1) return null;
    for (const { key, reference, inForce } of claims) if (!inForce) await this.parts.dossiers.release(key, reference);
    if (!claims.some(({ inForce }) => inForce)) for (const personne of people) await this.parts.people.remove(personne, 'conversation', conversation);
    return messages;
  }

  /** What its openings claimed, or null when it is not over: a word came later, or a dossier that came from it is in force. */
  private async claimsIfIdle(conversation: string, limites: Limites): Promise<Claims | null> {
    const keys = conversationKeys(conversation);
    const last = await this.parts.connection.send('hget', keys.conversation, 'd');
    if (last !== null && text(last) >= limites.conversation) return null;
    const claims: Claims = [];
    for (const [key, reference] of pairs(await this.parts.connection.send('hgetall', keys.claims))) {
      const stored = await this.parts.dossierRecords.get(text(reference));
      const dossier = stored && isInForce(stored) ? toDossier(stored.value) : null;
      const closed = dossier && closedAt(dossier);
      if (dossier && (closed === null || closed >= limites.archive)) return null;
      claims.push({ key: text(key), reference: text(reference), inForce: dossier !== null });
    }
    return claims;
  }

  private async page(shard: number, start: number, { conversation }: Limites): Promise<string[]> {
    return texts(await this.parts.connection.send('zrangebyscore', keyIn(shard, 'vus'), '-inf', `(${Date.parse(conversation)}`, 'LIMIT', start, PAGE));
  }

  private async draftsIn(shard: number, beforeMs: number, after: string, limit: number): Promise<string[]> {
    const idle: string[] = [];
    for (let last = after; idle.length < limit; ) {
      const page = texts(await this.parts.connection.send('zrangebylex', keyIn(shard, 'brouillons'), `(${last}`, '+', 'LIMIT', 0, PAGE));
      const seen = await Promise.all(page.map((conversation) => this.parts.connection.send('zscore', keyIn(shard, 'vus'), conversation)));
      idle.push(...page.filter((_, i) => seen[i] !== null && Number(text(seen[i])) < beforeMs));
      if (page.length < PAGE) break;
      last = page.at(-1) ?? last;
    }
    return idle;
  }

  /** Who created it, who wrote in it last, who is answered there. */
  private async peopleOf(conversation: string): Promise<string[]> {
    const keys = conversationKeys(conversation);
    const found = await Promise.all([this.parts.connection.send('hmget', keys.conversation, 'p', 'q'), this.parts.connection.send('hmget', keys.thread, 'p')]);
    return found.flatMap(list).flatMap((personne) => (personne === null ? [] : [text(personne)]));
  }

  private startAgain(limit: string): void {
    this.kept = new Map();
    this.keptFor = limit;
  }
}

function dropKeys(conversation: string): string[] {
  const keys = conversationKeys(conversation);
  return [keys.conversation, keys.state, keys.transcript, keys.pending, keys.waiting, keys.lastWords, keys.drafts, keys.claims, leftKey(keys.shard), keys.thread, keys.cards];
}

const leftKey = (shard: number): string => keyIn(shard, 'fichiers-restants');
