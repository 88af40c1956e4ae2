import type { Contexte, EvenementMessage, Resultat } from './events';
import { andBack, done, settle, table } from './flow';
import { answeredToo, toQuestion } from './open-question';
import type { Etat, Question } from './state';
import { attention, DOUTE } from './surete';

/**
 * Distress that is neither sure nor excluded (DOSSIER §3.5): in a demande too, how the person is comes before the open question,
 * which waits. It is asked once; then nothing stands in the way.
 */
export function doubted(etat: Etat, ev: EvenementMessage, ctx: Contexte): Resultat | null {
  const { question } = etat;
  if (ev.comprehension.rule !== DOUBTS || etat.douteLeve || !etat.brouillon || !question || ASIDE.includes(question.id)) return null;
  const doubt: Question = { id: 'clarification', paire: DOUTE };
  const kept = answeredToo(etat, ev, ctx);
  const asked: Etat = { ...kept, echecs: 0, suspendue: kept.question, question: doubt };
  return done(asked, [table.ask(doubt, asked, ctx)]);
}

/** The rule of triage that doubts. */
export const DOUBTS = 'danger-en-doute';
/** The person was just told whom to call, or asked something else than what a demande needs. */
const ASIDE: readonly Question['id'][] = ['surete', 'clarification', 'humain'];

/** What is said to that question; whatever is no answer to it is for the question that waits, but for one that would keep any words. */
export function answersDoubt(etat: Etat, ev: EvenementMessage, ctx: Contexte): Resultat | null {
  const { question, suspendue } = etat;
  if (question?.id !== 'clarification' || question.paire !== DOUTE || !suspendue) return null;
  const read = table.read(question, { texte: ev.texte, comprehension: ev.comprehension }, etat, ctx);
  if (read.genre === 'compris') return settle(etat, read, ctx);
  const back: Etat = { ...etat, question: suspendue, suspendue: null, douteLeve: true, echecs: 0 };
  const keepsAnyWords = table.accueil(suspendue, back, ctx) === 'libre' && !ev.comprehension.question;
  const result = keepsAnyWords ? andBack(back, [], ctx) : toQuestion(back, suspendue, ev, ctx);
  return done(result.etat, [attention(ctx), ...result.reponses], result.effets);
}
