import type { ActeUsager, Evenement } from '../../dialogs/events';
import type { Avis, Dossier } from '../domain/dossier';
import type { Tour } from '../domain/tour';
import { actOnDossier, personAuthor } from './act-on-dossier';
import type { ActDeps } from './act-on-dossier';

/**
 * One act of the person on a dossier of theirs, as an event for the conversation. A turn that runs again finds its act done and
 * says the same; a dossier of somebody else is told like an unknown one.
 * @throws CodedError as `actOnDossier`
 */
export async function actForPerson(reference: string, acte: ActeUsager, person: Pick<Tour, 'personne' | 'acteur'>, deps: ActDeps): Promise<Evenement> {
  const before = await deps.store.getDossier(reference);
  if (!before || before.personne !== person.personne) return { genre: 'dossier-inconnu', reference };
  if (isDone(before, acte)) return { genre: 'acte-fait', dossier: before, acte };
  const result = await actOnDossier(reference, acte, personAuthor(person), deps);
  return result.kind === 'done' ? { genre: 'acte-fait', dossier: result.dossier, acte } : { genre: 'acte-refuse', reference, acte };
}

/** Done by an earlier run of the same turn, or said twice: the same words sent again are kept once. */
function isDone({ statut, evenements, vie, demande }: Dossier, acte: ActeUsager): boolean {
  if (acte.genre === 'annuler') return statut === 'ANNULE';
  // files that are there already must not be deleted as refused, whatever happened to the dossier since
  if (acte.genre === 'completer' && acte.pieces) return acte.pieces.every(({ fichiers }) => fichiers.every((id) => demande.pieces.some((piece) => piece.fichiers.includes(id))));
  const last = evenements.at(-1);
  if (last?.qui !== 'usager' || last.quoi !== acte.genre) return false;
  if (acte.genre === 'rouvrir') return last.detail === acte.pourquoi;
  return acte.genre === 'completer' ? last.detail === acte.detail : isSameAvis(vie?.avis, acte.avis);
}

const isSameAvis = (given: Avis | null | undefined, { pertinence, accompagnement, commentaire }: Omit<Avis, 'at'>): boolean =>
  given?.pertinence === pertinence && given.accompagnement === accompagnement && given.commentaire === commentaire;
