import { z } from 'zod';
import { accesSchema } from '../domain/access';
import { changementSchema, coefficientsSchema } from '../domain/coefficients';
import { closedAt } from '../domain/conservation';
import { MOTIFS, SERVICES_EXPERTS } from '../domain/codes';
import { STATUTS } from '../domain/dossier';
import type { Dossier } from '../domain/dossier';
import { toDraft } from './embedded-call-drafts';
import { counterRow } from './embedded-counters';
import { toAgent, toClaim, toReading } from './embedded-desk';
import type { Tools } from './embedded-retention';
import { toFermeture } from './embedded-switches';
import { threadOf } from './embedded-threads';
import type { StoredFile } from './store';
import { withWelcome, type Kind, type Pieces, type TransferStore } from './transfer';

export type TransferTools = Pick<Tools, 'prepare' | 'guard' | 'inTransaction' | 'readJson' | 'toDossier' | 'toFile' | 'toReview'> & {
  insertDossier: (cle: string, dossier: Dossier) => void;
  putFile: (file: StoredFile, bytes: Uint8Array) => Promise<void>;
  getFile: (id: string) => Promise<{ bytes: Uint8Array } | null>;
  removeAllBytes: () => void;
  setMoving: (moving: boolean) => void;
};

const PAGE = 200;
const TABLES = [
  'etats', 'dossiers', 'envois', 'conversations', 'activites', 'fichiers', 'revues', 'archives', 'minimums', 'acces', 'taches',
  'fils', 'cartes_utilisees', 'compteurs', 'appels', 'fermetures', 'bureau_prises', 'bureau_lectures', 'bureau_agents', 'bureau_sessions',
] as const;

const rankRow = z.looseObject({ rang: z.int() });
const conversationRow = z.object({ conversation: z.string() });
const creationRow = z.object({ personne: z.string(), creee_ms: z.number() });
const stateRow = z.object({ version: z.int(), etat: z.string(), personne: z.string().nullable(), vu_le: z.string().nullable(), brouillon: z.int() });
const activityRow = z.object({ id: z.string(), seq: z.int(), activite: z.string(), en_attente: z.int() });
const dossierRow = z.object({ cle: z.string(), pieces_effacees: z.int() });
const archiveRow = z.object({ archive_le: z.string() });
const minimumRow = z.object({ fin_le: z.string(), minimum: z.string() });
const minimumSchema = z.object({
  reference: z.string(), service: z.enum(SERVICES_EXPERTS), motif: z.enum(MOTIFS), ouvertLe: z.string(), echeance: z.string(),
  statuts: z.array(z.object({ at: z.string(), statut: z.enum(STATUTS) })),
});
const envoiRow = z.object({ id: z.string(), kind: z.string(), payload: z.string(), created_at: z.string(), attempts: z.int(), bail_ms: z.number() });
const idRow = z.object({ id: z.string() });
const coefficientsRow = z.object({ version: z.int(), at: z.string(), qui: z.string(), pourquoi: z.string(), valeurs: z.string() });
const taskRow = z.object({ nom: z.string(), fait: z.string() });
const welcomeRow = z.object({ accueilli: z.int() });
const cardRow = z.object({ carte: z.string(), tour: z.string(), at: z.string() });
const countRow = z.object({ n: z.int() });

type Rows = AsyncGenerator<unknown>;
type Readers = { [K in Kind]: () => AsyncGenerator<Pieces[K]> };
type Writers = { [K in Kind]: (piece: Pieces[K]) => void | Promise<void> };

/** Moving from or to the embedded store: see `transfer.ts`. */
export class EmbeddedTransfer implements TransferStore {
  constructor(private readonly tools: TransferTools) {}

  read<K extends Kind>(kind: K): AsyncGenerator<Pieces[K]> {
    return this.readers[kind]();
  }

  async write<K extends Kind>(kind: K, piece: Pieces[K]): Promise<void> {
    await this.writers[kind](piece);
  }

  async isEmpty(): Promise<boolean> {
    return this.tools.guard('looking for what is kept', () => [...TABLES, 'coefficients'].every((table) => countRow.parse(this.tools.prepare(`SELECT count(*) AS n FROM ${table}`).get({})).n === 0));
  }

  async empty(): Promise<void> {
    this.tools.guard('emptying', () => this.tools.inTransaction(() => {
      for (const table of TABLES) this.run(`DELETE FROM ${table}`, {});
      // its lines refuse to go one by one: a journal is only emptied whole
      this.run('DROP TRIGGER coefficients_ineffacable', {});
      this.run('DELETE FROM coefficients', {});
      this.run(`CREATE TRIGGER coefficients_ineffacable BEFORE DELETE ON coefficients BEGIN SELECT RAISE(ABORT, 'the journal of coefficients is append-only'); END`, {});
      this.tools.removeAllBytes();
    }));
  }

  async setMoving(moving: boolean): Promise<void> {
    this.tools.guard('marking a move', () => this.tools.setMoving(moving));
  }

  // -------------------------------------------------------------- reading

  private readonly readers: Readers = {
    conversation: () => this.conversations(),
    dossier: async function* (this: EmbeddedTransfer) {
      for await (const row of this.byRank('SELECT rang, cle, pieces_effacees, dossier FROM dossiers')) {
        const { cle, pieces_effacees } = dossierRow.parse(row);
        yield { cle, dossier: this.tools.toDossier(row), piecesEffacees: pieces_effacees === 1 };
      }
    }.bind(this),
    archive: async function* (this: EmbeddedTransfer) {
      for (const row of this.all('SELECT archive_le, dossier FROM archives ORDER BY reference')) yield { dossier: this.tools.toDossier(row), archiveLe: archiveRow.parse(row).archive_le };
    }.bind(this),
    minimum: async function* (this: EmbeddedTransfer) {
      for (const row of this.all('SELECT fin_le, minimum FROM minimums ORDER BY reference')) {
        const { fin_le, minimum } = minimumRow.parse(row);
        yield { finLe: fin_le, minimum: minimumSchema.parse(this.tools.readJson(minimum)) };
      }
    }.bind(this),
    envoi: async function* (this: EmbeddedTransfer) {
      for await (const row of this.byRank('SELECT rang, id, kind, payload, created_at, attempts, bail_ms FROM envois', 'remis = 0')) {
        const { id, kind, payload, created_at, attempts, bail_ms } = envoiRow.parse(row);
        yield { entry: { id, kind, payload: this.tools.readJson(payload), createdAt: created_at }, attempts, dueMs: bail_ms };
      }
    }.bind(this),
    remise: async function* (this: EmbeddedTransfer) {
      for await (const row of this.byRank('SELECT rang, id FROM envois', 'remis = 1')) yield { id: idRow.parse(row).id };
    }.bind(this),
    fichier: async function* (this: EmbeddedTransfer) {
      for await (const row of this.byRank('SELECT rang, id, conversation, personne, nom, type_mime, octets, sha256, recu_le, quarantaine FROM fichiers')) {
        const file = this.tools.toFile(row);
        const read = await this.tools.getFile(file.id);
        if (read) yield { file, bytes: read.bytes };
      }
    }.bind(this),
    revue: async function* (this: EmbeddedTransfer) {
      for (const row of this.all('SELECT revue FROM revues ORDER BY jour, id')) yield this.tools.toReview(row);
    }.bind(this),
    coefficients: async function* (this: EmbeddedTransfer) {
      for (const row of this.all('SELECT * FROM coefficients ORDER BY version')) {
        const { version, valeurs, at, qui, pourquoi } = coefficientsRow.parse(row);
        yield { version, changement: changementSchema.parse({ at, qui, pourquoi }), valeurs: coefficientsSchema.parse(this.tools.readJson(valeurs)) };
      }
    }.bind(this),
    acces: async function* (this: EmbeddedTransfer) {
      for await (const row of this.byRank('SELECT rang, at, qui, quoi, objet, motif FROM acces')) {
        const { rang: _rank, ...acces } = rankRow.parse(row);
        yield accesSchema.parse(acces);
      }
    }.bind(this),
    tache: async function* (this: EmbeddedTransfer) {
      for (const row of this.all('SELECT nom, fait FROM taches ORDER BY nom')) yield taskRow.parse(row);
    }.bind(this),
    fil: async function* (this: EmbeddedTransfer) {
      for (const row of this.all('SELECT conversation FROM fils UNION SELECT conversation FROM cartes_utilisees ORDER BY conversation')) yield this.thread(conversationRow.parse(row).conversation);
    }.bind(this),
    compteur: async function* (this: EmbeddedTransfer) {
      for (const row of this.all('SELECT jour, nom, valeur FROM compteurs ORDER BY jour, nom')) yield counterRow.parse(row);
    }.bind(this),
    appel: async function* (this: EmbeddedTransfer) {
      for (const row of this.all('SELECT * FROM appels ORDER BY cree_le, id')) yield toDraft(row, this.tools);
    }.bind(this),
    fermeture: async function* (this: EmbeddedTransfer) {
      for (const row of this.all('SELECT fermeture FROM fermetures ORDER BY entree')) yield toFermeture(row, this.tools);
    }.bind(this),
    prise: async function* (this: EmbeddedTransfer) {
      for (const row of this.all('SELECT * FROM bureau_prises ORDER BY reference')) yield toClaim(row);
    }.bind(this),
    lecture: async function* (this: EmbeddedTransfer) {
      for (const row of this.all('SELECT * FROM bureau_lectures ORDER BY reference, agent')) yield toReading(row);
    }.bind(this),
    agent: async function* (this: EmbeddedTransfer) {
      for (const row of this.all('SELECT * FROM bureau_agents ORDER BY id')) yield toAgent(row, this.tools);
    }.bind(this),
  };

  private async *conversations(): AsyncGenerator<Pieces['conversation']> {
    const sql = 'SELECT conversation FROM conversations UNION SELECT conversation FROM etats UNION SELECT conversation FROM activites ORDER BY conversation';
    for (const row of this.all(sql)) yield this.conversation(conversationRow.parse(row).conversation);
  }

  private conversation(conversation: string): Pieces['conversation'] {
    const one = (sql: string): unknown => this.all(sql, { conversation })[0];
    const creation = creationRow.optional().parse(one('SELECT personne, creee_ms FROM conversations WHERE conversation = :conversation'));
    const state = stateRow.optional().parse(one('SELECT version, etat, personne, vu_le, brouillon FROM etats WHERE conversation = :conversation'));
    const rows = this.all('SELECT id, seq, activite, en_attente FROM activites WHERE conversation = :conversation ORDER BY seq', { conversation }).map((row) => activityRow.parse(row));
    const vuMs = Date.parse(state?.vu_le ?? '');
    return {
      conversation,
      creation: creation ? { personne: creation.personne, creeeMs: creation.creee_ms } : null,
      etat: state ? { version: state.version, state: this.tools.readJson(state.etat), personne: state.personne, vuMs: Number.isNaN(vuMs) ? null : vuMs, brouillon: state.brouillon === 1 } : null,
      activites: rows.map(({ id, seq, activite, en_attente }) => ({ id, seq, activity: this.tools.readJson(activite), pending: en_attente === 1 })),
    };
  }

  private thread(conversation: string): Pieces['fil'] {
    const found = this.tools.guard('reading everything', () => threadOf(conversation, this.tools));
    const welcomed = found !== null && welcomeRow.parse(this.all('SELECT accueilli FROM fils WHERE conversation = :conversation', { conversation })[0]).accueilli === 1;
    const cartes = this.all('SELECT carte, tour, at FROM cartes_utilisees WHERE conversation = :conversation ORDER BY carte', { conversation }).map((row) => cardRow.parse(row));
    return { conversation, thread: found && withWelcome(found, welcomed), cartes };
  }

  /** A page at a time: a table may be larger than the memory. */
  private async *byRank(select: string, condition = '1 = 1'): Rows {
    for (let rank = 0; ; ) {
      const page = this.all(`${select} WHERE ${condition} AND rang > :rank ORDER BY rang LIMIT :page`, { rank, page: PAGE });
      yield* page;
      if (page.length < PAGE) return;
      rank = rankRow.parse(page.at(-1)).rang;
    }
  }

  // -------------------------------------------------------------- writing

  private readonly writers: Writers = {
    conversation: (piece) => this.inOne('writing a conversation', () => this.insertConversation(piece)),
    dossier: ({ cle, dossier, piecesEffacees }) => this.inOne('writing a dossier', () => {
      this.tools.insertDossier(cle, dossier);
      if (piecesEffacees) this.run('UPDATE dossiers SET pieces_effacees = 1 WHERE reference = :reference', { reference: dossier.reference });
    }),
    archive: ({ dossier, archiveLe }) => this.inOne('writing an archive', () => this.run(
      `INSERT INTO archives VALUES (:reference, :personne, :closLe, :archiveLe, :dossier)`,
      { reference: dossier.reference, personne: dossier.personne, closLe: closedAt(dossier) ?? archiveLe, archiveLe, dossier: JSON.stringify(dossier) })),
    minimum: ({ finLe, minimum }) => this.inOne('writing a minimum', () => this.run(
      'INSERT INTO minimums VALUES (:reference, :finLe, :minimum)', { reference: minimum.reference, finLe, minimum: JSON.stringify(minimum) })),
    envoi: ({ entry: { id, kind, payload, createdAt }, attempts, dueMs }) => this.inOne('writing to the outbox', () => this.run(
      'INSERT INTO envois (id, kind, payload, created_at, attempts, bail_ms) VALUES (:id, :kind, :payload, :createdAt, :attempts, :dueMs)',
      { id, kind, payload: JSON.stringify(payload ?? null), createdAt, attempts, dueMs })),
    remise: ({ id }) => this.inOne('remembering a delivery', () => this.run(
      `INSERT INTO envois (id, kind, payload, created_at, remis) VALUES (:id, 'remis', 'null', '', 1)`, { id })),
    fichier: ({ file, bytes }) => this.tools.putFile(file, bytes),
    revue: (entry) => this.inOne('writing a message to review', () => this.run(
      'INSERT INTO revues (id, conversation, jour, revue) VALUES (:id, :conversation, :jour, :revue)', { id: entry.id, conversation: entry.conversation, jour: entry.jour, revue: JSON.stringify(entry) })),
    coefficients: ({ version, changement: { at, qui, pourquoi }, valeurs }) => this.inOne('writing coefficients', () => this.run(
      'INSERT INTO coefficients VALUES (:version, :at, :qui, :pourquoi, :valeurs)', { version, at, qui, pourquoi, valeurs: JSON.stringify(valeurs) })),
    acces: ({ at, qui, quoi, objet, motif }) => this.inOne('writing to the access journal', () => this.run(
      'INSERT INTO acces (at, qui, quoi, objet, motif) VALUES (:at, :qui, :quoi, :objet, :motif)', { at, qui, quoi, objet, motif })),
    tache: ({ nom, fait }) => this.inOne('writing a daily task', () => this.run('INSERT INTO taches VALUES (:nom, :fait, 0)', { nom, fait })),
    fil: (piece) => this.inOne('writing a thread', () => this.insertThread(piece)),
    compteur: ({ jour, nom, valeur }) => this.inOne('writing a counter', () => this.run('INSERT INTO compteurs VALUES (:jour, :nom, :valeur)', { jour, nom, valeur })),
    appel: (draft) => this.inOne('writing the draft of a call', () => this.insertDraft(draft)),
    fermeture: (fermeture) => this.inOne('writing a switch', () => this.run('INSERT INTO fermetures VALUES (:entree, :json)', { entree: fermeture.entree, json: JSON.stringify(fermeture) })),
    prise: ({ reference, agent, prenom, depuisMs, finMs }) => this.inOne('writing a claim', () => this.run(
      'INSERT INTO bureau_prises VALUES (:reference, :agent, :prenom, :depuisMs, :finMs)', { reference, agent, prenom, depuisMs, finMs })),
    lecture: ({ reference, agent, prenom, evenements, vuMs }) => this.inOne('writing a reading', () => this.run(
      'INSERT INTO bureau_lectures VALUES (:reference, :agent, :prenom, :evenements, :vuMs)', { reference, agent, prenom, evenements, vuMs })),
    agent: ({ id, prenom, services, traite, sensible, vuMs }) => this.inOne('writing an agent', () => this.run(
      'INSERT INTO bureau_agents VALUES (:id, :prenom, :services, :traite, :sensible, :vuMs)', { id, prenom, services: JSON.stringify(services), traite: traite ? 1 : 0, sensible: sensible ? 1 : 0, vuMs })),
  };

  private insertConversation({ conversation, creation, etat, activites }: Pieces['conversation']): void {
    if (creation) this.run('INSERT INTO conversations VALUES (:conversation, :personne, :creeeMs)', { conversation, personne: creation.personne, creeeMs: creation.creeeMs });
    if (etat) {
      this.run('INSERT INTO etats (conversation, version, etat, personne, vu_le, brouillon) VALUES (:conversation, :version, :etat, :personne, :vuLe, :brouillon)', {
        conversation, version: etat.version, etat: JSON.stringify(etat.state ?? null), personne: etat.personne,
        vuLe: etat.vuMs === null ? null : new Date(etat.vuMs).toISOString(), brouillon: etat.brouillon ? 1 : 0,
      });
    }
    for (const { id, seq, activity, pending } of activites) {
      this.run('INSERT INTO activites (conversation, id, seq, activite, en_attente) VALUES (:conversation, :id, :seq, :activite, :pending)',
        { conversation, id, seq, activite: JSON.stringify(activity ?? null), pending: pending ? 1 : 0 });
    }
  }

  private insertThread({ conversation, thread, cartes }: Pieces['fil']): void {
    if (thread) {
      const { personne, adresse, vuLe, injoignableLe, accueilli } = thread;
      this.run('INSERT INTO fils VALUES (:conversation, :personne, :adresse, :vuLe, :injoignableLe, :accueilli)',
        { conversation, personne, adresse: JSON.stringify(adresse ?? null), vuLe, injoignableLe, accueilli: accueilli ? 1 : 0 });
    }
    for (const { carte, tour, at } of cartes) this.run('INSERT INTO cartes_utilisees VALUES (:conversation, :carte, :tour, :at)', { conversation, carte, tour, at });
  }

  private insertDraft({ id, brouillon, code, creeLe, codeFinLe, verification, repris }: Pieces['appel']): void {
    const { fournisseur, appel, empreinte } = brouillon;
    this.run(
      `INSERT INTO appels (id, fournisseur, appel, empreinte, code, cree_le, code_fin_le, verification, personne, tour, repris_le, brouillon)
       VALUES (:id, :fournisseur, :appel, :empreinte, :code, :creeLe, :codeFinLe, :verification, :personne, :tour, :reprisLe, :brouillon)`,
      { id, fournisseur, appel, empreinte, code, creeLe, codeFinLe, verification, personne: repris?.personne ?? null, tour: repris?.tour ?? null, reprisLe: repris?.at ?? null, brouillon: JSON.stringify(brouillon) });
  }

  private inOne(doing: string, work: () => unknown): void {
    this.tools.guard(doing, () => this.tools.inTransaction(work));
  }

  private readonly all = (sql: string, params: Record<string, string | number> = {}): unknown[] => this.tools.guard('reading everything', () => this.tools.prepare(sql).all(params));
  private readonly run = (sql: string, params: Record<string, string | number | null>): unknown => this.tools.prepare(sql).run(params);
}
