import { isCommand, mentions, normalize, readYesNo } from '../lecture';
import { choix, say, texte } from '../textes';
import { compris, incompris, withBrouillon } from './handler';
import type { Handler } from './handler';

/** Buttons shown, most frequent first; every other one can be written. */
const PROPOSEES = 8;

/** Vulnerability and financial urgency (DOSSIER §8.2): declared, never required, one question only, several answers at once. */
export const urgence: Handler<'urgence'> = {
  ask: (_question, _etat, ctx) =>
    say('urgence.question', {}, { choix: choix(texte('choix.aucune-urgence'), ...ctx.contenu.urgences.slice(0, PROPOSEES).map((u) => u.titre)) }),
  read: (_question, { texte: said }, etat, ctx) => {
    const declared = ctx.contenu.urgences.filter((u) => normalize(said).includes(normalize(u.titre)) || mentions(said, u.synonymes));
    if (declared.length > 0 && !isCommand(said, 'saitPas')) {
      const dire = [say('urgence.note', { liste: declared.map((u) => u.libelle).join(', ') })];
      return compris(withBrouillon(etat, { criteres: declared.map((u) => u.critere) }), { dire });
    }
    const none = readYesNo(said) === 'non' || isCommand(said, 'saitPas') || normalize(said).startsWith('aucun');
    return none ? compris(withBrouillon(etat, { criteres: [] })) : incompris(say('urgence.incompris', {}, { choix: choix(texte('choix.aucune-urgence')) }));
  },
};
