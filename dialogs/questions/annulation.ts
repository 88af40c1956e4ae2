import { readAnnulation } from '../annulation';
import { isCommand, readYesNo } from '../lecture';
import { choix, say, texte } from '../textes';
import { autreChose, compris, incompris, isRequest } from './handler';
import type { Handler } from './handler';

/** « Voulez-vous l’annuler ? », of a demande already sent: nothing is cancelled without a yes. */
export const annulation: Handler<'annulation'> = {
  ask: ({ reference, sujet }) => say('annulation.question', { reference, sujet }, { choix: choix(texte('choix.annuler-oui'), texte('choix.annuler-non')) }),
  read: ({ reference }, entree, etat) => {
    const { texte: said } = entree;
    const kept = compris(etat, { dire: [say('annulation.gardee', { reference })], question: null });
    const answer = readAnnulation(said);
    if (answer === 'oui') return compris(etat, { question: null, effets: [{ genre: 'agir-dossier', reference, acte: { genre: 'annuler' } }] });
    if (answer === 'non' || isCommand(said, 'saitPas') || isCommand(said, 'plusTard')) return kept;
    if (isRequest(entree)) return autreChose;
    return readYesNo(said) === 'non' || etat.echecs > 0 ? kept : incompris(say('annulation.incompris', {}, { choix: choix(texte('choix.annuler-oui'), texte('choix.annuler-non')) }));
  },
};
