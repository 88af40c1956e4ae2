import { asSentence } from '../format';
import { demandeFormelleProposee } from '../expose';
import { isCommand, normalize, words } from '../lecture';
import { choix, say, texte } from '../textes';
import { brouillonOf, compris, incompris, withBrouillon } from './handler';
import type { Handler } from './handler';

/** The four headings of R-074, asked only for what was not said yet. */
export const expose: Handler<'expose'> = {
  accueil: 'libre',
  ask: (question, etat, ctx) => {
    if (question.partie !== 'demandeFormelle') return say(`expose.${question.partie}`, {}, { choix: choix(texte('choix.passer')) });
    const proposition = demandeFormelleProposee(brouillonOf(etat), ctx);
    return say('expose.demandeFormelle', { proposition }, { choix: choix(texte('choix.garder-phrase')) });
  },
  read: (question, { texte: said }, etat, ctx) => {
    const b = brouillonOf(etat);
    const put = (value: string) => compris(withBrouillon(etat, { expose: { ...b.expose, [question.partie]: value } }));
    if (question.partie === 'demandeFormelle' && (isCommand(said, 'oui') || isCommand(said, 'saitPas') || (/^(?:(?:oui|ok|je|on|d accord) )*gard/.test(normalize(said)) && words(said).length <= 6))) {
      return put(demandeFormelleProposee(b, ctx));
    }
    if (isCommand(said, 'saitPas') || isCommand(said, 'non')) return put('');
    if (words(said).length < 2 && etat.echecs === 0) return incompris(say('expose.trop-court'));
    return put(asSentence(said));
  },
};
