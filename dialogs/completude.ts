import { completeness } from '../src/domain/completeness';
import type { ElementComplet } from '../src/domain/completeness';
import type { DemandeConfirmee } from '../src/domain/dossier';
import { texte } from './textes';

/** The score in words: how far, and the one thing that would help most. */
export function completudeTexte(demande: DemandeConfirmee): string {
  const { score, surtout } = completeness(demande);
  return surtout ? texte('completude.partielle', { score, surtout: nomDe(surtout) }) : texte('completude.entiere');
}

function nomDe({ genre, libelle }: ElementComplet): string {
  if (genre === 'piece') return libelle;
  if (genre === 'reponse') return texte('completude.reponse', { question: libelle });
  return texte(genre === 'numero' ? 'completude.numero' : 'completude.recit');
}
