import { DUREES } from '../src/domain/conservation';
import type { Reponse } from '../src/domain/tour';
import lexique from './contenu/donnees.json';
import { forgotten } from './effacement';
import type { Contexte } from './events';
import { isCommand, mentions, saysOnly, words } from './lecture';
import { backFrom, waiting } from './moyens';
import { compris } from './questions/handler';
import type { Lecture } from './questions/handler';
import type { Etat } from './state';
import { say } from './textes';

/** What a person asks about their own data: what is kept, their rights, and the deletion of this conversation. */

/** Longer, a message tells something. */
const MOTS_MAX = 16;

type Demande = 'effacer' | 'gardees' | 'droits';

/**
 * Whether the message is about the data kept here, and says nothing else. Read from what its words are about, so that each may say it in
 * their own way; "mes droits" alone means rights to a benefit here.
 */
export function askedAboutData(said: string): Demande | null {
  const has = (forms: readonly string[]): boolean => mentions(said, forms);
  if (words(said).length > MOTS_MAX || has(lexique.contraire) || !saysOnly(said, MOTS)) return null;
  if (has(lexique.effacer) && has(lexique.donnees)) return 'effacer';
  if (has(lexique.droits) || (has(lexique.acces) && has(lexique.surMoi))) return 'droits';
  const asks = has(lexique.question) || has(lexique.garder);
  return asks && has(lexique.surMoi) && (has(lexique.donnees) || has(lexique.garder)) ? 'gardees' : null;
}

const MOTS = [...lexique.effacer, ...lexique.donnees, ...lexique.garder, ...lexique.surMoi, ...lexique.question, ...lexique.droits, ...lexique.acces, ...lexique.liens];

/** The answer to the open question about deletion, or to a question about data; null when the message is neither. */
export function aboutData(etat: Etat, said: string, ctx: Contexte): Lecture | null {
  if (etat.question?.id === 'effacement') return answered(etat, said, ctx);
  const demande = askedAboutData(said);
  if (!demande) return null;
  if (demande === 'effacer') return compris({ ...etat, suspendue: waiting(etat) }, { question: { id: 'effacement' } });
  const dire = demande === 'gardees' ? [kept(ctx)] : [say('donnees.droits'), ...sent(etat)];
  return backFrom({ ...etat, suspendue: waiting(etat) }, dire);
}

export const readEffacement = (said: string): 'oui' | 'non' | null => {
  if (isCommand(said, 'non') || isCommand(said, 'annuler') || isOnly(said, lexique.non)) return 'non';
  return isCommand(said, 'oui') || isCommand(said, 'confirmer') || isOnly(said, lexique.oui) ? 'oui' : null;
};

/** Politeness alone says neither. */
const isOnly = (said: string, forms: readonly string[]): boolean => mentions(said, forms) && saysOnly(said, forms);

function answered(etat: Etat, said: string, ctx: Contexte): Lecture | null {
  const answer = readEffacement(said);
  if (answer === null) return null;
  if (answer === 'non') return backFrom(etat, [say('donnees.garde')]);
  return compris(forgotten(etat, ctx.now), { dire: [say('donnees.efface'), ...sent(etat)], question: null, effets: [{ genre: 'oublier-conversation' }, { genre: 'oublier-revue' }] });
}

function kept({ durees = DUREES }: Contexte): Reponse {
  const { conversationJours, brouillonJours, piecesMois, dossierMois, archiveMois } = durees;
  return say('donnees.gardees', { conversation: conversationJours, brouillon: brouillonJours, pieces: piecesMois, dossier: dossierMois, archive: archiveMois });
}

/** A dossier already sent is not in the hands of this conversation. */
const sent = ({ ouverts }: Etat): Reponse[] => (ouverts.length === 0 ? [] : [say('donnees.envoyee', { liste: ouverts.map(({ reference }) => reference).join(', ') })]);
