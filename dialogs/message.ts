import type { Code } from '../src/domain/codes';
import type { Comprehension } from '../src/domain/comprehension';
import { readAside } from './asides';
import danger from './contenu/danger.json';
import { souvenirOf } from './demande';
import { readEffacement } from './donnees';
import { answersDoubt, doubted, DOUBTS } from './doute';
import { DEMENTI } from './events';
import type { Contexte, EvenementMessage, Resultat } from './events';
import { andBack, done } from './flow';
import { dangerInAnotherLanguage } from './langue';
import { mentions, words } from './lecture';
import { menuClosed, readMoyen, staysHere } from './moyens';
import { free } from './new-request';
import { answeredToo, isPlainAnswer, toQuestion } from './open-question';
import { lieuDit } from './precisions';
import { isUnclear } from './questions/handler';
import type { Etat } from './state';
import { dangerIn, dangerTurn, helpFor, isAside, isDanger, isWorried, withoutDistress } from './surete';
import { choix, say, texte } from './textes';
import { drapeauRetenu, heardIn, libelles, onlyTakesBack, urgenceNiee, urgencesRetirees, withoutCriteres } from './urgences';

/** The words of a message: danger first, then what is beside the question, then the open question, then a new request. */

export function said(asked: Etat, ev: EvenementMessage, ctx: Contexte): Resultat {
  const { comprehension } = ev;
  const { dementi } = comprehension;
  if (dementi && !isDanger(dementi.safety) && isWorried(asked)) return denied(asked, { ...ev, comprehension: dementi }, ctx);
  const etat = answersMenu(asked, ev.texte, ctx) ? asked : menuClosed(asked);
  const nature = isPlainAnswer(etat, ev.texte, ctx) || isBriefReply(etat, ev) ? null : dangerIn(comprehension, ev.texte);
  if (asksDiscretion(etat, ev)) return done(etat, [{ ...say('surete.discret-oui'), mode: 'discret' }]);
  if (nature) {
    const alarm = dangerTurn(answeredToo(etat, ev, ctx), nature, ev.texte, ctx);
    const { langue } = comprehension;
    const foreign = langue === null ? [] : dangerInAnotherLanguage(langue, nature, ctx);
    return done(alarm.etat, [...foreign, ...alarm.reponses], alarm.effets);
  }
  const doubt = isPlainAnswer(etat, ev.texte, ctx) || isBriefReply(etat, ev) ? null : doubted(etat, ev, ctx);
  if (doubt) return doubt;
  const dit = { texte: ev.texte, entities: comprehension.entities };
  const safety = urgenceNiee(comprehension.safety, dit, ctx) ? null : comprehension.safety;
  const aside = isAside(etat, safety, ev.texte);
  const helped = helpFor(etat, safety, aside ? null : comprehension.code, ctx, drapeauRetenu(safety, dit, ctx), ev.texte);
  const result = helped.effets.length > 0 ? besideHelp(helped.etat, ev, aside, ctx) : answered(helped.etat, ev, ctx);
  return done(result.etat, [...helped.reponses, ...result.reponses], [...helped.effets, ...result.effets]);
}

/** Once told to be discreet, who asks whether it really is wants a yes, not the numbers again. */
const asksDiscretion = ({ discret }: Etat, { texte: said, comprehension: { rule } }: EvenementMessage): boolean =>
  discret && words(said).length <= DISCRETION_MOTS_MAX && mentions(said, danger.discretion) && !(rule.startsWith('surete-') && !DISCRETION.includes(rule));

const DISCRETION_MOTS_MAX = 18;
/** Alarms that a question about who reads what raises by itself. */
const DISCRETION: readonly string[] = ['surete-discretion', 'surete-secours-discret', 'surete-modele-violences', 'surete-peur-de-lui'];

/** "pas envie", "plus rien" to an open question: two words alarm by what they name, not by what they resemble. */
const isBriefReply = ({ question }: Etat, { texte: said, comprehension }: EvenementMessage): boolean =>
  question !== null && question.id !== 'surete' && words(said).length <= 2 && (comprehension.rule.startsWith('surete-modele') || comprehension.rule === DOUBTS);

/** "je ne vais pas me suicider, je parle de la nourriture": the numbers are not said again, and the rest is heard for what it names. */
function denied(worried: Etat, rest: EvenementMessage, ctx: Contexte): Resultat {
  const etat = withoutDistress(worried);
  const result = isUnclear(rest.comprehension) && rest.comprehension.safety === null ? calmed(etat, ctx) : said(etat, rest, ctx);
  return done(result.etat, [say('surete.dementi'), ...result.reponses], [{ genre: 'alerter', nature: DEMENTI }, ...result.effets]);
}

const calmed = (etat: Etat, ctx: Contexte): Resultat => (etat.question ? andBack(etat, [], ctx) : done(etat, []));

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
function answersToo({ group, code, question, confidence, safety }: Comprehension): boolean {
  if (safety === 'urgence_alimentaire' && confidence < SURE_IN_HUNGER) return false;
  return group === 'expert' || AUSSI_UTILES.includes(code) || (question && confidence >= 0.6);
}

/** Who has nothing to eat is not asked about a dispute that was only guessed. */
const SURE_IN_HUNGER = 0.75;

const AUSSI_UTILES: readonly Code[] = ['CHANGEMENT_DECES', 'AIDES_FACULTATIVES', 'IMPAYE_INFO'];

/** The words are kept: a demande opened from here carries them, and the urgency with them. */
function offer(etat: Etat, ev: EvenementMessage): Resultat {
  const heard: Etat = { ...etat, question: null, echecs: 0, souvenir: souvenirOf(ev.texte, ev.comprehension, ev.fichiers) };
  return done(heard, [say('surete.offre', {}, { choix: choix(texte('choix.expert'), texte('choix.humain')) })]);
}

function answered(before: Etat, ev: EvenementMessage, ctx: Contexte): Resultat {
  const { entities, question } = ev.comprehension;
  const etat: Etat = { ...before, lieu: lieuDit(entities) ?? before.lieu };
  if (etat.question && isOnlySecret(ev)) return andBack(etat, [], ctx);
  const aside = readAside(etat, ev, ctx);
  if (aside) return aside;
  // the question about difficulties reads them itself
  if (etat.question?.id === 'urgence') return toQuestion(etat, etat.question, ev, ctx);
  const dit = { texte: ev.texte, entities };
  const gone = question ? [] : urgencesRetirees(etat, dit, ctx);
  if (gone.length > 0) return takenBack(etat, gone, ev, ctx);
  return read(heardIn(etat, { ...dit, question }, ctx), ev, ctx);
}

/** A card or a code typed by mistake and nothing else: the warning is already said, and it answers nothing. */
function isOnlySecret({ masques, texte: said, comprehension }: EvenementMessage): boolean {
  const secret = masques.some((nature) => nature === 'carte' || nature === 'mot_de_passe');
  return secret && words(said).length <= SECRET_MOTS_MAX && comprehension.safety === null && comprehension.entities.every(({ type }) => type === 'masque');
}

const SECRET_MOTS_MAX = 8;

const read = (etat: Etat, ev: EvenementMessage, ctx: Contexte): Resultat =>
  etat.question ? answersDoubt(etat, ev, ctx) ?? toQuestion(etat, etat.question, ev, ctx) : free(etat, ev, ctx);

/** "j'ai pas dit plus aucune ressource" only takes back; "je n'ai pas d'enfant" may answer the open question as well. */
function takenBack(etat: Etat, gone: readonly string[], ev: EvenementMessage, ctx: Contexte): Resultat {
  const without: Etat = { ...etat, brouillon: etat.brouillon && withoutCriteres(etat.brouillon, gone) };
  const answer = onlyTakesBack(ev.texte) ? null : read(without, ev, ctx);
  const result = answer === null || answer.etat.echecs > 0 ? andBack({ ...without, echecs: 0 }, [], ctx) : answer;
  return done(result.etat, [say('urgence.retiree', { liste: libelles(gone, ctx) }), ...result.reponses], result.effets);
}
