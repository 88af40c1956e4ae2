import { disCodeAppel } from './appel';
import { complement } from './complement';
import { souvenirOf } from './demande';
import { calmed } from './colere';
import { arretCourriels, donneAdresse } from './courriel';
import { asksDepots } from './depots';
import { aboutData } from './donnees';
import type { Contexte, EvenementMessage, Resultat } from './events';
import { askNow, done, settle, table } from './flow';
import { interruption } from './interruptions';
import { inAnotherLanguage } from './langue';
import { isCommand } from './lecture';
import { askedMode, withMode } from './mode-facile';
import { otherWay, readMoyen, staysHere } from './moyens';
import { digresses, digression, isOffered, isPlainAnswer } from './open-question';
import { askPerson, orienter } from './orienter';
import { filesOf } from './questions/accueil';
import { removesContact } from './questions/contact';
import { compris } from './questions/handler';
import { prestationNommee } from './questions/prestation';
import type { Lecture } from './questions/handler';
import type { Etat, Question } from './state';
import { say } from './textes';
import { deafnessAnswer, deafnessMeans, isAboutDeafness } from './surdite';

/** What a message may say beside the open question, in the order in which it is looked for: the first that fits answers. */

type Reader = (etat: Etat, ev: EvenementMessage, ctx: Contexte) => Resultat | null;

/** Null when the message says nothing of the kind: it is for the open question, or a new request. */
export function readAside(etat: Etat, ev: EvenementMessage, ctx: Contexte): Resultat | null {
  for (const reader of READERS) {
    const result = reader(etat, ev, ctx);
    if (result) return result;
  }
  return null;
}

/** A reader that gives a Lecture: it is applied, and the conversation goes on from it. */
const applied = (read: (etat: Etat, ev: EvenementMessage, ctx: Contexte) => Lecture | null): Reader => (etat, ev, ctx) => {
  const lecture = read(etat, ev, ctx);
  return lecture && settle(etat, lecture, ctx);
};

const READERS: readonly Reader[] = [
  (etat, ev, ctx) => (ev.comprehension.langue !== null && !isPlainAnswer(etat, ev.texte, ctx) ? inAnotherLanguage(etat, ev.comprehension.langue, ctx) : null),
  (etat, ev, ctx) => (ev.comprehension.insulte ? calmed(etat, ctx) : null),
  applied(easyMode),
  applied((etat, ev) => disCodeAppel(etat, ev)),
  applied((etat, ev) => arretCourriels(etat, ev.texte)),
  applied((etat, ev, ctx) => aboutData(etat, ev.texte, ctx)),
  applied((etat, ev, ctx) => asksDepots(etat, ev.texte, ctx)),
  (etat, ev, ctx) => (mustResume(etat, ctx) ? resume(etat, ev, ctx) : null),
  (etat, ev, ctx) => newInstead(etat, ev, ctx),
  applied(chosenHere),
  applied((etat, ev) => removesContact(etat, ev.texte)),
  applied((etat, ev, ctx) => interruption(etat, ev.texte, ctx)),
  applied((etat, ev, ctx) => (isCommand(ev.texte, 'humain') && !answersHuman(etat) ? askPerson(etat, ctx) : null)),
  applied(inWriting),
  applied(byAnotherWay),
  applied((etat, ev, ctx) => complement(etat, { texte: ev.texte, comprehension: ev.comprehension }, ctx)),
];

/** After half a day, the person is asked before going on. */
const ABSENCE_MS = 12 * 3_600_000;

/** Questions to which a person may answer that she does not hear, or could not telephone. */
function tells(etat: Etat, ctx: Contexte): boolean {
  const { question } = etat;
  if (question?.id === 'qualification') return table.accueil(question, etat, ctx) === 'libre';
  return question !== null && RACONTENT.includes(question.id);
}

const RACONTENT: readonly Question['id'][] = ['urgence', 'situations', 'contact', 'contact-detail', 'contact-autre', 'expose', 'avis-commentaire', 'avis-raison', 'complement'];

/** The ways in writing, then the question that expects an answer, if one does. */
function inWriting(etat: Etat, ev: EvenementMessage, ctx: Contexte): Lecture | null {
  if (!isAboutDeafness(ev.texte, ev.comprehension) || tells(etat, ctx)) return null;
  const waits = etat.question !== null && table.accueil(etat.question, etat, ctx) !== 'souple';
  return waits ? compris(etat, { dire: [deafnessMeans(ctx)], question: etat.question }) : deafnessAnswer(etat, ctx);
}

function easyMode(etat: Etat, ev: EvenementMessage, ctx: Contexte): Lecture | null {
  const mode = askedMode(ev.texte, etat);
  if (!mode) return null;
  const changed = withMode(etat, mode, ctx);
  return compris(changed.etat, { dire: changed.dire, question: mustResume(etat, ctx) ? { id: 'reprise' } : etat.question });
}

function byAnotherWay(etat: Etat, ev: EvenementMessage, ctx: Contexte): Lecture | null {
  const libre = etat.question !== null && table.accueil(etat.question, etat, ctx) === 'libre';
  return isOffered(etat, ev.texte, ctx) ? null : otherWay(ev.texte, etat, libre, ctx);
}

function chosenHere(etat: Etat, ev: EvenementMessage, ctx: Contexte): Lecture | null {
  if (!etat.question || !choosesHere(etat, ev.texte, ctx)) return null;
  return table.read(etat.question, { texte: ev.texte, comprehension: ev.comprehension }, etat, ctx);
}

/** "Courrier" is one letter or two away from "corriger": where it is a choice, it is no command. */
function choosesHere(etat: Etat, text: string, ctx: Contexte): boolean {
  if (donneAdresse(etat, text)) return true;
  if (etat.question?.id === 'moyens') return readMoyen(text, ctx) !== null || staysHere(text);
  return etat.question?.id === 'contact-detail' && isOffered(etat, text, ctx);
}

/** "reprendre ou recommencer ?", and the person tells another request: it takes the place of the first. */
function newInstead(etat: Etat, ev: EvenementMessage, ctx: Contexte): Resultat | null {
  const { brouillon: b, question } = etat;
  const { comprehension: c } = ev;
  if (!b || question?.id !== 'reprise' || c.group !== 'expert' || c.confidence < SURELY_ASKED) return null;
  const isOther = c.code !== b.motif || (prestationNommee(c) !== null && prestationNommee(c) !== b.prestation);
  if (!isOther) return null;
  const fichiers = filesOf(etat);
  const fresh: Etat = { ...etat, brouillon: null, suspendue: null, enPause: false, question: null, souvenir: souvenirOf(ev.texte, c, ev.fichiers) };
  const opened = settle(fresh, orienter(fresh, c.code, ctx), ctx);
  return done(opened.etat, [say('reprise.remplacee'), ...opened.reponses], [...(fichiers.length > 0 ? [{ genre: 'supprimer-fichiers' as const, fichiers }] : []), ...opened.effets]);
}

const SURELY_ASKED = 0.6;

const answersHuman = (etat: Etat): boolean => ['contact', 'contact-detail', 'expose', 'avis-commentaire', 'avis-raison'].includes(etat.question?.id ?? '');

function mustResume(etat: Etat, ctx: Contexte): boolean {
  if (!etat.brouillon || etat.question?.id === 'reprise') return false;
  return etat.enPause || ctx.now.getTime() - Date.parse(etat.vuLe) >= ABSENCE_MS;
}

function resume(etat: Etat, ev: EvenementMessage, ctx: Contexte): Resultat {
  const question: Question = { id: 'reprise' };
  const awake = { ...etat, enPause: false };
  if (isCommand(ev.texte, 'reprendre') || isCommand(ev.texte, 'recommencer')) {
    return settle(awake, table.read(question, { texte: ev.texte, comprehension: ev.comprehension }, awake, ctx), ctx);
  }
  if (isCommand(ev.texte, 'annuler')) return settle(awake, interruption(awake, ev.texte, ctx) ?? compris(awake), ctx);
  if (isCommand(ev.texte, 'humain')) return settle(awake, askPerson(awake, ctx), ctx);
  const asked = { ...awake, question };
  return digresses(ev, 0.5, false) ? digression(asked, ev, ctx) : askNow(awake, question, [], [], ctx);
}
