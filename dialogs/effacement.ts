import { filesOf } from './questions/accueil';
import type { Etat } from './state';
import { etatInitial } from './state';

/** What a conversation is once its draft, or all of it, is deleted. */

/** Without the draft that its person left too long ago; they are told when they come back. */
export const withoutDraft = (etat: Etat): { etat: Etat; fichiers: string[] } => ({
  etat: { ...etat, brouillon: null, question: null, suspendue: null, souvenir: null, entendu: null, enPause: false, brouillonExpire: true, voix: null },
  fichiers: filesOf(etat),
});

/**
 * As new. The rank and the numbers of dossiers already sent stay: a later demande must not open under the key of an earlier one. So do
 * the ways in which the person is spoken to.
 */
export const forgotten = ({ rang, ouverts, discret, facile, langues }: Etat, now: Date): Etat => ({ ...etatInitial(now), rang, ouverts, discret, facile, langues });
