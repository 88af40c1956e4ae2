import { isMotif } from '../src/domain/codes';
import type { Code } from '../src/domain/codes';
import type { Comprehension } from '../src/domain/comprehension';
import { complement } from './complement';
import { calmed } from './colere';
import { readCorrection } from './corrections';
import { arretCourriels, donneAdresse } from './courriel';
import { nextQuestion, souvenirOf } from './demande';
import { aboutData, readEffacement } from './donnees';
import type { Contexte, EvenementMessage, Resultat } from './events';
import { andBack, askNow, done, misunderstood, settle, table } from './flow';
import { interruption } from './interruptions';
import { askedMode, withMode } from './mode-facile';
import type { Mode } from './mode-facile';
import { dangerInAnotherLanguage, inAnotherLanguage } from './langue';
import { isCommand, normalize, words } from './lecture';
import type { Commande } from './lecture';
import { menuClosed, namesOnlyAWay, otherWay, readMoyen, staysHere } from './moyens';
import { askPerson, enBref, orienter } from './orienter';
import { lieuDit } from './precisions';
import { compris, isUnclear } from './questions/handler';
import type { Lecture } from './questions/handler';
import { entendre } from './revue';
import type { Brouillon, Etat, Question, Souvenir } from './state';
import { deafnessAnswer, deafnessMeans, isAboutDeafness } from './surdite';
import { dangerTurn, helpFor, isAside, isDanger } from './surete';
import { choix, say, texte } from './textes';

/** The words of a message: danger first, then commands, then the open question, then a new request. */

/** After half a day, the person is asked before going on. */
const ABSENCE_MS = 12 * 3_600_000;

export function said(asked: Etat, ev: EvenementMessage, ctx: Contexte): Resultat {
  const { comprehension } = ev;
  const etat = answersMenu(asked, ev.texte, ctx) ? asked : menuClosed(asked);
  if (isDanger(comprehension.safety) && !isPlainAnswer(etat, ev.texte, ctx)) {
    const danger = dangerTurn(etat, comprehension.safety, ev.texte, ctx);
    const { langue } = comprehension;
    const foreign = langue === null ? [] : dangerInAnotherLanguage(langue, comprehension.safety, ctx);
    return done(danger.etat, [...foreign, ...danger.reponses], danger.effets);
  }
  const aside = isAside(etat, comprehension.safety, ev.texte);
  const helped = helpFor(etat, comprehension.safety, aside ? null : comprehension.code, ctx);
  const result = helped.effets.length > 0 ? besideHelp(helped.etat, ev, aside, ctx) : answered(helped.etat, ev, ctx);
  return done(result.etat, [...helped.reponses, ...result.reponses], [...helped.effets, ...result.effets]);
}

/** The menu and the question about deletion never trap: whatever does not answer them is read as if they had not been asked. */
const answersMenu = (etat: Etat, text: string, ctx: Contexte): boolean =>
  etat.question?.id === 'effacement' ? readEffacement(text) !== null : readMoyen(text, ctx) !== null || staysHere(text);

/** A message that calls for help is never met with "je n'ai pas compris": the open question again, or an offer. */
function besideHelp(etat: Etat, ev: EvenementMessage, aside: boolean, ctx: Contexte): Resultat {
  if (ev.comprehension.langue !== null) return answered(etat, ev, ctx);
  if (aside) return andBack(etat, [], ctx);
  if (!etat.brouillon && !answersToo(ev.comprehension)) return offer(etat, ev);
  const result = answered({ ...etat, echecs: 0 }, ev, ctx);
  if (result.etat.echecs === 0) return result;
  if (etat.question) return andBack({ ...etat, echecs: 0 }, [], ctx);
  return offer(result.etat, ev);
}

/** In an emergency, an uncertain answer on something else would only hurt. */
function answersToo({ group, code, question, confidence }: Comprehension): boolean {
  return group === 'expert' || AUSSI_UTILES.includes(code) || (question && confidence >= 0.6);
}

const AUSSI_UTILES: readonly Code[] = ['CHANGEMENT_DECES', 'AIDES_FACULTATIVES', 'IMPAYE_INFO'];

/** The words are kept: a demande opened from here carries them, and the urgency with them. */
function offer(etat: Etat, ev: EvenementMessage): Resultat {
  const heard: Etat = { ...etat, question: null, echecs: 0, souvenir: souvenirOf(ev.texte, ev.comprehension, ev.fichiers) };
  return done(heard, [say('surete.offre', {}, { choix: choix(texte('choix.expert'), texte('choix.humain')) })]);
}

/** A plain answer, or the very words of a button that we offered ("Plus rien"), is no sign of danger, whatever it looks like alone. */
function isPlainAnswer(etat: Etat, text: string, ctx: Contexte): boolean {
  if (REPONSES_SIMPLES.some((commande) => isCommand(text, commande)) || askedMode(text, etat) || namesOnlyAWay(text) || donneAdresse(etat, text)) return true;
  return isOffered(etat, text, ctx);
}

/** The very words of a choice of the open question. */
const isOffered = (etat: Etat, text: string, ctx: Contexte): boolean =>
  etat.question !== null && (table.ask(etat.question, etat, ctx).choix ?? []).some(({ titre }) => normalize(titre) === normalize(text));

const REPONSES_SIMPLES: readonly Commande[] = ['oui', 'non', 'saitPas', 'jeLAi', 'jEnverrai', 'jeNeLAiPas', 'sansObjet', 'toutPlusTard', 'plusTard', 'confirmer', 'aide', 'repeter', 'modifier', 'reprendre', 'recommencer', 'merci', 'bonjour'];

function answered(before: Etat, ev: EvenementMessage, ctx: Contexte): Resultat {
  const { langue, insulte, entities } = ev.comprehension;
  const etat: Etat = { ...before, lieu: lieuDit(entities) ?? before.lieu };
  if (langue !== null && !isPlainAnswer(etat, ev.texte, ctx)) return inAnotherLanguage(etat, langue, ctx);
  if (insulte) return calmed(etat, ctx);
  const mode = askedMode(ev.texte, etat);
  if (mode) return changeMode(etat, mode, ctx);
  const stop = arretCourriels(etat, ev.texte);
  if (stop) return settle(etat, stop, ctx);
  const data = aboutData(etat, ev.texte, ctx);
  if (data) return settle(etat, data, ctx);
  if (mustResume(etat, ctx)) return resume(etat, ev, ctx);
  if (etat.question && choosesHere(etat, ev.texte, ctx)) return settle(etat, table.read(etat.question, { texte: ev.texte, comprehension: ev.comprehension }, etat, ctx), ctx);
  const stopped = interruption(etat, ev.texte, ctx);
  if (stopped) return settle(etat, stopped, ctx);
  if (isCommand(ev.texte, 'humain') && !answersHuman(etat)) return settle(etat, askPerson(etat, ctx), ctx);
  if (isAboutDeafness(ev.texte, ev.comprehension) && !tells(etat, ctx)) return inWriting(etat, ctx);
  const libre = etat.question !== null && table.accueil(etat.question, etat, ctx) === 'libre';
  const way = isOffered(etat, ev.texte, ctx) ? null : otherWay(ev.texte, etat, libre, ctx);
  if (way) return settle(etat, way, ctx);
  const added = complement(etat, { texte: ev.texte, comprehension: ev.comprehension }, ctx);
  if (added) return settle(etat, added, ctx);
  if (!etat.question) return free(etat, ev, ctx);
  return toQuestion(etat, etat.question, ev, ctx);
}

/** Questions to which a person may answer that she does not hear, or could not telephone. */
function tells(etat: Etat, ctx: Contexte): boolean {
  const { question } = etat;
  if (question?.id === 'qualification') return table.accueil(question, etat, ctx) === 'libre';
  return question !== null && RACONTENT.includes(question.id);
}

const RACONTENT: readonly Question['id'][] = ['urgence', 'situations', 'contact', 'contact-detail', 'contact-autre', 'expose', 'avis-commentaire', 'avis-raison', 'complement'];

/** The ways in writing, then the question that expects an answer, if one does. */
function inWriting(etat: Etat, ctx: Contexte): Resultat {
  const waits = etat.question !== null && table.accueil(etat.question, etat, ctx) !== 'souple';
  return settle(etat, waits ? compris(etat, { dire: [deafnessMeans(ctx)], question: etat.question }) : deafnessAnswer(etat, ctx), ctx);
}

function changeMode(etat: Etat, mode: Mode, ctx: Contexte): Resultat {
  const changed = withMode(etat, mode, ctx);
  return settle(etat, compris(changed.etat, { dire: changed.dire, question: mustResume(etat, ctx) ? { id: 'reprise' } : etat.question }), ctx);
}

/** "Courrier" is one letter or two away from "corriger": where it is a choice, it is no command. */
function choosesHere(etat: Etat, text: string, ctx: Contexte): boolean {
  if (donneAdresse(etat, text)) return true;
  if (etat.question?.id === 'moyens') return readMoyen(text, ctx) !== null || staysHere(text);
  return etat.question?.id === 'contact-detail' && isOffered(etat, text, ctx);
}

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

/** A message that is read against the open question: correction, answer, digression, or misunderstanding, in this order. */
function toQuestion(etat: Etat, question: Question, ev: EvenementMessage, ctx: Contexte): Resultat {
  const accueil = table.accueil(question, etat, ctx);
  if (accueil !== 'souple' && etat.brouillon && isSmallTalk(ev.texte)) return andBack({ ...etat, echecs: 0 }, [], ctx);
  // a lone emoji is no story: nothing is kept of it
  if (words(ev.texte).length === 0) return misunderstood(etat, null, ctx);
  if (accueil === 'libre' && digresses(ev, 0.7, true)) return digression(etat, ev, ctx);
  // in a story, "non" may begin a sentence: only a short message corrects there
  const mayCorrect = accueil !== 'libre' || words(ev.texte).length <= 8;
  const correction = mayCorrect ? readCorrection(ev.texte, ev.comprehension, etat, ctx) : null;
  if (correction) {
    const note = say('correction.note', { champ: correction.champ, valeur: correction.valeur });
    return settle(etat, compris(correction.etat, { dire: [note] }), ctx);
  }
  const read = table.read(question, { texte: ev.texte, comprehension: ev.comprehension }, etat, ctx);
  if (read.genre === 'compris') return settle(etat, read, ctx);
  const late = lateAnswer(etat, question, ev, ctx);
  if (late) return settle(etat, late, ctx);
  const inDemande = etat.brouillon?.motif !== null && etat.brouillon !== null;
  if (read.genre === 'autre-chose' && !(inDemande && accueil !== 'souple')) return free({ ...etat, question: inDemande ? question : null }, ev, ctx);
  if (digresses(ev, 0.5, false)) return digression(etat, ev, ctx);
  return misunderstood(etat, read.genre === 'incompris' ? read.dire : null, ctx);
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

/** "oui merci" is a yes. */
const isSmallTalk = (text: string): boolean => (isCommand(text, 'bonjour') || isCommand(text, 'merci')) && !isCommand(text, 'oui');

function digresses({ comprehension: c, texte: text }: EvenementMessage, confiance: number, mustAsk: boolean): boolean {
  const answerable = (c.group === 'simple' && c.code !== 'INCOMPREHENSION') || c.group === 'out_of_scope';
  return answerable && c.confidence >= confiance && (c.question || (!mustAsk && words(text).length >= 4)) && words(text).length <= 30;
}

/** A side question: answered, then the same question once, not as an error. */
function digression(etat: Etat, ev: EvenementMessage, ctx: Contexte): Resultat {
  const pending = etat.question;
  const asked = orienter({ ...etat, question: null, souvenir: inGeneral(souvenirOf(ev.texte, ev.comprehension)), entendu: entendre(etat, ev) }, ev.comprehension.code, ctx);
  if (asked.genre !== 'compris' || !pending) return misunderstood(etat, null, ctx);
  const back: Etat = { ...asked.etat, question: pending, souvenir: etat.souvenir, echecs: 0 };
  if (asked.effets?.length) return done(back, asked.dire ?? [], asked.effets);
  return andBack(back, asked.dire ?? [], ctx);
}

/** Beside a demande, "which benefit?" would be a second open question: the general answer is given. */
function inGeneral(souvenir: Souvenir): Souvenir {
  const { prestation, code } = souvenir;
  const unsettled = prestation === 'INCONNUE' || (prestation === 'MULTI' && code !== 'CUMUL');
  return unsettled ? { ...souvenir, prestation: 'AUCUNE' } : souvenir;
}

/** A message when nothing binds: a new request. */
function free(etat: Etat, ev: EvenementMessage, ctx: Contexte): Resultat {
  const { comprehension: c } = ev;
  if (isCommand(ev.texte, 'bonjour')) return settle(etat, orienter(etat, 'SALUTATION', ctx), ctx);
  if (isCommand(ev.texte, 'merci')) return settle(etat, orienter(etat, 'REMERCIEMENT', ctx), ctx);
  if (etat.brouillon?.motif && c.group === 'expert' && isMotif(c.code)) return sameDemande(etat, etat.brouillon, ev, ctx);
  const heard: Etat = { ...etat, question: null, souvenir: souvenirOf(ev.texte, c, ev.fichiers), entendu: entendre(etat, ev) };
  if (c.group === 'clarify' && c.clarification !== null) return settle(heard, compris(heard, { question: { id: 'clarification', paire: c.clarification } }), ctx);
  if (c.group === 'clarify' || isUnclear(c)) return misunderstood({ ...etat, question: null, entendu: heard.entendu }, null, ctx);
  return mixed(heard, ev, ctx) ?? settle(heard, orienter(heard, c.code, ctx), ctx);
}

/** A demande is open: what is said of a problem belongs to it, and never replaces it. */
function sameDemande(etat: Etat, b: Brouillon, ev: EvenementMessage, ctx: Contexte): Resultat {
  const kept: Etat = { ...etat, suspendue: null, enPause: false, brouillon: { ...b, paroles: [...b.paroles, ev.texte] } };
  return settle(kept, compris(kept, { dire: [say('demande.en-cours')] }), ctx);
}

/** Two requests in one message: the simple one in a sentence, then the expert path; two simple ones are both answered. */
function mixed(etat: Etat, ev: EvenementMessage, ctx: Contexte): Resultat | null {
  const { code, second } = ev.comprehension;
  if (!second) return null;
  const expert = ev.comprehension.group === 'expert';
  const brief = enBref(expert ? second.code : code, etat, ctx);
  if (!brief) return null;
  const main = settle(etat, orienter(etat, expert ? code : second.code, ctx), ctx);
  return done(main.etat, [brief, ...main.reponses], main.effets);
}
