import type { Comprehension } from '../../src/domain/comprehension';
import type { Reponse } from '../../src/domain/tour';
import type { Contexte, Effet } from '../events';
import type { Brouillon, Etat, Question, QuestionDe } from '../state';

/** What the person just said, as a question reads it. */
export type Entree = { texte: string; comprehension: Comprehension };

/** Below this, a message is no request: asked to be said otherwise, unless it answers something. */
export const CONFIANCE_MIN = 0.2;

export const isUnclear = ({ code, confidence }: Comprehension): boolean => confidence < CONFIANCE_MIN || code === 'INCOMPREHENSION';

/** A message that asks for something by itself. */
export const isRequest = ({ comprehension: c }: Entree): boolean => c.group !== 'clarify' && c.code !== 'INCOMPREHENSION' && c.confidence >= 0.5;

/**
 * Outcome of reading an answer.
 * - `compris`: the new state; the conversation goes to `question`, or, when absent, to the next one of the demande.
 *   With `retour`, the question was asked before: it is announced as a return to it.
 * - `incompris`: one message saying what is expected; the same question stays.
 * - `autre-chose`: this is no answer to the question (the message is understood as if nothing had been asked).
 */
export type Lecture =
  | { genre: 'compris'; etat: Etat; dire?: Reponse[]; question?: Question | null; effets?: Effet[]; retour?: true }
  | { genre: 'incompris'; dire: Reponse }
  | { genre: 'autre-chose' };

/** One kind of question: how it is asked and how its answer is read. Both are pure. */
export type Handler<I extends Question['id']> = {
  ask(question: QuestionDe<I>, etat: Etat, ctx: Contexte): Reponse;
  read(question: QuestionDe<I>, entree: Entree, etat: Etat, ctx: Contexte): Lecture;
  /**
   * `libre`: any sentence is a possible answer, so only a short, plain command or a clear question interrupts it.
   * `souple`: an answer is optional, so anything else is taken as a new request.
   */
  accueil?: 'libre' | 'souple';
};

export const compris = (
  etat: Etat,
  rest: { dire?: Reponse[]; question?: Question | null; effets?: Effet[]; retour?: true } = {},
): Lecture => ({ genre: 'compris', etat, ...rest });
export const incompris = (dire: Reponse): Lecture => ({ genre: 'incompris', dire });
export const autreChose: Lecture = { genre: 'autre-chose' };

/** The demande is made for another person, who is not the one spoken to. */
export const isForOther = ({ brouillon }: Etat): boolean => brouillon?.pour === 'autre';

/** The draft of a state in which one is open; asking about a demande without one is a bug. */
export function brouillonOf(etat: Etat): Brouillon {
  if (!etat.brouillon) throw new TypeError('a demande question without a draft');
  return etat.brouillon;
}

/** The same state with some fields of its draft replaced. */
export const withBrouillon = (etat: Etat, changes: Partial<Brouillon>): Etat => ({
  ...etat,
  brouillon: { ...brouillonOf(etat), ...changes },
});
