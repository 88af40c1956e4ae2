import type { AppelGarde, CallDraftStore } from '../../src/stores/call-draft-store';

/** Drafts of calls in memory. */
export function memoryCallDrafts(): CallDraftStore {
  const drafts = new Map<string, AppelGarde>();
  const find = (fits: (draft: AppelGarde) => boolean): AppelGarde | null => structuredClone([...drafts.values()].find(fits) ?? null);
  const findCallDraft = async (fournisseur: string, appel: string, empreinte: string) =>
    find(({ brouillon: b }) => b.fournisseur === fournisseur && b.appel === appel && b.empreinte === empreinte);
  return {
    findCallDraft,
    async putCallDraft(draft: AppelGarde) {
      const known = await findCallDraft(draft.brouillon.fournisseur, draft.brouillon.appel, draft.brouillon.empreinte);
      if (known) return { draft: known, created: false };
      drafts.set(draft.id, structuredClone({ ...draft, repris: null }));
      return { draft: { ...draft, repris: null }, created: true };
    },
    getCallDraft: async (id: string) => find((draft) => draft.id === id),
    findCallDraftByCode: async (code: string) => find((draft) => draft.code === code),
    takeCallDraft: async (id: string, by: { personne: string; tour: string; at: string }) => {
      const draft = drafts.get(id);
      if (!draft || (draft.repris && (draft.repris.personne !== by.personne || draft.repris.tour !== by.tour))) return false;
      draft.repris ??= by;
      return true;
    },
    deleteCallDrafts: async (before: string) => {
      const old = [...drafts.values()].filter(({ creeLe }) => creeLe < before);
      for (const { id } of old) drafts.delete(id);
      return old.length;
    },
  };
}
