import { serviceProposeFor } from '../../src/domain/routing';
import { isCommand, readYesNo } from '../lecture';
import { beginLinked } from '../lies';
import { choix, say, texte } from '../textes';
import { autreChose, compris } from './handler';
import type { Handler } from './handler';

/** After a first dossier: the second one, for another service, that the same words call for. */
export const lier: Handler<'lier'> = {
  accueil: 'souple',
  ask: (_question, { lien }, ctx) => {
    const { motifs, prestations, services } = ctx.contenu;
    const motif = lien?.motif ?? 'SITUATION_PARTICULIERE';
    const sujet = [motifs[motif].libelle, ...(lien?.prestation ? [prestations[lien.prestation].nom] : [])].join(' – ');
    const service = lien?.prestation ? texte('lier.service', { service: services[serviceProposeFor(motif, lien.prestation)].nomLong }) : '';
    return say('lier.question', { sujet, service }, { choix: choix(texte('choix.lier-oui'), texte('choix.non')) });
  },
  read: (_question, { texte: said }, etat, ctx) => {
    if (!etat.lien) return autreChose;
    if (readYesNo(said) === 'oui') return compris(beginLinked(etat, etat.lien, ctx), { dire: [say('lier.debut', { reference: etat.lien.reference })] });
    const refuses = isCommand(said, 'non') || isCommand(said, 'saitPas') || isCommand(said, 'plusTard') || isCommand(said, 'merci');
    return refuses ? compris({ ...etat, lien: null }, { dire: [say('lier.non')], question: null }) : autreChose;
  },
};
