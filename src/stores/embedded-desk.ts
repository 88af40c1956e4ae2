import { z } from 'zod';
import { accesSchema } from '../domain/access';
import type { Acces } from '../domain/access';
import { SERVICES_EXPERTS } from '../domain/codes';
import { OPEN_STATUTS } from '../domain/dossier';
import { BATCH, SCAN_MAX, passes, readMark, writeMark, type Mark } from './desk-search';
import type { AccesFilter, AgentConnu, ClaimResult, DeskStore, Lecture, Prise, QueueFilter, QueueLine, SessionGardee } from './desk-store';
import type { Tools } from './embedded-retention';
import type { StoredFile } from './store';

/** The desk on SQLite: see `desk-store.ts`. What the queue sorts by is read from the dossier itself, so cannot differ from it. */
export const DESK_MIGRATION = `
  ALTER TABLE dossiers ADD COLUMN priorite TEXT GENERATED ALWAYS AS (coalesce(json_extract(dossier, '$.vie.priorite'), json_extract(dossier, '$.promesse.priorite'))) VIRTUAL;
  ALTER TABLE dossiers ADD COLUMN echeance TEXT GENERATED ALWAYS AS (coalesce(json_extract(dossier, '$.vie.annonces[#-1].echeance'), json_extract(dossier, '$.promesse.echeance'))) VIRTUAL;
  ALTER TABLE dossiers ADD COLUMN porteur TEXT GENERATED ALWAYS AS (json_extract(dossier, '$.vie.expert.id')) VIRTUAL;
  ALTER TABLE dossiers ADD COLUMN allocataire TEXT GENERATED ALWAYS AS (json_extract(dossier, '$.demande.numeroAllocataire')) VIRTUAL;
  ALTER TABLE dossiers ADD COLUMN depassements INTEGER GENERATED ALWAYS AS (coalesce(json_extract(dossier, '$.vie.depassements'), 0)) VIRTUAL;
  CREATE INDEX dossiers_file ON dossiers (priorite, echeance, rang, service, statut) WHERE clos_le IS NULL;
  CREATE INDEX dossiers_porteur ON dossiers (porteur, statut) WHERE porteur IS NOT NULL AND clos_le IS NULL;
  CREATE INDEX dossiers_allocataire ON dossiers (allocataire) WHERE allocataire IS NOT NULL;

  CREATE TABLE bureau_prises (reference TEXT PRIMARY KEY, agent TEXT NOT NULL, prenom TEXT NOT NULL, depuis_ms INTEGER NOT NULL, fin_ms INTEGER NOT NULL);
  CREATE INDEX bureau_prises_agent ON bureau_prises (agent, fin_ms);
  CREATE TABLE bureau_lectures (
    reference TEXT NOT NULL, agent TEXT NOT NULL, prenom TEXT NOT NULL, evenements INTEGER NOT NULL, vu_ms INTEGER NOT NULL, PRIMARY KEY (reference, agent)
  );
  CREATE TRIGGER bureau_menage AFTER DELETE ON dossiers BEGIN
    DELETE FROM bureau_prises WHERE reference = OLD.reference;
    DELETE FROM bureau_lectures WHERE reference = OLD.reference;
  END;
  CREATE TABLE bureau_agents (id TEXT PRIMARY KEY, prenom TEXT NOT NULL, services TEXT NOT NULL, traite INTEGER NOT NULL, sensible INTEGER NOT NULL, vu_ms INTEGER NOT NULL);
  CREATE TABLE bureau_sessions (cle TEXT PRIMARY KEY, contenu TEXT NOT NULL, vu_ms INTEGER NOT NULL, fin_ms INTEGER NOT NULL);
  CREATE INDEX bureau_sessions_fin ON bureau_sessions (fin_ms);
`;

const queueRow = z.object({
  rang: z.int(), priorite: z.string(), echeance: z.string(), dossier: z.string(), lus: z.int().nullable(),
  agent: z.string().nullable(), prenom: z.string().nullable(), depuis_ms: z.int().nullable(), fin_ms: z.int().nullable(),
});
const priseRow = z.object({ reference: z.string(), agent: z.string(), prenom: z.string(), depuis_ms: z.int(), fin_ms: z.int() });
const lectureRow = z.object({ reference: z.string(), agent: z.string(), prenom: z.string(), evenements: z.int(), vu_ms: z.int() });
const agentRow = z.object({ id: z.string(), prenom: z.string(), services: z.string(), traite: z.int(), sensible: z.int(), vu_ms: z.int() });
const servicesSchema = z.array(z.enum(SERVICES_EXPERTS));
const sessionRow = z.object({ cle: z.string(), contenu: z.string(), vu_ms: z.int(), fin_ms: z.int() });
const accesRow = accesSchema.extend({ rang: z.int() });
const countRow = z.object({ n: z.int() });

type Params = Record<string, string | number | null>;

const OPEN = OPEN_STATUTS.map((statut) => `'${statut}'`).join(', ');
/** The person is not awaited: the delay runs. */
const RUNNING = OPEN_STATUTS.filter((statut) => statut !== 'COMPLEMENT_DEMANDE').map((statut) => `'${statut}'`).join(', ');

export class EmbeddedDesk implements DeskStore {
  constructor(private readonly tools: Pick<Tools, 'prepare' | 'guard' | 'inTransaction' | 'readJson' | 'toDossier' | 'toFile'>) {}

  async listQueue(filtre: QueueFilter, apres: string | null, limit: number): Promise<{ lignes: QueueLine[]; suite: string | null }> {
    const lignes: QueueLine[] = [];
    let mark = readMark(apres);
    for (let seen = 0; seen < SCAN_MAX; seen += BATCH) {
      const rows = this.tools.guard('listing the queue', () => this.queueRows(filtre, mark, BATCH));
      for (const row of rows) {
        const dossier = this.tools.toDossier(row);
        if (!passes(dossier, filtre)) continue;
        // one more than the page: there is a next one
        if (lignes.length === limit) return { lignes, suite: writeMark(mark) };
        lignes.push({ dossier, prise: priseOf(row, dossier.reference), lus: row.lus ?? 0 });
        mark = [row.priorite, row.echeance, row.rang];
      }
      const last = rows.at(-1);
      if (!last || rows.length < BATCH) return { lignes, suite: null };
      mark = [last.priorite, last.echeance, last.rang];
      // a long search leaves room for the turns of the conversations
      await new Promise((resolve) => setImmediate(resolve));
    }
    return { lignes, suite: writeMark(mark) };
  }

  async countQueue(filtre: QueueFilter): Promise<number> {
    return this.tools.guard('counting the queue', () => {
      const { where, params } = conditions(filtre);
      return this.count(`SELECT count(*) AS n FROM dossiers d LEFT JOIN bureau_prises p ON p.reference = d.reference WHERE ${where}`, params);
    });
  }

  private queueRows(filtre: QueueFilter, mark: Mark | null, limit: number) {
    const { where, params } = conditions(filtre);
    const after = mark === null ? '' : 'AND (d.priorite, d.echeance, d.rang) > (:priorite0, :echeance0, :rang0)';
    const [priorite0, echeance0, rang0] = mark ?? ['', '', 0];
    return this.tools.prepare(`
      SELECT d.rang, d.priorite, d.echeance, d.dossier, l.evenements AS lus, p.agent, p.prenom, p.depuis_ms, p.fin_ms FROM dossiers d
      LEFT JOIN bureau_prises p ON p.reference = d.reference
      LEFT JOIN bureau_lectures l ON l.reference = d.reference AND l.agent = :lecteur
      WHERE ${where} ${after} ORDER BY d.priorite, d.echeance, d.rang LIMIT :limit`)
      .all({ ...params, lecteur: filtre.lecteur, limit, ...(mark === null ? {} : { priorite0, echeance0, rang0 }) }).map((row) => queueRow.parse(row));
  }

  // -------------------------------------------------------------- claims

  async takeClaim(prise: Prise, nowMs: number, capacite: number): Promise<ClaimResult> {
    return this.write('taking a dossier', (): ClaimResult => {
      const held = this.claim(prise.reference);
      const isMine = held?.agent === prise.agent;
      if (held && !isMine && held.finMs > nowMs) return { kind: 'held', prise: held };
      const nombre = this.heldBy(prise.agent, prise.reference, nowMs);
      if (nombre >= capacite) return { kind: 'full', nombre };
      const taken = { ...prise, depuisMs: isMine ? held.depuisMs : prise.depuisMs };
      this.putClaim(taken);
      return { kind: 'taken', prise: taken };
    });
  }

  async giveClaim(prise: Prise): Promise<void> {
    this.write('giving a dossier', () => this.putClaim(prise));
  }

  async dropClaim(reference: string, agent: string): Promise<void> {
    this.write('releasing a dossier', () => this.run('DELETE FROM bureau_prises WHERE reference = :reference AND agent = :agent', { reference, agent }));
  }

  async claimOf(reference: string): Promise<Prise | null> {
    return this.tools.guard('reading a claim', () => this.claim(reference));
  }

  private claim(reference: string): Prise | null {
    const row = this.tools.prepare('SELECT * FROM bureau_prises WHERE reference = :reference').get({ reference });
    return row === undefined ? null : toClaim(row);
  }

  private putClaim({ reference, agent, prenom, depuisMs, finMs }: Prise): void {
    this.run(`INSERT INTO bureau_prises VALUES (:reference, :agent, :prenom, :depuisMs, :finMs) ON CONFLICT (reference)
      DO UPDATE SET agent = :agent, prenom = :prenom, depuis_ms = :depuisMs, fin_ms = :finMs`, { reference, agent, prenom, depuisMs, finMs });
  }

  /** Other dossiers that wait for this agent: a complement that the person has not sent yet asks for no work. */
  private heldBy(agent: string, reference: string, nowMs: number): number {
    return this.count(`SELECT count(*) AS n FROM (
      SELECT reference FROM dossiers WHERE porteur = :agent AND clos_le IS NULL AND statut IN ('AFFECTE', 'COMPLEMENT_RECU')
      UNION SELECT p.reference FROM bureau_prises p JOIN dossiers d ON d.reference = p.reference AND d.clos_le IS NULL AND d.statut <> 'COMPLEMENT_DEMANDE' WHERE p.agent = :agent AND p.fin_ms > :nowMs
    ) WHERE reference <> :reference`, { agent, reference, nowMs });
  }

  // -------------------------------------------------------------- readings, agents

  async markRead({ reference, agent, prenom, evenements, vuMs }: Lecture): Promise<void> {
    this.write('marking a dossier as read', () => this.run(`INSERT INTO bureau_lectures VALUES (:reference, :agent, :prenom, :evenements, :vuMs) ON CONFLICT (reference, agent)
      DO UPDATE SET prenom = :prenom, evenements = :evenements, vu_ms = :vuMs`, { reference, agent, prenom, evenements, vuMs }));
  }

  async readers(reference: string, sinceMs: number): Promise<Lecture[]> {
    return this.tools.guard('reading who looks at a dossier', () =>
      this.tools.prepare('SELECT * FROM bureau_lectures WHERE reference = :reference AND vu_ms >= :sinceMs ORDER BY vu_ms DESC').all({ reference, sinceMs }).map(toReading));
  }

  async putAgent({ id, prenom, services, traite, sensible, vuMs }: AgentConnu): Promise<void> {
    this.write('keeping an agent', () => this.run(`INSERT INTO bureau_agents VALUES (:id, :prenom, :services, :traite, :sensible, :vuMs) ON CONFLICT (id)
      DO UPDATE SET prenom = :prenom, services = :services, traite = :traite, sensible = :sensible, vu_ms = :vuMs`,
    { id, prenom, services: JSON.stringify(services), traite: traite ? 1 : 0, sensible: sensible ? 1 : 0, vuMs }));
  }

  async listAgents(): Promise<AgentConnu[]> {
    return this.tools.guard('listing agents', () => this.tools.prepare('SELECT * FROM bureau_agents ORDER BY prenom, id').all({}).map((row) => toAgent(row, this.tools)));
  }

  // -------------------------------------------------------------- sessions

  async putSession({ cle, contenu, vuMs, finMs }: SessionGardee, nowMs: number): Promise<void> {
    this.write('opening a session of the desk', () => {
      this.run('DELETE FROM bureau_sessions WHERE fin_ms <= :nowMs', { nowMs });
      this.run('INSERT INTO bureau_sessions VALUES (:cle, :contenu, :vuMs, :finMs)', { cle, contenu: JSON.stringify(contenu), vuMs, finMs });
    });
  }

  async getSession(cle: string): Promise<SessionGardee | null> {
    return this.tools.guard('reading a session of the desk', () => {
      const row = this.tools.prepare('SELECT * FROM bureau_sessions WHERE cle = :cle').get({ cle });
      if (row === undefined) return null;
      const { contenu, vu_ms: vuMs, fin_ms: finMs } = sessionRow.parse(row);
      return { cle, contenu: this.tools.readJson(contenu), vuMs, finMs };
    });
  }

  async touchSession(cle: string, vuMs: number): Promise<void> {
    this.write('keeping a session of the desk', () => this.run('UPDATE bureau_sessions SET vu_ms = :vuMs WHERE cle = :cle', { cle, vuMs }));
  }

  async deleteSession(cle: string): Promise<void> {
    this.write('closing a session of the desk', () => this.run('DELETE FROM bureau_sessions WHERE cle = :cle', { cle }));
  }

  async countSessions(sinceMs: number): Promise<number> {
    return this.tools.guard('counting the sessions of the desk', () => this.count('SELECT count(*) AS n FROM bureau_sessions WHERE vu_ms >= :sinceMs', { sinceMs }));
  }

  // -------------------------------------------------------------- files, journal

  async describeFiles(ids: readonly string[]): Promise<StoredFile[]> {
    const one = 'SELECT id, conversation, personne, nom, type_mime, octets, sha256, recu_le, quarantaine FROM fichiers WHERE id = :id ORDER BY rang LIMIT 1';
    return this.tools.guard('describing files', () => ids.flatMap((id) => this.tools.prepare(one).all({ id }).map(this.tools.toFile)));
  }

  async searchAccesses(filtre: AccesFilter, avant: number | null, limit: number): Promise<{ acces: Acces[]; suite: number | null }> {
    const asked: [string | number | null, string, string][] = [
      [filtre.qui, 'qui = :qui', 'qui'], [filtre.quoi, 'quoi = :quoi', 'quoi'], [filtre.objet, 'objet = :objet', 'objet'],
      [filtre.du, 'at >= :du', 'du'], [filtre.au, "at < date(:au, '+1 day')", 'au'], [avant, 'rang < :avant', 'avant'],
    ];
    const held = asked.filter(([value]) => value !== null);
    const where = held.length === 0 ? '' : `WHERE ${held.map(([, sql]) => sql).join(' AND ')}`;
    return this.tools.guard('searching the access journal', () => {
      const rows = this.tools.prepare(`SELECT rang, at, qui, quoi, objet, motif FROM acces ${where} ORDER BY rang DESC LIMIT :limit`)
        .all({ ...Object.fromEntries(held.map(([value, , name]) => [name, value])), limit }).map((row) => accesRow.parse(row));
      const last = rows.at(-1);
      return { acces: rows.map(({ rang: _rang, ...acces }) => acces), suite: !last || rows.length < limit ? null : last.rang };
    });
  }

  private count(sql: string, params: Params): number {
    return countRow.parse(this.tools.prepare(sql).get(params)).n;
  }

  private run(sql: string, params: Params): void {
    this.tools.prepare(sql).run(params);
  }

  private write<T>(doing: string, work: () => T): T {
    return this.tools.guard(doing, () => this.tools.inTransaction(work));
  }
}

export function toClaim(row: unknown): Prise {
  const { depuis_ms: depuisMs, fin_ms: finMs, ...rest } = priseRow.parse(row);
  return { ...rest, depuisMs, finMs };
}

export function toReading(row: unknown): Lecture {
  const { vu_ms: vuMs, ...rest } = lectureRow.parse(row);
  return { ...rest, vuMs };
}

export function toAgent(row: unknown, tools: Pick<Tools, 'readJson'>): AgentConnu {
  const { id, prenom, services, traite, sensible, vu_ms: vuMs } = agentRow.parse(row);
  return { id, prenom, services: servicesSchema.parse(tools.readJson(services)), traite: traite === 1, sensible: sensible === 1, vuMs };
}

/** The SQL of a filter, its words apart. */
function conditions({ services, statuts, priorite, porteur, libresMs, retardLe, allocataire }: QueueFilter): { where: string; params: Params } {
  // closed codes of the trade, never what somebody typed
  const list = (values: readonly string[]): string => values.map((value) => `'${value}'`).join(', ');
  const isOpen = statuts.every((statut) => OPEN_STATUTS.includes(statut));
  const parts: [boolean, string, Params][] = [
    [true, `d.service IN (${list(services)}) AND d.statut IN (${list(statuts)})`, {}],
    [isOpen, 'd.clos_le IS NULL', {}],
    [priorite !== null, 'd.priorite = :priorite', { priorite }],
    [porteur !== null, 'd.porteur = :porteur', { porteur }],
    [libresMs !== null, `d.statut IN (${OPEN}) AND (p.fin_ms IS NULL OR p.fin_ms <= :libresMs) AND d.statut <> 'COMPLEMENT_DEMANDE'`, { libresMs }],
    [retardLe !== null, `(d.depassements > 0 OR (d.echeance < :retardLe AND d.statut IN (${RUNNING})))`, { retardLe }],
    [allocataire !== null, 'd.allocataire = :allocataire', { allocataire }],
  ];
  const held = parts.filter(([holds]) => holds);
  return { where: held.map(([, sql]) => sql).join(' AND '), params: Object.assign({}, ...held.map(([, , params]) => params)) };
}

function priseOf({ agent, prenom, depuis_ms: depuisMs, fin_ms: finMs }: z.infer<typeof queueRow>, reference: string): Prise | null {
  return agent === null || prenom === null || depuisMs === null || finMs === null ? null : { reference, agent, prenom, depuisMs, finMs };
}
