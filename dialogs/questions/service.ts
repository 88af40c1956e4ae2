import { SERVICES_EXPERTS } from '../../src/domain/codes';
import { agrees, isCommand, mentions, normalize, readChoice, readYesNo, words } from '../lecture';
import mots from '../contenu/mots.json';
import type { Contexte } from '../events';
import { choix, say, texte } from '../textes';
import { serviceProposeDe } from '../demande';
import { brouillonOf, compris, incompris, withBrouillon } from './handler';
import type { Handler } from './handler';

const SYNONYMES: Record<string, readonly string[]> = mots.services;

/** A longer question is no choice, whatever word of a service it holds. */
const CHOIX_MOTS_MAX = 5;

/** "oui", "gardez celui-là", "cela me convient", "comme vous voulez". */
const keeps = (said: string): boolean =>
  isCommand(said, 'oui') || isCommand(said, 'saitPas') || agrees(said, mots.accord) || (mentions(said, mots.laisseChoisir) && words(said).length <= CHOIX_MOTS_MAX + 2)
  || (/(^| )gard/.test(normalize(said)) && readYesNo(said) !== 'non');

/** "j'ai son attestation de loyer" chooses no service. */
const speaksOfPapers = (said: string): boolean => words(said).some((word) => mots.papiers.includes(word));

const competences = ({ contenu }: Contexte): string =>
  SERVICES_EXPERTS.map((code) => `• ${contenu.services[code].nomLong} : ${contenu.services[code].competences.slice(0, 3).join(', ')}`).join('\n');

/** the four services with their competences, one prefilled, all free to choose. */
export const service: Handler<'service'> = {
  ask: (_question, etat, ctx) => {
    const { contenu } = ctx;
    const proposed = serviceProposeDe(brouillonOf(etat));
    const options = SERVICES_EXPERTS.map((code) => ({ code, ...contenu.services[code] }));
    const others = options.filter((option) => option.code !== proposed);
    return say('service.question', { service: contenu.services[proposed].nomLong, quand: contenu.services[proposed].competences.slice(0, 3).join(', ') }, {
      choix: choix(texte('choix.garder-service', { service: contenu.services[proposed].nomLong }), ...others.map((option) => option.nomLong)),
      carte: {
        genre: 'services',
        titre: texte('carte.service-titre'),
        intro: texte('carte.service-intro', { service: contenu.services[proposed].nomLong }),
        lignes: [],
        options: options.map((option) => ({
          titre: texte('carte.service-nom', { long: option.nomLong, court: option.nomCourt.toLowerCase() }),
          description: option.competences.join(' · '),
          choisi: option.code === proposed,
          bouton: { titre: texte(option.code === proposed ? 'choix.garder-service' : 'carte.choisir', { service: option.nomLong }), action: 'repondre', valeurs: { valeur: option.nomLong } },
        })),
        boutons: [],
      },
    });
  },
  read: (_question, { texte: said, comprehension }, etat, ctx) => {
    const proposed = serviceProposeDe(brouillonOf(etat));
    // in the order in which they were said: « un » is the service proposed
    const options = [proposed, ...SERVICES_EXPERTS.filter((code) => code !== proposed)].map((code) => ({ titre: ctx.contenu.services[code].nomLong, valeur: code, synonymes: SYNONYMES[code] ?? [] }));
    const asks = comprehension.question && words(said).length > CHOIX_MOTS_MAX;
    if (asks && mentions(said, mots.autourDesServices)) return compris(etat, { dire: [say('service.explique', { liste: competences(ctx) })], question: { id: 'service' } });
    const chosen = asks ? undefined : keeps(said) ? proposed : speaksOfPapers(said) ? undefined : readChoice(said, options)?.valeur;
    if (!chosen) return incompris(say('service.incompris', {}, { choix: choix(...options.map((o) => o.titre)) }));
    return compris(withBrouillon(etat, { service: chosen, serviceConfirme: true }));
  },
};
