import type { FichierRecu } from '../src/domain/tour';
import type { Contexte, Effet, EvenementMessage, Resultat } from './events';
import { advance, done, misunderstood, table } from './flow';
import { filesKept } from './questions/accueil';
import { attachFiles, monthsNote, receivedText } from './questions/pieces';
import { refusal } from './refus';
import type { Etat } from './state';
import { say } from './textes';

/** Files that come with a message, or instead of one. */

/** A demande open, or about to be, or a dossier already sent has the files. */
export const keepsFiles = (etat: Etat): boolean => etat.brouillon !== null || etat.depot !== null || (etat.souvenir?.fichiers.length ?? 0) > 0;

export function files(etat: Etat, ev: EvenementMessage): Resultat {
  const refused = ev.refus.map(refusal);
  if (ev.fichiers.length === 0 || !etat.brouillon) return done(etat, refused);
  const { fresh, again } = withoutDoubles(ev.fichiers, filesKept(etat));
  const { etat: next, classes } = attachFiles(etat, fresh);
  const later = next.brouillon?.pieces ? [] : fresh.map((fichier) => say('fichier.garde', { fichier: fichier.nom }));
  const doubles = [...new Set(again.map(({ nom }) => nom))].map((nom) => say('fichier.doublon', { fichier: nom }));
  return done(next, [...refused, ...classes.map(({ fichier, code, libelle }) => receivedText(fichier, code, libelle)), ...[...new Set(classes.map(({ code }) => code))].flatMap((code) => monthsNote(next, code)), ...later, ...doubles], deletionOf(again));
}

/** The same content sent twice is kept once. */
function withoutDoubles(sent: FichierRecu[], kept: FichierRecu[]): { fresh: FichierRecu[]; again: FichierRecu[] } {
  const isNew = ({ sha256 }: FichierRecu, at: number): boolean => !kept.some((file) => file.sha256 === sha256) && sent.findIndex((file) => file.sha256 === sha256) === at;
  return { fresh: sent.filter(isNew), again: sent.filter((file, at) => !isNew(file, at) && !kept.some(({ id }) => id === file.id)) };
}

const deletionOf = (fichiers: FichierRecu[]): Effet[] => (fichiers.length > 0 ? [{ genre: 'supprimer-fichiers', fichiers: fichiers.map(({ id }) => id) }] : []);

/** Only files: the question they answer is settled, the next one is asked. */
export function afterFiles(etat: Etat, ev: EvenementMessage, ctx: Contexte): Resultat {
  if (!etat.brouillon) return ev.fichiers.length + ev.refus.length > 0 ? done(etat, []) : misunderstood(etat, null, ctx);
  if (ev.fichiers.length === 0 && etat.question) return done(etat, [table.ask(etat.question, etat, ctx)]);
  const { question } = etat;
  const stays = question && !['piece', 'piece-fichier', 'fichier-a-classer', 'pieces-facultatives'].includes(question.id);
  const unclear = etat.brouillon.pieces !== null && etat.brouillon.aClasser.length > 0;
  if (stays && !unclear) return done(etat, [table.ask(question, etat, ctx)]);
  return advance({ genre: 'compris', etat }, ctx);
}
