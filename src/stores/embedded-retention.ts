import { z } from 'zod';
import { accesSchema } from '../domain/access';
import type { Acces } from '../domain/access';
import { legalMinimum } from '../domain/conservation';
import type { Limites, MinimumLegal } from '../domain/conservation';
import { OPEN_STATUTS, STATUTS } from '../domain/dossier';
import type { Dossier } from '../domain/dossier';
import { MOTIFS, SERVICES_EXPERTS } from '../domain/codes';
import type { ReviewEntry } from '../domain/review';
import { callDraftsOf } from './embedded-call-drafts';
import { threadOf } from './embedded-threads';
import type { Comptes, DonneesPersonne, Effacement, Hide, RetentionStore, Vu } from './retention-store';
import type { StoredFile } from './store';

/** Retention on SQLite: see `retention-store.ts`. The database's rows go first, then the bytes that no row names any more. */

const open = OPEN_STATUTS.map((statut) => `'${statut}'`).join(', ');

/** `conversation` is read from the key under which a dossier opened, "conversation:rank". */
export const RETENTION_MIGRATION = `
  ALTER TABLE etats ADD COLUMN personne TEXT;
  ALTER TABLE etats ADD COLUMN vu_le TEXT;
  ALTER TABLE etats ADD COLUMN brouillon INTEGER NOT NULL DEFAULT 0;
  UPDATE etats SET
    vu_le = json_extract(etat, '$.etat.vuLe'),
    brouillon = json_extract(etat, '$.etat.brouillon') IS NOT NULL,
    personne = (SELECT c.personne FROM conversations c WHERE c.conversation = etats.conversation);
  CREATE INDEX etats_vus ON etats (vu_le);
  CREATE INDEX etats_brouillons ON etats (conversation) WHERE brouillon = 1;
  CREATE INDEX etats_personne ON etats (personne);
  CREATE INDEX conversations_personne ON conversations (personne);
  CREATE INDEX conversations_creees ON conversations (creee_ms);

  ALTER TABLE dossiers ADD COLUMN conversation TEXT
    GENERATED ALWAYS AS (substr(rtrim(cle, '9876543210'), 1, length(rtrim(cle, '9876543210')) - 1)) VIRTUAL;
  CREATE INDEX dossiers_conversation ON dossiers (conversation);
  ALTER TABLE dossiers ADD COLUMN clos_le TEXT;
  ALTER TABLE dossiers ADD COLUMN pieces_effacees INTEGER NOT NULL DEFAULT 0;
  UPDATE dossiers SET clos_le = json_extract(dossier, '$.evenements[#-1].at') WHERE statut NOT IN (${open});
  CREATE INDEX dossiers_clos ON dossiers (clos_le) WHERE clos_le IS NOT NULL;

  CREATE TABLE archives (reference TEXT PRIMARY KEY, personne TEXT NOT NULL, clos_le TEXT NOT NULL, archive_le TEXT NOT NULL, dossier TEXT NOT NULL);
  CREATE INDEX archives_personne ON archives (personne);
  CREATE INDEX archives_clos ON archives (clos_le);
  CREATE TABLE minimums (reference TEXT PRIMARY KEY, fin_le TEXT NOT NULL, minimum TEXT NOT NULL);
  CREATE INDEX minimums_fin ON minimums (fin_le);

  CREATE TABLE acces (rang INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, qui TEXT NOT NULL, quoi TEXT NOT NULL, objet TEXT NOT NULL, motif TEXT NOT NULL);
  CREATE INDEX acces_at ON acces (at);
  CREATE INDEX acces_objet ON acces (objet, rang);
  CREATE TRIGGER acces_inalterable BEFORE UPDATE ON acces BEGIN SELECT RAISE(ABORT, 'the access journal is append-only'); END;

  CREATE TABLE taches (nom TEXT PRIMARY KEY, fait TEXT NOT NULL, bail_ms INTEGER NOT NULL);
`;

/** A file stays while a dossier not closed for long names it, whatever the place in the dossier. `:pieces`: the instant. */
const KEPT_FILE = `EXISTS (
  SELECT 1 FROM dossiers k WHERE k.personne = f.personne AND (k.clos_le IS NULL OR k.clos_le >= :pieces) AND instr(k.dossier, '"' || f.id || '"') > 0)`;

/** Conversations without a word since `:conversation`, which no dossier in force came from. */
const IDLE = `
  SELECT x.conversation FROM (
    SELECT conversation FROM etats WHERE vu_le < :conversation
    UNION
    SELECT c.conversation FROM conversations c WHERE c.creee_ms < :conversationMs AND NOT EXISTS (SELECT 1 FROM etats e WHERE e.conversation = c.conversation)
    UNION
    SELECT f.conversation FROM fils f WHERE f.vu_le < :conversation AND NOT EXISTS (SELECT 1 FROM etats e WHERE e.conversation = f.conversation)
  ) x
  WHERE NOT EXISTS (SELECT 1 FROM dossiers d WHERE d.conversation = x.conversation AND (d.clos_le IS NULL OR d.clos_le >= :archive))
    AND coalesce((SELECT json_extract(a.activite, '$.timestamp') FROM activites a WHERE a.conversation = x.conversation ORDER BY a.seq DESC LIMIT 1), '') < :conversation`;

const FILES_OF_CLOSED = `
  SELECT f.id, f.adresse FROM fichiers f WHERE NOT ${KEPT_FILE}
    AND EXISTS (SELECT 1 FROM dossiers d WHERE d.personne = f.personne AND d.clos_le < :pieces AND instr(d.dossier, '"' || f.id || '"') > 0)`;

const countRow = z.object({ n: z.int() });
const conversationRow = z.object({ conversation: z.string() });
const draftRow = z.object({ conversation: z.string(), personne: z.string().nullable() });
const ownerRow = z.object({ personne: z.string() });
const addressRow = z.object({ id: z.string(), adresse: z.string() });
const closedRow = z.object({ reference: z.string(), personne: z.string() });
const envoiRow = z.object({ id: z.string(), kind: z.string(), payload: z.string(), created_at: z.string() });
const jsonRow = z.object({ json: z.string() });
const checkpointRow = z.looseObject({ busy: z.int() });
const minimumSchema = z.object({
  reference: z.string(), service: z.enum(SERVICES_EXPERTS), motif: z.enum(MOTIFS), ouvertLe: z.string(), echeance: z.string(),
  statuts: z.array(z.object({ at: z.string(), statut: z.enum(STATUTS) })),
});

/** What the store lends: its lock, its error guard, its readers of rows. */
export type Tools = {
  /** A prepared statement with named parameters. */
  prepare: (sql: string) => { all(params: Params): unknown[]; get(params: Params): unknown; run(params: Params): { changes: number } };
  guard: <T>(doing: string, work: () => T) => T;
  inTransaction: <T>(work: () => T) => T;
  removeUnnamed: (hashes: string[]) => void;
  readJson: (text: string) => unknown;
  toDossier: (row: unknown) => Dossier;
  toFile: (row: unknown) => StoredFile;
  toReview: (row: unknown) => ReviewEntry;
};

type Params = Record<string, string | number | null>;

export class EmbeddedRetention implements RetentionStore {
  constructor(private readonly tools: Tools) {}

  async countExpired(limites: Limites): Promise<Comptes> {
    return this.guard('counting what is to be deleted', () => {
      const params = withMs(limites);
      const of = (sql: string): number => countRow.parse(this.get(`SELECT count(*) AS n FROM (${sql})`, params)).n;
      return {
        brouillons: of(`SELECT 1 FROM etats WHERE brouillon = 1 AND vu_le < :brouillon AND conversation NOT IN (${IDLE}) UNION ALL SELECT 1 FROM appels WHERE cree_le < :brouillon`),
        conversations: of(IDLE),
        messages: of(`SELECT 1 FROM activites WHERE conversation IN (${IDLE})`),
        fichiers: of(`SELECT f.id FROM fichiers f WHERE f.conversation IN (${IDLE}) AND NOT ${KEPT_FILE} UNION ${FILES_OF_CLOSED.replace('f.id, f.adresse', 'f.id')}`),
        archives: of('SELECT 1 FROM dossiers WHERE clos_le < :archive'),
        suppressions: of('SELECT 1 FROM archives WHERE clos_le < :suppression UNION ALL SELECT 1 FROM dossiers WHERE clos_le < :suppression UNION ALL SELECT 1 FROM minimums WHERE fin_le < :suppression'),
        revues: of('SELECT 1 FROM revues WHERE jour < :revue'),
        acces: of('SELECT 1 FROM acces WHERE at < :acces'),
      };
    });
  }

  async listIdleDrafts(before: string, after: string, limit: number): Promise<z.infer<typeof draftRow>[]> {
    return this.guard('listing idle drafts', () =>
      this.all('SELECT conversation, personne FROM etats WHERE brouillon = 1 AND vu_le < :before AND conversation > :after ORDER BY conversation LIMIT :limit', { before, after, limit })
        .map((row) => draftRow.parse(row)));
  }

  async deleteIdleConversations(limites: Limites, limit: number) {
    const { hashes, ...counts } = this.write('deleting idle conversations', () => {
      const idle = this.all(`${IDLE} LIMIT :limit`, { ...withMs(limites), limit }).map((row) => conversationRow.parse(row).conversation);
      const files = idle.flatMap((conversation) => this.dropFreeFiles(conversation, limites.pieces));
      return { conversations: idle.length, messages: sum(idle.map((conversation) => this.dropConversation(conversation))), fichiers: files.length, hashes: files };
    });
    this.dropBytes(hashes);
    return counts;
  }

  async deleteClosedFiles(limites: Limites, limit: number): Promise<{ dossiers: number; fichiers: number }> {
    const { closed, hashes } = this.write('deleting the files of closed dossiers', () => {
      const rows = this.closed('clos_le < :before AND pieces_effacees = 0', limites.pieces, limit);
      const taken = rows.flatMap((row) => this.dropFilesOf(row, limites.pieces));
      for (const { reference } of rows) this.run('UPDATE dossiers SET pieces_effacees = 1 WHERE reference = :reference', { reference });
      return { closed: rows, hashes: taken };
    });
    this.dropBytes(hashes);
    return { dossiers: closed.length, fichiers: hashes.length };
  }

  async archiveDossiers(limites: Limites, at: string, limit: number): Promise<{ archives: number; fichiers: number }> {
    const { closed, hashes } = this.write('archiving dossiers', () => {
      const rows = this.closed('clos_le < :before', limites.archive, limit);
      // a dossier is closed for longer than its files are kept, or both go today
      const taken = rows.flatMap((row) => this.dropFilesOf(row, limites.archive));
      for (const { reference } of rows) {
        this.run('INSERT INTO archives SELECT reference, personne, clos_le, :at, dossier FROM dossiers WHERE reference = :reference', { at, reference });
        this.run('DELETE FROM dossiers WHERE reference = :reference', { reference });
      }
      return { closed: rows, hashes: taken };
    });
    this.dropBytes(hashes);
    return { archives: closed.length, fichiers: hashes.length };
  }

  async deleteArchives(before: string, limit: number): Promise<number> {
    return this.write('deleting archives', () => {
      const sql = 'SELECT reference FROM archives WHERE clos_le < :before UNION ALL SELECT reference FROM minimums WHERE fin_le < :before LIMIT :limit';
      const references = this.all(sql, { before, limit }).map((row) => closedRow.pick({ reference: true }).parse(row).reference);
      for (const reference of references) {
        this.run('DELETE FROM archives WHERE reference = :reference', { reference });
        this.run('DELETE FROM minimums WHERE reference = :reference', { reference });
        this.dropEnvois(reference);
      }
      return references.length;
    });
  }

  async deleteOldReviews(oldestDay: string): Promise<number> {
    return this.write('deleting old messages to review', () => this.run('DELETE FROM revues WHERE jour < :oldestDay', { oldestDay }));
  }

  async deleteAccesses(before: string, limit: number): Promise<number> {
    return this.write('shortening the access journal', () =>
      this.run('DELETE FROM acces WHERE rang IN (SELECT rang FROM acces WHERE at < :before ORDER BY rang LIMIT :limit)', { before, limit }));
  }

  // -------------------------------------------------------------- one person

  async ownerOf(reference: string): Promise<string | null> {
    return this.guard('looking for the person of a dossier', () => {
      const row = this.get('SELECT personne FROM dossiers WHERE reference = :reference UNION ALL SELECT personne FROM archives WHERE reference = :reference', { reference });
      return row === undefined ? null : ownerRow.parse(row).personne;
    });
  }

  async readPerson(personne: string, hide: Hide): Promise<DonneesPersonne> {
    return this.guard('reading the data of a person', () => this.tools.inTransaction(() => {
      const conversations = this.conversationsOf(personne);
      const dossiers = this.dossiersOf('dossiers', personne);
      const archives = this.dossiersOf('archives', personne);
      const fichiers = this.all('SELECT id, conversation, personne, nom, type_mime, octets, sha256, recu_le, quarantaine FROM fichiers WHERE personne = :personne ORDER BY rang', { personne }).map(this.tools.toFile);
      const objets = [...[...dossiers, ...archives].map(({ reference }) => reference), ...fichiers.map(({ id }) => id)];
      return {
        conversations: conversations.map((conversation) => ({ conversation, state: this.stateOf(conversation), activities: this.jsons('SELECT activite AS json FROM activites WHERE conversation = :conversation ORDER BY seq', { conversation }), fil: threadOf(conversation, this.tools) })),
        dossiers, archives, fichiers, appels: callDraftsOf(personne, this.tools),
        envois: this.envoisOf([personne, ...conversations, ...[...dossiers, ...archives].map(({ reference }) => reference)]),
        revues: conversations.flatMap((conversation) => this.all('SELECT revue FROM revues WHERE conversation = :hidden', { hidden: hide(conversation) }).map(this.tools.toReview)),
        acces: objets.flatMap((objet) => this.accesses(objet, 10_000)),
      };
    }));
  }

  async erasePerson(personne: string, at: string, hide: Hide): Promise<Effacement> {
    const { hashes, ...counts } = this.write('erasing a person', () => {
      const conversations = this.conversationsOf(personne);
      const dossiers = [...this.dossiersOf('dossiers', personne), ...this.dossiersOf('archives', personne)];
      const envois = this.envoisOf([personne, ...conversations, ...dossiers.map(({ reference }) => reference)]);
      for (const dossier of dossiers) this.toMinimum(dossier, at);
      const messages = sum(conversations.map((conversation) => this.dropConversation(conversation)));
      const files = this.dropFiles(this.all('SELECT f.id, f.adresse FROM fichiers f WHERE f.personne = :personne', { personne }));
      const appels = this.run('DELETE FROM appels WHERE personne = :personne', { personne });
      const revues = sum(conversations.map((conversation) => this.run('DELETE FROM revues WHERE conversation = :hidden', { hidden: hide(conversation) })));
      for (const { id } of envois) this.run('DELETE FROM envois WHERE id = :id', { id });
      return { conversations: conversations.length, messages, fichiers: files.length, dossiers: dossiers.length, appels, envois: envois.length, revues, hashes: files };
    });
    this.dropBytes(hashes);
    return counts;
  }

  async listMinimums(): Promise<MinimumLegal[]> {
    return this.guard('reading what erasures left', () => this.jsons('SELECT minimum AS json FROM minimums ORDER BY fin_le, reference', {}).map((value) => minimumSchema.parse(value)));
  }

  async forgetConversation(conversation: string, state: unknown, expectedVersion: number, { personne, at, brouillon }: Vu): Promise<boolean> {
    const hashes = this.write('forgetting a conversation', () => {
      const changed = this.run(
        'UPDATE etats SET etat = :etat, version = version + 1, personne = :personne, vu_le = :at, brouillon = :brouillon WHERE conversation = :conversation AND version = :expectedVersion',
        { etat: JSON.stringify(state ?? null), personne, at, brouillon: brouillon ? 1 : 0, conversation, expectedVersion });
      if (changed === 0) return null;
      this.run('DELETE FROM activites WHERE conversation = :conversation AND en_attente = 0', { conversation });
      this.run('DELETE FROM appels WHERE personne = :personne', { personne });
      return this.dropFreeFiles(conversation, '');
    });
    if (hashes) this.dropBytes(hashes);
    return hashes !== null;
  }

  async settleErasure(): Promise<boolean> {
    return this.guard('writing over what was erased', () => checkpointRow.parse(this.tools.prepare('PRAGMA main.wal_checkpoint(TRUNCATE)').get({})).busy === 0);
  }

  // -------------------------------------------------------------- journal, daily tasks

  async logAccess(acces: Acces): Promise<void> {
    const { at, qui, quoi, objet, motif } = accesSchema.parse(acces);
    this.guard('writing to the access journal', () => this.run('INSERT INTO acces (at, qui, quoi, objet, motif) VALUES (:at, :qui, :quoi, :objet, :motif)', { at, qui, quoi, objet, motif }));
  }

  async listAccesses(objet: string | null, limit: number): Promise<Acces[]> {
    return this.guard('reading the access journal', () => this.accesses(objet, limit));
  }

  async takeTask(nom: string, day: string, nowMs: number, leaseMs: number): Promise<boolean> {
    return this.write('taking a daily task', () => {
      this.run(`INSERT INTO taches (nom, fait, bail_ms) VALUES (:nom, '', 0) ON CONFLICT DO NOTHING`, { nom });
      return this.run('UPDATE taches SET bail_ms = :until WHERE nom = :nom AND fait < :day AND bail_ms <= :nowMs', { nom, day, nowMs, until: nowMs + leaseMs }) === 1;
    });
  }

  async finishTask(nom: string, day: string): Promise<void> {
    this.write('ending a daily task', () => this.run('UPDATE taches SET fait = :day, bail_ms = 0 WHERE nom = :nom AND fait < :day', { nom, day }));
  }

  // -------------------------------------------------------------- parts

  private dropConversation(conversation: string): number {
    const messages = this.run('DELETE FROM activites WHERE conversation = :conversation', { conversation });
    this.run('DELETE FROM etats WHERE conversation = :conversation', { conversation });
    this.run('DELETE FROM conversations WHERE conversation = :conversation', { conversation });
    this.run('DELETE FROM fils WHERE conversation = :conversation', { conversation });
    this.run('DELETE FROM cartes_utilisees WHERE conversation = :conversation', { conversation });
    // a delivered alert names the conversation; one that still waits must be told
    this.run(`DELETE FROM envois WHERE remis = 1 AND id >= 'alerte:' || :conversation || ':' AND id < 'alerte:' || :conversation || ';'`, { conversation });
    return messages;
  }

  private dropFreeFiles(conversation: string, pieces: string): string[] {
    return this.dropFiles(this.all(`SELECT f.id, f.adresse FROM fichiers f WHERE f.conversation = :conversation AND NOT ${KEPT_FILE}`, { conversation, pieces }));
  }

  private closed(condition: string, before: string, limit: number) {
    return this.all(`SELECT reference, personne FROM dossiers WHERE ${condition} ORDER BY clos_le LIMIT :limit`, { before, limit }).map((row) => closedRow.parse(row));
  }

  private dropFilesOf({ reference, personne }: z.infer<typeof closedRow>, pieces: string): string[] {
    return this.dropFiles(this.all(
      `SELECT f.id, f.adresse FROM fichiers f JOIN dossiers d ON d.reference = :reference AND instr(d.dossier, '"' || f.id || '"') > 0 WHERE f.personne = :personne AND NOT ${KEPT_FILE}`,
      { reference, personne, pieces }));
  }

  private dropFiles(rows: readonly unknown[]): string[] {
    return rows.map((row) => {
      const { id, adresse } = addressRow.parse(row);
      this.run('DELETE FROM fichiers WHERE id = :id', { id });
      return adresse;
    });
  }

  private toMinimum(dossier: Dossier, at: string): void {
    const { reference } = dossier;
    this.run(
      `INSERT INTO minimums SELECT :reference, coalesce(
         (SELECT clos_le FROM dossiers WHERE reference = :reference), (SELECT clos_le FROM archives WHERE reference = :reference), :at), :minimum`,
      { reference, at, minimum: JSON.stringify(legalMinimum(dossier)) });
    this.run('DELETE FROM dossiers WHERE reference = :reference', { reference });
    this.run('DELETE FROM archives WHERE reference = :reference', { reference });
  }

  private conversationsOf(personne: string): string[] {
    const sql = `SELECT conversation FROM conversations WHERE personne = :personne UNION SELECT conversation FROM etats WHERE personne = :personne
      UNION SELECT conversation FROM fichiers WHERE personne = :personne UNION SELECT conversation FROM dossiers WHERE personne = :personne UNION SELECT conversation FROM fils WHERE personne = :personne ORDER BY conversation`;
    return this.all(sql, { personne }).map((row) => conversationRow.parse(row).conversation);
  }

  private dossiersOf(table: 'dossiers' | 'archives', personne: string): Dossier[] {
    return this.all(`SELECT dossier FROM ${table} WHERE personne = :personne ORDER BY reference`, { personne }).map(this.tools.toDossier);
  }

  private stateOf(conversation: string): unknown {
    return this.jsons('SELECT etat AS json FROM etats WHERE conversation = :conversation', { conversation })[0] ?? null;
  }

  /** An entry belongs to the person when it names one of these, whatever its kind. */
  private envoisOf(names: readonly string[]) {
    const found = names.flatMap((name) => this.all('SELECT id, kind, payload, created_at FROM envois WHERE instr(id, :name) > 0 OR instr(payload, :name) > 0', { name }).map((row) => envoiRow.parse(row)));
    const byId = new Map(found.map((envoi) => [envoi.id, envoi]));
    return [...byId.values()].map(({ id, kind, payload, created_at }) => ({ id, kind, payload: this.tools.readJson(payload), createdAt: created_at }));
  }

  private dropEnvois(name: string): void {
    this.run('DELETE FROM envois WHERE instr(id, :name) > 0 OR instr(payload, :name) > 0', { name });
  }

  private accesses(objet: string | null, limit: number): Acces[] {
    const where = objet === null ? '' : 'WHERE objet = :objet';
    return this.all(`SELECT at, qui, quoi, objet, motif FROM acces ${where} ORDER BY rang DESC LIMIT :limit`, { ...(objet === null ? {} : { objet }), limit }).map((row) => accesSchema.parse(row));
  }

  /** A crash before this leaves bytes without a name, removed at the next opening. */
  private dropBytes(hashes: string[]): void {
    if (hashes.length > 0) this.write('removing bytes', () => this.tools.removeUnnamed(hashes));
  }

  private jsons(sql: string, params: Params): unknown[] {
    return this.all(sql, params).map((row) => this.tools.readJson(jsonRow.parse(row).json));
  }

  private guard<T>(doing: string, work: () => T): T {
    return this.tools.guard(doing, work);
  }

  private write<T>(doing: string, work: () => T): T {
    return this.tools.guard(doing, () => this.tools.inTransaction(work));
  }

  private readonly all = (sql: string, params: Params): unknown[] => this.tools.prepare(sql).all(params);
  private readonly get = (sql: string, params: Params): unknown => this.tools.prepare(sql).get(params);
  private readonly run = (sql: string, params: Params): number => this.tools.prepare(sql).run(params).changes;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);

const withMs = (limites: Limites): Params => ({ ...limites, conversationMs: Date.parse(limites.conversation) });
