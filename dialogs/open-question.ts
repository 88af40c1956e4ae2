import mots from './contenu/mots.json';
import { readCorrection } from './corrections';
import { donneAdresse } from './courriel';
import { nextQuestion, souvenirOf } from './demande';
import type { Contexte, EvenementMessage, Resultat } from './events';
import { andBack, done, misunderstood, settle, table } from './flow';
import { isCommand, mentions, normalize, startsWithCommand, words } from './lecture';
import type { Commande } from './lecture';
import { askedMode } from './mode-facile';
import { namesOnlyAWay } from './moyens';
import { free } from './new-request';
import { orienter } from './orienter';
import { compris } from './questions/handler';
import { otherMotif } from './questions/motif';
import { questionOf } from './questions/qualification';
import type { Lecture } from './questions/handler';
import { entendre } from './revue';
import type { Etat, Question, Souvenir } from './state';
import { say } from './textes';

/** A message read against the question that is open. */

/** A plain answer, or the very words of a button that we offered ("Plus rien"), is no sign of danger, whatever it looks like alone. */
export function isPlainAnswer(etat: Etat, text: string, ctx: Contexte): boolean {
  if (REPONSES_SIMPLES.some((commande) => isCommand(text, commande)) || askedMode(text, etat) || namesOnlyAWay(text) || donneAdresse(etat, text)) return true;
  return isOffered(etat, text, ctx);
}

/** The very words of a choice of the open question. */
export const isOffered = (etat: Etat, text: string, ctx: Contexte): boolean =>
  etat.question !== null && (table.ask(etat.question, etat, ctx).choix ?? []).some(({ titre }) => normalize(titre) === normalize(text));

const REPONSES_SIMPLES: readonly Commande[] = ['oui', 'non', 'saitPas', 'jeLAi', 'jEnverrai', 'jeNeLAiPas', 'sansObjet', 'toutPlusTard', 'plusTard', 'confirmer', 'aide', 'repeter', 'modifier', 'reprendre', 'recommencer', 'merci', 'bonjour'];

/** A message that is read against the open question: correction, answer, digression, or misunderstanding, in this order. */
export function toQuestion(etat: Etat, question: Question, ev: EvenementMessage, ctx: Contexte): Resultat {
  const accueil = table.accueil(question, etat, ctx);
  if (accueil !== 'souple' && etat.brouillon && isSmallTalk(ev.texte)) return andBack({ ...etat, echecs: 0 }, [], ctx);
  // a lone emoji is no story: nothing is kept of it
  if (words(ev.texte).length === 0) return misunderstood(etat, null, ctx);
  if (accueil === 'libre' && digresses(ev, 0.7, true)) return digression(etat, ev, ctx);
  const changed = etat.brouillon?.motif && accueil !== 'souple' ? otherMotif(etat, { texte: ev.texte, comprehension: ev.comprehension }, ctx) : null;
  if (changed) return settle({ ...etat, entendu: entendre(etat, ev) }, changed, ctx);
  // in a story, "non" may begin a sentence: only a short message corrects there
  const mayCorrect = accueil !== 'libre' || words(ev.texte).length <= 8;
  const correction = mayCorrect ? readCorrection(ev.texte, ev.comprehension, etat, ctx) : null;
  if (correction) {
    const note = say('correction.note', { champ: correction.champ, valeur: correction.valeur });
    return settle(etat, compris(correction.etat, { dire: [note] }), ctx);
  }
  const read = table.read(question, { texte: ev.texte, comprehension: ev.comprehension }, etat, ctx);
  if (read.genre === 'compris') return withValue(question, settle(etat, read, ctx), ev, ctx);
  const late = lateAnswer(etat, question, ev, ctx);
  if (late) return settle(etat, late, ctx);
  const inDemande = etat.brouillon?.motif !== null && etat.brouillon !== null;
  if (read.genre === 'autre-chose' && !(inDemande && accueil !== 'souple')) return free({ ...etat, question: inDemande ? question : null }, ev, ctx);
  if (digresses(ev, 0.5, question.id === 'urgence') && !(inDemande && tellsAnAnswer(ev))) return digression(etat, ev, ctx);
  return misunderstood(etat, read.genre === 'incompris' ? read.dire : null, ctx);
}

/** "modifier la ligne 10 : …": what follows the colon answers the question that the line opens again. */
function withValue({ id }: Question, reopened: Resultat, ev: EvenementMessage, ctx: Contexte): Resultat {
  const { etat } = reopened;
  const at = /:\s+(?=\S)/.exec(ev.texte);
  if (!at || !etat.question || (id !== 'recap' && id !== 'modifier') || etat.question.id === 'recap' || etat.question.id === 'modifier') return reopened;
  const start = at.index + at[0].length;
  const comprehension = { ...ev.comprehension, entities: ev.comprehension.entities.filter((entite) => entite.start >= start) };
  const read = table.read(etat.question, { texte: ev.texte.slice(start), comprehension }, etat, ctx);
  return read.genre === 'compris' ? settle(etat, read, ctx) : reopened;
}

/** After a help message or a person's request, a short answer to the closed question that was interrupted still counts. */
function lateAnswer(etat: Etat, question: Question, ev: EvenementMessage, ctx: Contexte): Lecture | null {
  const { suspendue } = etat;
  if (!etat.brouillon || !suspendue || !['surete', 'humain'].includes(question.id) || words(ev.texte).length > 6) return null;
  // the draft may have changed since: only the question that would be asked now can be answered late
  if (JSON.stringify(nextQuestion(etat.brouillon, ctx)) !== JSON.stringify(suspendue)) return null;
  if (table.accueil(suspendue, etat, ctx) !== undefined) return null;
  const read = table.read(suspendue, { texte: ev.texte, comprehension: ev.comprehension }, { ...etat, echecs: 0 }, ctx);
  return read.genre === 'compris' ? { ...read, etat: { ...read.etat, suspendue: null } } : null;
}

/** The date or the sum asked for, said with what frightens: kept, and the question that comes next is the one that waits. */
export function answeredToo(etat: Etat, ev: EvenementMessage, ctx: Contexte): Etat {
  const { question } = etat;
  if (question?.id !== 'qualification' || !FACTS.includes(questionOf(question.champ, etat, ctx).type) || ev.comprehension.entities.length === 0) return etat;
  const read = table.read(question, { texte: ev.texte, comprehension: ev.comprehension }, { ...etat, echecs: 0 }, ctx);
  if (read.genre !== 'compris' || !read.etat.brouillon) return etat;
  return { ...read.etat, question: nextQuestion(read.etat.brouillon, ctx) };
}

const FACTS: readonly string[] = ['date', 'mois', 'montant', 'duree'];

/** "oui merci" is a yes. */
const isSmallTalk = (text: string): boolean => (isCommand(text, 'bonjour') || isCommand(text, 'merci')) && !isCommand(text, 'oui');

/** What is told rather than asked may be an answer badly understood: it must be surer ("la maison est bleue"). */
const SURELY_TOLD = 0.7;

export function digresses({ comprehension: c, texte: text }: Pick<EvenementMessage, 'comprehension' | 'texte'>, confiance: number, mustAsk: boolean): boolean {
  const answerable = (c.group === 'simple' && c.code !== 'INCOMPREHENSION') || c.group === 'out_of_scope';
  const isSaid = c.question || mentions(text, mots.interroge) ? c.confidence >= confiance : !mustAsk && words(text).length >= 4 && c.confidence >= Math.max(confiance, SURELY_TOLD);
  return answerable && isSaid && words(text).length <= 30;
}

/** In a demande, what is told of another body ("j'ai la requête en divorce"), or begins like an answer, asks for nothing beside. */
function tellsAnAnswer({ comprehension: c, texte: text }: EvenementMessage): boolean {
  if (c.question || mentions(text, mots.demandeSimple)) return false;
  return c.group === 'out_of_scope' || startsWithCommand(text, 'oui') || startsWithCommand(text, 'non') || mentions(text, mots.dejaDit);
}

/** A side question: answered, then the same question once, not as an error. */
export function digression(etat: Etat, ev: EvenementMessage, ctx: Contexte): Resultat {
  const pending = etat.question;
  if (pending && etat.brouillon && isSaidAgain(etat, ev)) return misunderstood({ ...etat, echecs: 1 }, null, ctx);
  const asked = orienter({ ...etat, question: null, souvenir: inGeneral(souvenirOf(ev.texte, ev.comprehension)), entendu: entendre(etat, ev) }, ev.comprehension.code, ctx);
  if (asked.genre !== 'compris' || !pending) return misunderstood(etat, null, ctx);
  const back: Etat = { ...asked.etat, question: pending, souvenir: etat.souvenir, echecs: 0 };
  if (asked.effets?.length) return done(back, asked.dire ?? [], asked.effets);
  return andBack(back, asked.dire ?? [], ctx);
}

/** Told once more after both answers to it were given, and no question: it was meant for what is asked, and a way out is due. */
const isSaidAgain = ({ derniereReponse: last }: Etat, { comprehension: c }: EvenementMessage): boolean =>
  !c.question && last?.code === c.code && last.approfondie;

/** Beside a demande, "which benefit?" would be a second open question: the general answer is given. */
function inGeneral(souvenir: Souvenir): Souvenir {
  const { prestation, code } = souvenir;
  const unsettled = prestation === 'INCONNUE' || (prestation === 'MULTI' && code !== 'CUMUL');
  return unsettled ? { ...souvenir, prestation: 'AUCUNE' } : souvenir;
}
