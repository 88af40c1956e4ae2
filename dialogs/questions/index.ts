import type { Reponse } from '../../src/domain/tour';
import type { Commande } from '../lecture';
import type { Contexte } from '../events';
import type { Etat, Question } from '../state';
import { clarification, humain, prestationSimple, reference, reprise, satisfaction, surete } from './accueil';
import type { Suite } from './accueil';
import { annulation } from './annulation';
import { avisAccompagnement, avisCommentaire, avisPertinence, avisRaison, avisRouvrir } from './avis';
import { complement, complementPiece, dossierLequel } from './complement';
import { appelVerification, codeAppel } from './code-appel';
import { codeSuivi } from './code-suivi';
import { contact, contactAutre, contactDetail } from './contact';
import { courriel } from './courriel';
import { effacement } from './effacement';
import { expose } from './expose';
import { exposePropose } from './expose-propose';
import type { Entree, Handler, Lecture } from './handler';
import { lier } from './lier';
import { beneficiaire, mandatDate, mandatNature, mandatOrganisme } from './mandat';
import { motif, motifPrecise, revision, sousMotif } from './motif';
import { moyens } from './moyens';
import { numeroAllocataire } from './numero';
import { fichierAClasser, piece, pieceFichier, piecesFacultatives, situations } from './pieces';
import { prestation, prestationPrecise } from './prestation';
import { qualification, questionOf } from './qualification';
import { modifier, recap } from './recap';
import { rappel } from './rappel';
import { repriseAppel, reprisePreuve } from './reprise-appel';
import { sens } from './sens';
import { service } from './service';
import { urgence } from './urgence';

type Handlers = { [I in Question['id']]: Handler<I> };

/** Every question of the conversation; `suite` and `insatisfait` lead out of a demande, so the caller gives them. */
export function questionsTable(suite: Suite, insatisfait: (etat: Etat, ctx: Contexte) => Lecture) {
  const handlers: Handlers = {
    motif, 'motif-precise': motifPrecise, revision, 'sous-motif': sousMotif, prestation, 'prestation-precise': prestationPrecise,
    qualification, service, situations, piece, 'piece-fichier': pieceFichier, 'fichier-a-classer': fichierAClasser,
    'pieces-facultatives': piecesFacultatives, urgence, contact, 'contact-detail': contactDetail, 'contact-autre': contactAutre,
    expose, 'expose-propose': exposePropose, 'numero-allocataire': numeroAllocataire, recap, modifier, reprise, reference, 'code-suivi': codeSuivi, surete, humain, moyens, courriel, effacement,
    'avis-pertinence': avisPertinence, 'avis-accompagnement': avisAccompagnement, 'avis-commentaire': avisCommentaire, 'avis-rouvrir': avisRouvrir, 'avis-raison': avisRaison,
    'dossier-lequel': dossierLequel, annulation, complement, 'complement-piece': complementPiece, lier,
    'code-appel': codeAppel, 'appel-verification': appelVerification,
    beneficiaire, 'mandat-nature': mandatNature, 'mandat-date': mandatDate, 'mandat-organisme': mandatOrganisme,
    'reprise-appel': repriseAppel, 'reprise-preuve': reprisePreuve, rappel,
    clarification: clarification(suite), 'prestation-simple': prestationSimple(suite), satisfaction: satisfaction(insatisfait), sens: sens(suite),
  };
  const handlerOf = (question: Question): Handler<Question['id']> => handlers[question.id] as Handler<Question['id']>;
  return {
    ask: (question: Question, etat: Etat, ctx: Contexte): Reponse => handlerOf(question).ask(question, etat, ctx),
    read: (question: Question, entree: Entree, etat: Etat, ctx: Contexte): Lecture => handlerOf(question).read(question, entree, etat, ctx),
    accueil: (question: Question, etat: Etat, ctx: Contexte): Handler<Question['id']>['accueil'] =>
      question.id === 'qualification' && ['texte', 'periode'].includes(questionOf(question.champ, etat, ctx).type) ? 'libre' : handlerOf(question).accueil,
  };
}

/** Commands that are answers to these questions, so not interruptions there. */
export const ANSWERS_HERE: Partial<Record<Question['id'], readonly Commande[]>> = {
  piece: ['plusTard', 'repeter'], 'piece-fichier': ['plusTard'], 'pieces-facultatives': ['plusTard', 'reprendre'],
  'contact-detail': ['humain', 'plusTard', 'repeter'], contact: ['humain'], 'contact-autre': ['reprendre'],
  recap: ['modifier', 'reprendre'], modifier: ['modifier'], reprise: ['recommencer', 'reprendre'], surete: ['reprendre'], humain: ['reprendre'],
  'avis-pertinence': ['plusTard', 'annuler'], 'avis-accompagnement': ['plusTard', 'annuler'], 'avis-commentaire': ['plusTard', 'annuler', 'humain'], 'avis-rouvrir': ['plusTard', 'annuler'], 'avis-raison': ['plusTard', 'annuler', 'humain'],
  'dossier-lequel': ['plusTard', 'annuler'], annulation: ['plusTard', 'annuler'], complement: ['plusTard', 'annuler'], 'complement-piece': ['plusTard', 'annuler'], lier: ['plusTard', 'reprendre'],
  satisfaction: ['pasCa'], sens: ['pasCa'], expose: ['humain'], qualification: ['plusTard'],
};
