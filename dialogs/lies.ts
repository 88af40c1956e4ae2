import { SERVICES_EXPERTS } from '../src/domain/codes';
import type { Motif, Prestation, ServiceExpert } from '../src/domain/codes';
import type { DemandeConfirmee, Dossier } from '../src/domain/dossier';
import { piecesFor } from '../src/domain/pieces';
import { serviceFor } from '../src/domain/routing';
import type { Contexte } from './events';
import { nouveauBrouillon } from './state';
import type { Brouillon, Etat, Lien, Piece } from './state';

/**
 * A message about two prestations of two services (DOSSIER §2.1, rule 5): once the first demande is sent, a second one is offered,
 * linked to it. What holds for both is kept; what belongs to one decision (its date, its amount) is asked again.
 */

/** The second demande to offer; `null` when the dossier just opened covers what was said. */
export function lienApres(b: Brouillon, dossier: Dossier): Lien | null {
  if (!b.aussi || b.lie || !b.motif) return null;
  const motif = b.aussi.motif ?? b.motif;
  const elsewhere = b.aussi.prestations.filter((prestation) => prestation !== dossier.demande.prestation && goesElsewhere(motif, prestation, dossier.demande.service));
  const [only, other] = elsewhere;
  if (!only) return null;
  return { reference: dossier.reference, motif, prestation: other ? null : only, brouillon: b };
}

function goesElsewhere(motif: Motif, prestation: Prestation, first: ServiceExpert): boolean {
  const service = serviceFor(motif, prestation);
  return SERVICES_EXPERTS.some((expert) => expert === service && expert !== first);
}

/** The second draft: words, contacts, urgency, situation, number and shared documents are those of the first. */
export function beginLinked(etat: Etat, { reference, motif, prestation, brouillon: first }: Lien, ctx: Contexte): Etat {
  const rang = etat.rang + 1;
  const { pieces, fichiers } = sharedPieces(first, motif, prestation);
  const b: Brouillon = {
    ...nouveauBrouillon(rang, ctx.now), motif, prestation, paroles: first.paroles, drapeaux: first.drapeaux, criteres: first.criteres, criteresDits: first.criteresDits,
    contacts: first.contacts, contactVu: first.contactVu, numeroAllocataire: first.numeroAllocataire, reponses: personalAnswers(first, motif, ctx),
    expose: first.expose.situationInitiale === undefined ? {} : { situationInitiale: first.expose.situationInitiale },
    pieces, lie: { reference, fichiers }, pour: first.pour, mandat: first.mandat,
  };
  return { ...etat, rang, brouillon: b, lien: null, question: null };
}

/** Answers about the person (yes or no, a choice, a length of time); a date or an amount is that of one decision. */
function personalAnswers({ reponses }: Brouillon, motif: Motif, ctx: Contexte): Brouillon['reponses'] {
  const shared = ctx.contenu.motifs[motif].questions.filter(({ type }) => type === 'ouiNon' || type === 'choix' || type === 'duree').map(({ id }) => id);
  return Object.fromEntries(Object.entries(reponses).filter(([id]) => shared.includes(id)));
}

/**
 * Documents that both demandes ask for: said once. Their files stay those of the first dossier, so that giving up the second draft
 * deletes nothing of it.
 */
function sharedPieces(first: Brouillon, motif: Motif, prestation: Prestation | null): { pieces: Piece[] | null; fichiers: Record<string, string[]> } {
  const expected = piecesFor({ motif, revision: null, prestation: prestation ?? 'INCONNUE', situations: [] }).map(({ code }) => code);
  const shared = (first.pieces ?? []).filter(({ code, statut }) => statut !== null && expected.includes(code));
  return {
    pieces: shared.length > 0 ? shared.map((piece) => ({ ...piece, fichiers: [] })) : null,
    fichiers: Object.fromEntries(shared.map(({ code, fichiers }) => [code, fichiers.map(({ id }) => id)])),
  };
}

/** The pieces as sent: a shared document brings the files of the first dossier. */
export const withSharedFiles = (pieces: DemandeConfirmee['pieces'], { lie }: Brouillon): DemandeConfirmee['pieces'] =>
  pieces.map((piece) => (piece.statut === 'recue' ? { ...piece, fichiers: [...piece.fichiers, ...(lie?.fichiers[piece.code] ?? [])] } : piece));
