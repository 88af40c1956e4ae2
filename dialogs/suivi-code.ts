import { findReferences } from '../src/domain/reference';
import { formatTrackingCode, spellTrackingCode } from '../src/domain/tracking-code';
import type { Reponse } from '../src/domain/tour';
import type { Contexte, Evenement, Resultat } from './events';
import { andBack, askNow, done } from './flow';
import { isCommand } from './lecture';
import type { Etat } from './state';
import { choix, say, texte } from './textes';

/** The tracking code in the conversation: asked of who comes from elsewhere, given again to who lost it. */

/** Wrong codes in one conversation, before the other ways are given. */
const ESSAIS_MAX = 3;

/** No dossier of this identity has this number, whether it exists or not: the code opens it. A demande going on is not left for that. */
export function inconnu(etat: Etat, reference: string, ctx: Contexte): Resultat {
  if (etat.brouillon) return andBack(etat, [say('suivi.inconnu-demande', { reference })], ctx);
  return askNow(etat, { id: 'code-suivi', reference, essais: 0 }, [say('suivi.inconnu', { reference })], [], ctx);
}

export function codeRefuse(etat: Etat, { reference, essais }: Extract<Evenement, { genre: 'code-refuse' }>, ctx: Contexte): Resultat {
  if (essais >= ESSAIS_MAX) return done({ ...etat, question: null }, [say('suivi.code-fini')]);
  return askNow(etat, { id: 'code-suivi', reference, essais }, [say('suivi.code-refuse')], [], ctx);
}

/** Said once, here and nowhere else. */
export const codeDonne = (reference: string, code: string): Reponse =>
  ({ ...say('suivi.code-donne', { reference, code: formatTrackingCode(code), epele: spellTrackingCode(code) }), ferme: true });

export function codeAPreciser(references: readonly string[]): Reponse {
  if (references.length === 0) return say('suivi.code-sans-demande');
  return say('suivi.code-plusieurs', {}, { choix: choix(...references.map((reference) => texte('choix.nouveau-code', { reference }))) });
}

/** « nouveau code de suivi », with or without the number of the dossier. */
export function asksNewCode(said: string): { reference: string | null } | null {
  const found = findReferences(said).find(({ valide }) => valide);
  const rest = found ? said.slice(0, found.start) + said.slice(found.end) : said;
  return isCommand(rest, 'nouveauCode') ? { reference: found?.reference ?? null } : null;
}
