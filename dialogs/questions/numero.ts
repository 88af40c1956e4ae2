import { isCommand, readYesNo } from '../lecture';
import { choix, say, texte } from '../textes';
import { compris, incompris, isForOther, withBrouillon } from './handler';
import type { Handler } from './handler';

/** Optional: helps the expert to find the file. Never a password, never a NIR (D5). */
export const numeroAllocataire: Handler<'numero-allocataire'> = {
  ask: (_question, etat) => say(isForOther(etat) ? 'numero.question-tiers' : 'numero.question', {}, { choix: choix(texte('choix.passer')) }),
  read: (_question, { texte: said, comprehension }, etat) => {
    if (isCommand(said, 'saitPas') || readYesNo(said) === 'non') return compris(withBrouillon(etat, { numeroAllocataire: null }));
    const known = comprehension.entities.find((entite) => entite.type === 'numero_allocataire');
    const numero = known?.type === 'numero_allocataire' ? known.valeur : /^\D*((?:\d[ .]?){1,7})[a-z]?\s*$/i.exec(said)?.[1]?.replace(/\D/g, '');
    if (numero) return compris(withBrouillon(etat, { numeroAllocataire: numero }));
    if (etat.echecs > 0) return compris(withBrouillon(etat, { numeroAllocataire: null }), { dire: [say('numero.passe')] });
    return incompris(say('numero.incompris', {}, { choix: choix(texte('choix.passer')) }));
  },
};
