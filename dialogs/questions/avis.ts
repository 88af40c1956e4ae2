import contenu from '../contenu/avis.json';
import type { Contexte } from '../events';
import { isCommand, normalize, readYesNo, words } from '../lecture';
import type { Etat, QuestionDe } from '../state';
import { choix, say, texte } from '../textes';
import type { TexteId } from '../textes';
import { autreChose, compris, incompris, isRequest } from './handler';
import type { Entree, Handler, Lecture } from './handler';

/** two marks and free words, one at a time, each of them optional; a low mark is read again by a person. */

export const NOTES: readonly string[] = Object.entries(contenu.notes).map(([note, libelle]) => `${note} – ${libelle}`);

const NOMBRES: Record<string, number> = contenu.nombres;
const COMMENTAIRE_MAX = 2_000;

/**
 * The mark said, from 1 to 5; null when the message is no mark. Number words count only among words that surround a mark:
 * « un » is an article everywhere else.
 */
export function readNote(said: string): number | null {
  const label = Object.entries(contenu.notes).find(([note, libelle]) => [libelle, `${note} ${libelle}`].some((form) => normalize(form) === normalize(said)));
  if (label) return Number(label[0]);
  // a half mark is none of the five
  if (/\d\s*[.,]\s*\d/.test(said)) return null;
  const rest = words(said.replace(/(?:\/|\bsur)\s*(?:5|cinq)\b|\bune (?=note\b)/gi, ' ')).filter((word) => !contenu.autourDeLaNote.includes(word));
  const [only, other] = rest.map((word) => (/^\d+$/.test(word) ? Number(word) : NOMBRES[word]));
  return rest.length === 1 && other === undefined && only !== undefined && only >= 1 && only <= 5 ? only : null;
}

type Lu = { note: number | null } | 'plus-tard' | null;

function lu({ texte: said }: Entree): Lu {
  if (putsOff(said)) return 'plus-tard';
  const note = readNote(said);
  if (note !== null) return { note };
  return isCommand(said, 'saitPas') ? { note: null } : null;
}

const putsOff = (said: string): boolean => isCommand(said, 'plusTard') || isCommand(said, 'annuler') || isCommand(said, 'non');

/** Nothing is kept of a rating put off. */
const putOff = (etat: Etat): Lecture => compris(etat, { dire: [say('avis.plus-tard')], question: null });

function askNote(id: TexteId, params: Record<string, string>, ctx: Contexte) {
  // three options read aloud would hide the other two
  return say(id, params, ctx.canal === 'ivr' ? {} : { choix: choix(...NOTES, texte('choix.sait-pas'), texte('choix.avis-plus-tard')) });
}

/** Twice not understood: the mark is left out rather than asked a third time. */
function readMark(entree: Entree, etat: Etat, then: (note: number | null) => Lecture): Lecture {
  const read = lu(entree);
  if (read === 'plus-tard') return putOff(etat);
  if (read) return then(read.note);
  // a rating is optional: a new request comes first
  if (isRequest(entree)) return autreChose;
  return etat.echecs > 0 ? then(null) : incompris(say('avis.incompris', {}, { choix: choix(...NOTES, texte('choix.sait-pas')) }));
}

export const avisPertinence: Handler<'avis-pertinence'> = {
  accueil: 'souple',
  ask: ({ reference }, _etat, ctx) => askNote('avis.pertinence', { reference }, ctx),
  read: ({ reference }, entree, etat) =>
    readMark(entree, etat, (pertinence) => compris(etat, { question: { id: 'avis-accompagnement', reference, pertinence } })),
};

export const avisAccompagnement: Handler<'avis-accompagnement'> = {
  accueil: 'souple',
  ask: (_question, _etat, ctx) => askNote('avis.accompagnement', {}, ctx),
  read: ({ reference, pertinence }, entree, etat) =>
    readMark(entree, etat, (accompagnement) => compris(etat, { question: { id: 'avis-commentaire', reference, pertinence, accompagnement } })),
};

export const avisCommentaire: Handler<'avis-commentaire'> = {
  accueil: 'libre',
  ask: () => say('avis.commentaire', {}, { choix: choix(texte('choix.avis-sans-commentaire')) }),
  read: (question, { texte: said }, etat) => {
    const none = saysNothing(said);
    return given(question, none ? '' : said.trim().slice(0, COMMENTAIRE_MAX), etat);
  },
};

const saysNothing = (said: string): boolean =>
  putsOff(said) || isCommand(said, 'saitPas') || isCommand(said, 'merci') || normalize(said) === normalize(texte('choix.avis-sans-commentaire')) || /^(?:rien|pas de|aucun)\b/i.test(said.trim());

function given({ reference, pertinence, accompagnement }: QuestionDe<'avis-commentaire'>, commentaire: string, etat: Etat): Lecture {
  if (pertinence === null && accompagnement === null && commentaire === '') return compris(etat, { dire: [say('avis.rien')], question: null });
  return compris(etat, { question: null, effets: [{ genre: 'agir-dossier', reference, acte: { genre: 'noter', avis: { pertinence, accompagnement, commentaire } } }] });
}

export const avisRouvrir: Handler<'avis-rouvrir'> = {
  accueil: 'souple',
  ask: ({ reference }) => say('avis.rouvrir', { reference }, { choix: choix(texte('choix.rouvrir'), texte('choix.non')) }),
  read: ({ reference }, { texte: said }, etat) => {
    if (normalize(said) === normalize(texte('choix.rouvrir')) || isCommand(said, 'oui')) return compris(etat, { question: { id: 'avis-raison', reference } });
    const answer = readYesNo(said);
    return putsOff(said) || answer === 'sait-pas' ? compris(etat, { dire: [say('avis.reste-clos')], question: null }) : autreChose;
  },
};

export const avisRaison: Handler<'avis-raison'> = {
  accueil: 'libre',
  ask: () => say('avis.raison', {}, { choix: choix(texte('choix.sait-pas'), texte('choix.ne-pas-rouvrir')) }),
  read: ({ reference }, { texte: said }, etat) => {
    if (putsOff(said) || normalize(said) === normalize(texte('choix.ne-pas-rouvrir'))) return compris(etat, { dire: [say('avis.reste-clos')], question: null });
    const pourquoi = isCommand(said, 'saitPas') ? texte('avis.raison-inconnue') : said.trim().slice(0, COMMENTAIRE_MAX);
    return compris(etat, { question: null, effets: [{ genre: 'agir-dossier', reference, acte: { genre: 'rouvrir', pourquoi } }] });
  },
};
