import { formatShort } from '../../src/domain/calendar';
import { detailsDits, naturesProposees, readNature, readOrganisme, readPour } from '../mandat';
import type { Contexte } from '../events';
import { isCommand, normalize } from '../lecture';
import type { Etat } from '../state';
import { choix, say, texte } from '../textes';
import { filesOf } from './accueil';
import { brouillonOf, compris, incompris, withBrouillon } from './handler';
import type { Entree, Handler, Lecture } from './handler';

/** For whom the demande is, and by what right. Facts, never proofs: "je ne sais pas" goes on, only a missing agreement stops. */

const choixPour = () => choix(texte('choix.pour-moi'), texte('choix.pour-autre'), texte('choix.sait-pas'));

export const beneficiaire: Handler<'beneficiaire'> = {
  ask: () => say('mandat.pour-qui', {}, { choix: choixPour() }),
  read: (_question, { texte: said }, etat) => {
    const pour = readPour(said);
    return pour ? compris(withBrouillon(etat, { pour, mandat: {} })) : incompris(say('mandat.pour-incompris', {}, { choix: choixPour() }));
  },
};

const choixNature = (ctx: Contexte) => choix(...naturesProposees(ctx).map((nature) => texte(`mandat.nature-${nature}`)), texte('choix.sans-accord'), texte('choix.sait-pas'));

export const mandatNature: Handler<'mandat-nature'> = {
  ask: (_question, _etat, ctx) => say('mandat.accord', {}, { choix: choixNature(ctx) }),
  read: (_question, { texte: said, comprehension }, etat, ctx) => {
    const chosen = naturesProposees(ctx).find((known) => normalize(texte(`mandat.nature-${known}`)) === normalize(said));
    const nature = chosen ?? readNature(said);
    if (nature === 'aucun') return withoutAgreement(etat);
    return nature ? compris(withBrouillon(etat, { mandat: { ...brouillonOf(etat).mandat, nature, ...detailsDits(said, comprehension.entities) } })) : incompris(say('mandat.accord-incompris', {}, { choix: choixNature(ctx) }));
  },
};

/** Nothing said of a person who did not agree is kept, and nothing is said of them (U06). */
function withoutAgreement(etat: Etat): Lecture {
  const fichiers = filesOf(etat);
  return compris({ ...etat, brouillon: null, suspendue: null, souvenir: null }, {
    dire: [say('mandat.sans-accord')], question: null, effets: fichiers.length > 0 ? [{ genre: 'supprimer-fichiers', fichiers }] : [],
  });
}

export const mandatDate: Handler<'mandat-date'> = {
  ask: (_question, _etat, ctx) => say('mandat.date', { exemple: formatShort(ctx.today) }, { choix: choix(texte('choix.sait-pas')) }),
  read: (_question, entree, etat, ctx) => {
    if (isCommand(entree.texte, 'saitPas')) return withMandat(etat, { date: null });
    const date = dateIn(entree);
    if (date !== null && date <= ctx.today) return withMandat(etat, { date });
    // after one misreading, the date is left out: it is no condition
    if (etat.echecs > 0) return withMandat(etat, { date: null });
    const hint = date === null ? say('qualification.date', { exemple: formatShort(ctx.today) }) : say('qualification.date-future');
    return incompris({ ...hint, choix: choix(texte('choix.sait-pas')) });
  },
};

/** The day or the month said, `YYYY-MM-DD` or `YYYY-MM`; a year alone says neither. */
function dateIn({ comprehension }: Entree): string | null {
  for (const entite of comprehension.entities) {
    if (entite.type === 'date' && entite.precision !== 'annee') return entite.precision === 'mois' ? entite.date.slice(0, 7) : entite.date;
  }
  return null;
}

export const mandatOrganisme: Handler<'mandat-organisme'> = {
  accueil: 'libre',
  ask: () => say('mandat.organisme', {}, { choix: choix(texte('choix.passer')) }),
  read: (_question, { texte: said }, etat) => withMandat(etat, { organisme: readOrganisme(said) }),
};

function withMandat(etat: Etat, known: { date: string | null } | { organisme: string | null }): Lecture {
  return compris(withBrouillon(etat, { mandat: { ...brouillonOf(etat).mandat, ...known } }));
}
