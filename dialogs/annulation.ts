import lexique from './contenu/annulation.json';
import { isCommand, mentions, saysOnly, startsWithCommand, words } from './lecture';

/** A person gives up a demande already sent: reading the words that ask for it, and the answer to « voulez-vous l’annuler ? ». Pure. */

/** Longer, a message tells a story. */
const MOTS_MAX = 30;
/** « La supprimer », without saying what: nothing else is said. */
const MOTS_SANS_OBJET = 8;

type Geste = { debut: number; fin: number; infinitif: boolean };

/**
 * Whether the message asks that a demande be cancelled: a verb of giving up, and the demande as what is given up. « Annuler ma dette » or
 * « retirer mon fils de mon dossier » are about something else, and « la Caf a annulé ma demande » tells what was done.
 *
 * @param said the message, its reference number replaced by « la demande »
 */
export function asksToCancel(said: string): boolean {
  if (words(said).length > MOTS_MAX) return false;
  const clauses = said.split(/[,.;:!?…\n]+/).map(words).filter((clause) => clause.length > 0);
  const named = clauses.some((clause) => clause.some((word) => lexique.demande.includes(word)));
  return clauses.some((clause) => gestes(clause).some((geste) => concerns(clause, geste, named)));
}

/** The verbs of a clause that ask, rather than tell or refuse. */
function gestes(clause: readonly string[]): Geste[] {
  if (clause.some((word) => lexique.contraire.includes(word))) return [];
  return clause.flatMap((_word, debut): Geste[] => {
    const infinitif = formAt(clause, debut, lexique.infinitifs);
    const conjugue = formAt(clause, debut, lexique.conjugues);
    const renonce = formAt(clause, debut, lexique.renoncements);
    if (renonce > 0) return [{ debut, fin: debut + renonce, infinitif: false }];
    if (infinitif > 0) return isRefusedBefore(clause, debut) ? [] : [{ debut, fin: debut + infinitif, infinitif: true }];
    return conjugue > 0 && !isTold(clause, debut, conjugue) ? [{ debut, fin: debut + conjugue, infinitif: false }] : [];
  });
}

/** How many words of the clause are one of these forms from there on; 0 when none is. */
const formAt = (clause: readonly string[], at: number, forms: readonly string[]): number =>
  Math.max(0, ...forms.map((form) => form.split(' ')).filter((form) => form.every((word, i) => clause[at + i] === word)).map(({ length }) => length));

/** « je ne veux pas annuler », but « pourquoi pas annuler » was left out with its « pourquoi ». */
const isRefusedBefore = (clause: readonly string[], at: number): boolean => clause.slice(Math.max(0, at - 3), at).some((word) => lexique.refus.includes(word));

/** « la Caf a annulé », « elle annule », « n’annulez pas »: done by somebody, or not to be done. */
function isTold(clause: readonly string[], at: number, length: number): boolean {
  const before = clause.slice(0, at).filter((word) => !lexique.pronoms.includes(word)).at(-1) ?? '';
  return lexique.dejaFait.includes(before) || ['ne', 'n'].includes(before) || lexique.refus.includes(clause[at + length] ?? '');
}

function concerns(clause: readonly string[], { debut, fin, infinitif }: Geste, named: boolean): boolean {
  const after = clause.slice(fin);
  const object = after.find((word) => !lexique.relie.includes(word));
  if (object !== undefined && lexique.demande.includes(object)) return true;
  if (after.includes('tout') && object === undefined && formAt(clause, debut, lexique.tout) > 0) return true;
  const byPronoun = lexique.pronoms.includes(clause[debut - 1] ?? '') || endsOnPronoun(after);
  if (byPronoun && (named || clause.length <= MOTS_SANS_OBJET) && (object === undefined || named)) return true;
  return infinitif && clause[debut - 1] === 'a' && named && object === undefined;
}

/** « supprime-la svp » */
const endsOnPronoun = ([first = '', ...rest]: readonly string[]): boolean => lexique.pronoms.includes(first) && rest.every((word) => lexique.politesse.includes(word));

/** « la demande déjà envoyée », said while another one is being prepared. */
export const namesTheSentOne = (said: string): boolean => mentions(said, lexique.envoyee);

/** The answer to « voulez-vous l’annuler ? »; null when it is none. */
export function readAnnulation(said: string): 'oui' | 'non' | null {
  if (isCommand(said, 'non') || isOnly(said, lexique.non)) return 'non';
  const again = asksToCancel(said) && !startsWithCommand(said, 'non');
  return again || isCommand(said, 'oui') || isCommand(said, 'confirmer') || isOnly(said, lexique.oui) ? 'oui' : null;
}

const isOnly = (said: string, forms: readonly string[]): boolean => mentions(said, forms) && saysOnly(said, forms);
