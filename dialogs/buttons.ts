import type { Comprehension } from '../src/domain/comprehension';
import { nextQuestion } from './demande';
import type { Contexte, Evenement, Resultat } from './events';
import { andBack, askNow, done, misunderstood, settle, table } from './flow';
import { interruption } from './interruptions';
import { onEasyPage } from './mode-facile';
import { openMoyens } from './moyens';
import { openDemande } from './orienter';
import { brouillonOf, compris } from './questions/handler';
import { confirmed, reopen } from './questions/recap';
import type { Etat } from './state';
import { say, texte } from './textes';

/** Buttons: those of cards, "Demander un expert", and the mode of the easy page. */

/** A card button. Its fields come from a card we made, maybe long ago: the rank says of which demande. */
export function action(etat: Etat, ev: Extract<Evenement, { genre: 'action' }>, ctx: Contexte): Resultat {
  const { action: name, valeurs } = ev;
  if (name === 'expert') return expertButton(etat, ctx);
  if (name === 'facile') return easyPage(etat, ctx);
  if (name === 'moyens') return settle(etat, openMoyens(etat), ctx);
  const rang = Number(valeurs.rang);
  if (valeurs.rang !== undefined && rang !== etat.brouillon?.rang) return oldCard(etat, rang, ctx);
  if (name === 'confirmer' && etat.brouillon) return confirm(etat, ctx);
  if (name === 'piece') return pieceButton(etat, valeurs, ctx);
  if (name === 'annuler') return settle(etat, interruption(etat, texte('choix.annuler'), ctx) ?? compris(etat), ctx);
  if (name === 'modifier' && etat.brouillon) {
    const opened = valeurs.champ === undefined ? null : reopen(valeurs.champ, etat);
    return settle(etat, opened ?? compris(etat, { question: { id: 'modifier' } }), ctx);
  }
  return misunderstood(etat, null, ctx);
}

/** The page in easy French asks for its mode; the person's question stays. */
function easyPage(etat: Etat, ctx: Contexte): Resultat {
  const changed = onEasyPage(etat, ctx);
  return settle(etat, compris(changed.etat, { dire: changed.dire, question: etat.question }), ctx);
}

function confirm(etat: Etat, ctx: Contexte): Resultat {
  const next = nextQuestion(brouillonOf(etat), ctx);
  if (next.id !== 'recap') return askNow(etat, next, [say('recap.pas-fini')], [], ctx);
  return settle(etat, confirmed({ ...etat, question: next }, ctx), ctx);
}

/** The answer of a document's card counts for that document only: an older card changes nothing. */
function pieceButton(etat: Etat, { code, reponse }: Record<string, string>, ctx: Contexte): Resultat {
  const { question } = etat;
  if (question?.id !== 'piece' || question.code !== code) return andBack(etat, [say('carte.perimee')], ctx);
  return settle(etat, table.read(question, { texte: reponse ?? '', comprehension: SANS_PAROLES }, etat, ctx), ctx);
}

/** A button carries no words to understand. */
const SANS_PAROLES: Comprehension = {
  group: 'simple', code: 'INCOMPREHENSION', prestation: 'AUCUNE', prestations: [], service: 'AUCUN', priority: 'P3', safety: null, confidence: 0,
  alternatives: [], entities: [], rule: 'bouton', clarification: null, second: null, revision: null, question: false, faits: [], langue: null, insulte: false, dementi: null,
};

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
