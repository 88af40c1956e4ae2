import { z } from 'zod';
import type { Acces } from '../../domain/access';
import { closedAt, legalMinimum } from '../../domain/conservation';
import type { Limites, MinimumLegal } from '../../domain/conservation';
import { MOTIFS, SERVICES_EXPERTS } from '../../domain/codes';
import { STATUTS } from '../../domain/dossier';
import type { Dossier } from '../../domain/dossier';
import type { Comptes, DonneesPersonne, Effacement, Hide, RetentionStore, Vu } from '../retention-store';
import type { StoredFile } from '../store';
import type { RedisCallDrafts } from './call-drafts';
import type { Connection } from './connection';
import { conversationKeys, type RedisConversations } from './conversations';
import type { RedisDesk } from './desk';
import { ARCHIVED, MINIMUM, conversationOf, dossierOf, indexOfDossier, isInForce, type RedisDossiers } from './dossiers';
import type { RedisFiles } from './files';
import { IdleConversations } from './idle';
import type { RedisJournal } from './journal';
import { ALL_SHARDS, allOf, before, entryOf, keyIn, shardOf } from './keys';
import type { RedisOutbox } from './outbox';
import { pack } from './packing';
import type { People } from './people';
import type { Records, Stored } from './records';
import { integer, text, texts } from './replies';
import type { RedisReviews } from './reviews';
import { SCRIPTS } from './scripts';
import type { RedisThreads } from './threads';

export type RetentionParts = {
  connection: Connection; people: People; conversations: RedisConversations; dossiers: RedisDossiers; dossierRecords: Records; outbox: RedisOutbox;
  files: RedisFiles; reviews: RedisReviews; journal: RedisJournal; threads: RedisThreads; callDrafts: RedisCallDrafts; desk: RedisDesk;
};

export const minimumSchema = z.object({
  finLe: z.string(),
  minimum: z.object({
    reference: z.string(), service: z.enum(SERVICES_EXPERTS), motif: z.enum(MOTIFS), ouvertLe: z.string(), echeance: z.string(),
    statuts: z.array(z.object({ at: z.string(), statut: z.enum(STATUTS) })),
  }),
});
const intentionSchema = z.object({ at: z.string(), hidden: z.array(z.string()) });

/** Said in the place of the opening key, which names the conversation. */
const NO_KEY = '-';
const JOURNAL_OF_PERSON = 10_000;
const NOTHING_LEFT: Effacement = { conversations: 0, messages: 0, fichiers: 0, dossiers: 0, appels: 0, envois: 0, revues: 0 };

/**
 * Retention on Redis: see `retention-store.ts`. What embedded does in one transaction is here a list of steps, each whole and each harmless
 * when repeated; what must not be left half-done is written down first, and ended by whoever comes next.
 */
export class RedisRetention implements RetentionStore {
  private readonly idle: IdleConversations;

  constructor(private readonly parts: RetentionParts) {
    this.idle = new IdleConversations(parts);
  }

  async countExpired(limites: Limites): Promise<Comptes> {
    return this.guard('counting what is to be deleted', async () => {
      const { dossierRecords, reviews } = this.parts;
      const idle = await this.idle.all(limites);
      const drafts = await this.idle.drafts(limites.brouillon, '', Number.MAX_SAFE_INTEGER);
      const [archives, ...suppressions] = await Promise.all([
        dossierRecords.count(before(limites.archive, 'c')), ...(['a', 'c', 'm'] as const).map((kind) => dossierRecords.count(before(limites.suppression, kind))),
      ]);
      return {
        brouillons: drafts.filter(({ conversation }) => !idle.includes(conversation)).length + (await this.parts.callDrafts.countOld(limites.brouillon)),
        conversations: idle.length,
        messages: sum(await Promise.all(idle.map((conversation) => this.idle.messages(conversation)))),
        fichiers: (await this.expiredFiles(idle, limites)).size,
        archives,
        suppressions: sum(suppressions),
        revues: await reviews.countOld(limites.revue),
        acces: await this.parts.journal.countOld(limites.acces),
      };
    });
  }

  async listIdleDrafts(beforeIso: string, after: string, limit: number): Promise<{ conversation: string; personne: string | null }[]> {
    return this.guard('listing idle drafts', () => this.idle.drafts(beforeIso, after, limit));
  }

  async deleteIdleConversations(limites: Limites, limit: number): Promise<Pick<Comptes, 'conversations' | 'messages' | 'fichiers'>> {
    return this.guard('deleting idle conversations', async () => {
      const counts = { conversations: 0, messages: 0, fichiers: 0 };
      await this.idle.dropSome(limites, limit, async (conversation, messages) => {
        counts.conversations += 1;
        counts.messages += messages;
        counts.fichiers += await this.dropFreeFiles(conversation, limites.pieces);
      });
      return counts;
    });
  }

  async deleteClosedFiles(limites: Limites, limit: number): Promise<{ dossiers: number; fichiers: number }> {
    return this.guard('deleting the files of closed dossiers', async () => {
      const closed = await this.closed('p', limites.pieces, limit);
      let fichiers = 0;
      for (const stored of closed) {
        fichiers += await this.dropFilesOf(dossierOf(stored), limites.pieces);
        await this.parts.dossierRecords.put(stored.id, stored.version, { version: stored.version, value: stored.value, index: indexOfDossier(dossierOf(stored), true) });
      }
      return { dossiers: closed.length, fichiers };
    });
  }

  async archiveDossiers(limites: Limites, at: string, limit: number): Promise<{ archives: number; fichiers: number }> {
    return this.guard('archiving dossiers', async () => {
      const counts = { archives: 0, fichiers: 0 };
      for (const stored of await this.closed('c', limites.archive, limit)) {
        const dossier = dossierOf(stored);
        // a dossier is closed for longer than its files are kept, or both go today
        counts.fichiers += await this.dropFilesOf(dossier, limites.archive);
        await this.parts.desk.forget(stored.id);
        const archive = { version: ARCHIVED, value: { archiveLe: at, dossier }, index: [entryOf('a', closedAt(dossier) ?? at, dossier.reference)] };
        const { written } = await this.parts.dossierRecords.put(stored.id, stored.version, archive);
        if (written) counts.archives += 1;
        if (written) await this.parts.dossiers.release(stored.note, stored.id);
      }
      return counts;
    });
  }

  async deleteArchives(beforeIso: string, limit: number): Promise<number> {
    return this.guard('deleting archives', async () => {
      const { desk, dossierRecords, outbox, people } = this.parts;
      const old = await Promise.all((['a', 'm'] as const).map((kind) => dossierRecords.ids(before(beforeIso, kind), limit)));
      const gone = await dossierRecords.many(old.flat().slice(0, limit));
      for (const stored of gone) {
        if (stored.version === ARCHIVED) await people.remove(dossierOf(stored).personne, 'dossier', stored.id);
        // what a race left when it was archived or erased
        await desk.forget(stored.id);
        await dossierRecords.drop(stored.id, stored.version);
      }
      if (gone.length > 0) await outbox.forget((await this.envoisOf(gone.map(({ id }) => id))).map(({ id }) => id));
      return gone.length;
    });
  }

  async deleteOldReviews(oldestDay: string): Promise<number> {
    return this.guard('deleting old messages to review', () => this.parts.reviews.dropOld(oldestDay));
  }

  async deleteAccesses(beforeIso: string, limit: number): Promise<number> {
    return this.guard('shortening the access journal', () => this.parts.journal.dropOld(beforeIso, limit));
  }

  // -------------------------------------------------------------- one person

  async ownerOf(reference: string): Promise<string | null> {
    return this.guard('looking for the person of a dossier', async () => {
      const stored = await this.parts.dossierRecords.get(reference);
      return stored === null || stored.version === MINIMUM ? null : dossierOf(stored).personne;
    });
  }

  async readPerson(personne: string, hide: Hide): Promise<DonneesPersonne> {
    return this.guard('reading the data of a person', async () => {
      const { callDrafts, files, conversations, reviews, threads } = this.parts;
      const { own, stored, fichiers } = await this.belongings(personne);
      const byReference = [...stored].sort((a, b) => (a.id < b.id ? -1 : 1));
      const [dossiers, archives] = [byReference.filter(isInForce).map(dossierOf), byReference.filter(({ version }) => version === ARCHIVED).map(dossierOf)];
      const objets = [...dossiers.map(({ reference }) => reference), ...archives.map(({ reference }) => reference), ...fichiers.map(({ id }) => id)];
      return {
        conversations: await Promise.all(own.map(async (conversation) => ({
          conversation, state: (await conversations.loadState(conversation))?.state ?? null,
          activities: (await conversations.read(conversation, 0, Number.MAX_SAFE_INTEGER)).map(({ activity }) => activity), fil: await threads.findThread(conversation),
        }))),
        dossiers, archives, fichiers: await files.ofPerson(personne), appels: await callDrafts.ofPerson(personne),
        envois: await this.envoisOf([personne, ...own, ...stored.map(({ id }) => id)]),
        revues: (await Promise.all(own.map((conversation) => reviews.ofConversation(hide(conversation))))).flat(),
        acces: (await Promise.all(objets.map((objet) => this.parts.journal.list(objet, JOURNAL_OF_PERSON)))).flat(),
      };
    });
  }

  async erasePerson(personne: string, at: string, hide: Hide): Promise<Effacement> {
    return this.guard('erasing a person', async () => {
      const { own } = await this.belongings(personne);
      await this.parts.connection.send('set', intentionKey(personne), JSON.stringify({ at, hidden: own.map(hide) }));
      await this.parts.connection.run(SCRIPTS.erasureBegin, [this.parts.people.key(personne), this.parts.people.leavingKey(personne), erasuresKey(shardOf(personne))], [personne]);
      return this.endErasure(personne);
    });
  }

  async listMinimums(): Promise<MinimumLegal[]> {
    return this.guard('reading what erasures left', async () => {
      const { dossierRecords } = this.parts;
      return (await dossierRecords.many(await dossierRecords.ids(allOf('m')))).map(({ value }) => minimumSchema.parse(value).minimum);
    });
  }

  async forgetConversation(conversation: string, state: unknown, expectedVersion: number, { personne, at, brouillon }: Vu): Promise<boolean> {
    return this.guard('forgetting a conversation', async () => {
      const keys = conversationKeys(conversation);
      const ms = Date.parse(at);
      if (personne !== null) await this.parts.people.add(personne, ['conversation', conversation]);
      const forgotten = integer(await this.parts.connection.run(
        SCRIPTS.conversationForget, [keys.conversation, keys.state, keys.transcript, keys.pending, keys.lastWords, keys.drafts],
        [expectedVersion, pack(state, conversation), conversation, personne ?? '', Number.isNaN(ms) ? '' : ms, brouillon ? 1 : 0])) === 1;
      if (forgotten) await this.dropFreeFiles(conversation, '');
      if (forgotten && personne !== null) await this.parts.callDrafts.forget(personne);
      return forgotten;
    });
  }

  /** Nothing is written over in Redis: its memory is freed, its file is rewritten. What an erasure or a purge left half-done is ended here. */
  async settleErasure(): Promise<boolean> {
    return this.guard('ending erasures', async () => {
      const { connection } = this.parts;
      const lists = await Promise.all(ALL_SHARDS.map(async (shard) => texts(await connection.send('smembers', erasuresKey(shard)))));
      for (const personne of lists.flat()) await this.endErasure(personne);
      for (const conversation of await this.idle.leftFiles()) await this.dropFreeFiles(conversation, '');
      return true;
    });
  }

  // -------------------------------------------------------------- journal, daily tasks

  async logAccess(acces: Acces): Promise<void> {
    await this.guard('writing to the access journal', () => this.parts.journal.add(acces));
  }

  async listAccesses(objet: string | null, limit: number): Promise<Acces[]> {
    return this.guard('reading the access journal', () => this.parts.journal.list(objet, limit));
  }

  async takeTask(nom: string, day: string, nowMs: number, leaseMs: number): Promise<boolean> {
    return this.guard('taking a daily task', async () => integer(await this.parts.connection.run(SCRIPTS.taskTake, [taskKey(nom)], [day, nowMs, nowMs + leaseMs])) === 1);
  }

  async finishTask(nom: string, day: string): Promise<void> {
    await this.guard('ending a daily task', () => this.parts.connection.run(SCRIPTS.taskFinish, [taskKey(nom)], [day]));
  }

  // -------------------------------------------------------------- erasure

  /** Each step may have been done already by a process that stopped in the middle. */
  private async endErasure(personne: string): Promise<Effacement> {
    const { callDrafts, connection, desk, files, outbox, people, reviews } = this.parts;
    const intention = await connection.send('get', intentionKey(personne));
    // another process ended it meanwhile
    if (intention === null) return NOTHING_LEFT;
    const { at, hidden } = intentionSchema.parse(JSON.parse(text(intention)));
    const { own, stored, fichiers } = await this.belongings(personne);
    const envois = await this.envoisOf([personne, ...own, ...stored.map(({ id }) => id)]);
    for (const { id } of stored) await desk.forget(id);
    for (const { id } of stored) await this.toMinimum(id, at);
    const messages = await Promise.all(own.map((conversation) => this.idle.dropWhatever(conversation)));
    await files.delete(fichiers.map(({ id }) => id));
    const appels = await callDrafts.forget(personne);
    const revues = await Promise.all(hidden.map((name) => reviews.forget(name)));
    await outbox.forget(envois.map(({ id }) => id));
    await connection.run(SCRIPTS.erasureEnd, [people.leavingKey(personne), erasuresKey(shardOf(personne)), intentionKey(personne)], [personne]);
    return { conversations: own.length, messages: sum(messages), fichiers: fichiers.length, dossiers: stored.length, appels, envois: envois.length, revues: sum(revues) };
  }

  /** The person’s list may name what another process is still to write, or what is not theirs any more: each is looked at. */
  private async belongings(personne: string): Promise<{ own: string[]; stored: Stored[]; fichiers: StoredFile[] }> {
    const [{ conversation: named }, stored, fichiers] = await Promise.all([this.parts.people.of(personne), this.parts.dossiers.ofPerson(personne), this.parts.files.ofPerson(personne)]);
    const theirs = await Promise.all(named.map((conversation) => this.idle.isOf(conversation, personne)));
    const others = [...fichiers.map(({ conversation }) => conversation), ...stored.filter(isInForce).map(({ note }) => conversationOf(note))];
    return { own: [...new Set([...named.filter((_, i) => theirs[i]), ...others])].sort(), stored, fichiers };
  }

  private async toMinimum(reference: string, at: string): Promise<void> {
    for (;;) {
      const stored = await this.parts.dossierRecords.get(reference);
      if (stored === null || stored.version === MINIMUM) return;
      const dossier = dossierOf(stored);
      const finLe = closedAt(dossier) ?? at;
      const { written } = await this.parts.dossierRecords.put(reference, stored.version, {
        version: MINIMUM, value: { finLe, minimum: legalMinimum(dossier) }, index: [entryOf('m', finLe, reference)], note: NO_KEY,
      });
      if (written && isInForce(stored)) await this.parts.dossiers.release(stored.note, reference);
      if (written) return;
    }
  }

  /** An entry belongs to the person when it names one of these, whatever its kind. */
  private async envoisOf(names: readonly string[]) {
    const entries = await this.parts.outbox.all();
    return entries
      .filter(({ id, payload }) => names.some((name) => id.includes(name) || JSON.stringify(payload ?? null).includes(name)))
      .map(({ id, kind, payload, createdAt }) => ({ id, kind, payload, createdAt }));
  }

  // -------------------------------------------------------------- files

  private async closed(kind: 'c' | 'p', beforeIso: string, limit: number): Promise<Stored[]> {
    return (await this.parts.dossierRecords.many(await this.parts.dossierRecords.ids(before(beforeIso, kind), limit))).filter(isInForce);
  }

  private async dropFilesOf(dossier: Dossier, pieces: string): Promise<number> {
    return this.parts.files.delete(await this.freeAmong((await this.parts.files.ofPerson(dossier.personne)).filter(({ id }) => names(dossier, id)), pieces));
  }

  private async dropFreeFiles(conversation: string, pieces: string): Promise<number> {
    const dropped = await this.parts.files.delete(await this.freeAmong(await this.parts.files.ofConversation(conversation), pieces));
    await this.idle.filesDropped(conversation);
    return dropped;
  }

  private async expiredFiles(idle: readonly string[], limites: Limites): Promise<Set<string>> {
    const { files } = this.parts;
    const closed = (await this.closed('c', limites.pieces, Number.MAX_SAFE_INTEGER)).map(dossierOf);
    const ofIdle = (await Promise.all(idle.map((conversation) => files.ofConversation(conversation)))).flat();
    const ofClosed = (await Promise.all(closed.map(async (dossier) => (await files.ofPerson(dossier.personne)).filter(({ id }) => names(dossier, id))))).flat();
    return new Set(await this.freeAmong([...ofIdle, ...ofClosed], limites.pieces));
  }

  /** A file stays while a dossier of its person not closed for long names it, whatever the place in the dossier. */
  private async freeAmong(files: readonly StoredFile[], pieces: string): Promise<string[]> {
    const people = [...new Set(files.map(({ personne }) => personne))];
    const keepers = new Map(await Promise.all(people.map(async (personne) => [personne, await this.keepers(personne, pieces)] as const)));
    return files.filter(({ id, personne }) => !keepers.get(personne)?.some((dossier) => names(dossier, id))).map(({ id }) => id);
  }

  private async keepers(personne: string, pieces: string): Promise<Dossier[]> {
    const dossiers = (await this.parts.dossiers.ofPerson(personne)).filter(isInForce).map(dossierOf);
    return dossiers.filter((dossier) => (closedAt(dossier) ?? pieces) >= pieces);
  }

  private guard<T>(doing: string, work: () => Promise<T>): Promise<T> {
    return this.parts.connection.guard(doing, work);
  }
}

const names = (dossier: Dossier, fileId: string): boolean => JSON.stringify(dossier).includes(JSON.stringify(fileId));
const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);

const intentionKey = (personne: string): string => keyIn(shardOf(personne), `intention:${personne}`);
const erasuresKey = (shard: number): string => keyIn(shard, 'effacements');
const taskKey = (nom: string): string => keyIn(shardOf(nom), `tache:${nom}`);
