import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { z } from 'zod';
import { CodedError } from '../domain/errors';
import { isDossier } from '../domain/dossier-schema';
import { OPEN_STATUTS } from '../domain/dossier';
import type { Dossier } from '../domain/dossier';
import { reviewEntrySchema, type ReviewEntry } from '../domain/review';
import { closedAt } from '../domain/conservation';
import type { Changement, Coefficients, LigneCoefficients } from '../domain/coefficients';
import { systemClock, type Clock } from '../ops/clock';
import { sha256Hex } from '../ops/hash';
import { randomId } from '../ops/ids';
import { addressOf, developmentKey, isSealed, keyring, seal, unseal } from '../ops/sealing';
import type { Keyring } from '../ops/sealing';
import { CALL_DRAFTS_MIGRATION, EmbeddedCallDrafts } from './embedded-call-drafts';
import { COEFFICIENTS_MIGRATION, EmbeddedCoefficients } from './embedded-coefficients';
import { COUNTERS_MIGRATION, EmbeddedCounters } from './embedded-counters';
import type { DeskStore } from './desk-store';
import { Commits, LogSync } from './embedded-durability';
import { DESK_MIGRATION, EmbeddedDesk } from './embedded-desk';
import { checkedHash, openByteStore, syncDirectory } from './embedded-files';
import { EmbeddedLive } from './embedded-live';
import { EmbeddedRetention, RETENTION_MIGRATION } from './embedded-retention';
import { EmbeddedSwitches, SWITCHES_MIGRATION } from './embedded-switches';
import { EmbeddedTransfer } from './embedded-transfer';
import { EmbeddedTurns, ONE_PENDING_INDEX_MIGRATION, TURNS_MIGRATION, TURNS_SCHEMA } from './embedded-turns';
import { EmbeddedThreads, THREADS_MIGRATION } from './embedded-threads';
import { MAX_REFERENCE_DRAWS, finalisedAtMs, openingEntry } from './opening-entry';
import type { EtatEnvois } from './counters-store';
import type { RetentionStore, Vu } from './retention-store';
import type { ThreadStore } from './thread-store';
import type { FileUsage, NewOutboxEntry, OutboxEntry, Store, StoredFile } from './store';
import type { TranscriptRow } from './turn-store';
import type { TransferStore } from './transfer';

/**
 * Store in one directory: SQLite (`aiguillage.db`, WAL; a write is told as done once it is fsynced), who answers which conversation (`tours.db`, volatile)
 * and the encrypted bytes of files (`fichiers/`).
 * Several processes may open the same directory: each write takes SQLite's lock and waits for it up to five seconds.
 */

const BUSY_TIMEOUT_MS = 5_000;
const DATABASE = 'aiguillage.db';
const TURNS = 'tours.db';
const FILES = 'fichiers';
/** There while a move to this directory is not finished. */
const MOVING = 'demenagement-en-cours';

/** Run once each, in order. Never edit one that was released: add another. */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE sonde (id INTEGER PRIMARY KEY CHECK (id = 1), n INTEGER NOT NULL);
  INSERT INTO sonde VALUES (1, 0);

  CREATE TABLE etats (conversation TEXT PRIMARY KEY, version INTEGER NOT NULL, etat TEXT NOT NULL);

  CREATE TABLE dossiers (
    rang INTEGER PRIMARY KEY AUTOINCREMENT,
    reference TEXT NOT NULL UNIQUE,
    cle TEXT NOT NULL UNIQUE,
    personne TEXT NOT NULL,
    service TEXT NOT NULL,
    statut TEXT NOT NULL,
    evenements INTEGER NOT NULL,
    finalise_ms INTEGER,
    dossier TEXT NOT NULL
  );
  CREATE INDEX dossiers_personne ON dossiers (personne, rang);
  CREATE INDEX dossiers_charge ON dossiers (service, statut);
  CREATE INDEX dossiers_finalises ON dossiers (service, finalise_ms);

  CREATE TABLE envois (
    rang INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    created_at TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    bail_ms INTEGER NOT NULL DEFAULT 0,
    remis INTEGER NOT NULL DEFAULT 0
  );
  CREATE INDEX envois_a_faire ON envois (remis, rang);

  CREATE TABLE conversations (conversation TEXT PRIMARY KEY, personne TEXT NOT NULL, creee_ms INTEGER NOT NULL);

  CREATE TABLE activites (
    rang INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation TEXT NOT NULL,
    id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    activite TEXT NOT NULL,
    en_attente INTEGER NOT NULL,
    UNIQUE (conversation, id),
    UNIQUE (conversation, seq)
  );
  CREATE INDEX activites_en_attente ON activites (rang) WHERE en_attente = 1;

  CREATE TABLE fichiers (
    rang INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    conversation TEXT NOT NULL,
    personne TEXT NOT NULL,
    nom TEXT NOT NULL,
    type_mime TEXT NOT NULL,
    octets INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    recu_le TEXT NOT NULL,
    UNIQUE (conversation, id)
  );
  CREATE INDEX fichiers_id ON fichiers (id);
  CREATE INDEX fichiers_sha256 ON fichiers (sha256);
  `,
  // Dossiers of before are looked at once, then dated.
  `
  ALTER TABLE dossiers ADD COLUMN prochain TEXT;
  UPDATE dossiers SET prochain = '';
  CREATE INDEX dossiers_prochain ON dossiers (prochain) WHERE prochain IS NOT NULL;
  `,
  `
  CREATE TABLE revues (id TEXT PRIMARY KEY, conversation TEXT NOT NULL, jour TEXT NOT NULL, revue TEXT NOT NULL);
  CREATE INDEX revues_conversation ON revues (conversation);
  CREATE INDEX revues_jour ON revues (jour, id);
  `,
  // Files written before are in clear, at the address that is their hash.
  `
  ALTER TABLE fichiers ADD COLUMN adresse TEXT NOT NULL DEFAULT '';
  ALTER TABLE fichiers ADD COLUMN quarantaine INTEGER NOT NULL DEFAULT 0;
  UPDATE fichiers SET adresse = sha256;
  CREATE INDEX fichiers_adresse ON fichiers (adresse);
  CREATE INDEX fichiers_personne ON fichiers (personne, recu_le);
  CREATE INDEX fichiers_quarantaine ON fichiers (rang) WHERE quarantaine = 1;
  `,
  RETENTION_MIGRATION,
  COEFFICIENTS_MIGRATION,
  TURNS_MIGRATION,
  SWITCHES_MIGRATION,
  COUNTERS_MIGRATION,
  THREADS_MIGRATION,
  CALL_DRAFTS_MIGRATION,
  DESK_MIGRATION,
  ONE_PENDING_INDEX_MIGRATION,
];

const etatRow = z.object({ version: z.int(), etat: z.string() });
const dossierRow = z.object({ dossier: z.string() });
const rangRow = z.object({ rang: z.int() });
const referenceRow = z.object({ reference: z.string() });
const countRow = z.object({ n: z.int() });
const envoiRow = z.object({ id: z.string(), kind: z.string(), payload: z.string(), created_at: z.string(), attempts: z.int() });
const personneRow = z.object({ personne: z.string() });
const seqRow = z.object({ seq: z.int() });
const activiteRow = z.object({ seq: z.int(), activite: z.string() });
const revueRow = z.object({ revue: z.string() });
const adresseRow = z.object({ adresse: z.string() });
const blobRow = z.object({ sha256: z.string(), adresse: z.string() });
const usageRow = z.object({ fichiers: z.int(), octets: z.int() });
const fichierRow = z.object({
  id: z.string(), conversation: z.string(), personne: z.string(), nom: z.string(), type_mime: z.string(),
  octets: z.int(), sha256: z.string(), recu_le: z.string(), quarantaine: z.int(),
});

/** What only this store has for sure. */
export type OpenedEmbeddedStore = Store & EmbeddedFiles;

export type EmbeddedFiles = {
  /** Encrypts again, with the current key, every file that is in clear or under an older key. @returns how many were */
  rotateKeys(): Promise<number>;
  readonly transfer: TransferStore;
  /** Copies the whole base, as it is at one instant, to a file that must not exist; servers may run meanwhile. */
  copyBase(path: string): Promise<void>;
};

/**
 * Opens (and creates, mode 0700) the data directory.
 * @param keys what files are encrypted with; a key kept in the directory when it is not given (development)
 * @param clock the clock of leases, the same in every process of the directory
 * @param moving for the tool that fills it: otherwise a directory that is half there does not open
 * @throws CodedError STOCKAGE_INDISPONIBLE when the directory cannot be created, opened or migrated
 */
export function openEmbeddedStore({ dataDir, keys, clock = systemClock, moving = false }: { dataDir: string; keys?: Keyring; clock?: Clock; moving?: boolean }): OpenedEmbeddedStore {
  return wrapFailure('opening', () => {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    if (!moving && existsSync(join(dataDir, MOVING))) throw new CodedError('DEMENAGEMENT_REFUSE', 'a move to this directory is not finished');
    const db = openDatabase(join(dataDir, DATABASE), join(dataDir, TURNS));
    const files = openByteStore(join(dataDir, FILES));
    syncDirectory(dataDir);
    const log = new LogSync(join(dataDir, DATABASE));
    return new EmbeddedStore(db, log, files, keys ?? keyring([developmentKey(dataDir)]), clock, (moves) => markMoving(join(dataDir, MOVING), moves));
  });
}

/** Whether another process has the base of this directory open: only who is alone may leave the WAL mode. */
export function isBaseInUse(dataDir: string): boolean {
  if (!existsSync(join(dataDir, DATABASE))) return false;
  const db = new Database(join(dataDir, DATABASE), { timeout: 0 });
  try {
    db.pragma('journal_mode = DELETE');
    db.pragma('journal_mode = WAL');
    return false;
  } catch {
    return true;
  } finally {
    db.close();
  }
}

function markMoving(path: string, moves: boolean): void {
  if (moves) writeFileSync(path, '');
  else rmSync(path, { force: true });
}

function openDatabase(path: string, turnsPath: string): Database.Database {
  const db = new Database(path, { timeout: BUSY_TIMEOUT_MS });
  db.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  // what is deleted is written over with zeros: an erasure leaves no words in free pages
  db.pragma('secure_delete = ON');
  migrate(db);
  attachTurns(db, turnsPath);
  return db;
}

/** WAL without an fsync at each commit: a power failure loses the last holds, and never spoils the base. */
function attachTurns(db: Database.Database, path: string): void {
  db.prepare('ATTACH ? AS tours').run(path);
  db.pragma('tours.journal_mode = WAL');
  db.pragma('tours.synchronous = NORMAL');
  inTransaction(db, () => db.exec(TURNS_SCHEMA));
}

function migrate(db: Database.Database): void {
  inTransaction(db, () => {
    db.exec('CREATE TABLE IF NOT EXISTS migrations (version INTEGER PRIMARY KEY)');
    const done = countRow.parse(db.prepare('SELECT count(*) AS n FROM migrations').get()).n;
    if (done > MIGRATIONS.length) throw new CodedError('STOCKAGE_INDISPONIBLE', 'the data was written by a newer version');
    MIGRATIONS.slice(done).forEach((sql, i) => {
      db.exec(sql);
      db.prepare('INSERT INTO migrations VALUES (?)').run(done + i + 1);
    });
  });
}

/** Takes the write lock at once: a read that later wants to write could otherwise find the lock taken and fail. */
function inTransaction<T>(db: Database.Database, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (cause) {
    if (db.inTransaction) db.exec('ROLLBACK');
    throw cause;
  }
}

class EmbeddedStore implements Store, EmbeddedFiles {
  private closed = false;
  private readonly sql: Statements;
  private readonly commits: Commits;
  readonly retention: RetentionStore;
  readonly turns: EmbeddedTurns;
  readonly transfer: TransferStore;
  readonly live: EmbeddedLive;
  readonly switches: EmbeddedSwitches;
  readonly threads: ThreadStore;
  readonly callDrafts: EmbeddedCallDrafts;
  readonly desk: DeskStore;
  private readonly decided: EmbeddedCoefficients;
  readonly counters: EmbeddedCounters;

  constructor(private readonly db: Database.Database, private readonly log: LogSync, private readonly files: ReturnType<typeof openByteStore>, private readonly keys: Keyring, clock: Clock, setMoving: (moving: boolean) => void) {
    this.sql = prepareAll(db);
    this.commits = new Commits(db);
    this.retention = new EmbeddedRetention({
      prepare: (sql) => db.prepare(sql), readJson, toDossier, toFile, toReview,
      guard: (doing, work) => this.guard(doing, work), inTransaction: (work) => this.transaction(work), removeUnnamed: (hashes) => this.removeUnnamed(hashes),
    });
    this.callDrafts = new EmbeddedCallDrafts({
      prepare: (sql) => db.prepare(sql), readJson, guard: (doing, work) => this.guard(doing, work), inTransaction: (work) => this.transaction(work),
    });
    this.decided = new EmbeddedCoefficients({
      prepare: (sql) => db.prepare(sql), readJson, guard: (doing, work) => this.guard(doing, work), inTransaction: (work) => this.transaction(work),
    });
    this.switches = new EmbeddedSwitches({ prepare: (sql) => db.prepare(sql), readJson, guard: (doing, work) => this.guard(doing, work) });
    // What is settled is written down already: settled again after a power failure, it is answered alike.
    const turnTools = {
      prepare: (sql: string) => db.prepare(sql), guard: <T>(doing: string, work: () => T) => this.quickly(doing, work), inTransaction: <T>(work: () => T) => inTransaction(db, work),
      clock, origine: randomId(),
    };
    this.transfer = new EmbeddedTransfer({
      prepare: (sql) => db.prepare(sql), readJson, toDossier, toFile, toReview, guard: (doing, work) => this.guard(doing, work), inTransaction: (work) => this.transaction(work),
      insertDossier: (cle, dossier) => this.insertDossier(cle, dossier), putFile: (file, bytes) => this.putFile(file, bytes), getFile: (id) => this.getFile(id),
      removeAllBytes: () => this.removeUnnamed(this.files.list()), setMoving,
    });
    this.turns = new EmbeddedTurns({
      ...turnTools, insertActivity: (conversation, row, pending) => this.insertActivity(conversation, row, pending), settled: (doing) => this.settled(doing),
    });
    this.live = new EmbeddedLive(turnTools);
    this.counters = new EmbeddedCounters({ prepare: (sql) => db.prepare(sql), guard: (doing, work) => this.guard(doing, work), inTransaction: (work) => this.transaction(work) });
    this.threads = new EmbeddedThreads({ prepare: (sql) => db.prepare(sql), readJson, guard: (doing, work) => this.guard(doing, work) });
    this.desk = new EmbeddedDesk({
      prepare: (sql) => db.prepare(sql), readJson, toDossier, toFile, guard: (doing, work) => this.guard(doing, work), inTransaction: (work) => this.transaction(work),
    });
    this.removeOrphanBytes();
  }

  async ping(): Promise<void> {
    await this.guardAsync('pinging', async () => {
      this.transaction(() => this.sql.probe.run());
      await this.files.check();
    });
  }

  async copyBase(path: string): Promise<void> {
    this.guard('copying the base', () => this.db.prepare('VACUUM INTO ?').run(path));
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.live.close();
    this.closed = true;
    await this.log.close();
    wrapFailure('closing', () => {
      this.turns.releaseAll();
      this.db.close();
    });
  }

  async loadState(conversation: string): Promise<{ state: unknown; version: number } | null> {
    return this.reading('loading a state', () => {
      const row = this.sql.loadState.get(conversation);
      if (row === undefined) return null;
      const { etat, version } = etatRow.parse(row);
      return { state: readJson(etat), version };
    });
  }

  async saveState(conversation: string, state: unknown, expectedVersion: number, vu?: Vu, followed = false): Promise<boolean> {
    const doing = 'saving a state';
    const save = (): boolean => {
      const etat = JSON.stringify(state ?? null);
      const seen = [vu?.personne ?? null, vu?.at ?? null, vu?.brouillon ? 1 : 0];
      const { changes } = expectedVersion === 0
        ? this.sql.insertState.run(conversation, etat, ...seen)
        : this.sql.updateState.run(etat, ...seen, conversation, expectedVersion);
      return changes === 1;
    };
    return followed ? this.quickly(doing, save) : this.together(doing, save);
  }

  async openDossier(key: string, nextReference: () => string, build: (reference: string) => Dossier) {
    return this.guard('opening a dossier', () => this.transaction(() => {
      const existing = this.sql.dossierByKey.get(key);
      if (existing !== undefined) return { dossier: toDossier(existing), created: false };
      const reference = this.freeReference(nextReference);
      const dossier = fromCaller(() => build(reference));
      this.insertDossier(key, dossier);
      this.insertEnvoi(openingEntry(dossier));
      return { dossier, created: true };
    }));
  }

  async getDossier(reference: string): Promise<Dossier | null> {
    return this.reading('reading a dossier', () => {
      const row = this.sql.dossierByReference.get(reference);
      return row === undefined ? null : toDossier(row);
    });
  }

  async updateDossier(dossier: Dossier, expectedEvents: number, envois: readonly NewOutboxEntry[] = []): Promise<boolean> {
    return this.guard('updating a dossier', () => this.transaction(() => {
      const { reference, demande, statut, evenements } = dossier;
      const { changes } = this.sql.updateDossier.run(
        demande.service, statut, evenements.length, finalisedAtMs(dossier), dueDay(dossier), closedAt(dossier), JSON.stringify(dossier), reference, expectedEvents);
      if (changes === 1) envois.forEach((envoi) => this.insertEnvoi(envoi));
      return changes === 1;
    }));
  }

  async listDossiers(after: number, limit: number): Promise<{ dossiers: Dossier[]; suite: number | null }> {
    return this.reading('listing dossiers', () => {
      const rows = this.sql.dossiersAfter.all(after, limit);
      const last = rows.at(-1);
      return { dossiers: rows.map(toDossier), suite: last === undefined || rows.length < limit ? null : rangRow.parse(last).rang };
    });
  }

  async listDue(today: string, limit: number): Promise<string[]> {
    return this.reading('listing the dossiers to look at', () => this.sql.dueDossiers.all(today, limit).map((row) => referenceRow.parse(row).reference));
  }

  async listReferences(personne: string): Promise<string[]> {
    return this.reading('listing references', () =>
      this.sql.references.all(personne).map((row) => referenceRow.parse(row).reference));
  }

  async workload(service: string, sinceIso: string): Promise<{ ouverts: number; finalises: number }> {
    const sinceMs = Date.parse(sinceIso);
    if (Number.isNaN(sinceMs)) throw new CodedError('DATE_INVALIDE', 'workload: expected an ISO instant');
    return this.reading('measuring the workload', () => ({
      ouverts: countRow.parse(this.sql.countOpen.get(service)).n,
      finalises: countRow.parse(this.sql.countFinalised.get(service, sinceMs)).n,
    }));
  }

  async coefficients(): Promise<{ coefficients: Coefficients; version: number }> {
    return this.decided.coefficients();
  }

  async setCoefficients(next: Coefficients, changement: Changement, expectedVersion: number): Promise<boolean> {
    return this.decided.setCoefficients(next, changement, expectedVersion);
  }

  async coefficientsJournal(): Promise<LigneCoefficients[]> {
    return this.decided.coefficientsJournal();
  }

  async takeOutbox(limit: number, nowMs: number, leaseMs: number): Promise<OutboxEntry[]> {
    return this.guard('taking from the outbox', () => this.transaction(() => {
      const rows = this.sql.dueEnvois.all(nowMs, limit).map((row) => envoiRow.parse(row));
      for (const { id } of rows) this.sql.leaseEnvoi.run(nowMs + leaseMs, id);
      return rows.map(({ id, kind, payload, created_at, attempts }) =>
        ({ id, kind, payload: readJson(payload), createdAt: created_at, attempts: attempts + 1 }));
    }));
  }

  async outboxState(): Promise<EtatEnvois> {
    return this.counters.outboxState();
  }

  async ackOutbox(id: string): Promise<void> {
    this.guard('acknowledging an outbox entry', () => this.sql.ackEnvoi.run(id));
  }

  async postponeOutbox(id: string, untilMs: number): Promise<void> {
    this.guard('postponing an outbox entry', () => this.sql.postponeEnvoi.run(untilMs, id));
  }

  async putOutbox(entry: NewOutboxEntry): Promise<void> {
    this.guard('writing to the outbox', () => this.insertEnvoi(entry));
  }

  async createConversation(conversation: string, personne: string, nowMs: number): Promise<'created' | 'exists'> {
    return this.guard('creating a conversation', () =>
      this.sql.insertConversation.run(conversation, personne, nowMs).changes === 1 ? 'created' : 'exists');
  }

  async conversationOwner(conversation: string): Promise<string | null> {
    return this.reading('reading a conversation', () => {
      const row = this.sql.conversationOwner.get(conversation);
      return row === undefined ? null : personneRow.parse(row).personne;
    });
  }

  async appendActivity(conversation: string, id: string, activity: unknown, pending: boolean) {
    return this.together('appending an activity', () => inTransaction(this.db, () => this.insertActivity(conversation, { id, activity }, pending)));
  }

  async appendReplies(conversation: string, replies: readonly TranscriptRow[]): Promise<void> {
    await this.together('appending replies', () => inTransaction(this.db, () => {
      for (const reply of replies) this.insertActivity(conversation, reply, false);
    }));
  }

  private insertActivity(conversation: string, { id, activity }: TranscriptRow, pending: boolean): { seq: number; created: boolean } {
    const existing = this.sql.activitySeq.get(conversation, id);
    if (existing !== undefined) return { seq: seqRow.parse(existing).seq, created: false };
    const { seq } = seqRow.parse(this.sql.nextSeq.get(conversation));
    this.sql.insertActivity.run(conversation, id, seq, JSON.stringify(activity ?? null), pending ? 1 : 0);
    return { seq, created: true };
  }

  async readActivities(conversation: string, afterSeq: number, limit: number) {
    return this.reading('reading activities', () => this.sql.activities.all(conversation, afterSeq, limit).map((row) => {
      const { seq, activite } = activiteRow.parse(row);
      return { seq, activity: readJson(activite) };
    }));
  }

  async putFile(file: StoredFile, bytes: Uint8Array): Promise<void> {
    await this.guardAsync('storing a file', async () => {
      const address = addressOf(this.keys, checkedHash(file.sha256));
      const staged = await this.files.stage(address, seal(this.keys, bytes, file.sha256));
      try {
        this.publish(file, staged, address);
      } catch (cause) {
        this.files.discard(staged);
        throw cause;
      }
    });
  }

  async getFile(id: string): Promise<{ file: StoredFile; bytes: Uint8Array } | null> {
    return this.guardAsync('reading a file', async () => {
      for (let lastAddress = ''; ; ) {
        const row = this.sql.fileById.get(id);
        if (row === undefined) return null;
        const { adresse } = adresseRow.parse(row);
        // Still described at the same place: its bytes are lost. Elsewhere: they were encrypted again between the two reads.
        if (adresse === lastAddress) throw new Error('bytes are missing');
        const file = toFile(row);
        const blob = await this.files.read(adresse);
        if (blob !== null) return { file, bytes: this.opened(blob, file.sha256) };
        lastAddress = adresse;
      }
    });
  }

  async deleteFiles(ids: string[]): Promise<void> {
    this.guard('deleting files', () => {
      const addresses = this.transaction(() => ids.flatMap((id) => this.forgetFile(id)));
      // The bytes go after the commit: a crash in between leaves bytes without a name (removed at the next opening),
      // never a name without its bytes.
      this.transaction(() => this.removeUnnamed(addresses));
    });
  }

  async putReview(entry: ReviewEntry, oldestDay: string): Promise<void> {
    await this.together('keeping a message for review', () => inTransaction(this.db, () => {
      this.sql.dropOldReviews.run(oldestDay);
      this.sql.putReview.run(entry.id, entry.conversation, entry.jour, JSON.stringify(entry));
    }));
  }

  async listReviews(oldestDay: string): Promise<ReviewEntry[]> {
    return this.guard('reading the messages to review', () => this.transaction(() => {
      this.sql.dropOldReviews.run(oldestDay);
      return this.sql.reviews.all().map(toReview);
    }));
  }

  async deleteReviews(ids: readonly string[]): Promise<void> {
    this.guard('deleting reviewed messages', () => this.transaction(() => {
      for (const id of ids) this.sql.deleteReview.run(id);
    }));
  }

  async forgetReviews(conversation: string): Promise<void> {
    this.guard('forgetting the messages of a conversation', () => this.sql.forgetReviews.run(conversation));
  }

  async fileUsage(by: 'personne' | 'conversation', id: string, sinceIso: string): Promise<FileUsage> {
    return this.reading('measuring files', () => usageRow.parse((by === 'personne' ? this.sql.usageOfPerson : this.sql.usageOfConversation).get(id, sinceIso)));
  }

  async quarantinedFiles(limit: number): Promise<StoredFile[]> {
    return this.reading('reading quarantined files', () => this.sql.quarantined.all(limit).map(toFile));
  }

  async releaseFile(id: string): Promise<void> {
    this.guard('releasing a file', () => this.sql.releaseFile.run(id));
  }

  async rotateKeys(): Promise<number> {
    return this.guardAsync('encrypting files again', async () => {
      let done = 0;
      for (const row of this.sql.blobs.all()) if (await this.sealAgain(blobRow.parse(row))) done += 1;
      return done;
    });
  }

  /** @returns false when there is nothing to do: already under the current key, or deleted meanwhile */
  private async sealAgain({ sha256, adresse }: z.infer<typeof blobRow>): Promise<boolean> {
    const address = addressOf(this.keys, sha256);
    const blob = adresse === address ? null : await this.files.read(adresse);
    if (blob === null) return false;
    const staged = await this.files.stage(address, seal(this.keys, this.opened(blob, sha256), sha256));
    this.assertOpen();
    this.transaction(() => {
      this.files.publish(staged, address);
      this.sql.moveFile.run(address, adresse, sha256);
    });
    this.transaction(() => this.removeUnnamed([adresse, address]));
    return true;
  }

  /** Clear bytes, of a sealed blob or of one written before files were encrypted. */
  private opened(blob: Uint8Array, sha256: string): Uint8Array {
    // The hash is asked of what is in clear too: nobody may put a clear blob in the place of a sealed one.
    const clear = unseal(this.keys, blob, sha256) ?? (!isSealed(blob) && sha256Hex(blob) === sha256 ? blob : null);
    if (clear === null) throw new CodedError('FICHIER_INDECHIFFRABLE', 'no known key opens a stored file, or it was changed');
    return clear;
  }

  private publish(file: StoredFile, staged: string, address: string): void {
    this.assertOpen();
    const { id, conversation, personne, nom, typeMime, octets, sha256, recuLe, quarantaine } = file;
    this.transaction(() => {
      this.files.publish(staged, address);
      this.sql.insertFile.run(id, conversation, personne, nom, typeMime, octets, sha256, recuLe, address, quarantaine ? 1 : 0);
    });
  }

  private forgetFile(id: string): string[] {
    const addresses = this.sql.addressesOfFile.all(id).map((row) => adresseRow.parse(row).adresse);
    this.sql.deleteFile.run(id);
    return addresses;
  }

  private removeUnnamed(addresses: string[]): void {
    const unnamed = addresses.filter((address) => countRow.parse(this.sql.namesOfAddress.get(address)).n === 0);
    for (const address of unnamed) this.files.remove(address);
  }

  private removeOrphanBytes(): void {
    this.transaction(() => this.removeUnnamed(this.files.list()));
  }

  private freeReference(nextReference: () => string): string {
    for (let draw = 0; draw < MAX_REFERENCE_DRAWS; draw += 1) {
      const reference = fromCaller(nextReference);
      if (this.sql.referenceTaken.get(reference, reference, reference) === undefined) return reference;
    }
    throw new CodedError('REFERENCE_EPUISEE', `${MAX_REFERENCE_DRAWS} references drawn, all taken`);
  }

  private insertDossier(key: string, dossier: Dossier): void {
    const { reference, personne, demande, statut, evenements } = dossier;
    this.sql.insertDossier.run(
      reference, key, personne, demande.service, statut, evenements.length, finalisedAtMs(dossier), dueDay(dossier), closedAt(dossier), JSON.stringify(dossier));
  }

  private insertEnvoi({ id, kind, payload, createdAt }: NewOutboxEntry): void {
    this.sql.insertEnvoi.run(id, kind, JSON.stringify(payload ?? null), createdAt);
  }

  private guard<T>(doing: string, work: () => T): T {
    return this.reading(doing, () => {
      this.commits.durable();
      return work();
    });
  }

  /** What every turn does: a crash of the machine may lose it, until `settled`. */
  private quickly<T>(doing: string, work: () => T): T {
    return this.reading(doing, () => {
      this.commits.quick();
      return work();
    });
  }

  private reading<T>(doing: string, work: () => T): T {
    return wrapFailure(doing, () => {
      this.assertOpen();
      return work();
    });
  }

  private transaction<T>(work: () => T): T {
    this.commits.durable();
    return inTransaction(this.db, work);
  }

  /** A write of every turn: its fsync is shared with those of the other conversations. */
  private async together<T>(doing: string, work: () => T): Promise<T> {
    const result = this.quickly(doing, work);
    await this.settled(doing);
    return result;
  }

  private settled(doing: string): Promise<void> {
    return this.guardAsync(doing, () => this.log.settled());
  }

  private async guardAsync<T>(doing: string, work: () => Promise<T>): Promise<T> {
    try {
      this.assertOpen();
      return await work();
    } catch (cause) {
      throw toCoded(doing, cause);
    }
  }

  /** libsql takes a call on a closed handle badly. */
  private assertOpen(): void {
    if (this.closed) throw new Error('the store is closed');
  }
}

type Statements = ReturnType<typeof prepareAll>;

function prepareAll(db: Database.Database) {
  const open = OPEN_STATUTS.map((statut) => `'${statut}'`).join(', ');
  return {
    probe: db.prepare('UPDATE sonde SET n = n + 1'),
    loadState: db.prepare('SELECT version, etat FROM etats WHERE conversation = ?'),
    insertState: db.prepare('INSERT INTO etats (conversation, version, etat, personne, vu_le, brouillon) VALUES (?, 1, ?, ?, ?, ?) ON CONFLICT DO NOTHING'),
    updateState: db.prepare('UPDATE etats SET etat = ?, version = version + 1, personne = ?, vu_le = ?, brouillon = ? WHERE conversation = ? AND version = ?'),
    dossierByKey: db.prepare('SELECT dossier FROM dossiers WHERE cle = ?'),
    referenceTaken: db.prepare(
      'SELECT 1 FROM dossiers WHERE reference = ? UNION ALL SELECT 1 FROM archives WHERE reference = ? UNION ALL SELECT 1 FROM minimums WHERE reference = ?'),
    dossierByReference: db.prepare('SELECT dossier FROM dossiers WHERE reference = ?'),
    insertDossier: db.prepare(
      'INSERT INTO dossiers (reference, cle, personne, service, statut, evenements, finalise_ms, prochain, clos_le, dossier) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'),
    updateDossier: db.prepare(
      'UPDATE dossiers SET service = ?, statut = ?, evenements = ?, finalise_ms = ?, prochain = ?, clos_le = ?, pieces_effacees = 0, dossier = ? WHERE reference = ? AND evenements = ?'),
    dossiersAfter: db.prepare('SELECT rang, dossier FROM dossiers WHERE rang > ? ORDER BY rang LIMIT ?'),
    dueDossiers: db.prepare('SELECT reference FROM dossiers WHERE prochain <= ? ORDER BY prochain, rang LIMIT ?'),
    references: db.prepare('SELECT reference FROM dossiers WHERE personne = ? ORDER BY rang DESC'),
    countOpen: db.prepare(`SELECT count(*) AS n FROM dossiers WHERE service = ? AND statut IN (${open})`),
    countFinalised: db.prepare('SELECT count(*) AS n FROM dossiers WHERE service = ? AND finalise_ms >= ?'),
    dueEnvois: db.prepare(
      'SELECT id, kind, payload, created_at, attempts FROM envois WHERE remis = 0 AND bail_ms <= ? ORDER BY rang LIMIT ?'),
    leaseEnvoi: db.prepare('UPDATE envois SET bail_ms = ?, attempts = attempts + 1 WHERE id = ?'),
    postponeEnvoi: db.prepare('UPDATE envois SET bail_ms = ? WHERE id = ? AND remis = 0'),
    // The row stays, emptied: the same id written again must not be delivered again.
    ackEnvoi: db.prepare(`UPDATE envois SET remis = 1, payload = 'null' WHERE id = ?`),
    insertEnvoi: db.prepare('INSERT INTO envois (id, kind, payload, created_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING'),
    insertConversation: db.prepare('INSERT INTO conversations (conversation, personne, creee_ms) VALUES (?, ?, ?) ON CONFLICT DO NOTHING'),
    conversationOwner: db.prepare('SELECT personne FROM conversations WHERE conversation = ?'),
    activitySeq: db.prepare('SELECT seq FROM activites WHERE conversation = ? AND id = ?'),
    nextSeq: db.prepare('SELECT coalesce(max(seq), 0) + 1 AS seq FROM activites WHERE conversation = ?'),
    insertActivity: db.prepare('INSERT INTO activites (conversation, id, seq, activite, en_attente) VALUES (?, ?, ?, ?, ?)'),
    activities: db.prepare('SELECT seq, activite FROM activites WHERE conversation = ? AND seq > ? ORDER BY seq LIMIT ?'),
    putReview: db.prepare(
      `INSERT INTO revues (id, conversation, jour, revue) VALUES (?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET jour = excluded.jour, revue = excluded.revue`),
    reviews: db.prepare('SELECT revue FROM revues ORDER BY jour, id'),
    deleteReview: db.prepare('DELETE FROM revues WHERE id = ?'),
    forgetReviews: db.prepare('DELETE FROM revues WHERE conversation = ?'),
    dropOldReviews: db.prepare('DELETE FROM revues WHERE jour < ?'),
    insertFile: db.prepare(
      `INSERT INTO fichiers (id, conversation, personne, nom, type_mime, octets, sha256, recu_le, adresse, quarantaine)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`),
    fileById: db.prepare('SELECT * FROM fichiers WHERE id = ? ORDER BY rang LIMIT 1'),
    addressesOfFile: db.prepare('SELECT adresse FROM fichiers WHERE id = ?'),
    deleteFile: db.prepare('DELETE FROM fichiers WHERE id = ?'),
    namesOfAddress: db.prepare('SELECT count(*) AS n FROM fichiers WHERE adresse = ?'),
    blobs: db.prepare('SELECT DISTINCT sha256, adresse FROM fichiers'),
    moveFile: db.prepare('UPDATE fichiers SET adresse = ? WHERE adresse = ? AND sha256 = ?'),
    usageOfPerson: db.prepare('SELECT count(*) AS fichiers, coalesce(sum(octets), 0) AS octets FROM fichiers WHERE personne = ? AND recu_le >= ?'),
    usageOfConversation: db.prepare('SELECT count(*) AS fichiers, coalesce(sum(octets), 0) AS octets FROM fichiers WHERE conversation = ? AND recu_le >= ?'),
    quarantined: db.prepare('SELECT * FROM fichiers WHERE quarantaine = 1 ORDER BY rang LIMIT ?'),
    releaseFile: db.prepare('UPDATE fichiers SET quarantaine = 0 WHERE id = ?'),
  };
}

/** Absent is not `null`: a dossier that was never dated is to be looked at. */
const dueDay = ({ prochain }: Dossier): string | null => (prochain === undefined ? '' : prochain);

function toDossier(row: unknown): Dossier {
  const dossier = readJson(dossierRow.parse(row).dossier);
  if (!isDossier(dossier)) throw new CodedError('ETAT_ILLISIBLE', 'a stored dossier does not have the expected shape');
  return dossier;
}

function toReview(row: unknown): ReviewEntry {
  const entry = reviewEntrySchema.safeParse(readJson(revueRow.parse(row).revue));
  if (!entry.success) throw new CodedError('ETAT_ILLISIBLE', 'a stored message to review does not have the expected shape');
  return entry.data;
}

function toFile(row: unknown): StoredFile {
  const { type_mime, recu_le, quarantaine, ...rest } = fichierRow.parse(row);
  return { ...rest, typeMime: type_mime, recuLe: recu_le, ...(quarantaine === 1 ? { quarantaine: true as const } : {}) };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CodedError('ETAT_ILLISIBLE', 'a stored record is not JSON', { cause });
  }
}

/** An error of the caller's own function, on its way through: it is not the store that failed. */
class CallerFailure extends Error {}

function fromCaller<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new CallerFailure('the caller failed', { cause });
  }
}

function wrapFailure<T>(doing: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw toCoded(doing, cause);
  }
}

function toCoded(doing: string, cause: unknown): unknown {
  if (cause instanceof CallerFailure) return cause.cause;
  if (cause instanceof CodedError) return cause;
  return new CodedError('STOCKAGE_INDISPONIBLE', doing, { cause });
}
