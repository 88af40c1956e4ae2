import { actOnDossier } from '../app/act-on-dossier';
import { workloadReader } from '../app/workload';
import type { Acte } from '../domain/lifecycle';
import { isPieceCode, pieceInfo } from '../domain/pieces';
import type { Store } from '../stores/store';

const EXPERT = { id: 'expert-essai', prenom: 'Sophie' };

/** What an expert does in a script: « affecter », « demander D-BAIL », « répondre », « annoter »; `null` when it is none of them. */
export function expertActe(valeur: string): Acte | null {
  const [verbe = '', code = ''] = valeur.split(/\s+/);
  if (verbe === 'affecter') return { genre: 'affecter', expert: EXPERT };
  if (verbe === 'répondre') return { genre: 'repondre', texte: valeur, issue: 'partiel' };
  if (verbe === 'demander' && isPieceCode(code)) return { genre: 'demander-complement', pieces: [{ code, libelle: pieceInfo(code).libelle }], pourquoi: valeur };
  return null;
}

/** Does it on the dossier of this number. @returns why it could not be done, `null` when it was */
export async function actAsExpert(reference: string, acte: Acte, store: Store, now: Date): Promise<string | null> {
  const deps = { store, clock: () => now, workload: workloadReader(store, false), alsaceMoselle: false };
  const result = await actOnDossier(reference, acte, { qui: 'expert', par: EXPERT.id }, deps);
  return result.kind === 'done' ? null : result.kind === 'refused' ? result.detail : reference;
}
