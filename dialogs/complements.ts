import type { Dossier, PieceRecue } from '../src/domain/dossier';
import { matchPiece, PIECE_CODES, pieceInfo } from '../src/domain/pieces';
import { asksToCancel } from './annulation';
import annulation from './contenu/annulation.json';
import avis from './contenu/avis.json';
import commandes from './contenu/commandes.json';
import type { Effet } from './events';
import { isCommand, mentions, words } from './lecture';
import type { Depot } from './state';
import { texte } from './textes';

/** What a person adds to a dossier already sent: reading the words, and which piece each file is. Pure. */

/** Received under no known heading. */
export const AUTRE_DOCUMENT = 'D-CORR';

type Attendue = { code: string; libelle: string; equivalents: string[] };

/** Documents still awaited: the mandatory ones, and those of the last complement that have a code. */
export function piecesAttendues({ demande, vie }: Dossier): Attendue[] {
  const mandatory = demande.pieces.filter(({ necessite }) => necessite === 'obligatoire');
  const asked = (vie?.complements.at(-1)?.pieces ?? []).flatMap(({ code, libelle }) => (code === null ? [] : [{ code, libelle }]));
  const received = demande.pieces.filter(({ statut }) => statut === 'recue').map(({ code }) => code);
  const all = [...asked, ...mandatory].filter(({ code }, at, list) => !received.includes(code) && list.findIndex((one) => one.code === code) === at);
  return all.map(({ code, libelle }) => ({ code, libelle, equivalents: PIECE_CODES.includes(code) ? (pieceInfo(code).equivalents ?? []) : [] }));
}

/** Pieces that a file may be: those awaited first, then the others of the demande. */
export function piecesPossibles(dossier: Dossier): Attendue[] {
  const awaited = piecesAttendues(dossier);
  const others = dossier.demande.pieces.filter(({ code }) => !awaited.some((one) => one.code === code));
  return [...awaited, ...others.map(({ code, libelle }) => ({ code, libelle, equivalents: [] }))];
}

export const libelles = (pieces: readonly { libelle: string }[]): string => pieces.map(({ libelle }) => libelle).join(', ');

/** "ajouter un document", "compléter ma demande" — whatever the number said with it. */
export const asksToComplete = (said: string): boolean => {
  const rest = withoutReference(said);
  return isCommand(rest, 'completer') || (words(rest).length <= 10 && !said.includes('?') && mentions(rest, commandes.completer));
};

export const asksToRate = (said: string): boolean => isCommand(withoutReference(said), 'avis');

/** "supprime la REF-EXP-…" speaks of a demande. */
export const asksToGiveUp = (said: string): boolean => asksToCancel(said.replace(NUMBER, ` ${annulation.objet} `));

/** A number written, and the words that lead to it: "à REF-EXP-…", "sur mon dossier REF-EXP-…". */
const withoutReference = (said: string): string => said.replace(LED, ' ').replace(NUMBER, ' ');

const NUMBER = /\bref[-\s]?exp[-\s]?[0-9a-z]{7}\b/giu;
const LED = new RegExp(`(?<=^|\\s)(?:à|a|au|pour|sur|de|du|dans) (?:(?:mon|ma|le|la) )?(?:dossier |demande )?${NUMBER.source}`, 'giu');

/**
 * "j’ai le bail maintenant": the piece that a message says is there, when the message says nothing else. Null otherwise, so that
 * a document named in a new problem never passes for one sent.
 */
export function pieceAnnoncee(said: string): string | null {
  if (said.includes('?') || !mentions(said, avis.possede) || /\b(?:pas|jamais|plus|aucun|aucune)\b/i.test(said)) return null;
  const code = matchPiece(said, PIECE_CODES);
  if (code === null) return null;
  const known = new Set([...pieceInfo(code).mots.flatMap((mot) => words(mot)), ...avis.autourDUnePiece]);
  return words(withoutReference(said)).every((word) => known.has(word) || known.has(word.replace(/[sx]$/, ''))) ? code : null;
}

/** Files and their pieces: the name first, then the words sent with them, then the only document awaited by the expert. */
export function classified(depot: Depot, dossier: Dossier): Depot {
  const possible = piecesPossibles(dossier);
  const asked = (dossier.statut === 'COMPLEMENT_DEMANDE' ? dossier.vie?.complements.at(-1)?.pieces : undefined) ?? [];
  const alone = asked.length === 1 ? (asked[0]?.code ?? null) : null;
  const fichiers = depot.fichiers.map((fichier) => ({ ...fichier, code: fichier.code ?? matchPiece(fichier.nom, possible) ?? depot.code ?? alone }));
  return { ...depot, reference: dossier.reference, fichiers, pieces: possible.map(({ code, libelle }) => ({ code, libelle })) };
}

/** Every file has its piece: they are attached, each piece with its files. */
export function attachEffect({ reference, fichiers, pieces }: Depot): Effet | null {
  if (reference === null || fichiers.length === 0 || fichiers.some(({ code }) => code === null)) return null;
  const codes = [...new Set(fichiers.map(({ code }) => code ?? AUTRE_DOCUMENT))];
  const recues = codes.map((code): PieceRecue => ({ code, libelle: libelleOf(code, pieces), fichiers: fichiers.filter((f) => f.code === code).map(({ id }) => id) }));
  // names of files may hold a name: only the pieces are told to the expert
  return { genre: 'agir-dossier', reference, acte: { genre: 'completer', detail: libelles(recues), pieces: recues } };
}

function libelleOf(code: string, pieces: Depot['pieces']): string {
  const listed = pieces.find((piece) => piece.code === code)?.libelle;
  if (listed !== undefined) return listed;
  return code === AUTRE_DOCUMENT || !PIECE_CODES.includes(code) ? texte('piece.autre-document') : pieceInfo(code).libelle;
}
