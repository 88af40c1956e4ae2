import { isCommand, normalize, readYesNo } from '../lecture';
import { choix, say, texte } from '../textes';
import { criteresDe, drapeauRetenu, isVagueDenial, libelles, luesEnReponse, retirees, withoutCriteres } from '../urgences';
import { brouillonOf, compris, incompris, isForOther, withBrouillon } from './handler';
import type { Handler } from './handler';

/** Buttons shown, most frequent first; every other one can be written. */
const PROPOSEES = 8;

/** Vulnerability and financial urgency (DOSSIER §8.2): declared, never required, one question only, several answers at once. */
export const urgence: Handler<'urgence'> = {
  ask: (_question, etat, ctx) => {
    const deja = libelles(criteresDe(brouillonOf(etat)), ctx);
    const titres = choix(texte('choix.aucune-urgence'), ...ctx.contenu.urgences.slice(0, PROPOSEES).map((u) => u.titre));
    const other = isForOther(etat);
    if (deja === '') return say(other ? 'urgence.question-tiers' : 'urgence.question', {}, { choix: titres });
    return say(other ? 'urgence.question-autre-tiers' : 'urgence.question-autre', { liste: deja }, { choix: titres });
  },
  read: (_question, { texte: said, comprehension }, etat, ctx) => {
    const dit = { texte: said, entities: comprehension.entities };
    const before = brouillonOf(etat);
    const saitPas = isCommand(said, 'saitPas');
    const gone = isVagueDenial(said) ? before.criteresDits : retirees(before, dit, ctx);
    const b = withoutCriteres(before, gone);
    const { dites } = luesEnReponse(dit, ctx);
    if (dites.length > 0 && !saitPas) {
      return compris(withBrouillon(etat, { ...b, criteres: dites }), { dire: [say('urgence.note', { liste: libelles([...b.criteresDits, ...dites], ctx) })] });
    }
    const none = gone.length > 0 || readYesNo(said) === 'non' || saitPas || normalize(said).startsWith('aucun');
    const dire = gone.length > 0 ? [say('urgence.retiree', { liste: libelles(gone, ctx) })] : [];
    if (none || drapeauRetenu(comprehension.safety, dit, ctx) !== null) return compris(withBrouillon(etat, { ...b, criteres: [] }), { dire });
    // the question invites to tell another difficulty: said twice, it is kept as it is
    if (etat.echecs > 0 && !comprehension.question) return compris(withBrouillon(etat, { ...b, criteres: [], paroles: [...b.paroles, said] }), { dire: [say('qualification.note-telle-quelle')] });
    return incompris(say('urgence.incompris', {}, { choix: choix(texte('choix.aucune-urgence')) }));
  },
};
