import { backFrom, moyensConnus, readMoyen, staysHere, tellMoyen } from '../moyens';
import { choix, say, texte } from '../textes';
import { autreChose } from './handler';
import type { Handler } from './handler';

/** « Comment préférez-vous continuer ? »: the five other ways, or here. The question that was open waits behind. */
export const moyens: Handler<'moyens'> = {
  accueil: 'souple',
  ask: (_question, etat, ctx) =>
    say(etat.brouillon ? 'moyens.question-demande' : 'moyens.question', {}, {
      choix: choix(...moyensConnus(ctx).map((moyen) => ctx.contenu.moyens[moyen].titre), texte('choix.continuer-ici')),
    }),
  read: (_question, { texte: said }, etat, ctx) => {
    const moyen = readMoyen(said, ctx);
    if (moyen) return tellMoyen(moyen, etat, ctx);
    return staysHere(said) ? backFrom(etat, etat.suspendue ? [] : [say('moyens.ici')]) : autreChose;
  },
};
