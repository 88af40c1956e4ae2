import { MOYENS } from '../src/domain/codes';
import type { Moyen } from '../src/domain/codes';
import type { Dossier } from '../src/domain/dossier';
import { FICHE_PATH, fichePath } from '../src/domain/fiche';
import { piecesFor } from '../src/domain/pieces';
import type { Reponse } from '../src/domain/tour';
import { isShown, sourceLine } from './answers';
import mots from './contenu/moyens-mots.json';
import type { Contexte } from './events';
import { isCommand, mentions, normalize, readChoice, saysOnly, words } from './lecture';
import { compris } from './questions/handler';
import type { Lecture } from './questions/handler';
import type { Brouillon, Etat, Question } from './state';
import { choix, texte } from './textes';

/** The other official ways to go on: the menu, each way in words, and how they are asked for. */

/** Turns before « Autre moyen » is offered again. */
export const REPOS_MOYENS = 4;

export const moyensConnus = (ctx: Contexte): Moyen[] => MOYENS.filter((moyen) => isShown(ctx.contenu.moyens[moyen], ctx.today));

/** Opens the menu; the open question waits, and comes back as it was. */
export const openMoyens = (etat: Etat): Lecture => compris({ ...etat, suspendue: waiting(etat), reposMoyens: REPOS_MOYENS }, { question: { id: 'moyens' } });

/** Says one way, then takes up the question that was open. */
export function tellMoyen(moyen: Moyen, etat: Etat, ctx: Contexte): Lecture {
  const told: Etat = { ...etat, suspendue: waiting(etat), reposMoyens: REPOS_MOYENS };
  const reply = moyenReply(moyen, etat.brouillon, ctx);
  return backFrom(told, [told.suspendue ? reply : { ...reply, choix: choix(texte('choix.autre-moyen'), texte('choix.expert')) }]);
}

/** Back to the question that the menu interrupted, with what was said meanwhile. */
export function backFrom(etat: Etat, dire: Reponse[]): Lecture {
  const { suspendue } = etat;
  const next: Etat = { ...etat, suspendue: null };
  if (suspendue && etat.brouillon) return compris(next, { dire, question: suspendue, retour: true });
  return compris(next, { dire, question: suspendue });
}

/** The menu never traps: anything that is not a choice of it is read as if it had not been asked. */
export const menuClosed = (etat: Etat): Etat => (etat.question?.id === 'moyens' || etat.question?.id === 'effacement' ? { ...etat, question: etat.suspendue, suspendue: null } : etat);

/** Questions that end an answer: nobody needs them back. */
const SANS_RETOUR: readonly Question['id'][] = ['satisfaction', 'surete', 'humain', 'moyens', 'effacement'];

/** The question that an aside interrupts, to come back to. */
export const waiting = ({ question, suspendue }: Etat): Question | null => (question && !SANS_RETOUR.includes(question.id) ? question : suspendue);

function moyenReply(moyen: Moyen, b: Brouillon | null, ctx: Contexte): Reponse {
  const content = ctx.contenu.moyens[moyen];
  const reply: Reponse = { texte: `${content.texte}\n\n${sourceLine(content.source)}`, oral: content.oral };
  return moyen === 'courrier' ? { ...reply, lien: lienFiche(b ? draftPath(b) : FICHE_PATH) } : reply;
}

const lienFiche = (chemin: string): NonNullable<Reponse['lien']> => ({ titre: texte('moyens.fiche'), chemin });

const draftPath = ({ motif, revision, prestation, situations }: Brouillon): string =>
  fichePath({ motif, revision, prestation: prestation ?? 'INCONNUE', situations: Object.keys(situations).filter((id) => situations[id]), reference: null });

/** "je l’enverrai par courrier" is an answer about a document: how to post it is said with what comes next. */
export const byPost = (said: string, b: Brouillon, ctx: Contexte): Reponse[] =>
  (mentions(said, mots.nommer.courrier) || cannotSend(said)) && moyensConnus(ctx).includes('courrier') ? [moyenReply('courrier', b, ctx)] : [];

/** "je ne sais pas faire de photo": the document exists, its file is what is out of reach. */
export const cannotSend = (said: string): boolean => mentions(said, mots.incapable) && mentions(said, mots.gestes);

/** The sheet of a demande already sent, with its number. */
export function lienDossier({ demande, reference }: Dossier): NonNullable<Reponse['lien']> {
  const { motif, revision, prestation } = demande;
  const listed = demande.pieces.map(({ code }) => code);
  // the dossier keeps the pieces of the person's cases, not the cases themselves
  const cases = piecesFor({ motif, revision, prestation, situations: [] }).flatMap(({ code, situationId }) => (situationId !== undefined && listed.includes(code) ? [situationId] : []));
  return lienFiche(fichePath({ motif, revision, prestation, situations: [...new Set(cases)], reference }));
}

// ---------------------------------------------------------------- reading

/** « Continuer ici », or a plain yes or no, which must never answer the question that waits behind the menu. */
export const staysHere = (said: string): boolean => saysOnly(said, mots.rester) || isCommand(said, 'reprendre') || isCommand(said, 'oui') || isCommand(said, 'non');

/** The way chosen in the menu. A long sentence is no choice, whatever words it holds. */
export function readMoyen(said: string, ctx: Contexte): Moyen | null {
  if (words(said).length > CHOIX_MOTS_MAX) return null;
  return readChoice(said, moyensConnus(ctx).map((moyen) => optionOf(moyen, ctx.contenu.moyens)))?.valeur ?? null;
}

type MoyensConnus = Contexte['contenu']['moyens'];

/** One option for each way of a content: its words are folded once, not at each message. */
const options = new WeakMap<MoyensConnus[Moyen], { titre: string; valeur: Moyen; synonymes: readonly string[] }>();

function optionOf(moyen: Moyen, contenu: MoyensConnus) {
  const known = options.get(contenu[moyen]);
  if (known) return known;
  const option = { titre: contenu[moyen].titre, valeur: moyen, synonymes: mots.choisir[moyen] };
  options.set(contenu[moyen], option);
  return option;
}

const CHOIX_MOTS_MAX = 7;
const DEMANDE_MOTS_MAX = 14;

/** The open question decides how far words are taken for a request: where any sentence is an answer, only the plain request counts. */
type Portee = 'demande' | 'difficulte' | 'tout';

/**
 * A request for another way: in so many words ("autre moyen"), through a difficulty ("je n’ai pas d’ordinateur"), or by its
 * name ("par courrier"). Null for anything else: the message must say nothing more, so that a real request is never taken for one.
 */
export function otherWay(said: string, etat: Etat, libre: boolean, ctx: Contexte): Lecture | null {
  if (words(said).length > DEMANDE_MOTS_MAX) return null;
  const portee = porteeOf(etat.question, libre);
  if (says(said, mots.demander)) return openMoyens(etat);
  if (portee === 'demande') return null;
  if (tellsDifficulty(said)) return openMoyens(etat);
  const named = portee === 'tout' ? moyensConnus(ctx).find((moyen) => says(said, mots.nommer[moyen])) : undefined;
  return named ? tellMoyen(named, etat, ctx) : null;
}

/** "je préfère venir": a way named in its exact words, and nothing else, is no sign of danger. */
export function namesOnlyAWay(said: string): boolean {
  const exact = ` ${normalize(said)} `;
  return MOYENS.some((moyen) => says(said, mots.nommer[moyen]) && mots.nommer[moyen].some((form) => exact.includes(` ${form} `)));
}

/** Questions whose answers look like a difficulty or like a way: how the Caf was contacted, what makes life hard now. */
const REPONDENT: readonly Question['id'][] = ['contact', 'contact-detail', 'contact-autre', 'urgence'];

function porteeOf(question: Question | null, libre: boolean): Portee {
  if (!question) return 'tout';
  if (libre || REPONDENT.includes(question.id)) return 'demande';
  return question.id === 'qualification' ? 'difficulte' : 'tout';
}

const says = (said: string, forms: readonly string[]): boolean => mentions(said, forms) && saysOnly(said, [...forms, ...mots.liaisons]);

function tellsDifficulty(said: string): boolean {
  const lacks = mentions(said, mots.manque) && mentions(said, mots.appareils);
  const cannot = mentions(said, mots.incapable) && mentions(said, [...mots.gestes, ...mots.appareils]);
  return (lacks || cannot) && saysOnly(said, [...mots.manque, ...mots.appareils, ...mots.incapable, ...mots.gestes, ...mots.liaisons]);
}
