import { isMotif } from '../src/domain/codes';
import type { Code } from '../src/domain/codes';
import type { Comprehension } from '../src/domain/comprehension';
import type { Reponse } from '../src/domain/tour';
import { readCorrection } from './corrections';
import { nextQuestion, souvenirOf, withPieces } from './demande';
import type { Contexte, Effet, Evenement, EvenementMessage, Resultat } from './events';
import { interruption } from './interruptions';
import { isCommand, normalize, words } from './lecture';
import type { Commande } from './lecture';
import { accueilChoix, askPerson, enBref, insatisfait, openDemande, orienter } from './orienter';
import { filesOf } from './questions/accueil';
import { brouillonOf, compris, withBrouillon } from './questions/handler';
import type { Lecture } from './questions/handler';
import { questionsTable } from './questions';
import { attachFiles } from './questions/pieces';
import { confirmed, reopen } from './questions/recap';
import type { Brouillon, Etat, Question } from './state';
import { accuse, suivi } from './suivi';
import { dangerTurn, helpFor, isAside, isDanger } from './surete';
import { choix, say, texte } from './textes';
import { voice } from './voice';

const table = questionsTable(orienter, insatisfait);

/** A draft lives seven days without a word (DOSSIER §6.3); after half a day, the person is asked before going on. */
const BROUILLON_EXPIRE_MS = 7 * 24 * 3_600_000;
const ABSENCE_MS = 12 * 3_600_000;

/** Below this, a message is not an answer to anything: asked to be said otherwise. */
const CONFIANCE_MIN = 0.2;

/** One step of a conversation: pure, so that it can be replayed on a newer state. */
export function step(etat: Etat, evenement: Evenement, ctx: Contexte): Resultat {
  const result = dispatch(etat, evenement, ctx);
  return { ...result, etat: { ...result.etat, vuLe: ctx.now.toISOString() }, reponses: result.reponses.map((reponse) => voice(reponse, ctx.canal)) };
}

function dispatch(etat: Etat, evenement: Evenement, ctx: Contexte): Resultat {
  switch (evenement.genre) {
    case 'arrivee':
      return afterExpiry(etat, ctx, (alive) => arrival(alive, ctx));
    case 'message':
      return message(etat, evenement, ctx);
    case 'action':
      return afterExpiry(etat, ctx, (alive) => action(alive, evenement, ctx));
    case 'dossier-ouvert': {
      const rang = etat.brouillon?.rang ?? etat.rang;
      const ouverts = [...etat.ouverts.filter((o) => o.rang !== rang), { rang, reference: evenement.dossier.reference }];
      const closed: Etat = { ...etat, brouillon: null, question: null, suspendue: null, echecs: 0, ouverts };
      return done(closed, [accuse(evenement.dossier, ctx), say('accuse.apres')]);
    }
    case 'dossier-trouve':
      return andBack(etat, [suivi(evenement.dossier, evenement.retard, ctx)], ctx);
    case 'dossier-inconnu':
      return andBack(etat, [say('suivi.inconnu', { reference: evenement.reference })], ctx);
    case 'dossiers-listes':
      return listed(etat, evenement.dossiers, ctx);
  }
}

const done = (etat: Etat, reponses: Reponse[], effets: Effet[] = []): Resultat => ({ etat, reponses, effets });

/** What was said, then the question that was open, once more. */
function andBack(etat: Etat, reponses: Reponse[], ctx: Contexte): Resultat {
  return etat.question ? done(etat, [...reponses, again(table.ask(etat.question, etat, ctx))]) : done(etat, reponses);
}

/** The same question, announced as a return, in one message. */
const again = (question: Reponse): Reponse => ({
  ...question,
  texte: `${texte('retour')}\n\n${question.texte}`,
  ...(question.court ? { court: `${texte('retour')}\n\n${question.court}` } : {}),
  oral: `${texte('retour')} ${question.oral ?? question.texte}`,
});

function arrival(etat: Etat, ctx: Contexte): Resultat {
  if (etat.brouillon) return askNow({ ...etat, enPause: false }, { id: 'reprise' }, [], [], ctx);
  return done(etat, [say('accueil.arrivee', {}, { choix: accueilChoix() })]);
}

function listed(etat: Etat, dossiers: Extract<Evenement, { genre: 'dossiers-listes' }>['dossiers'], ctx: Contexte): Resultat {
  const [only, other] = dossiers;
  if (!only) return askNow(etat, { id: 'reference' }, [], [], ctx);
  if (!other) return andBack(etat, [suivi(only, only.promesse.echeance < ctx.today && only.statut !== 'FINALISE', ctx)], ctx);
  return askNow(etat, { id: 'reference' }, [say('suivi.plusieurs', { liste: dossiers.map((d) => `• ${d.reference}`).join('\n') }, { choix: choix(...dossiers.map((d) => d.reference)) })], [], ctx);
}

function message(etat: Etat, ev: EvenementMessage, ctx: Contexte): Resultat {
  const expired = withoutExpired(etat, ctx);
  const received = files(expired.etat, ev);
  const before = [...expired.reponses, ...ev.masques.map((nature) => say(`masque.${nature}`)), ...received.reponses];
  const effets = [...expired.effets, ...received.effets];
  const result = ev.texte.trim() === '' ? afterFiles(received.etat, ev, ctx) : said(received.etat, ev, ctx);
  const all = done(result.etat, [...before, ...result.reponses], [...effets, ...result.effets]);
  return ev.fichiers.length > 0 && !keepsFiles(result.etat) ? withoutFiles(all, ev) : all;
}

const keepsFiles = (etat: Etat): boolean => etat.brouillon !== null || (etat.souvenir?.fichiers.length ?? 0) > 0;

/** No demande is open or about to be: the files are not kept, and that is said. */
const withoutFiles = ({ etat, reponses, effets }: Resultat, ev: EvenementMessage): Resultat =>
  done(etat, [...reponses, say('fichier.sans-demande', {}, { choix: choix(texte('choix.expert')) })], [...effets, { genre: 'supprimer-fichiers', fichiers: ev.fichiers.map((f) => f.id) }]);

/** A page opened again or an old card pressed finds no draft older than its life either. */
function afterExpiry(etat: Etat, ctx: Contexte, then: (alive: Etat) => Resultat): Resultat {
  const expired = withoutExpired(etat, ctx);
  const result = then(expired.etat);
  return done(result.etat, [...expired.reponses, ...result.reponses], [...expired.effets, ...result.effets]);
}

function withoutExpired(etat: Etat, ctx: Contexte): Resultat {
  if (!etat.brouillon || ctx.now.getTime() - Date.parse(etat.vuLe) < BROUILLON_EXPIRE_MS) return done(etat, []);
  return done({ ...etat, brouillon: null, question: null, suspendue: null, enPause: false }, [say('reprise.expire')], [{ genre: 'supprimer-fichiers', fichiers: filesOf(etat) }]);
}

function files(etat: Etat, ev: EvenementMessage): Resultat {
  const refused = ev.refus.map((refus) => say(`fichier.${refus.raison}`, { fichier: refus.nom }));
  if (ev.fichiers.length === 0 || !etat.brouillon) return done(etat, refused);
  const { etat: next, classes } = attachFiles(etat, ev.fichiers);
  const later = next.brouillon?.pieces ? [] : ev.fichiers.map((fichier) => say('fichier.garde', { fichier: fichier.nom }));
  return done(next, [...refused, ...classes.map(({ fichier, libelle }) => say('piece.recue', { fichier: fichier.nom, piece: libelle })), ...later]);
}

/** Only files: the question they answer is settled, the next one is asked. */
function afterFiles(etat: Etat, ev: EvenementMessage, ctx: Contexte): Resultat {
  if (!etat.brouillon) return ev.fichiers.length + ev.refus.length > 0 ? done(etat, []) : misunderstood(etat, null, ctx);
  if (ev.fichiers.length === 0 && etat.question) return done(etat, [table.ask(etat.question, etat, ctx)]);
  const { question } = etat;
  const stays = question && !['piece', 'piece-fichier', 'fichier-a-classer', 'pieces-facultatives'].includes(question.id);
  const unclear = etat.brouillon.pieces !== null && etat.brouillon.aClasser.length > 0;
  if (stays && !unclear) return done(etat, [table.ask(question, etat, ctx)]);
  return advance(etat, { genre: 'compris', etat }, ctx);
}

function said(etat: Etat, ev: EvenementMessage, ctx: Contexte): Resultat {
  const { comprehension, texte: words_ } = ev;
  if (isDanger(comprehension.safety) && !isPlainAnswer(etat, words_, ctx)) {
    const danger = dangerTurn(etat, comprehension.safety, words_, ctx);
    return done(danger.etat, danger.reponses, danger.effets);
  }
  const aside = isAside(etat, comprehension.safety, words_);
  const helped = helpFor(etat, comprehension.safety, aside ? null : comprehension.code, ctx);
  const result = helped.effets.length > 0 ? besideHelp(helped.etat, ev, aside, ctx) : answered(helped.etat, ev, ctx);
  return done(result.etat, [...helped.reponses, ...result.reponses], [...helped.effets, ...result.effets]);
}

/** A message that calls for help is never met with "je n'ai pas compris": the open question again, or an offer. */
function besideHelp(etat: Etat, ev: EvenementMessage, aside: boolean, ctx: Contexte): Resultat {
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
  if (REPONSES_SIMPLES.some((commande) => isCommand(text, commande))) return true;
  return etat.question !== null && (table.ask(etat.question, etat, ctx).choix ?? []).some(({ titre }) => normalize(titre) === normalize(text));
}

const REPONSES_SIMPLES: readonly Commande[] = ['oui', 'non', 'saitPas', 'jeLAi', 'jEnverrai', 'jeNeLAiPas', 'sansObjet', 'toutPlusTard', 'plusTard', 'confirmer', 'aide', 'repeter', 'modifier', 'reprendre', 'recommencer', 'merci', 'bonjour'];

function answered(etat: Etat, ev: EvenementMessage, ctx: Contexte): Resultat {
  if (mustResume(etat, ctx)) return resume(etat, ev, ctx);
  const stopped = interruption(etat, ev.texte, ctx);
  if (stopped) return settle(etat, stopped, ctx);
  if (isCommand(ev.texte, 'humain') && !answersHuman(etat)) return settle(etat, askPerson(etat), ctx);
  if (!etat.question) return free(etat, ev, ctx);
  return toQuestion(etat, etat.question, ev, ctx);
}

const answersHuman = (etat: Etat): boolean => ['contact', 'contact-detail', 'expose'].includes(etat.question?.id ?? '');

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
  if (isCommand(ev.texte, 'humain')) return settle(awake, askPerson(awake), ctx);
  const asked = { ...awake, question };
  return digresses(ev, 0.5, false) ? digression(asked, ev, ctx) : askNow(awake, question, [], [], ctx);
}

/** A message that is read against the open question: correction, answer, digression, or misunderstanding, in this order. */
function toQuestion(etat: Etat, question: Question, ev: EvenementMessage, ctx: Contexte): Resultat {
  const accueil = table.accueil(question, etat, ctx);
  if (accueil !== 'souple' && etat.brouillon && isSmallTalk(ev.texte)) return andBack({ ...etat, echecs: 0 }, [], ctx);
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
  const asked = orienter({ ...etat, question: null, souvenir: souvenirOf(ev.texte, ev.comprehension) }, ev.comprehension.code, ctx);
  if (asked.genre !== 'compris' || !pending) return misunderstood(etat, null, ctx);
  const back: Etat = { ...asked.etat, question: pending, souvenir: etat.souvenir, echecs: 0 };
  if (asked.effets?.length) return done(back, asked.dire ?? [], asked.effets);
  return andBack(back, asked.dire ?? [], ctx);
}

/** A message when nothing binds: a new request. */
function free(etat: Etat, ev: EvenementMessage, ctx: Contexte): Resultat {
  const { comprehension: c } = ev;
  if (isCommand(ev.texte, 'bonjour')) return settle(etat, orienter(etat, 'SALUTATION', ctx), ctx);
  if (isCommand(ev.texte, 'merci')) return settle(etat, orienter(etat, 'REMERCIEMENT', ctx), ctx);
  if (etat.brouillon?.motif && c.group === 'expert' && isMotif(c.code)) return sameDemande(etat, etat.brouillon, ev, ctx);
  const heard: Etat = { ...etat, question: null, souvenir: souvenirOf(ev.texte, c, ev.fichiers) };
  if (c.group === 'clarify' && c.clarification !== null) return settle(heard, compris(heard, { question: { id: 'clarification', paire: c.clarification } }), ctx);
  if (c.group === 'clarify' || c.confidence < CONFIANCE_MIN || c.code === 'INCOMPREHENSION') return misunderstood({ ...etat, question: null }, null, ctx);
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
  const brief = enBref(expert ? second.code : code, etat.souvenir, ctx);
  if (!brief) return null;
  const main = settle(etat, orienter(etat, expert ? code : second.code, ctx), ctx);
  return done(main.etat, [brief, ...main.reponses], main.effets);
}

/** Applies what a question understood, then asks what comes next. */
function settle(etat: Etat, read: Lecture, ctx: Contexte): Resultat {
  if (read.genre !== 'compris') return misunderstood(etat, read.genre === 'incompris' ? read.dire : null, ctx);
  return advance(etat, read, ctx);
}

function advance(_before: Etat, read: Extract<Lecture, { genre: 'compris' }>, ctx: Contexte): Resultat {
  const effets = read.effets ?? [];
  const dire = read.dire ?? [];
  const base: Etat = { ...read.etat, echecs: 0 };
  if (effets.some((effet) => effet.genre === 'ouvrir-dossier' || effet.genre === 'chercher-dossier' || effet.genre === 'lister-dossiers')) {
    return done({ ...base, question: read.question ?? null }, dire, effets);
  }
  if (read.question === null) return closed(base, dire, effets, ctx);
  if (read.question) return askNow(base, read.question, dire, effets, ctx);
  if (!base.brouillon) return done({ ...base, question: null }, dire, effets);
  const ready = withKnownClass(withPieces(base));
  return askNow(ready, nextQuestion(brouillonOf(ready), ctx), dire, effets, ctx);
}

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

function askNow(etat: Etat, question: Question, dire: Reponse[], effets: Effet[], ctx: Contexte): Resultat {
  const next: Etat = { ...etat, question };
  return done(next, [...dire, table.ask(question, next, ctx)], effets);
}

/** Says what is expected; the second time in a row, offers ways out instead of a third try. */
function misunderstood(etat: Etat, indice: Reponse | null, ctx: Contexte): Resultat {
  const echecs = etat.echecs + 1;
  const next = { ...etat, echecs: echecs >= 2 ? 0 : echecs };
  if (etat.question && etat.brouillon) {
    if (echecs < 2) return done(next, [indice ?? say('incompris.question'), ...(indice ? [] : [table.ask(etat.question, next, ctx)])]);
    return done(next, [say('incompris.issue', {}, { choix: choix(texte('choix.passer'), texte('choix.humain'), texte('choix.plus-tard'), texte('choix.annuler')) })]);
  }
  // a demande left aside (after a danger) is the first way back
  const back = etat.brouillon ? [texte('choix.reprendre'), texte('choix.humain')] : null;
  if (echecs < 2) return done(next, [indice ?? say('incompris.libre', {}, { choix: back ? choix(...back) : accueilChoix() })]);
  return done({ ...next, question: null }, [say('incompris.sortie', {}, { choix: choix(...(back ?? [texte('choix.expert'), texte('choix.humain')])) })]);
}

/** A card button. Its fields come from a card we made, maybe long ago: the rank says of which demande. */
function action(etat: Etat, ev: Extract<Evenement, { genre: 'action' }>, ctx: Contexte): Resultat {
  const { action: name, valeurs } = ev;
  if (name === 'expert') return expertButton(etat, ctx);
  const rang = Number(valeurs.rang);
  if (valeurs.rang !== undefined && rang !== etat.brouillon?.rang) return oldCard(etat, rang, ctx);
  if (name === 'confirmer' && etat.brouillon) return confirm(etat, ctx);
  if (name === 'annuler') return settle(etat, interruption(etat, texte('choix.annuler'), ctx) ?? compris(etat), ctx);
  if (name === 'modifier' && etat.brouillon) {
    const opened = valeurs.champ === undefined ? null : reopen(valeurs.champ, etat);
    return settle(etat, opened ?? compris(etat, { question: { id: 'modifier' } }), ctx);
  }
  return misunderstood(etat, null, ctx);
}

function confirm(etat: Etat, ctx: Contexte): Resultat {
  const next = nextQuestion(brouillonOf(etat), ctx);
  if (next.id !== 'recap') return askNow(etat, next, [say('recap.pas-fini')], [], ctx);
  return settle(etat, confirmed({ ...etat, question: next }, ctx), ctx);
}

function oldCard(etat: Etat, rang: number, ctx: Contexte): Resultat {
  const opened = etat.ouverts.find((o) => o.rang === rang);
  return andBack(etat, [opened ? say('carte.deja-ouvert', { reference: opened.reference }) : say('carte.perimee')], ctx);
}

/** at any moment. What was just said in a simple exchange is kept, so that it is not said again. */
function expertButton(etat: Etat, ctx: Contexte): Resultat {
  const inside = etat.question && !['surete', 'humain', 'reprise', 'satisfaction'].includes(etat.question.id);
  if (etat.brouillon && etat.question && inside) return done(etat, [say('demande.en-cours'), table.ask(etat.question, etat, ctx)]);
  if (etat.brouillon) return settle(etat, compris({ ...etat, enPause: false, suspendue: null }, { dire: [say('demande.en-cours')] }), ctx);
  return settle(etat, openDemande({ ...etat, question: null }, null, etat.souvenir, ctx), ctx);
}
