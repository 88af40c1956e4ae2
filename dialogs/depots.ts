import { formatShort, parisDate } from '../src/domain/calendar';
import { OPEN_STATUTS } from '../src/domain/dossier';
import type { Dossier } from '../src/domain/dossier';
import { deadline } from '../src/domain/lifecycle';
import lexique from './contenu/depots.json';
import type { Contexte, Evenement, Resultat } from './events';
import { andBack } from './flow';
import { mentions, saysOnly } from './lecture';
import { compris } from './questions/handler';
import type { Lecture } from './questions/handler';
import type { Etat } from './state';
import { choix, say, texte } from './textes';

/** « mes demandes »: a partner follows their own deposits, and nobody else's. */

const MOTS = [...lexique.liste, ...lexique.liens];

/** The list, or its next page after one; null when the message asks for neither. */
export function asksDepots(etat: Etat, said: string, ctx: Contexte): Lecture | null {
  if (ctx.canal !== 'teams') return null;
  if (mentions(said, lexique.liste) && saysOnly(said, MOTS)) return listFrom(etat, 0);
  return etat.depots !== null && saysOnly(said, lexique.suite) ? listFrom(etat, etat.depots) : null;
}

const listFrom = (etat: Etat, depuis: number): Lecture => compris(etat, { question: etat.question, effets: [{ genre: 'lister-depots', depuis }] });

/** One page, the most recent first; « plus » is offered when others follow. The open question comes back after it. */
export function depotsListes(before: Etat, { dossiers, depuis, total }: Extract<Evenement, { genre: 'depots-listes' }>, ctx: Contexte): Resultat {
  const next = depuis + dossiers.length;
  const etat: Etat = { ...before, depots: dossiers.length > 0 && next < total ? next : null };
  if (dossiers.length === 0) return andBack(etat, [say('depots.aucun')], ctx);
  const liste = dossiers.map(line).join('\n');
  const tout = say('depots.liste', { debut: depuis + 1, fin: next, total, liste });
  if (etat.depots === null) return andBack(etat, [tout], ctx);
  const suite = { texte: `${tout.texte}\n\n${texte('depots.plus')}`, choix: choix(texte('choix.depots-plus')) };
  return andBack(etat, [suite], ctx);
}

function line(dossier: Dossier): string {
  const params = { reference: dossier.reference, etape: texte(`statut.${dossier.statut}`), ouvert: formatShort(parisDate(new Date(dossier.ouvertLe))) };
  return OPEN_STATUTS.includes(dossier.statut) && dossier.statut !== 'COMPLEMENT_DEMANDE'
    ? texte('depots.ligne', { ...params, date: formatShort(deadline(dossier)) })
    : texte('depots.ligne-sans-date', params);
}
