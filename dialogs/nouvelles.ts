import type { Code } from '../src/domain/codes';
import type { Comprehension } from '../src/domain/comprehension';
import { matchPiece, PIECE_CODES, pieceInfo } from '../src/domain/pieces';
import lexique from './contenu/nouvelles.json';
import { mentions, saysOnly, words } from './lecture';

/** Longer, a message tells something. */
const MOTS_MAX = 18;

/**
 * « Ça avance ? », « vous avez reçu mes quittances ? »: the message asks what becomes of a demande already sent, and says nothing else. Read
 * from what all its words are about, so that a new problem is never taken for it.
 */
export function asksForNews(said: string, comprehension: Comprehension): boolean {
  const received = mentions(said, lexique.recu);
  if (words(said).length > MOTS_MAX || mentions(said, lexique.raconte) || !(received || mentions(said, lexique.nouvelles))) return false;
  if (received && isSurelyElse(comprehension)) return false;
  return (said.includes('?') || mentions(said, lexique.savoir)) && saysOnly(said, received ? [...KNOWN, ...pieceWords(said)] : KNOWN);
}

const KNOWN: readonly string[] = [...lexique.nouvelles, ...lexique.recu, ...lexique.liens, ...lexique.savoir];

/** « Vous avez reçu ma déclaration trimestrielle ? » is a question of its own. */
const isSurelyElse = ({ group, code, confidence }: Comprehension): boolean => group === 'simple' && confidence >= 0.8 && !ICI.includes(code);

const ICI: readonly Code[] = ['INCOMPREHENSION', 'SUIVI_DOSSIER', 'SUIVI_TRANSFERT', 'SUIVI_DEPASSEMENT', 'COMPLEMENT_ENVOI'];

/** The words of the document named, if one is. */
function pieceWords(said: string): string[] {
  const code = matchPiece(said, PIECE_CODES);
  return code === null ? [] : pieceInfo(code).mots.flatMap((mot) => words(mot)).flatMap((word) => [word, `${word}s`]);
}
