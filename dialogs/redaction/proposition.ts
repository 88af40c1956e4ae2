import type { ChoixExpose, Expose } from '../../src/domain/dossier';
import type { Contexte } from '../events';
import { exposeOf } from '../expose';
import { EXPOSE_PARTIES } from '../state';
import type { Brouillon } from '../state';
import { texte } from '../textes';
import { reecriture } from './difference';
import { phraseDesPieces, phrasesDesContacts, phrasesDesReponses } from './faits';
import { sobre } from './nettoyage';

/** The four parts in sober French; null where nothing better than the original can be said. */
export type ExposePropose = { [P in keyof Expose]: string | null };

/** the statement built from the person's own words and answers alone. */
export function proposerExpose(b: Brouillon, ctx: Contexte): ExposePropose {
  const original = exposeOf(b, ctx);
  const proposed: Expose = {
    situationInitiale: sobre(b.expose.situationInitiale ?? ''),
    problemeRencontre: probleme(b, ctx),
    demarches: b.contacts.length > 0 ? [...phrasesDesContacts(b), ...phraseDesPieces(b)].join(' ') : '',
    demandeFormelle: sobre(b.expose.demandeFormelle ?? ''),
  };
  const better = (partie: keyof Expose): string | null => (proposed[partie] === '' || proposed[partie] === original[partie] ? null : proposed[partie]);
  return { situationInitiale: better('situationInitiale'), problemeRencontre: better('problemeRencontre'), demarches: better('demarches'), demandeFormelle: better('demandeFormelle') };
}

/** The words first, then what the questionnaire adds. */
function probleme(b: Brouillon, ctx: Contexte): string {
  const mots = motsDuProbleme(b);
  const dits = { texte: mots, paroles: b.expose.problemeRencontre === undefined };
  return [sobre(mots), ...phrasesDesReponses(b, dits, ctx)].filter((part) => part !== '').join(' ') || texte('expose.non-precise');
}

const motsDuProbleme = (b: Brouillon): string => b.expose.problemeRencontre ?? b.paroles.join('\n');

/** The whole statement as it would be sent, the original where nothing better was found. */
export function exposeEntier(b: Brouillon, ctx: Contexte): Expose {
  const original = exposeOf(b, ctx);
  const propose = proposerExpose(b, ctx);
  return {
    situationInitiale: propose.situationInitiale ?? original.situationInitiale, problemeRencontre: propose.problemeRencontre ?? original.problemeRencontre,
    demarches: propose.demarches ?? original.demarches, demandeFormelle: propose.demandeFormelle ?? original.demandeFormelle,
  };
}

/** The words that a choice was about. */
export const motsCompares = (b: Brouillon): string => JSON.stringify([b.paroles, EXPOSE_PARTIES.map((partie) => b.expose[partie] ?? null)]);

/** The choice is offered when the person's words really change, and once for the same words. */
export function aProposer(b: Brouillon, ctx: Contexte): boolean {
  if (b.redaction?.choix === 'original' && b.redaction.mots === motsCompares(b)) return false;
  if (!diteAutrement(b)) return false;
  return !(b.redaction?.choix === 'propose' && memeExpose(b.redaction.propose, exposeEntier(b, ctx)));
}

const diteAutrement = (b: Brouillon): boolean =>
  [motsDuProbleme(b), b.expose.situationInitiale, b.expose.demandeFormelle, ...Object.values(b.reponses).map((r) => r.texte), ...b.contacts.map((c) => c.reponse)].some(
    (said) => said !== undefined && reecriture(said),
  );

const memeExpose = (x: Expose, y: Expose): boolean => EXPOSE_PARTIES.every((partie) => x[partie] === y[partie]);

/** What is sent, and the person's words beside it: the sober version only as it was accepted, word for word. */
export function exposeChoisi(b: Brouillon, ctx: Contexte): { expose: Expose; exposeOriginal: Expose; exposeChoix: ChoixExpose } {
  const original = exposeOf(b, ctx);
  const { redaction } = b;
  if (redaction?.choix === 'propose' && memeExpose(redaction.propose, exposeEntier(b, ctx))) {
    return { expose: redaction.propose, exposeOriginal: redaction.premiers ?? original, exposeChoix: 'propose' };
  }
  return { expose: original, exposeOriginal: redaction?.premiers ?? original, exposeChoix: 'original' };
}
