import type { EvenementMessage, Contexte, Resultat } from './events';
import { advance, done, misunderstood, table } from './flow';
import { attachFiles } from './questions/pieces';
import type { Etat } from './state';
import { choix, say, texte } from './textes';

/** Files that come with a message, or instead of one. */

export const keepsFiles = (etat: Etat): boolean => etat.brouillon !== null || (etat.souvenir?.fichiers.length ?? 0) > 0;

/** No demande is open or about to be: the files are not kept, and that is said. */
export const withoutFiles = ({ etat, reponses, effets }: Resultat, ev: EvenementMessage): Resultat =>
  done(etat, [...reponses, say('fichier.sans-demande', {}, { choix: choix(texte('choix.expert')) })], [...effets, { genre: 'supprimer-fichiers', fichiers: ev.fichiers.map((f) => f.id) }]);

export function files(etat: Etat, ev: EvenementMessage): Resultat {
  const refused = ev.refus.map((refus) => say(`fichier.${refus.raison}`, { fichier: refus.nom }));
  if (ev.fichiers.length === 0 || !etat.brouillon) return done(etat, refused);
  const { etat: next, classes } = attachFiles(etat, ev.fichiers);
  const later = next.brouillon?.pieces ? [] : ev.fichiers.map((fichier) => say('fichier.garde', { fichier: fichier.nom }));
  return done(next, [...refused, ...classes.map(({ fichier, libelle }) => say('piece.recue', { fichier: fichier.nom, piece: libelle })), ...later]);
}

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
