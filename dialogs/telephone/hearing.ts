import { isMotif } from '../../src/domain/codes';
import type { Comprehension, Entite } from '../../src/domain/comprehension';
import { dictatedReadings } from '../../src/domain/dictation';
import { parseReference } from '../../src/domain/reference';
import hesitations from '../contenu/hesitations.json';
import commandes from '../contenu/commandes.json';
import relecture from '../contenu/relecture.json';
import type { Contexte, Evenement, EvenementMessage } from '../events';
import { table } from '../flow';
import { formatEntite } from '../format';
import { isCommand, mentions, normalize, rankAlone, readYesNo, words } from '../lecture';
import type { Commande } from '../lecture';
import { digresses, isPlainAnswer } from '../open-question';
import { questionOf } from '../questions/qualification';
import { sommesNues } from '../sommes-dites';
import type { Etat } from '../state';
import { isDanger } from '../surete';
import { texte as texteDit } from '../textes';
import { OPTIONS_DITES } from '../voice';
import { keypadDigits } from './keys';
import { readBackAnswered } from './relecture';
import { voixOf } from './voix';

/** What speech recognition heard, and what is done with it: acted on, said again, or read back first. */

/** One possible hearing, understood. `confiance`: the recogniser's, 0 to 1; null when it says none: unknown is neither 0 nor 1. */
export type Entendu = { texte: string; comprehension: Comprehension; confiance: number | null };

/** Under the first, what was heard is read back; under the second, it is said again while going on. */
const A_RELIRE = 0.5;
const A_REDIRE = 0.8;
/** A hearing less likely than this is noise: not even a danger in it is believed. */
const PLAUSIBLE = 0.3;

/** The hearing to act on: a danger in any plausible one, else the best product of how well it was heard and how well it is understood. */
export function bestOf(etat: Etat, heard: readonly Entendu[], ctx: Contexte): Entendu | undefined {
  const danger = heard.find(({ comprehension, confiance }) => isDanger(comprehension.safety) && (confiance ?? 1) >= PLAUSIBLE);
  if (danger) return danger;
  const scored = heard.map((one, rank) => ({ one, score: (one.confiance ?? likelihoodOf(rank)) * understoodAs(etat, one, ctx) }));
  return scored.sort((a, b) => b.score - a.score)[0]?.one;
}

/** Without a confidence, the order of the recogniser is all there is. */
const likelihoodOf = (rank: number): number => 1 / (1 + 0.2 * rank);

const ANSWERS = 0.95;
const STORY_MIN = 0.5;
const LEAST = 0.05;

/** How well a hearing fits: an answer to the open question fits best; in a story any sentence may be right. */
function understoodAs(etat: Etat, { texte, comprehension }: Entendu, ctx: Contexte): number {
  if (texte.trim() === '') return 0;
  const { question } = etat;
  if (isPlainAnswer(etat, texte, ctx) || dictated(etat, texte, ctx).length > 0) return ANSWERS;
  if (!question) return Math.max(LEAST, comprehension.confidence);
  if (table.accueil(question, etat, ctx) === 'libre') return Math.max(STORY_MIN, comprehension.confidence);
  return table.read(question, { texte, comprehension }, etat, ctx).genre === 'compris' ? ANSWERS : Math.max(LEAST, comprehension.confidence);
}

const HESITATIONS = new Set(hesitations.mots);

/** Speech without the sounds of who looks for words, unless it is nothing else. */
export function withoutHesitations(said: string): string {
  const kept = said.split(/\s+/).filter((word) => !HESITATIONS.has(normalize(word))).join(' ');
  return kept.trim() === '' ? said : kept;
}

export type Suite =
  | { genre: 'agir'; texte: string; aRedire: boolean }
  | { genre: 'confirmer'; textes: string[] }
  | Extract<Evenement, { genre: 'relance' }>
  | Extract<Evenement, { genre: 'mal-entendu' }>;

/** What to do with the hearing chosen. */
export function afterHearing(etat: Etat, heard: Entendu, ctx: Contexte): Suite {
  const { texte, comprehension, confiance } = heard;
  if (isDanger(comprehension.safety)) return act(texte);
  if ((isCommand(texte, 'repeter') && etat.question === null) || asksAgain(texte)) return { genre: 'relance', cause: 'repeter' };
  if (normalize(texte) === texteDit('voix.autre-chose') && voixOf(etat).reste.length > 0) return { genre: 'relance', cause: 'suite' };
  const option = optionSaid(etat, texte, ctx);
  if (option !== null) return option;
  return answeringReadBack(etat, heard, ctx) ?? mustConfirm(etat, heard, ctx) ?? { genre: 'agir', texte, aRedire: confiance !== null && confiance < A_REDIRE && !isPlainAnswer(etat, texte, ctx) };
}

const REDIRE_MOTS_MAX = 12;

/** "vous pouvez me redire le numéro doucement": the last words again. */
const asksAgain = (said: string): boolean => words(said).length <= REDIRE_MOTS_MAX && mentions(said, relecture.redire);

/** "un", "le deuxième": the option that the voice has just said under that key; where a number is asked for, it is the answer itself. */
function optionSaid(etat: Etat, said: string, ctx: Contexte): Suite | null {
  const { aConfirmer, options, reste } = voixOf(etat);
  const rank = rankAlone(said);
  if (rank === null || aConfirmer.length > 0 || options.length === 0 || asksNumber(etat, ctx)) return null;
  if (rank === OPTIONS_DITES && reste.length > 0) return { genre: 'relance', cause: 'suite' };
  const option = rank < 0 && reste.length > 0 ? undefined : options.at(rank);
  return option === undefined ? null : act(option);
}

function asksNumber(etat: Etat, ctx: Contexte): boolean {
  const { question } = etat;
  if (question?.id !== 'qualification') return keypadDigits(etat, ctx) > 1 || question?.id === 'avis-pertinence' || question?.id === 'avis-accompagnement';
  return NUMBERED.includes(questionOf(question.champ, etat, ctx).type);
}

const NUMBERED: readonly string[] = ['montant', 'duree', 'date', 'reference'];

const act = (texte: string): Suite => ({ genre: 'agir', texte, aRedire: false });

/** Yes, no, a correction, or more: what was read back is kept in all of them. A command, or a number dictated again, is heard as new. */
function answeringReadBack(etat: Etat, dit: Entendu, ctx: Contexte): Suite | null {
  const { aConfirmer: [first, ...others], faits } = voixOf(etat);
  if (first === undefined) return null;
  if (isCommand(dit.texte, 'repeter') || isCommand(dit.texte, 'aide')) return { genre: 'relance', cause: 'repeter' };
  if (COMMANDES.some((commande) => isCommand(dit.texte, commande)) || dictated(etat, dit.texte, ctx).length > 0) return null;
  const answer = readBackAnswered({ texte: first, faits }, dit);
  switch (answer.genre) {
    case 'agir':
      return act(answer.texte);
    case 'confirmer':
      return confirm(answer.texte);
    case 'non':
      if (others.length > 0) return { genre: 'confirmer', textes: others };
      // beside an open question the answer is given again; a story is kept, and what it lacks is asked later
      return etat.question === null && words(answer.sans).length >= HISTOIRE_MOTS_MIN && faits.length > 0 ? act(answer.sans) : { genre: 'mal-entendu' };
    case 'redit':
      return null;
  }
}

const COMMANDES: readonly Commande[] = ['annuler', 'humain', 'plusTard', 'recommencer', 'quiEtesVous'];
const HISTOIRE_MOTS_MIN = 4;

/** Figures, names, dates, numbers: always. Anything badly heard: too, but for the plain answers that commit to nothing. */
function mustConfirm(etat: Etat, { texte, comprehension, confiance }: Entendu, ctx: Contexte): Suite | null {
  const readings = dictated(etat, texte, ctx);
  if (readings.length > 0) return { genre: 'confirmer', textes: readings };
  const badlyHeard = confiance !== null && confiance < A_RELIRE;
  if (isPlainAnswer(etat, texte, ctx)) return badlyHeard && commits(etat) ? confirm(texte) : null;
  if (etat.question?.id === 'code-suivi' || isSlot(etat)) return null;
  const facts = factsOf(comprehension.entities);
  const isKept = facts.length > 0 && (keepsFacts(etat, { texte, comprehension }) || facts.some(({ type }) => type === 'reference'));
  return badlyHeard || isKept || (expectsName(etat) && !hasNone(texte)) || (expectsAmount(etat, ctx) && sommesNues(texte).length > 0) ? confirm(texte) : null;
}

/** A simple answer is given at once: nothing of the date or the amount is kept. A demande, open or about to be, keeps them. */
function keepsFacts(etat: Etat, dit: Pick<EvenementMessage, 'texte' | 'comprehension'>): boolean {
  if (etat.brouillon && etat.question) return !(etat.brouillon.motif && digresses(dit, SIDE_QUESTION, true));
  const { group, second } = dit.comprehension;
  return group === 'expert' || group === 'clarify' || (second !== null && isMotif(second.code));
}

/** As sure as for a side question to interrupt a free answer. */
const SIDE_QUESTION = 0.7;

const confirm = (texte: string): Suite => ({ genre: 'confirmer', textes: [texte] });

/** A half-day is said again with the question that follows. */
const isSlot = ({ question }: Etat): boolean => question?.id === 'rappel' && question.creneau === '';

const commits = ({ question }: Etat): boolean => question?.id === 'recap' || question?.id === 'effacement';
/** "son nom je sais pas", "non aucun numéro" name nothing that could be misheard. */
const hasNone = (said: string): boolean => mentions(said, commandes.saitPas) || readYesNo(said) === 'non';

const expectsAmount = (etat: Etat, ctx: Contexte): boolean => etat.question?.id === 'qualification' && questionOf(etat.question.champ, etat, ctx).type === 'montant';
const expectsName = ({ question }: Etat): boolean =>
  question?.id === 'mandat-organisme' || (question?.id === 'contact-detail' && (question.champ === 'interlocuteur' || question.champ === 'reference'));

const FAITS: readonly Entite['type'][] = ['montant', 'date', 'reference', 'numero', 'numero_allocataire', 'telephone'];
const FAITS_DITS = 4;

/** What is read back of a sentence, each thing once. */
export function factsOf(entities: readonly Entite[]): Entite[] {
  const facts = entities.filter((entite) => FAITS.includes(entite.type) && !(entite.type === 'date' && entite.precision === 'annee'));
  const said = facts.map(formatEntite);
  return facts.filter((_, at) => said.indexOf(said[at] ?? '') === at).slice(0, FAITS_DITS);
}

// ---------------------------------------------------------------- dictated numbers

const READINGS_MAX = 3;
const NUMERO_MAX = 7;

/** The readings of a dictated number, where one is asked for: every way to group the words, then the right length, then the check sign. */
export function dictated(etat: Etat, texte: string, ctx: Contexte): string[] {
  return readingsOf(etat, texte, ctx).slice(0, READINGS_MAX);
}

function readingsOf(etat: Etat, texte: string, ctx: Contexte): string[] {
  const { question } = etat;
  if (question?.id === 'numero-allocataire') return allocataireReadings(texte);
  if (question?.id === 'rappel' && question.creneau !== '') return digitsOnly(dictatedReadings(texte, 10)).filter((digits) => /^0[1-9]/.test(digits));
  if (question?.id === 'reference' || announcesReference(texte)) return referenceReadings(texte);
  if (question?.id === 'qualification' && questionOf(question.champ, etat, ctx).type === 'reference') return referenceReadings(texte);
  return [];
}

/** "Ref exp sept K comme Kléber…", whatever is asked: nothing else is said in this way. */
const announcesReference = (texte: string): boolean => /\br[ée]f[ée]?(?:rence)?\b.*\bexp\b|\br\s*e\s*f\b|\b[a-z]\s+comme\s+\p{L}+/iu.test(texte);

function referenceReadings(texte: string): string[] {
  const { reference, suggestions } = parseReference(texte);
  return reference === null ? suggestions : [reference];
}

/** The longest first: seven figures are what most people have. */
function allocataireReadings(texte: string): string[] {
  for (let length = NUMERO_MAX; length > 0; length--) {
    const found = digitsOnly(dictatedReadings(texte, length));
    if (found.length > 0) return found;
  }
  return [];
}

const digitsOnly = (readings: readonly string[]): string[] => readings.filter((signs) => /^\d+$/.test(signs));
