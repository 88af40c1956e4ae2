import { formatShort } from '../src/domain/calendar';
import { PRESTATIONS } from '../src/domain/codes';
import type { Code, Prestation, PrestationOuAucune } from '../src/domain/codes';
import type { Reponse } from '../src/domain/tour';
import type { Answer } from './contenu';
import type { Contexte } from './events';
import { easyText, spokenEasy } from './facile';
import { mentions } from './lecture';
import { dateParams } from './params';
import { precisionsConnues } from './precisions';
import type { Dit, PrecisionConnue } from './precisions';
import mots from './contenu/mots.json';
import { fill, texte } from './textes';

/**
 * The answer to a simple or out-of-scope request, with what the message lets it add, one next step and its source; null when
 * the catalogue has none.
 */
export function answerFor(code: string, dit: Dit, ctx: Contexte): Reponse | null {
  const answer = ctx.contenu.reponses[code];
  if (!answer) return null;
  const shown = shownFor(answer, dit, ctx);
  const easy = dit.facile ? easyFor(code, answer, shown, dit, ctx) : null;
  const precisions = precisionsFor(code, dit, ctx);
  return easy === null ? fullAnswer(answer, shown, precisions, ctx) : easyAnswer(easy, shown.source ?? answer.source, precisions);
}

/** The parts of an answer: what is said, the next step, where it comes from. */
export type AnswerParts = { texte: string; suite: string; source: Answer['source'] };

/** The full answer in its parts, for who shows them apart; null when the catalogue has none. */
export function answerParts(code: string, dit: Dit, ctx: Contexte): AnswerParts | null {
  const answer = ctx.contenu.reponses[code];
  return answer ? partsOf(answer, shownFor(answer, dit, ctx), precisionsFor(code, dit, ctx), ctx) : null;
}

function partsOf(answer: Answer, shown: Shown, precisions: readonly PrecisionConnue[], ctx: Contexte): AnswerParts {
  // a precise question has its precise answer, not the general one before it
  const fact = ctx.contenu.faits.find(({ id }) => precisions.some(({ selon }) => selon === id));
  const said = [...(fact ? [] : [fill(shown.texte, dateParams(ctx))]), ...precisions.map(written)].join('\n\n');
  return { texte: said, suite: fill(nextStep(precisions) ?? shown.suite ?? answer.suite, dateParams(ctx)), source: fact?.source ?? shown.source ?? answer.source };
}

function fullAnswer(answer: Answer, shown: Shown, precisions: readonly PrecisionConnue[], ctx: Contexte): Reponse {
  const { texte: said, suite, source } = partsOf(answer, shown, precisions, ctx);
  return { texte: [said, suite, sourceLine(source)].join('\n\n'), oral: spoken(precisions, fill(shown.oral, dateParams(ctx))) };
}

/** The easy text says what the shown one says: of the general text or of the prestation's, none of a pair's. */
function easyFor(code: string, answer: Answer, shown: Shown, { prestation }: Dit, ctx: Contexte): string | null {
  if (shown === answer) return easyText(code, 'AUCUNE', ctx);
  return prestation !== 'AUCUNE' && shown === answer.prestations?.[prestation] ? easyText(code, prestation, ctx) : null;
}

const easyAnswer = (easy: string, { titre }: Answer['source'], precisions: readonly PrecisionConnue[]): Reponse =>
  ({ texte: [easy, ...precisions.map(written), texte('reponse.source-courte', { titre })].join('\n\n'), oral: [spokenEasy(easy), ...precisions.map((p) => fill(p.oral, p.params))].join(' ') });

/** Only what the facts said add to an answer already given. */
export function precisionsOnly(precisions: readonly PrecisionConnue[]): Reponse {
  const suite = nextStep(precisions);
  return { texte: [...precisions.map(written), ...(suite ? [suite] : [])].join('\n\n'), oral: spoken(precisions, '') };
}

/** What an answer can add, with what is known so far. */
export const precisionsFor = (code: string, dit: Dit, ctx: Contexte): PrecisionConnue[] =>
  [...factsFor(code, dit, ctx), ...precisionsConnues(ctx.contenu.reponses[code]?.precisions ?? [], dit, ctx.today)];

const FACTS_MAX = 2;

/** The precise facts asked for, as long as they may be shown. */
const factsFor = (code: string, { faits }: Dit, ctx: Contexte): PrecisionConnue[] =>
  ctx.contenu.faits.filter((fact) => fact.code === code && faits.includes(fact.id) && isShown(fact, ctx.today)).slice(0, FACTS_MAX)
    .map(({ id, texte: said, oral }) => ({ selon: id, texte: said, oral, params: {} }));

/** More detail for a person who asks again: never the same answer twice. */
export function moreFor(code: string, dit: Dit, ctx: Contexte): string | null {
  const answer = ctx.contenu.reponses[code];
  const more = answer && (shownFor(answer, dit, ctx).enSavoirPlus ?? answer.enSavoirPlus);
  return more ? fill(more, dateParams(ctx)) : null;
}

/**
 * Whether it is worth asking which prestation: the answer changes with it, and one is at stake. A question about "les aides"
 * in general has the general answer.
 */
export function asksPrestation(code: Code, { prestation, prestations, faits }: Dit, said: string): boolean {
  if (faits.length > 0 || !PAR_PRESTATION.has(code) || mentions(said, mots.aidesEnGeneral)) return false;
  return prestation === 'INCONNUE' || (prestation === 'MULTI' && prestations.length > 1 && code !== 'CUMUL');
}

/** Intents whose general text only says "it depends on the benefit". */
const PAR_PRESTATION = new Set<Code>(['MONTANT_BAREME', 'DROIT_CONDITIONS', 'DEMANDE_PRESTATION', 'DOCUMENTS', 'CUMUL']);

type Shown = Pick<Answer, 'texte' | 'oral'> & { suite?: string | undefined; enSavoirPlus?: string | undefined; source?: Answer['source'] | undefined };

/** The pair's text, the prestation's, or the general one; past its review date, or of level C, a text gives way (DOSSIER §4). */
function shownFor(answer: Answer, dit: Dit, ctx: Contexte): Shown {
  const special = pairOf(answer, dit) ?? (dit.prestation === 'AUCUNE' ? undefined : answer.prestations?.[dit.prestation]);
  return special && isShown({ niveau: special.niveau ?? answer.niveau, aRevoirLe: special.aRevoirLe ?? answer.aRevoirLe }, ctx.today) ? special : answer;
}

function pairOf(answer: Answer, { prestations }: Dit): Answer['paires'][number] | undefined {
  const [one, other, third] = prestations.filter(isPrestation);
  if (!one || !other || third) return undefined;
  return answer.paires.find(({ entre, et }) => (entre.includes(one) && et.includes(other)) || (entre.includes(other) && et.includes(one)));
}

const isPrestation = (code: PrestationOuAucune): code is Prestation => (PRESTATIONS as readonly string[]).includes(code);

/** Level C, or past its review date: never shown. */
export const isShown = ({ niveau, aRevoirLe }: Pick<Answer, 'niveau' | 'aRevoirLe'>, today: string): boolean => niveau !== 'C' && aRevoirLe >= today;

const written = (precision: PrecisionConnue): string => fill(precision.texte, precision.params);

const nextStep = (precisions: readonly PrecisionConnue[]): string | undefined => precisions.find(({ suite }) => suite !== undefined)?.suite;

/** Aloud, two sentences are kept: what was worked out for this person comes first. */
function spoken(precisions: readonly PrecisionConnue[], general: string): string {
  const sentences = [...precisions.map((p) => fill(p.oral, p.params)), general].flatMap((part) => part.split(/(?<=[.!?])\s+(?=\p{Lu})/u));
  return sentences.filter((sentence) => sentence !== '').slice(0, PHRASES_DITES).join(' ');
}

const PHRASES_DITES = 2;


export const sourceLine = (source: Answer['source']): string => texte('reponse.source', { titre: source.titre, url: source.url, date: formatShort(source.consulteLe) });
