import type { Reponse } from '../src/domain/tour';
import type { Evenement, Resultat } from './events';
import { isCommand } from './lecture';
import { REPOS_MOYENS } from './moyens';
import type { Etat } from './state';
import { oral, say, texte } from './textes';
import { criteresDe } from './urgences';

/**
 * the other ways are offered at the first sign of difficulty, beside the question and never in its place, and not
 * again before a few turns.
 */
export function withOffer(before: Etat, ev: Evenement, result: Resultat): Resultat {
  if (ev.genre !== 'message' && ev.genre !== 'action') return result;
  const { etat } = result;
  // the call ends here: nothing more is offered
  if (result.reponses.some(({ fin }) => fin !== undefined)) return result;
  if (etat.question?.id === 'moyens' || etat.question?.id === 'rappel' || etat.reposMoyens > before.reposMoyens) return result;
  const sign = before.reposMoyens === 0 && etat.question?.id !== 'surete' ? signOf(before, ev, etat) : null;
  if (!sign) return { ...result, etat: { ...etat, reposMoyens: Math.max(0, before.reposMoyens - 1) } };
  return { ...result, etat: { ...etat, reposMoyens: REPOS_MOYENS }, reponses: sign === 'dit' ? said(result.reponses, etat.question !== null) : choiceOnly(result.reponses) };
}

/** `discret`: a choice is added. `dit`: it is said in a sentence as well. */
function signOf(before: Etat, ev: Extract<Evenement, { genre: 'message' | 'action' }>, after: Etat): 'discret' | 'dit' | null {
  const refused = ev.genre === 'message' && ev.refus.some(({ raison }) => raison === 'type' || raison === 'taille');
  const lost = ev.genre === 'message' && isCommand(ev.texte, 'aide');
  const asksPerson = after.demandesHumain > before.demandesHumain;
  const noInternet = tellsNoInternet(after) && !tellsNoInternet(before);
  const lacksAgain = absentes(after) >= 2 && absentes(after) > absentes(before);
  if (refused || lost || asksPerson || noInternet || lacksAgain) return 'dit';
  return after.echecs > before.echecs ? 'discret' : null;
}

const tellsNoInternet = ({ brouillon }: Etat): boolean => brouillon !== null && criteresDe(brouillon).includes('exclusion_numerique');

const absentes = ({ brouillon }: Etat): number => (brouillon?.pieces ?? []).filter(({ statut }) => statut === 'absente').length;

/** The choice goes with the last message, which holds the question. */
function choiceOnly(reponses: Reponse[]): Reponse[] {
  const last = reponses.at(-1);
  return last ? [...reponses.slice(0, -1), withChoice(last)] : reponses;
}

/** The sentence comes just before the question, so that the question stays the last thing read; with no question, it ends what was said. */
function said(reponses: Reponse[], asks: boolean): Reponse[] {
  const last = reponses.at(-1);
  if (!last) return reponses;
  const before = reponses.slice(0, -1);
  return asks ? [...before, say('moyens.offre'), withChoice(last)] : [...before, withChoice(withParagraph(last))];
}

/** Where a card has its own buttons they stand for the choices, so the offer is one of them. */
function withChoice(reponse: Reponse): Reponse {
  const titre = texte('choix.autre-moyen');
  const choix = [...(reponse.choix ?? []), { titre, valeur: titre }];
  const { carte } = reponse;
  const answersByCard = carte && carte.boutons.length + (carte.options?.length ?? 0) > 0;
  return { ...reponse, choix, ...(answersByCard ? { carte: { ...carte, boutons: [...carte.boutons, { titre, action: 'moyens' }] } } : {}) };
}

const withParagraph = (reponse: Reponse): Reponse => ({
  ...reponse, texte: `${reponse.texte}\n\n${texte('moyens.offre')}`, oral: `${reponse.oral ?? reponse.texte} ${oral('moyens.offre')}`,
  ...(reponse.court ? { court: `${reponse.court}\n\n${texte('moyens.offre')}` } : {}),
});
