import { rappelLegalTexte } from '../../dialogs/delai';
import type { Contenu } from '../../dialogs/contenu';
import { publicEvent } from '../app/api-events';
import { awaitedPieces } from '../domain/awaited-pieces';
import type { Dossier } from '../domain/dossier';
import { deadline, isLate, lifeOf } from '../domain/lifecycle';
import { serviceInfo } from '../domain/routing';
import type { z } from 'zod';
import type { DossierLu, evenementsSchema, listeDossiersSchema } from './schemas';
import T from './textes.json';

/** A dossier as programs see it: what its person is told, and nothing of what stays between experts. */

export const serviceNamed = ({ demande }: Dossier): DossierLu['service'] => ({ code: demande.service, nom: serviceInfo(demande.service).nomLong });

export const piecesView = (dossier: Dossier): DossierLu['piecesAttendues'] =>
  awaitedPieces(dossier).map(({ code, libelle, necessite, demandee }) => ({ code, libelle, necessite, demandee }));

export const legalView = ({ rappelLegal, demande }: Dossier, contenu: Contenu, today: string): string | null => rappelLegalTexte(rappelLegal, contenu.motifs[demande.motif].enjeuDecision, today);

/** @param today `YYYY-MM-DD`, Europe/Paris */
export function dossierView(dossier: Dossier, contenu: Contenu, today: string): DossierLu {
  const { reference, statut, demande, ouvertLe } = dossier;
  const vie = lifeOf(dossier);
  return {
    reference, statut, libelle: T.statut[statut], motif: demande.motif, prestation: demande.prestation, service: serviceNamed(dossier),
    ouvertLe, echeance: dateInForce(dossier), enRetard: isLate(dossier, today), complement: complementOf(dossier), reponse: answerOf(vie.reponse),
    piecesAttendues: piecesView(dossier), rappelLegal: legalView(dossier, contenu, today), avisDonne: vie.avis !== null,
  };
}

/** No date while the count of days is stopped. */
const dateInForce = (dossier: Dossier): string | null => (lifeOf(dossier).horloge.suspendueLe === null ? deadline(dossier) : null);

function complementOf({ vie }: Dossier): DossierLu['complement'] {
  const awaited = vie?.complements.find(({ recuLe }) => recuLe === null);
  return awaited ? { pieces: awaited.pieces.map(({ libelle }) => libelle), pourquoi: awaited.pourquoi, limite: awaited.limite } : null;
}

const answerOf = (reponse: ReturnType<typeof lifeOf>['reponse']): DossierLu['reponse'] => reponse && { texte: reponse.texte, issue: reponse.issue, le: reponse.at };

export const summaryView = (dossier: Dossier): z.infer<typeof listeDossiersSchema>['dossiers'][number] =>
  ({ reference: dossier.reference, statut: dossier.statut, motif: dossier.demande.motif, service: dossier.demande.service, ouvertLe: dossier.ouvertLe, echeance: dateInForce(dossier) });

export function eventsView({ reference, evenements }: Dossier): z.infer<typeof evenementsSchema> {
  return {
    reference,
    evenements: evenements.flatMap(({ quoi, at, statut }, rang) => {
      const type = publicEvent(quoi);
      return type === null ? [] : [{ rang, type, le: at, statut, texte: T.evenement[type] }];
    }),
  };
}
