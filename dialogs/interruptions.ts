import type { Contexte, Effet } from './events';
import { isCommand, normalize } from './lecture';
import type { Commande } from './lecture';
import { openDemande } from './orienter';
import { ANSWERS_HERE } from './questions';
import { filesOf } from './questions/accueil';
import { reopen } from './questions/recap';
import { compris } from './questions/handler';
import { asksNewCode } from './suivi-code';
import type { Lecture } from './questions/handler';
import type { Etat } from './state';
import { say, texte } from './textes';

/**
 * Commands that work in every state: cancel, help, later, start again, repeat, "that is not it", the expert button in words.
 * Null when the message is none of them, or is an answer to the open question.
 */
export function interruption(etat: Etat, said: string, ctx: Contexte): Lecture | null {
  const is = (commande: Commande): boolean => isCommand(said, commande) && !answersHere(etat, said, commande);
  const another = asksNewCode(said);
  if (another) return compris(etat, { question: etat.question, effets: [{ genre: 'nouveau-code', reference: another.reference }] });
  if (is('annuler')) return cancel(etat);
  if (normalize(said) === normalize(texte('choix.expert')) && !etat.brouillon) return openDemande({ ...etat, question: null }, null, etat.souvenir, ctx);
  if (is('aide')) return compris(etat, { dire: [say(etat.brouillon ? 'aide.demande' : 'aide.accueil')], ...same(etat) });
  if (is('quiEtesVous')) return compris(etat, { dire: [say('accueil.automatique')], ...same(etat) });
  if (is('toutPlusTard') && etat.brouillon?.motif && etat.question) return compris(etat, { dire: [say('plus-tard.documents')], question: etat.question });
  if (is('plusTard')) return later(etat);
  if (is('recommencer')) return restart(etat);
  if (is('reprendre') && etat.brouillon) return goOn(etat);
  if (is('repeter') && etat.question) return compris(etat, same(etat));
  if (is('pasCa') && etat.brouillon) return notThis(etat);
  if ((is('modifier') || MODIFIE_LIGNE.test(normalize(said))) && !SHOWS_LINES.test(etat.question?.id ?? '') && etat.brouillon?.motif) return compris(etat, { question: { id: 'modifier' } });
  if (is('retour') && etat.brouillon?.motif) return back(etat);
  return null;
}

/** The last answer is asked again; before any, the lines that may be changed. */
function back(etat: Etat): Lecture {
  const last = Object.keys(etat.brouillon?.reponses ?? {}).at(-1);
  return (last !== undefined && etat.question?.id === 'qualification' ? reopen(`reponse:${last}`, etat) : null) ?? compris(etat, { question: { id: 'modifier' } });
}

/** "modifier 14", said before the lines come back. */
const MODIFIE_LIGNE = /^(?:modifi|chang|corrig)\w* (?:(?:la|le|ligne|point|numero) )*\d{1,2}$/;
const SHOWS_LINES = /^(?:recap|modifier)$/;

/** "plus tard" answers a question about a document only in its own words: "je reviens plus tard" still is a break. */
function answersHere(etat: Etat, said: string, commande: Commande): boolean {
  const { question } = etat;
  if (!question) return false;
  if (commande === 'toutPlusTard') return DOCUMENTS.test(question.id) || SETS_ASIDE.test(question.id);
  if (!ANSWERS_HERE[question.id]?.includes(commande)) return false;
  if (commande !== 'plusTard' || SETS_ASIDE.test(question.id)) return true;
  if (question.id === 'qualification') return question.champ === 'delaiDeclaration';
  return question.id === 'contact-detail' || isCommand(said, 'jEnverrai') || isCommand(said, 'toutPlusTard');
}

/** Questions about documents, which « tout plus tard » puts off; at any other the documents wait, and the demande goes on. */
const DOCUMENTS = /^piece/;

/** Questions about a dossier already sent: « plus tard » puts them off, and nothing else. */
const SETS_ASIDE = /^(?:annulation|avis|complement|dossier|lier)/;

/** Back to the demande, from wherever the conversation went. */
const goOn = (etat: Etat): Lecture => compris({ ...etat, suspendue: null, enPause: false }, { dire: [say('reprise.repris')] });

/** The same question again, or nothing when none is open. */
const same = (etat: Etat): { question: Etat['question'] } => ({ question: etat.question });

/** The draft, when there is one; else the demande already sent from here, once it is confirmed. */
function cancel(etat: Etat): Lecture {
  const fichiers = filesOf(etat);
  const free: Etat = { ...etat, brouillon: null, suspendue: null, souvenir: null, enPause: false };
  const deletion: Effet[] = fichiers.length > 0 ? [{ genre: 'supprimer-fichiers', fichiers }] : [];
  if (etat.ouverts.length === 0) return compris(free, { dire: [say(etat.brouillon ? 'annuler.fait' : 'annuler.rien')], question: null, effets: deletion });
  if (!etat.brouillon) return compris(free, { question: null, effets: [{ genre: 'lister-dossiers', pour: 'annuler' }] });
  return compris(free, { dire: [say('annuler.brouillon')], question: null, effets: [...deletion, { genre: 'lister-dossiers', pour: 'rester' }] });
}

function later(etat: Etat): Lecture {
  if (!etat.brouillon) return compris(etat, { dire: [say('plus-tard.sans-demande')], question: null });
  return compris({ ...etat, enPause: true, suspendue: etat.question }, { dire: [say('plus-tard.fait')], question: null });
}

function restart(etat: Etat): Lecture {
  if (!etat.brouillon) return compris({ ...etat, souvenir: null }, { dire: [say('reprise.recommence')], question: null });
  return compris({ ...etat, enPause: false }, { question: { id: 'reprise' } });
}

/** The motif was misunderstood: the words stay, the motif is asked again. */
function notThis(etat: Etat): Lecture {
  const b = etat.brouillon;
  if (!b) return compris(etat);
  return compris({ ...etat, brouillon: { ...b, motif: null, revision: null, pieces: b.pieces, service: null, serviceConfirme: false } }, {
    dire: [say('demande.pas-ca')], question: { id: 'motif' },
  });
}
