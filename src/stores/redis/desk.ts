import { z } from 'zod';
import type { Acces } from '../../domain/access';
import { SERVICES_EXPERTS } from '../../domain/codes';
import { CodedError } from '../../domain/errors';
import { BATCH, SCAN_MAX, passes, readMark, writeMark, type Mark } from '../desk-search';
import type { AccesFilter, AgentConnu, ClaimResult, DeskStore, Lecture, Prise, QueueFilter, QueueLine, SessionGardee } from '../desk-store';
import type { StoredFile } from '../store';
import type { Burden, RedisClaims } from './claims';
import type { Connection } from './connection';
import { dossierOf, isInForce } from './dossiers';
import type { RedisFiles } from './files';
import type { RedisJournal } from './journal';
import { keyIn, shardOf } from './keys';
import { boundsOf, factsOf, heldBounds, inOrder, isBusy, isRunning, keeps, placesOf, toFacts, type QueueFacts } from './queue';
import type { Records } from './records';
import { list, pairs, text } from './replies';
import type { RedisSessions } from './sessions';

export type DeskParts = { connection: Connection; dossierRecords: Records; files: RedisFiles; journal: RedisJournal; claims: RedisClaims; sessions: RedisSessions };

const AGENTS = keyIn(0, 'bureau:agents');
const agentSchema = z.object({ id: z.string(), prenom: z.string(), services: z.array(z.enum(SERVICES_EXPERTS)), traite: z.boolean(), sensible: z.boolean(), vuMs: z.int() });
const readingSchema = z.object({ prenom: z.string(), evenements: z.int(), vuMs: z.int() });

/** The desk on Redis: see `desk-store.ts`. Readings are in the dossier's shard, the queue in the index of dossiers. */
export class RedisDesk implements DeskStore {
  constructor(private readonly parts: DeskParts) {}

  async listQueue(filtre: QueueFilter, apres: string | null, limit: number): Promise<{ lignes: QueueLine[]; suite: string | null }> {
    return this.guard('listing the queue', async () => {
      const held = await this.held(filtre);
      const lignes: QueueLine[] = [];
      let mark = readMark(apres);
      for (let read = 0; read < SCAN_MAX; ) {
        const page = await this.page(filtre, mark, BATCH);
        const wanted = page.filter((facts) => keeps(facts, filtre, held));
        for (const line of await this.linesOf(wanted, filtre, held)) {
          // one more than the page: there is a next one
          if (lignes.length === limit) return { lignes, suite: writeMark(mark) };
          lignes.push({ dossier: line.dossier, prise: line.prise, lus: line.lus });
          mark = markOf(line.facts);
        }
        const last = page.at(-1);
        if (!last || page.length < BATCH) return { lignes, suite: null };
        mark = markOf(last);
        read += wanted.length;
      }
      return { lignes, suite: writeMark(mark) };
    });
  }

  async countQueue(filtre: QueueFilter): Promise<number> {
    return this.guard('counting the queue', async () => {
      const held = await this.held(filtre);
      return (await this.page(filtre, null, Number.MAX_SAFE_INTEGER)).filter((facts) => keeps(facts, filtre, held)).length;
    });
  }

  private async held({ libresMs }: QueueFilter): Promise<ReadonlySet<string>> {
    return new Set(libresMs === null ? [] : await this.parts.claims.heldAfter(libresMs));
  }

  private async page(filtre: QueueFilter, mark: Mark | null, limit: number): Promise<QueueFacts[]> {
    const perPlace = await Promise.all(placesOf(filtre).map((place) => this.parts.dossierRecords.entries(boundsOf(place, mark), limit)));
    return perPlace.flat().map(toFacts).sort(inOrder).slice(0, limit);
  }

  /** Those that are still what their entry said, once read. */
  private async linesOf(wanted: readonly QueueFacts[], filtre: QueueFilter, held: ReadonlySet<string>): Promise<(QueueLine & { facts: QueueFacts })[]> {
    const references = wanted.map(({ reference }) => reference);
    const [stored, claims, readings] = await Promise.all([
      Promise.all(references.map((reference) => this.parts.dossierRecords.get(reference))), this.parts.claims.of(references),
      Promise.all(references.map((reference) => this.reading(reference, filtre.lecteur))),
    ]);
    return wanted.flatMap((facts, i) => {
      const record = stored[i];
      if (!record || !isInForce(record)) return [];
      const dossier = dossierOf(record);
      if (!keeps(factsOf(dossier, facts.rank), filtre, held) || !passes(dossier, filtre)) return [];
      return [{ facts, dossier, prise: claims[i] ?? null, lus: readings[i]?.evenements ?? 0 }];
    });
  }

  // -------------------------------------------------------------- claims

  async takeClaim(prise: Prise, nowMs: number, capacite: number): Promise<ClaimResult> {
    return this.guard('taking a dossier', async () => this.parts.claims.take(prise, nowMs, capacite, await this.burdenOf(prise.agent, nowMs)));
  }

  async giveClaim(prise: Prise): Promise<void> {
    await this.guard('giving a dossier', () => this.parts.claims.give(prise));
  }

  async dropClaim(reference: string, agent: string): Promise<void> {
    await this.guard('releasing a dossier', () => this.parts.claims.drop(reference, agent));
  }

  async claimOf(reference: string): Promise<Prise | null> {
    return this.guard('reading a claim', async () => (await this.parts.claims.of([reference]))[0] ?? null);
  }

  /** A complement that the person has not sent yet asks for no work. */
  private async burdenOf(agent: string, nowMs: number): Promise<Burden> {
    const { claims, dossierRecords } = this.parts;
    const [entries, active] = await Promise.all([dossierRecords.entries(heldBounds(agent)), claims.heldAfter(nowMs).then((references) => claims.of(references))]);
    const mine = active.flatMap((one) => (one?.agent === agent ? [one.reference] : []));
    const running = (await dossierRecords.many(mine)).filter((one) => isInForce(one) && isRunning(dossierOf(one))).map(({ id }) => id);
    return { holds: entries.map(toFacts).filter(isBusy).map(({ reference }) => reference), idle: mine.filter((reference) => !running.includes(reference)) };
  }

  // -------------------------------------------------------------- readings, agents

  async markRead({ reference, agent, ...reading }: Lecture): Promise<void> {
    await this.guard('marking a dossier as read', () => this.parts.connection.send('hset', readingsKey(reference), agent, JSON.stringify(reading)));
  }

  async readers(reference: string, sinceMs: number): Promise<Lecture[]> {
    return this.guard('reading who looks at a dossier', async () => (await this.readings(reference)).filter(({ vuMs }) => vuMs >= sinceMs).sort((a, b) => b.vuMs - a.vuMs));
  }

  async readings(reference: string): Promise<Lecture[]> {
    const stored = pairs(await this.parts.connection.send('hgetall', readingsKey(reference)));
    return stored.map(([agent, reading]) => ({ reference, agent: text(agent), ...toReading(reading) }));
  }

  private async reading(reference: string, agent: string): Promise<z.infer<typeof readingSchema> | null> {
    const stored = await this.parts.connection.send('hget', readingsKey(reference), agent);
    return stored === null ? null : toReading(stored);
  }

  async putAgent(agent: AgentConnu): Promise<void> {
    await this.guard('keeping an agent', () => this.parts.connection.send('hset', AGENTS, agent.id, JSON.stringify(agentSchema.parse(agent))));
  }

  async listAgents(): Promise<AgentConnu[]> {
    return this.guard('listing agents', async () => list(await this.parts.connection.send('hvals', AGENTS)).map(toAgent).sort(byFirstName));
  }

  // -------------------------------------------------------------- sessions

  async putSession(session: SessionGardee, nowMs: number): Promise<void> {
    await this.guard('opening a session of the desk', () => this.parts.sessions.put(session, nowMs));
  }

  async getSession(cle: string): Promise<SessionGardee | null> {
    return this.guard('reading a session of the desk', () => this.parts.sessions.get(cle));
  }

  async touchSession(cle: string, vuMs: number): Promise<void> {
    await this.guard('keeping a session of the desk', () => this.parts.sessions.touch(cle, vuMs));
  }

  async deleteSession(cle: string): Promise<void> {
    await this.guard('closing a session of the desk', () => this.parts.sessions.drop(cle));
  }

  async countSessions(sinceMs: number): Promise<number> {
    return this.guard('counting the sessions of the desk', () => this.parts.sessions.count(sinceMs));
  }

  // -------------------------------------------------------------- files, journal, what goes with a dossier

  async describeFiles(ids: readonly string[]): Promise<StoredFile[]> {
    return this.guard('describing files', () => this.parts.files.describe(ids));
  }

  async searchAccesses(filtre: AccesFilter, avant: number | null, limit: number): Promise<{ acces: Acces[]; suite: number | null }> {
    return this.guard('searching the access journal', () => this.parts.journal.search(filtre, avant, limit));
  }

  /** The dossier leaves: what the desk keeps of it goes too. */
  async forget(reference: string): Promise<void> {
    await this.parts.claims.drop(reference);
    await this.parts.connection.send('unlink', readingsKey(reference));
  }

  private guard<T>(doing: string, work: () => Promise<T>): Promise<T> {
    return this.parts.connection.guard(doing, work);
  }
}

const readingsKey = (reference: string): string => keyIn(shardOf(reference), `lectures:${reference}`);
const markOf = ({ priorite, echeance, rank }: QueueFacts): Mark => [priorite, echeance, rank];

const toReading = (stored: unknown): z.infer<typeof readingSchema> => checked(readingSchema, stored);
const toAgent = (stored: unknown): AgentConnu => checked(agentSchema, stored);

function checked<T>(schema: z.ZodType<T>, stored: unknown): T {
  const read = schema.safeParse(JSON.parse(text(stored)));
  if (!read.success) throw new CodedError('ETAT_ILLISIBLE', 'what the desk keeps does not have the expected shape');
  return read.data;
}

function byFirstName(a: AgentConnu, b: AgentConnu): number {
  if (a.prenom !== b.prenom) return a.prenom < b.prenom ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}
