import { SERVICES_EXPERTS } from '../../src/domain/codes';
import type { Prestation } from '../../src/domain/codes';
import type { Comprehension } from '../../src/domain/comprehension';
import type { Contexte } from '../events';
import { isCommand, readChoice } from '../lecture';
import { choix, say, texte } from '../textes';
import { prestationChoisie } from '../demande';
import { compris, incompris, withBrouillon } from './handler';
import type { Handler } from './handler';

/** The prestation a message names, when it names exactly one. */
export function prestationNommee(comprehension: Comprehension): Prestation | null {
  const [first, second] = comprehension.prestations;
  return first && first !== 'AUCUNE' && !second ? first : null;
}

/** The closed question of DOSSIER §2.1 rule 6; "je ne sais pas" stays valid. */
export const prestation: Handler<'prestation'> = {
  ask: (_question, _etat, ctx) => {
    const { question, oral, choix: options } = ctx.contenu.questionPrestation;
    return { texte: question, oral, choix: options.map(({ titre }) => ({ titre, valeur: titre })) };
  },
  read: (_question, { texte: said, comprehension }, etat, ctx) => {
    const named = prestationNommee(comprehension);
    if (named) return compris(prestationChoisie(etat, named));
    if (comprehension.prestations.length > 1) return compris(prestationChoisie(etat, 'MULTI'));
    const options = ctx.contenu.questionPrestation.choix;
    const chosen = isCommand(said, 'saitPas') ? options.at(-1) : readChoice(said, options);
    if (!chosen) return incompris(say('prestation.incompris', {}, { choix: options.map(({ titre }) => ({ titre, valeur: titre })) }));
    if (precisionsDe(chosen.valeur, ctx).length > 1) return compris(etat, { question: { id: 'prestation-precise', famille: chosen.valeur } });
    return compris(withService(prestationChoisie(etat, chosen.prestation), chosen.service));
  },
};

export const prestationPrecise: Handler<'prestation-precise'> = {
  ask: (question, _etat, ctx) =>
    say('prestation.precise', {}, { choix: choix(...precisionsDe(question.famille, ctx).map((o) => o.titre), texte('choix.sait-pas')) }),
  read: (question, { texte: said, comprehension }, etat, ctx) => {
    const family = ctx.contenu.questionPrestation.choix.find((option) => option.valeur === question.famille);
    const named = prestationNommee(comprehension);
    if (named) return compris(prestationChoisie(etat, named));
    const chosen = readChoice(said, precisionsDe(question.famille, ctx));
    if (chosen) return compris(prestationChoisie(etat, chosen.valeur));
    if (isCommand(said, 'saitPas') && family) return compris(withService(prestationChoisie(etat, family.prestation), family.service));
    return incompris(say('prestation.incompris', {}, { choix: choix(...precisionsDe(question.famille, ctx).map((o) => o.titre), texte('choix.sait-pas')) }));
  },
};

/** Common prestations of a family, most asked first; the others can be written. */
const COURANTES: Record<string, Prestation[]> = {
  logement: ['APL', 'ALS', 'ALF'],
  famille: ['AF', 'CF', 'ASF', 'ARS', 'PAJE_AB', 'PAJE_NAISSANCE', 'CMG', 'PREPARE', 'AEEH'],
  insertion: ['RSA', 'PPA'],
  handicap: [],
};

const precisionsDe = (famille: string, ctx: Contexte): { titre: string; valeur: Prestation }[] =>
  (COURANTES[famille] ?? []).map((code) => ({ titre: ctx.contenu.prestations[code].nom, valeur: code }));

function withService(etat: Parameters<typeof withBrouillon>[0], service: string): Parameters<typeof withBrouillon>[0] {
  const known = SERVICES_EXPERTS.find((code) => code === service);
  return known ? withBrouillon(etat, { service: known }) : etat;
}

