import { z } from 'zod';
import { brouillonAppelSchema } from '../domain/appel';
import { CodedError } from '../domain/errors';
import type { AppelGarde, CallDraftStore } from './call-draft-store';
import type { Tools } from './embedded-retention';

export const CALL_DRAFTS_MIGRATION = `
  CREATE TABLE appels (
    id TEXT PRIMARY KEY, fournisseur TEXT NOT NULL, appel TEXT NOT NULL, empreinte TEXT NOT NULL, code TEXT NOT NULL UNIQUE,
    cree_le TEXT NOT NULL, code_fin_le TEXT NOT NULL, verification TEXT, personne TEXT, tour TEXT, repris_le TEXT, brouillon TEXT NOT NULL,
    UNIQUE (fournisseur, appel, empreinte)
  );
  CREATE INDEX appels_crees ON appels (cree_le);
  CREATE INDEX appels_personne ON appels (personne);
`;

const row = z.object({
  id: z.string(), code: z.string(), cree_le: z.string(), code_fin_le: z.string(), verification: z.string().nullable(),
  personne: z.string().nullable(), tour: z.string().nullable(), repris_le: z.string().nullable(), brouillon: z.string(),
});

export class EmbeddedCallDrafts implements CallDraftStore {
  constructor(private readonly tools: Pick<Tools, 'prepare' | 'guard' | 'inTransaction' | 'readJson'>) {}

  async putCallDraft(draft: AppelGarde): Promise<{ draft: AppelGarde; created: boolean }> {
    const { id, code, creeLe, codeFinLe, verification } = draft;
    const brouillon = brouillonAppelSchema.parse(draft.brouillon);
    const { fournisseur, appel, empreinte } = brouillon;
    return this.tools.guard('keeping the draft of a call', () => this.tools.inTransaction(() => {
      const known = this.find('fournisseur = :fournisseur AND appel = :appel AND empreinte = :empreinte', { fournisseur, appel, empreinte });
      if (known) return { draft: known, created: false };
      this.tools.prepare(
        'INSERT INTO appels (id, fournisseur, appel, empreinte, code, cree_le, code_fin_le, verification, brouillon) VALUES (:id, :fournisseur, :appel, :empreinte, :code, :creeLe, :codeFinLe, :verification, :brouillon)',
      ).run({ id, fournisseur, appel, empreinte, code, creeLe, codeFinLe, verification, brouillon: JSON.stringify(brouillon) });
      return { draft: { ...draft, repris: null }, created: true };
    }));
  }

  async getCallDraft(id: string): Promise<AppelGarde | null> {
    return this.read('id = :id', { id });
  }

  async findCallDraft(fournisseur: string, appel: string, empreinte: string): Promise<AppelGarde | null> {
    return this.read('fournisseur = :fournisseur AND appel = :appel AND empreinte = :empreinte', { fournisseur, appel, empreinte });
  }

  async findCallDraftByCode(code: string): Promise<AppelGarde | null> {
    return this.read('code = :code', { code });
  }

  async takeCallDraft(id: string, { personne, tour, at }: { personne: string; tour: string; at: string }): Promise<boolean> {
    return this.tools.guard('taking the draft of a call', () => this.tools.inTransaction(() =>
      this.tools.prepare('UPDATE appels SET personne = :personne, tour = :tour, repris_le = coalesce(repris_le, :at) WHERE id = :id AND (personne IS NULL OR (personne = :personne AND tour = :tour))').run({ id, personne, tour, at }).changes === 1));
  }

  async deleteCallDrafts(before: string): Promise<number> {
    return this.tools.guard('deleting old drafts of calls', () => this.tools.inTransaction(() => this.tools.prepare('DELETE FROM appels WHERE cree_le < :before').run({ before }).changes));
  }

  private async read(condition: string, params: Record<string, string>): Promise<AppelGarde | null> {
    return this.tools.guard('reading the draft of a call', () => this.find(condition, params));
  }

  private find(condition: string, params: Record<string, string>): AppelGarde | null {
    const found = this.tools.prepare(`SELECT * FROM appels WHERE ${condition}`).get(params);
    return found === undefined ? null : toDraft(found, this.tools);
  }
}

/** In the order of their making. */
export const callDraftsOf = (personne: string, tools: Pick<Tools, 'prepare' | 'readJson'>): AppelGarde[] =>
  tools.prepare('SELECT * FROM appels WHERE personne = :personne ORDER BY cree_le, id').all({ personne }).map((stored) => toDraft(stored, tools));

export function toDraft(stored: unknown, tools: Pick<Tools, 'readJson'>): AppelGarde {
  const { id, code, cree_le: creeLe, code_fin_le: codeFinLe, verification, personne, tour, repris_le: at, brouillon } = row.parse(stored);
  const read = brouillonAppelSchema.safeParse(tools.readJson(brouillon));
  if (!read.success) throw new CodedError('ETAT_ILLISIBLE', 'the stored draft of a call does not have the expected shape');
  return { id, code, creeLe, codeFinLe, verification, brouillon: read.data, repris: personne !== null && tour !== null && at !== null ? { personne, tour, at } : null };
}
