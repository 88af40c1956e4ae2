import { z } from 'zod';
import type { Tools } from './embedded-retention';
import type { Thread, ThreadStore } from './thread-store';

export const THREADS_MIGRATION = `
  CREATE TABLE fils (
    conversation TEXT PRIMARY KEY, personne TEXT NOT NULL, adresse TEXT NOT NULL, vu_le TEXT NOT NULL, injoignable_le TEXT, accueilli INTEGER NOT NULL DEFAULT 0
  );
  CREATE INDEX fils_personne ON fils (personne);
  CREATE INDEX fils_vus ON fils (vu_le);
  CREATE TABLE cartes_utilisees (conversation TEXT NOT NULL, carte TEXT NOT NULL, tour TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (conversation, carte));
`;

const threadRow = z.object({ conversation: z.string(), personne: z.string(), adresse: z.string(), vu_le: z.string(), injoignable_le: z.string().nullable() });
const welcomeRow = z.object({ accueilli: z.int() });
const useRow = z.object({ tour: z.string(), at: z.string() });

export class EmbeddedThreads implements ThreadStore {
  constructor(private readonly tools: Pick<Tools, 'prepare' | 'guard' | 'readJson'>) {}

  async saveThread({ conversation, personne, adresse, vuLe }: Omit<Thread, 'injoignableLe'>): Promise<void> {
    const sql = `INSERT INTO fils (conversation, personne, adresse, vu_le) VALUES (:conversation, :personne, :adresse, :vuLe)
      ON CONFLICT (conversation) DO UPDATE SET personne = excluded.personne, adresse = excluded.adresse, vu_le = excluded.vu_le, injoignable_le = NULL`;
    this.tools.guard('keeping a thread', () => this.tools.prepare(sql).run({ conversation, personne, adresse: JSON.stringify(adresse ?? null), vuLe }));
  }

  async findThread(conversation: string): Promise<Thread | null> {
    return this.tools.guard('looking for a thread', () => threadOf(conversation, this.tools));
  }

  async markUnreachable(conversation: string, at: string): Promise<boolean> {
    const sql = 'UPDATE fils SET injoignable_le = :at WHERE conversation = :conversation AND injoignable_le IS NULL';
    return this.tools.guard('marking a thread as unreachable', () => this.tools.prepare(sql).run({ conversation, at }).changes === 1);
  }

  async wasWelcomed(conversation: string): Promise<boolean> {
    return this.tools.guard('reading a welcome', () => {
      const row = this.tools.prepare('SELECT accueilli FROM fils WHERE conversation = :conversation').get({ conversation });
      return row !== undefined && welcomeRow.parse(row).accueilli === 1;
    });
  }

  async setWelcomed(conversation: string, welcomed: boolean): Promise<void> {
    const sql = 'UPDATE fils SET accueilli = :welcomed WHERE conversation = :conversation';
    this.tools.guard('noting a welcome', () => this.tools.prepare(sql).run({ conversation, welcomed: welcomed ? 1 : 0 }));
  }

  async cardUse(conversation: string, carte: string): Promise<{ tour: string; at: string } | null> {
    return this.tools.guard('reading the use of a card', () => {
      const row = this.tools.prepare('SELECT tour, at FROM cartes_utilisees WHERE conversation = :conversation AND carte = :carte').get({ conversation, carte });
      return row === undefined ? null : useRow.parse(row);
    });
  }

  async useCard(conversation: string, carte: string, tour: string, at: string): Promise<void> {
    const sql = 'INSERT INTO cartes_utilisees VALUES (:conversation, :carte, :tour, :at) ON CONFLICT DO NOTHING';
    this.tools.guard('noting the use of a card', () => this.tools.prepare(sql).run({ conversation, carte, tour, at }));
  }
}

export function threadOf(conversation: string, tools: Pick<Tools, 'prepare' | 'readJson'>): Thread | null {
  const row = tools.prepare('SELECT conversation, personne, adresse, vu_le, injoignable_le FROM fils WHERE conversation = :conversation').get({ conversation });
  if (row === undefined) return null;
  const { adresse, vu_le, injoignable_le, ...rest } = threadRow.parse(row);
  return { ...rest, adresse: tools.readJson(adresse), vuLe: vu_le, injoignableLe: injoignable_le };
}
