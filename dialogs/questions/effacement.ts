import { choix, say, texte } from '../textes';
import { autreChose } from './handler';
import type { Handler } from './handler';

/** « Voulez-vous effacer ? »: answered in `donnees.ts`, before anything else; any other message is read as if it had not been asked. */
export const effacement: Handler<'effacement'> = {
  accueil: 'souple',
  ask: () => say('donnees.confirmer', {}, { choix: choix(texte('choix.effacer'), texte('choix.ne-pas-effacer')) }),
  read: () => autreChose,
};
