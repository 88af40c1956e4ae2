import type { Comprehension, Entite } from '../../src/domain/comprehension';
import { dictatedReadings } from '../../src/domain/dictation';
import { parseReference } from '../../src/domain/reference';
import hesitations from '../contenu/hesitations.json';
import type { Contexte, Evenement } from '../events';
import { table } from '../flow';
import { isCommand, normalize } from '../lecture';
import { isPlainAnswer } from '../open-question';
import { questionOf } from '../questions/qualification';
import type { Etat } from '../state';
import { isDanger } from '../surete';
import { texte as texteDit } from '../textes';
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
  if (isCommand(texte, 'repeter') && etat.question === null) return { genre: 'relance', cause: 'repeter' };
  if (normalize(texte) === texteDit('voix.autre-chose') && voixOf(etat).reste.length > 0) return { genre: 'relance', cause: 'suite' };
  return answeringReadBack(etat, texte) ?? mustConfirm(etat, heard, ctx) ?? { genre: 'agir', texte, aRedire: confiance !== null && confiance < A_REDIRE && !isPlainAnswer(etat, texte, ctx) };
}

const act = (texte: string): Suite => ({ genre: 'agir', texte, aRedire: false });

/** Yes, no, or something else, which is heard as new. */
function answeringReadBack(etat: Etat, said: string): Suite | null {
  const [first, ...others] = voixOf(etat).aConfirmer;
  if (first === undefined) return null;
  if (isCommand(said, 'oui')) return act(first);
  if (!isCommand(said, 'non')) return null;
  return others.length > 0 ? { genre: 'confirmer', textes: others } : { genre: 'mal-entendu' };
}

/** Figures, names, dates, numbers: always. Anything badly heard: too, but for the plain answers that commit to nothing. */
function mustConfirm(etat: Etat, { texte, comprehension, confiance }: Entendu, ctx: Contexte): Suite | null {
  const readings = dictated(etat, texte, ctx);
  if (readings.length > 0) return { genre: 'confirmer', textes: readings };
  const badlyHeard = confiance !== null && confiance < A_RELIRE;
  if (isPlainAnswer(etat, texte, ctx)) return badlyHeard && commits(etat) ? confirm(texte) : null;
  if (etat.question?.id === 'code-suivi' || isSlot(etat)) return null;
  return badlyHeard || factsOf(comprehension.entities).length > 0 || expectsName(etat) ? confirm(texte) : null;
}

const confirm = (texte: string): Suite => ({ genre: 'confirmer', textes: [texte] });

/** A half-day is said again with the question that follows. */
const isSlot = ({ question }: Etat): boolean => question?.id === 'rappel' && question.creneau === '';

const commits = ({ question }: Etat): boolean => question?.id === 'recap' || question?.id === 'effacement';
const expectsName = ({ question }: Etat): boolean =>
  question?.id === 'mandat-organisme' || (question?.id === 'contact-detail' && (question.champ === 'interlocuteur' || question.champ === 'reference'));

const FAITS: readonly Entite['type'][] = ['montant', 'date', 'reference', 'numero', 'numero_allocataire', 'telephone'];
const FAITS_DITS = 4;

/** What is read back of a sentence, each thing once. */
export function factsOf(entities: readonly Entite[]): Entite[] {
  const facts = entities.filter(({ type }) => FAITS.includes(type));
  return facts.filter(({ text }, at) => facts.findIndex((other) => other.text === text) === at).slice(0, FAITS_DITS);
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
