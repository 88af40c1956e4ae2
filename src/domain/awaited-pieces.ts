import type { DemandeConfirmee, Dossier, PieceDemande, PieceRecue } from './dossier';

/** Pieces of an opened dossier: what is still awaited, and what comes in later. */

/** `cle`: stable name of the piece in a form. `demandee`: asked by the expert. */
export type PieceAttendue = { cle: string; code: string; libelle: string; necessite: PieceDemande['necessite']; demandee: boolean };

/** Catalogue code of any other document. */
export const AUTRE_PIECE = 'D-CORR';

/** Those that the expert asked for first, then those of the demande that were to be sent. */
export function awaitedPieces({ vie, demande }: Dossier): PieceAttendue[] {
  const asked = (vie?.complements ?? []).flatMap((one, rang) => (one.recuLe !== null ? [] : one.pieces.map(({ code, libelle }, i): PieceAttendue => (
    { cle: `complement-${rang}-${i}`, code: code ?? AUTRE_PIECE, libelle, necessite: 'obligatoire', demandee: true }))));
  const missing = demande.pieces.filter(({ statut }) => statut !== 'recue').map(({ code, libelle, necessite }): PieceAttendue => ({ cle: `piece-${code}`, code, libelle, necessite, demandee: false }));
  return [...asked, ...missing.filter(({ code }) => !asked.some((other) => other.code === code))];
}

/** The same demande with these files; a piece that came in is no more awaited, a file already attached is not attached again. */
export const withAddedPieces = (demande: DemandeConfirmee, added: readonly PieceRecue[]): DemandeConfirmee => ({ ...demande, pieces: added.reduce(withOne, demande.pieces) });

function withOne(pieces: PieceDemande[], { code, libelle, fichiers }: PieceRecue): PieceDemande[] {
  const isSame = (piece: PieceDemande): boolean => piece.code === code && (code !== AUTRE_PIECE || piece.libelle === libelle);
  if (!pieces.some(isSame)) return [...pieces, { code, libelle, necessite: 'facultative', statut: 'recue', fichiers: [...fichiers] }];
  return pieces.map((piece) => (isSame(piece) ? { ...piece, statut: 'recue' as const, fichiers: [...new Set([...piece.fichiers, ...fichiers])] } : piece));
}
