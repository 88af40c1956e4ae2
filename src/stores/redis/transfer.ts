import { z } from 'zod';
import { closedAt } from '../../domain/conservation';
import { withWelcome, type Kind, type Pieces, type TransferStore } from '../transfer';
import type { RedisCallDrafts } from './call-drafts';
import type { RedisClaims } from './claims';
import type { RedisCoefficients } from './coefficients';
import type { Connection } from './connection';
import { conversationKeys, longId, shortId, type RedisConversations } from './conversations';
import type { RedisCounters } from './counters';
import type { RedisDesk } from './desk';
import { ARCHIVED, MINIMUM, archiveOf, conversationOf, dossierOf, inForce, indexOfDossier, type RedisDossiers } from './dossiers';
import type { RedisFiles } from './files';
import type { RedisJournal } from './journal';
import { META, MOVING, allOf, entryOf, keyIn, shardOf } from './keys';
import type { RedisOutbox } from './outbox';
import { pack } from './packing';
import type { People } from './people';
import { ABSENT, type Records } from './records';
import { pairs, text, texts } from './replies';
import { minimumSchema } from './retention';
import type { RedisReviews } from './reviews';
import type { RedisSwitches } from './switches';
import { toUse, type RedisThreads } from './threads';

export type TransferParts = {
  connection: Connection; people: People; conversations: RedisConversations; dossiers: RedisDossiers; dossierRecords: Records; outbox: RedisOutbox;
  files: RedisFiles; reviews: RedisReviews; coefficients: RedisCoefficients; journal: RedisJournal;
  threads: RedisThreads; counters: RedisCounters; callDrafts: RedisCallDrafts; switches: RedisSwitches; claims: RedisClaims; desk: RedisDesk;
};

type Readers = { [K in Kind]: () => AsyncIterable<Pieces[K]> };
type Writers = { [K in Kind]: (piece: Pieces[K]) => Promise<void> };

const PAGE = 200;
const SCAN = 1_000;
const ALL_KEYS = 'aig:*';
const [FIRST_DAY, LAST_DAY] = ['0000-01-01', '9999-12-31'];

/** Moving from or to Redis: see `transfer.ts`. The only place that looks for keys by their form. */
export class RedisTransfer implements TransferStore {
  constructor(private readonly parts: TransferParts) {}

  read<K extends Kind>(kind: K): AsyncIterable<Pieces[K]> {
    return this.readers[kind]();
  }

  async write<K extends Kind>(kind: K, piece: Pieces[K]): Promise<void> {
    await this.parts.connection.guard(`writing: ${kind}`, () => this.writers[kind](piece));
  }

  async isEmpty(): Promise<boolean> {
    return this.parts.connection.guard('looking for what is kept', async () => (await this.scan(ALL_KEYS)).every((key) => key === META || /:(?:sonde|rang)$/.test(key)));
  }

  async empty(): Promise<void> {
    await this.parts.connection.guard('emptying', async () => {
      for (const key of await this.scan(ALL_KEYS)) if (key !== META) await this.parts.connection.send('unlink', key);
    });
  }

  async setMoving(moving: boolean): Promise<void> {
    await this.parts.connection.guard('marking a move', () => (moving ? this.parts.connection.send('hset', META, MOVING, 1) : this.parts.connection.send('hdel', META, MOVING)));
  }

  // -------------------------------------------------------------- reading

  private readonly readers: Readers = {
    conversation: () => this.each(() => this.conversationNames(), (conversation) => this.conversation(conversation)),
    dossier: () => this.dossiersInForce(),
    archive: () => this.each(() => this.parts.dossierRecords.ids(allOf('a')), async (id) => {
      const stored = await this.parts.dossierRecords.get(id);
      return stored?.version === ARCHIVED ? archiveOf(stored) : null;
    }),
    minimum: () => this.each(() => this.parts.dossierRecords.ids(allOf('m')), async (id) => {
      const stored = await this.parts.dossierRecords.get(id);
      return stored ? minimumSchema.parse(stored.value) : null;
    }),
    envoi: () => this.each(() => this.parts.outbox.waiting(), async (piece) => piece),
    remise: () => this.each(() => this.parts.outbox.delivered(), async (id) => ({ id })),
    fichier: () => this.each(() => this.parts.files.ids(), (id) => this.parts.files.get(id)),
    revue: () => this.each(() => this.parts.reviews.list(''), async (entry) => entry),
    coefficients: () => this.each(() => this.parts.coefficients.lines(), async (line) => line),
    acces: () => this.each(async () => (await this.parts.journal.list(null, Number.MAX_SAFE_INTEGER)).reverse(), async (acces) => acces),
    tache: () => this.each(async () => (await this.scan(keyPattern('tache'))).sort(), async (key) => {
      const fait = await this.parts.connection.send('hget', key, 'fait');
      return { nom: nameIn(key), fait: fait === null ? '' : text(fait) };
    }),
    fil: () => this.each(() => this.namesOf('fil', 'cartes'), (conversation) => this.thread(conversation)),
    compteur: () => this.each(() => this.parts.counters.readCounters(FIRST_DAY, LAST_DAY), async (counted) => counted),
    appel: () => this.each(() => this.parts.callDrafts.all(), async (draft) => draft),
    fermeture: () => this.each(() => this.parts.switches.fermetures(), async (fermeture) => fermeture),
    prise: () => this.each(async () => this.parts.claims.of(await this.parts.claims.all()), async (prise) => prise),
    lecture: () => this.each(async () => (await Promise.all((await this.namesOf('lectures')).map((reference) => this.parts.desk.readings(reference)))).flat(), async (lecture) => lecture),
    agent: () => this.each(() => this.parts.desk.listAgents(), async (agent) => agent),
  };

  private async *each<N, P>(list: () => Promise<N[]>, read: (name: N) => Promise<P | null>): AsyncIterable<P> {
    for (const name of await list()) {
      const piece = await read(name);
      if (piece !== null) yield piece;
    }
  }

  private async *dossiersInForce(): AsyncIterable<Pieces['dossier']> {
    const withFiles = new Set(await this.parts.dossierRecords.ids(allOf('p')));
    for (let mark: number | null = 0; mark !== null; ) {
      const { dossiers, suite }: Awaited<ReturnType<RedisDossiers['listAfter']>> = await this.parts.dossiers.listAfter(mark, PAGE);
      for (const { reference } of dossiers) {
        const stored = await this.parts.dossierRecords.get(reference);
        if (stored) yield { cle: stored.note, dossier: dossierOf(stored), piecesEffacees: closedAt(dossierOf(stored)) !== null && !withFiles.has(reference) };
      }
      mark = suite;
    }
  }

  /** Those of a state alone (Teams), of a creation, of a transcript. */
  private async conversationNames(): Promise<string[]> {
    return this.namesOf('c', 'e', 'a');
  }

  private async namesOf(...kinds: string[]): Promise<string[]> {
    const keys = await Promise.all(kinds.map((kind) => this.scan(keyPattern(kind))));
    return [...new Set(keys.flat().map(nameIn))].sort((a, b) => (a < b ? -1 : 1));
  }

  private async thread(conversation: string): Promise<Pieces['fil']> {
    const { connection, threads } = this.parts;
    const [found, accueilli, used] = await Promise.all([
      threads.findThread(conversation), threads.wasWelcomed(conversation), connection.send('hgetall', conversationKeys(conversation).cards).then(pairs),
    ]);
    const cartes = used.map(([carte, use]) => ({ carte: text(carte), ...toUse(use) })).sort((a, b) => (a.carte < b.carte ? -1 : 1));
    return { conversation, thread: found && withWelcome(found, accueilli), cartes };
  }

  private async conversation(conversation: string): Promise<Pieces['conversation']> {
    const { connection, conversations } = this.parts;
    const keys = conversationKeys(conversation);
    const [[owner, createdMs, writer], seen, draft, state, activities, pending, ids] = await Promise.all([
      connection.send('hmget', keys.conversation, 'p', 't', 'q').then(asFields), connection.send('zscore', keys.lastWords, conversation), connection.send('zscore', keys.drafts, conversation),
      conversations.loadState(conversation), conversations.read(conversation, 0, Number.MAX_SAFE_INTEGER),
      connection.send('zrange', keys.pending, 0, -1).then(texts), this.idsBySeq(conversation),
    ]);
    return {
      conversation,
      creation: owner === undefined ? null : { personne: owner, creeeMs: Number(createdMs) },
      etat: state && { version: state.version, state: state.state, personne: writer ?? null, vuMs: seen === null ? null : Number(text(seen)), brouillon: draft !== null },
      activites: activities.map(({ seq, activity }) => {
        const short = ids.get(seq) ?? '=';
        return { id: longId(conversation, short), seq, activity, pending: pending.includes(short) };
      }),
    };
  }

  private async idsBySeq(conversation: string): Promise<Map<number, string>> {
    const fields = texts(await this.parts.connection.send('hgetall', conversationKeys(conversation).conversation));
    const named = fields.flatMap((field, i): [number, string][] => (i % 2 === 0 && field.startsWith('#') ? [[Number(fields[i + 1]), field.slice(1)]] : []));
    return new Map(named);
  }

  // -------------------------------------------------------------- writing

  private readonly writers: Writers = {
    conversation: (piece) => this.writeConversation(piece),
    dossier: async ({ cle, dossier, piecesEffacees }) => {
      const { personne, reference, evenements } = dossier;
      await this.parts.people.add(personne, ['conversation', conversationOf(cle)], ['dossier', reference]);
      await this.parts.connection.send('hset', conversationKeys(conversationOf(cle)).claims, cle, reference);
      await this.parts.dossierRecords.put(reference, ABSENT, { version: inForce(evenements.length), value: dossier, index: indexOfDossier(dossier, piecesEffacees), note: cle });
    },
    archive: async ({ dossier, archiveLe }) => {
      await this.parts.people.add(dossier.personne, ['dossier', dossier.reference]);
      await this.parts.dossierRecords.put(dossier.reference, ABSENT, { version: ARCHIVED, value: { archiveLe, dossier }, index: [entryOf('a', closedAt(dossier) ?? archiveLe, dossier.reference)] });
    },
    minimum: async ({ finLe, minimum }) =>
      void (await this.parts.dossierRecords.put(minimum.reference, ABSENT, { version: MINIMUM, value: { finLe, minimum }, index: [entryOf('m', finLe, minimum.reference)] })),
    envoi: (piece) => this.parts.outbox.restore(piece),
    remise: ({ id }) => this.parts.outbox.remember(id),
    fichier: ({ file, bytes }) => this.parts.files.put(file, bytes),
    revue: (entry) => this.parts.reviews.put(entry, ''),
    coefficients: ({ version, changement, valeurs }) => this.parts.coefficients.setCoefficients(valeurs, changement, version - 1).then(() => undefined),
    acces: (acces) => this.parts.journal.add(acces),
    tache: async ({ nom, fait }) => void (await this.parts.connection.send('hset', keyIn(shardOf(nom), `tache:${nom}`), 'fait', fait)),
    fil: (piece) => this.writeThread(piece),
    compteur: ({ jour, nom, valeur }) => this.parts.counters.addToCounters(jour, { [nom]: valeur }),
    appel: (draft) => this.parts.callDrafts.restore(draft),
    fermeture: (fermeture) => this.parts.switches.close(fermeture),
    prise: (prise) => this.parts.claims.give(prise),
    lecture: (lecture) => this.parts.desk.markRead(lecture),
    agent: (agent) => this.parts.desk.putAgent(agent),
  };

  private async writeThread({ conversation, thread, cartes }: Pieces['fil']): Promise<void> {
    const { threads } = this.parts;
    if (thread) {
      const { accueilli, injoignableLe, ...saved } = thread;
      await threads.saveThread({ conversation, ...saved });
      if (accueilli) await threads.setWelcomed(conversation, true);
      if (injoignableLe !== null) await threads.markUnreachable(conversation, injoignableLe);
    }
    for (const { carte, tour, at } of cartes) await threads.useCard(conversation, carte, tour, at);
  }

  /** Numbers are kept: where one is missing, an empty place stays in the list. */
  private async writeConversation({ conversation, creation, etat, activites }: Pieces['conversation']): Promise<void> {
    const { connection, people } = this.parts;
    const keys = conversationKeys(conversation);
    for (const personne of new Set([creation?.personne, etat?.personne])) if (personne) await people.add(personne, ['conversation', conversation]);
    if (creation) await connection.send('hset', keys.conversation, 'p', creation.personne, 't', creation.creeeMs);
    if (etat?.personne) await connection.send('hset', keys.conversation, 'q', etat.personne);
    if (etat) await connection.send('set', keys.state, Buffer.concat([Buffer.from(`${etat.version} `), pack(etat.state, conversation)]));
    const seenMs = etat ? etat.vuMs : (creation?.creeeMs ?? null);
    if (seenMs !== null) await connection.send('zadd', keys.lastWords, seenMs, conversation);
    if (etat?.brouillon) await connection.send('zadd', keys.drafts, 0, conversation);
    await this.writeTranscript(conversation, activites);
  }

  private async writeTranscript(conversation: string, activites: Pieces['conversation']['activites']): Promise<void> {
    const { connection } = this.parts;
    const keys = conversationKeys(conversation);
    let last = (activites[0]?.seq ?? 1) - 1;
    for (const { id, seq, activity, pending } of activites) {
      const holes = Array.from({ length: seq - last - 1 }, () => '');
      const timestamp = z.looseObject({ timestamp: z.string() }).safeParse(activity).data?.timestamp;
      await connection.send('rpush', keys.transcript, ...holes, pack(activity, conversation));
      await connection.send('hset', keys.conversation, 'n', seq, `#${shortId(conversation, id)}`, seq);
      if (timestamp) await connection.send('hset', keys.conversation, 'd', timestamp);
      else await connection.send('hdel', keys.conversation, 'd');
      if (pending) await connection.send('zadd', keys.pending, seq, shortId(conversation, id));
      if (pending) await connection.send('zadd', keys.waiting, 'NX', seq, conversation);
      last = seq;
    }
  }

  private async scan(pattern: string): Promise<string[]> {
    const perNode = await this.parts.connection.onEachMaster(async (node) => {
      const found: string[] = [];
      for (let cursor: string | null = '0'; cursor !== null; ) {
        const [next, keys]: [string, string[]] = await node.scan(cursor, 'MATCH', pattern, 'COUNT', SCAN);
        found.push(...keys);
        cursor = next === '0' ? null : next;
      }
      return found;
    });
    return [...new Set(perNode.flat())];
  }
}

const keyPattern = (kind: string): string => `aig:{[0-9][0-9]}:${kind}:*`;
/** "aig:{07}:c:name" */
const nameIn = (key: string): string => key.split(':').slice(3).join(':');
const asFields = (reply: unknown): (string | undefined)[] => (Array.isArray(reply) ? reply.map((one) => (one === null ? undefined : text(one))) : []);
