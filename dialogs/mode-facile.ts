import type { Reponse } from '../src/domain/tour';
import { answerFor } from './answers';
import lexique from './contenu/facile.json';
import type { Contexte } from './events';
import { easyText } from './facile';
import { mentions, words } from './lecture';
import { accueilChoix } from './orienter';
import { ditDe } from './precisions';
import type { Etat } from './state';
import { helpText } from './surete';
import { say } from './textes';

/** The mode in which answers come in very simple French: asked for in words or by the page made for it, left in words. */
export type Mode = 'facile' | 'normal';

/** Longer, a message tells something. */
const MOTS_MAX = 14;

/**
 * Whether the message asks for simpler words, or for the usual ones again, and says nothing else.
 * It is read from what its words are about (ease, difficulty, speech), so that each may say it in their own way.
 */
export function askedMode(said: string, etat: Pick<Etat, 'brouillon'>): Mode | null {
  const about = words(said);
  if (about.length === 0 || about.length > MOTS_MAX || mentions(said, lexique.contraire)) return null;
  const has = (forms: readonly string[]): boolean => mentions(said, forms);
  const only = (...groups: readonly string[][]): boolean => about.every((word) => [lexique.liens, PAROLE, ...groups].some((forms) => mentions(word, forms)));
  const named = about.length === 1 && said.trim().startsWith('/');
  // few messages hold any of these words: whether they hold nothing else is asked last
  if (has(lexique.normal) && (named || has(PAROLE)) && only(lexique.normal)) return 'normal';
  if (has(lexique.arret) && has(lexique.facile) && only(lexique.arret, lexique.facile)) return 'normal';
  const wishes = asksEase(about.length, has) || saysHard(has, etat) || cannotRead(has);
  return wishes && only(lexique.facile, lexique.comparatifs, lexique.complique, lexique.negation) ? 'facile' : null;
}

const PAROLE = [...lexique.parole, ...lexique.lire, ...lexique.comprendre, ...lexique.langage];

type Has = (forms: readonly string[]) => boolean;

const asksEase = (count: number, has: Has): boolean => has(lexique.facile) && (count === 1 || has(PAROLE) || has(lexique.comparatifs));

/** "C’est trop compliqué", alone, may speak of the document that a demande asks for: there it must speak of words. */
const saysHard = (has: Has, etat: Pick<Etat, 'brouillon'>): boolean => has(lexique.complique) && (has(PAROLE) || (!etat.brouillon && has(lexique.exces)));

const cannotRead = (has: Has): boolean => has(lexique.negation) && (has(lexique.lire) || (has(lexique.comprendre) && has(lexique.langage)));

type Changed = { etat: Etat; dire: Reponse[] };

/** The mode changed, said in a line; what was just answered is given again in its easy form. The open question stays. */
export function withMode(etat: Etat, mode: Mode, ctx: Contexte): Changed {
  if (mode === 'normal') return { etat: { ...etat, facile: false }, dire: [say('facile.non')] };
  return easyMode(etat, 'facile.oui', ctx);
}

/** The page in easy French puts its conversation in the mode: the person asked for nothing. */
export const onEasyPage = (etat: Etat, ctx: Contexte): Changed => easyMode(etat, 'facile.page', ctx);

function easyMode(etat: Etat, annonce: 'facile.oui' | 'facile.page', ctx: Contexte): Changed {
  const changed: Etat = { ...etat, facile: true };
  const again = easyAgain(changed, ctx);
  const nothingAsked = !etat.question && !etat.brouillon && !again;
  return { etat: changed, dire: [say(annonce, {}, nothingAsked ? { choix: accueilChoix() } : {}), ...(again ? [again] : [])] };
}

function easyAgain(etat: Etat, ctx: Contexte): Reponse | null {
  const last = etat.aSimplifier;
  if (!last || easyText(last.cle, 'AUCUNE', ctx) === null) return null;
  if (ctx.contenu.surete[last.cle]) return { ...helpText(last.cle, etat, ctx, false), ...(etat.discret ? { mode: 'discret' as const } : {}) };
  return answerFor(last.cle, { ...ditDe(etat), prestation: last.prestation }, ctx);
}
