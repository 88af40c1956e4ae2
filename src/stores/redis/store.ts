import type { ReviewEntry } from '../../domain/review';
import type { Dossier } from '../../domain/dossier';
import type { ServiceExpert } from '../../domain/codes';
import type { Changement, Coefficients } from '../../domain/coefficients';
import type { Logger } from '../../ops/log';
import type { Keyring } from '../../ops/sealing';
import type { Vu } from '../retention-store';
import type { NewOutboxEntry, Store, StoredFile } from '../store';
import type { TransferStore } from '../transfer';
import type { LiveNotices, TurnStore } from '../turn-store';
import { RedisCallDrafts } from './call-drafts';
import { RedisClaims } from './claims';
import { RedisCoefficients } from './coefficients';
import { Connection } from './connection';
import { RedisConversations } from './conversations';
import { RedisCounters } from './counters';
import { RedisDesk } from './desk';
import { RedisDossiers } from './dossiers';
import { checkServer, durabilityOf, type Durability } from './durability';
import { RedisFiles } from './files';
import { ALL_SHARDS, keyIn } from './keys';
import { RedisJournal } from './journal';
import { RedisLimits } from './limits';
import { RedisLive } from './live';
import { RedisOutbox } from './outbox';
import { People } from './people';
import { Records } from './records';
import { RedisRetention } from './retention';
import { RedisReviews } from './reviews';
import { RedisSessions } from './sessions';
import { redisTarget } from './target';
import { RedisSwitches } from './switches';
import { RedisThreads } from './threads';
import { RedisTransfer } from './transfer';
import { RedisTurns } from './turns';

export type RedisStore = Store & {
  readonly turns: TurnStore;
  readonly live: LiveNotices;
  readonly transfer: TransferStore;
  /** Whether a server has this Redis open, here or on another machine. */
  inUse(): Promise<boolean>;
  /** What a power failure may take away, read again at each call. */
  durability(): Promise<Durability>;
  /** Encrypts again, with the current key, every file that is in clear or under an older key. @returns how many were */
  rotateKeys(): Promise<number>;
};

/** `replicas`: how many must have a write before a person is told of it, 0 for none. `name`: what `CLIENT LIST` shows. `moving`: for the tool that fills it. */
export type RedisStoreOptions = { url: string; keys: Keyring; replicas?: number; name?: string; moving?: boolean; log?: Logger; mayGoOn?: (() => Promise<void>) | undefined; commandTimeoutMs?: number; waitTimeoutMs?: number; openTimeoutMs?: number };

/** The name of a server’s connections, by which a tool sees that one runs. */
export const SERVER_NAME = 'aiguillage-serveur';

/**
 * Opens the store on a Redis, alone, watched by Sentinel, or in a cluster (see `redisTarget`).
 * @throws CodedError CONFIGURATION_INVALIDE when the address is wrong, or this Redis is too old, evicts, or holds data of a newer version
 * @throws CodedError STOCKAGE_INDISPONIBLE when nothing answers
 */
export async function openRedisStore({ url, keys, replicas = 0, name = SERVER_NAME, moving = false, ...options }: RedisStoreOptions): Promise<RedisStore> {
  const connection = await Connection.open({ target: redisTarget(url), replicas, name, ...options });
  try {
    await connection.guard('opening', () => checkServer(connection, { moving }));
    return storeOn(connection, keys, replicas);
  } catch (cause) {
    connection.close();
    throw cause;
  }
}

function storeOn(connection: Connection, keys: Keyring, replicas: number): RedisStore {
  const guard = <T>(doing: string, work: () => Promise<T>): Promise<T> => connection.guard(doing, work);
  const people = new People(connection);
  const conversations = new RedisConversations(connection, people);
  const dossierRecords = new Records(connection, 'dossier');
  const dossiers = new RedisDossiers(connection, dossierRecords, people);
  const outbox = new RedisOutbox(connection);
  const files = new RedisFiles(connection, new Records(connection, 'fichier'), people, keys);
  const reviews = new RedisReviews(new Records(connection, 'revue'));
  const coefficients = new RedisCoefficients(connection, new Records(connection, 'coefficients', () => 0));
  const turns = new RedisTurns(connection);
  const live = new RedisLive(connection);
  const threads = new RedisThreads(connection, people);
  const counters = new RedisCounters(connection);
  const switches = new RedisSwitches(connection, new Records(connection, 'fermeture', () => 0));
  const callDrafts = new RedisCallDrafts(connection, new Records(connection, 'appel'));
  const claims = new RedisClaims(connection);
  const journal = new RedisJournal(connection);
  const desk = new RedisDesk({ connection, dossierRecords, files, journal, claims, sessions: new RedisSessions(connection) });
  const parts = { connection, people, conversations, dossiers, dossierRecords, outbox, files, reviews, coefficients, journal, threads, counters, switches, callDrafts, claims, desk };

  return {
    turns, live, threads, callDrafts, desk,
    limits: new RedisLimits(connection),
    counters,
    switches,
    retention: new RedisRetention(parts),
    transfer: new RedisTransfer(parts),
    inUse: () => guard('looking for servers', async () => (await connection.onEachMaster((node) => node.client('LIST'))).some((clients) => String(clients).includes(` name=${SERVER_NAME}`))),
    ping: () => guard('pinging', async () => void (await Promise.all(ALL_SHARDS.map((shard) => connection.send('incr', keyIn(shard, 'sonde')))))),
    close: async () => {
      if (!connection.isOpen) return;
      live.stop();
      await turns.releaseAll();
      connection.close();
    },
    durability: () => guard('reading how durable writes are', () => durabilityOf(connection, replicas)),

    loadState: (conversation) => guard('loading a state', () => conversations.loadState(conversation)),
    saveState: (conversation, state, expectedVersion, vu?: Vu) => guard('saving a state', async () => {
      const saved = await conversations.saveState(conversation, state, expectedVersion, vu);
      if (saved) await connection.confirm();
      return saved;
    }),

    openDossier: (key, nextReference, build) => dossiers.open(key, nextReference, build),
    getDossier: (reference) => dossiers.get(reference),
    updateDossier: (dossier: Dossier, expectedEvents, envois: readonly NewOutboxEntry[] = []) => dossiers.update(dossier, expectedEvents, envois),
    listDossiers: (after, limit) => dossiers.listAfter(after, limit),
    listDue: (today, limit) => dossiers.listDue(today, limit),
    listReferences: (personne) => dossiers.listReferences(personne),
    workload: (service: ServiceExpert, sinceIso) => dossiers.workload(service, sinceIso),

    coefficients: () => coefficients.coefficients(),
    setCoefficients: (next: Coefficients, changement: Changement, expected) => coefficients.setCoefficients(next, changement, expected),
    coefficientsJournal: () => coefficients.coefficientsJournal(),

    takeOutbox: (limit, nowMs, leaseMs) => guard('taking from the outbox', () => outbox.take(limit, nowMs, leaseMs)),
    outboxState: () => guard('measuring the outbox', () => outbox.state()),
    ackOutbox: (id) => guard('acknowledging an outbox entry', () => outbox.ack(id)),
    postponeOutbox: (id, untilMs) => guard('postponing an outbox entry', () => outbox.postpone(id, untilMs)),
    putOutbox: (entry) => guard('writing to the outbox', () => outbox.put(entry)),

    createConversation: (conversation, personne, nowMs) => guard('creating a conversation', () => conversations.create(conversation, personne, nowMs)),
    conversationOwner: (conversation) => guard('reading a conversation', () => conversations.owner(conversation)),
    appendActivity: (conversation, id, activity, pending) => guard('appending an activity', () => conversations.append(conversation, id, activity, pending)),
    appendReplies: (conversation, replies) => guard('appending replies', () => conversations.appendReplies(conversation, replies)),
    readActivities: (conversation, afterSeq, limit) => guard('reading activities', () => conversations.read(conversation, afterSeq, limit)),

    putFile: (file: StoredFile, bytes) => guard('storing a file', () => files.put(file, bytes)),
    getFile: (id) => guard('reading a file', () => files.get(id)),
    deleteFiles: (ids) => guard('deleting files', async () => void (await files.delete(ids))),
    fileUsage: (by, id, sinceIso) => guard('measuring files', () => files.usage(by, id, sinceIso)),
    quarantinedFiles: (limit) => guard('reading quarantined files', () => files.quarantined(limit)),
    releaseFile: (id) => guard('releasing a file', () => files.release(id)),
    rotateKeys: () => guard('encrypting files again', () => files.rotateKeys()),

    putReview: (entry: ReviewEntry, oldestDay) => guard('keeping a message for review', () => reviews.put(entry, oldestDay)),
    listReviews: (oldestDay) => guard('reading the messages to review', () => reviews.list(oldestDay)),
    deleteReviews: (ids) => guard('deleting reviewed messages', async () => void (await reviews.delete(ids))),
    forgetReviews: (conversation) => guard('forgetting the messages of a conversation', async () => void (await reviews.forget(conversation))),
  };
}
