import type { Reponse } from '../src/domain/tour';
import { nextQuestion, withPieces } from './demande';
import type { Contexte, Effet, Resultat } from './events';
import { accueilChoix, insatisfait, orienter } from './orienter';
import { questionsTable } from './questions';
import { brouillonOf, withBrouillon } from './questions/handler';
import type { Lecture } from './questions/handler';
import { attachFiles } from './questions/pieces';
import { plainte } from './revue';
import type { Etat, Question } from './state';
import { wayOutOnPhone } from './telephone/person';
import { choix, say, texte } from './textes';

/** How a conversation goes on once something was understood, or was not. */
export const table = questionsTable(orienter, insatisfait);

export const done = (etat: Etat, reponses: Reponse[], effets: Effet[] = []): Resultat => ({ etat, reponses, effets });

/** What was said, then the question that was open, once more. */
export function andBack(etat: Etat, reponses: Reponse[], ctx: Contexte): Resultat {
  return etat.question ? done(etat, [...reponses, again(etat.question, table.ask(etat.question, etat, ctx))]) : done(etat, reponses);
}

/** What was said, then the open question of the demande; after a danger or a person's request, nothing is asked. */
export function withOpenQuestion(etat: Etat, dire: Reponse[], ctx: Contexte): Resultat {
  const isAsked = etat.brouillon !== null && etat.question !== null && etat.question.id !== 'surete' && etat.question.id !== 'humain';
  return isAsked ? andBack(etat, dire, ctx) : done(etat, dire);
}

/** The same question, announced as a return, in one message. */
const again = ({ id }: Question, question: Reponse): Reponse => ({
  ...question,
  texte: `${texte('retour')}\n\n${question.texte}`,
  ...(question.court ? { court: `${texte('retour')}\n\n${question.court}` } : {}),
  // aloud, a recap that was just read is not read again
  oral: `${texte('retour')} ${id === 'recap' ? texte('recap.oral-question') : question.oral ?? question.texte}`,
});

/** Applies what a question understood, then asks what comes next. */
export function settle(etat: Etat, read: Lecture, ctx: Contexte): Resultat {
  if (read.genre !== 'compris') return misunderstood(etat, read.genre === 'incompris' ? read.dire : null, ctx);
  return advance(read, ctx);
}

export function advance(read: Extract<Lecture, { genre: 'compris' }>, ctx: Contexte): Resultat {
  const effets = read.effets ?? [];
  const dire = read.dire ?? [];
  const base: Etat = { ...read.etat, echecs: 0 };
  if (effets.some(({ genre }) => ANSWERED.includes(genre))) {
    return done({ ...base, question: read.question ?? null }, dire, effets);
  }
  if (read.question === null) return closed(base, dire, effets, ctx);
  if (read.question && read.retour) return done({ ...base, question: read.question }, andBack({ ...base, question: read.question }, dire, ctx).reponses, effets);
  if (read.question) return askNow(base, read.question, dire, effets, ctx);
  if (!base.brouillon) return done({ ...base, question: null }, dire, effets);
  const ready = withKnownClass(withPieces(base));
  return askNow(ready, nextQuestion(brouillonOf(ready), ctx), dire, effets, ctx);
}

/** Effects that come back as an event of the same turn, which says what comes next. */
const ANSWERED: readonly Effet['genre'][] = ['ouvrir-dossier', 'chercher-dossier', 'lister-dossiers', 'lister-depots', 'agir-dossier', 'ouvrir-suivi', 'nouveau-code', 'arreter-courriels', 'reprendre-appel', 'verifier-appel'];

/** Nothing more to ask; a demande left open is taken up again, unless a break, a person or a danger set it aside. */
function closed(etat: Etat, dire: Reponse[], effets: Effet[], ctx: Contexte): Resultat {
  if (etat.question?.id === 'surete') return done(etat, dire, effets);
  const aside = !etat.brouillon || etat.enPause || etat.suspendue !== null;
  if (aside) return done({ ...etat, question: null }, dire, effets);
  const back: Etat = { ...etat, question: nextQuestion(brouillonOf(etat), ctx) };
  return done(back, andBack(back, dire, ctx).reponses, effets);
}

/** Files that came before the list of pieces are matched to it as soon as it exists. */
function withKnownClass(etat: Etat): Etat {
  const b = brouillonOf(etat);
  if (!b.pieces || b.aClasser.length === 0) return etat;
  return attachFiles(withBrouillon({ ...etat, question: null }, { aClasser: [] }), b.aClasser).etat;
}

export function askNow(etat: Etat, question: Question, dire: Reponse[], effets: Effet[], ctx: Contexte): Resultat {
  const next: Etat = { ...etat, question };
  return done(next, [...dire, table.ask(question, next, ctx)], effets);
}

/** What is about to be sent is never passed over: it is shown again. */
const NOT_SKIPPED: readonly Question['id'][] = ['recap', 'modifier'];

/** Says what is expected; the second time in a row, offers ways out instead of a third try. */
export function misunderstood(etat: Etat, indice: Reponse | null, ctx: Contexte): Resultat {
  const echecs = etat.echecs + 1;
  const next = { ...etat, echecs: echecs >= 2 ? 0 : echecs };
  if (ctx.canal === 'ivr' && echecs >= 2) return done(plainte(etat.brouillon ? next : { ...next, question: null }, 'incompris'), [wayOutOnPhone(etat)]);
  if (etat.question && etat.brouillon) {
    if (echecs >= 2 && NOT_SKIPPED.includes(etat.question.id)) return advance({ genre: 'compris', etat: next }, ctx);
    if (echecs < 2) return done(next, [indice ?? say('incompris.question'), ...(indice ? [] : [table.ask(etat.question, next, ctx)])]);
    return done(next, [say('incompris.issue', {}, { choix: choix(texte('choix.passer'), texte('choix.humain'), texte('choix.plus-tard'), texte('choix.annuler')) })]);
  }
  // a demande left aside (after a danger) is the first way back
  const back = etat.brouillon ? [texte('choix.reprendre'), texte('choix.humain')] : null;
  if (echecs < 2) return done(next, [indice ?? say('incompris.libre', {}, { choix: back ? choix(...back) : accueilChoix() })]);
  return done(plainte({ ...next, question: null }, 'incompris'), [say('incompris.sortie', {}, { choix: choix(...(back ?? [texte('choix.expert'), texte('choix.humain')])) })]);
}
