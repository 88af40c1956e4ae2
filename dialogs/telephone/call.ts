import { DUREES } from '../../src/domain/conservation';
import type { Entite } from '../../src/domain/comprehension';
import type { Reponse } from '../../src/domain/tour';
import type { Contexte, Effet, Evenement, EvenementMessage, Resultat } from '../events';
import { askNow, done, misunderstood, table } from '../flow';
import { formatEntite } from '../format';
import { isCommand } from '../lecture';
import { accueilChoix } from '../orienter';
import { etatInitial } from '../state';
import type { Etat, Voix } from '../state';
import { isDanger } from '../surete';
import { choix, say, texte } from '../textes';
import { OPTIONS_DITES } from '../voice';
import { keypadDigits } from './keys';
import { voixOf, withVoix } from './voix';

/** What a telephone call adds to a conversation: its beginning, silences, what is read back, the keys, its end. */

type Dispatch = (etat: Etat, evenement: Evenement, ctx: Contexte) => Resultat;

/** One event of a call; what is no matter of the telephone goes to the conversation. */
export function onPhone(before: Etat, ev: Evenement, ctx: Contexte, dispatch: Dispatch): Resultat {
  const etat = ofThisCall(before, ctx);
  if (ev.genre === 'relance') return prompted(etat, ev.cause, ctx);
  const heard = withVoix(etat, { silences: 0, aConfirmer: [], faits: [] });
  switch (ev.genre) {
    case 'arrivee':
      return ctx.telephone ? greeting(anew(etat, ctx), ctx, dispatch) : dispatch(heard, ev, ctx);
    case 'a-confirmer':
      return readBack(heard, ev);
    case 'mal-entendu':
      return misunderstood(heard, say('voix.redire'), ctx);
    case 'message':
      return ending(ev, repeating(etat, ev, passedOn(dispatch(heard, ev, ctx), ctx)), ctx);
    default:
      return passedOn(dispatch(heard, ev, ctx), ctx);
  }
}

/** The options just said, for the keys. */
export function keysAfter({ etat, reponses }: Resultat, ev: Evenement, ctx: Contexte): Voix | null {
  const last = reponses.at(-1);
  if (ctx.canal !== 'ivr' || !last) return etat.voix;
  if (!last.choix && ev.genre === 'relance') return voixOf(etat);
  const values = (last.choix ?? []).map(({ valeur }) => valeur);
  return { ...voixOf(etat), options: values.slice(0, OPTIONS_DITES), reste: values.slice(OPTIONS_DITES) };
}

// ---------------------------------------------------------------- beginning

const GARDES_MAX = 3;
const DAY_MS = 24 * 3_600_000;

/** A gateway that announces no beginning, or two calls from one number at once: what is said belongs to this call only. */
const ofThisCall = (etat: Etat, ctx: Contexte): Etat => (ctx.telephone && voixOf(etat).appel !== ctx.telephone.appel ? anew(etat, ctx) : etat);

/** Nothing of an earlier call is known to this one but its drafts, locked until the caller says what they are about. */
function anew(etat: Etat, ctx: Contexte): Etat {
  const { rang, discret } = etat;
  return withVoix({ ...etatInitial(ctx.now), rang, discret }, { appel: ctx.telephone?.appel ?? '', gardes: draftsKept(etat, ctx.now) });
}

function greeting(etat: Etat, ctx: Contexte, dispatch: Dispatch): Resultat {
  if (voixOf(etat).gardes.length === 0) return dispatch(etat, { genre: 'arrivee' }, ctx);
  return askNow(etat, { id: 'reprise-appel' }, [say('voix.bonjour')], [], ctx);
}

/** A draft without a motif holds nothing worth keeping, nor to know its person by. After words of violence, whoever shares the telephone hears of none. */
function draftsKept(etat: Etat, now: Date): Voix['gardes'] {
  if (etat.discret) return [];
  const oldest = now.getTime() - DUREES.brouillonJours * DAY_MS;
  const drafts = [...(etat.brouillon ? [etat.brouillon] : []), ...voixOf(etat).gardes];
  return drafts.filter(({ motif, commenceLe }) => motif !== null && Date.parse(commenceLe) > oldest).slice(0, GARDES_MAX);
}

// ---------------------------------------------------------------- silences and keys

type Cause = Extract<Evenement, { genre: 'relance' }>['cause'];

/** Twice the question, in other words, then a polite end. The next options are no failure. */
function prompted(etat: Etat, cause: Cause, ctx: Contexte): Resultat {
  if (cause === 'repeter') return done(etat, [openQuestion(etat, ctx)]);
  if (cause === 'suite') return done(etat, [say('voix.suite', {}, { choix: choix(...voixOf(etat).reste) })]);
  const silences = voixOf(etat).silences + 1;
  const next = withVoix(etat, { silences });
  if (silences > 2) return done(withVoix(etat, { silences: 0 }), [{ ...say(isKept(etat, ctx) ? 'voix.silence-fin-gardee' : 'voix.silence-fin'), fin: 'raccrocher' }]);
  return done(next, [silences === 1 ? shorter(next, cause, ctx) : byKeys(next, ctx)]);
}

const isKept = ({ brouillon, discret }: Etat, ctx: Contexte): boolean => brouillon?.motif != null && !discret && Boolean(ctx.telephone?.appelant);

/** What is read back is asked before anything else. */
function openQuestion(etat: Etat, ctx: Contexte): Reponse {
  const { aConfirmer: [heard], faits } = voixOf(etat);
  if (heard !== undefined) return wasRead(heard, faits);
  return etat.question ? table.ask(etat.question, etat, ctx) : say('accueil.bonjour', {}, { choix: accueilChoix() });
}

/** The question alone, without what came before it nor its options, which the keys still mean. */
const shorter = (etat: Etat, cause: Cause, ctx: Contexte): Reponse =>
  withKeypad(etat, ctx, say(cause === 'touche' ? 'voix.touche-inconnue' : 'voix.silence', { question: questionAgain(etat, openQuestion(etat, ctx)) }));

function byKeys(etat: Etat, ctx: Contexte): Reponse {
  const { question } = etat;
  if (question?.id === 'reference' || question?.id === 'code-suivi') return withKeypad(etat, ctx, say('voix.silence-touches-signes'));
  const asked = openQuestion(etat, ctx);
  const { options, reste } = voixOf(etat);
  const choices = options.length > 0 ? choix(...options, ...reste) : asked.choix;
  return withKeypad(etat, ctx, say('voix.silence-touches', { question: questionAgain(etat, asked) }, choices ? { choix: choices } : {}));
}

/** The question alone; "is that so?" would be empty without the amounts and dates it is about. */
const questionAgain = (etat: Etat, asked: Reponse): string => (voixOf(etat).faits.length > 0 ? asked.oral ?? asked.texte : questionOnly(asked));

/** The last sentence that asks, or the last one. */
function questionOnly({ oral, texte: written }: Reponse): string {
  const sentences = (oral ?? written).split(/(?<=[.!?])\s+/);
  return sentences.findLast((sentence) => sentence.endsWith('?')) ?? sentences.at(-1) ?? '';
}

function withKeypad(etat: Etat, ctx: Contexte, reponse: Reponse): Reponse {
  const touches = keypadDigits(etat, ctx);
  return touches > 1 ? { ...reponse, touches } : reponse;
}

// ---------------------------------------------------------------- what was heard

const PAROLES_DITES = 14;

function readBack(etat: Etat, { textes, faits }: Extract<Evenement, { genre: 'a-confirmer' }>): Resultat {
  return done(withVoix(etat, { aConfirmer: [...textes], faits: [...faits] }), [wasRead(textes[0] ?? '', faits)]);
}

const wasRead = (words: string, faits: readonly Entite[]): Reponse =>
  faits.length > 0 ? say('voix.confirmer-faits', { faits: faits.map(formatEntite).join(', ') }, yesNo()) : isItSo(words);
const isItSo = (words: string): Reponse => say('voix.confirmer', { paroles: shortened(words) }, yesNo());
const yesNo = () => ({ choix: choix(texte('choix.oui'), texte('choix.non')) });
const shortened = (words: string): string => words.split(/\s+/).slice(0, PAROLES_DITES).join(' ').replace(/[.?!…]+$/, '');

/** Heard well enough to go on: said again, unless « J’ai compris » says it already. */
function repeating(before: Etat, ev: EvenementMessage, result: Resultat): Resultat {
  const begins = before.brouillon?.motif == null && result.etat.brouillon?.motif != null;
  if (!ev.aRedire || begins || result.effets.some(isDangerAlert)) return result;
  return { ...result, reponses: [say('voix.entendu', { paroles: shortened(ev.texte) }), ...result.reponses] };
}

// ---------------------------------------------------------------- end

const isDangerAlert = (effet: Effet): boolean => effet.genre === 'alerter' && effet.nature !== 'humain' && isDanger(effet.nature);

/** P0: once the numbers are said, a person at once, when there is one. */
function passedOn(result: Resultat, ctx: Contexte): Resultat {
  const reponses = withLastKeypad(result, ctx);
  if (!ctx.telephone?.transfert || !result.effets.some(isDangerAlert)) return { ...result, reponses };
  return { ...result, reponses: [...reponses.map(withoutChoices), { ...say('voix.transfert-danger'), fin: 'transfert' }] };
}

const withoutChoices = ({ choix: _options, ...reponse }: Reponse): Reponse => reponse;

function withLastKeypad({ etat, reponses }: Resultat, ctx: Contexte): Reponse[] {
  const last = reponses.at(-1);
  return last ? [...reponses.slice(0, -1), withKeypad(etat, ctx, last)] : reponses;
}

/** "Au revoir", "plus tard": the call ends. A demande whose number is hidden, or must not be heard of, cannot be found again. */
function ending(ev: EvenementMessage, result: Resultat, ctx: Contexte): Resultat {
  const leaves = isCommand(ev.texte, 'plusTard') && result.etat.question === null;
  if (!leaves) return result;
  const isLost = result.etat.brouillon !== null && ctx.telephone !== undefined && !isKept(result.etat, ctx);
  const lost = isLost ? [say(result.etat.discret ? 'voix.sans-trace' : 'voix.sans-numero')] : [];
  return { ...result, reponses: [...(lost.length > 0 ? lost : result.reponses), { ...say('voix.au-revoir'), fin: 'raccrocher' }] };
}
