import { isMotif, PRESTATIONS } from '../src/domain/codes';
import type { Code, PrestationOuAucune } from '../src/domain/codes';
import type { EvenementMessage } from './events';
import { words } from './lecture';
import { prestationNommee } from './questions/prestation';
import type { Etat } from './state';

/** A short question after an answer is about what was answered: "et en couple ?", "et l'AAH ?", "combien ?", "quels papiers il faut". */

export type FollowOn = { code: Code; prestation: PrestationOuAucune };

const BRIEF_MAX = 8;
const SHORT_MAX = 12;
const NAMED_MAX = 6;

/** Questions that are about a benefit, whichever was last spoken of when none is said. */
const OF_A_BENEFIT: readonly Code[] = ['MONTANT_BAREME', 'DROIT_CONDITIONS', 'DEMANDE_PRESTATION', 'DOCUMENTS', 'CUMUL', 'PAIEMENT_DATE', 'SIMULATION'];

/** What the message asks with what was answered before; null when it stands by itself. */
export function followOn({ derniereReponse: last, brouillon }: Etat, { texte: said, comprehension: c }: EvenementMessage): FollowOn | null {
  if (!last || brouillon || c.safety !== null) return null;
  const before = PRESTATIONS.find((prestation) => prestation === last.prestation) ?? 'AUCUNE';
  const code = last.code as Code;
  const count = words(said).length;
  const named = prestationNommee(c);
  const goesOn = GOES_ON.test(said.trim()) && count <= BRIEF_MAX;
  if (goesOn && named && named !== before && count <= NAMED_MAX && OF_A_BENEFIT.includes(code)) return { code, prestation: named };
  if (named) return null;
  if (before !== 'AUCUNE' && count <= SHORT_MAX && c.group === 'simple' && OF_A_BENEFIT.includes(c.code)) return { code: c.code, prestation: before };
  return goesOn && (isMotif(c.code) || c.group === 'clarify' || c.code === 'INCOMPREHENSION') ? { code, prestation: before } : null;
}

const GOES_ON = /^(?:et|ou|mais) /i;
