import type { Expose } from '../src/domain/dossier';
import { chronologique } from './chronologie';
import type { Contexte } from './events';
import { asSentence, prestationAvecDe, prestationDite } from './format';
import { words } from './lecture';
import { contactLine } from './questions/contact';
import type { Brouillon } from './state';
import { fill, texte } from './textes';

/** Placeholders that a `demandeFormelle` may hold. */
export const DEMANDE_PARAMS = ['de', 'au_titre'] as const;
type DemandeParam = (typeof DEMANDE_PARAMS)[number];

/** The fourth heading of R-074, worded from the motif; the person keeps it or writes another. */
export function demandeFormelleProposee(b: Brouillon, ctx: Contexte): string {
  const motif = b.motif ?? 'SITUATION_PARTICULIERE';
  const de = prestationAvecDe(b, ctx).replace(/\bvotre\b/, 'mon').replace(/\bvos\b/, 'mes');
  const params: Record<DemandeParam, string> = { de, au_titre: prestationDite(b) ? texte('expose.au-titre', { de }) : '' };
  const sentence = fill(ctx.contenu.motifs[motif].demandeFormelle, params);
  return sentence.replace(/ +([.,])/g, '$1').replace(/ {2,}/g, ' ');
}

/** The statement in its four parts, from what was said; nothing is invented: an empty part says that nothing was said. */
export function exposeOf(b: Brouillon, ctx: Contexte): Expose {
  return {
    situationInitiale: b.expose.situationInitiale || texte('expose.non-precise'),
    problemeRencontre: b.expose.problemeRencontre ?? problemeDit(b, ctx),
    demarches: b.expose.demarches || demarchesDites(b),
    demandeFormelle: b.expose.demandeFormelle || demandeFormelleProposee(b, ctx),
  };
}

/** The person's words, then the answers to the questionnaire as facts. */
function problemeDit(b: Brouillon, ctx: Contexte): string {
  // what the person's own words already say is not said again
  const facts = reponsesInOrder(b, ctx).map(([, r]) => r).filter((r) => r.origine === 'demande' && r.texte !== texte('qualification.ne-sait-pas'));
  const lines = facts.map((r) => `${r.libelle} : ${r.texte}`);
  return [...b.paroles.map(asSentence), ...(lines.length > 0 ? [`${lines.join(' ; ')}.`] : [])].join(' ') || texte('expose.non-precise');
}

/** The answers in the order of the questionnaire, whatever the order in which they came. */
export function reponsesInOrder(b: Brouillon, ctx: Contexte): [string, Brouillon['reponses'][string]][] {
  const motif = b.motif && ctx.contenu.motifs[b.motif];
  const ids = motif ? [...motif.questions, ...motif.questionsRecours].map((q) => q.id) : [];
  return Object.entries(b.reponses).sort(([x], [y]) => ids.indexOf(x) - ids.indexOf(y));
}

const demarchesDites = (b: Brouillon): string => (b.contacts.length > 0 ? chronologique(b.contacts).map(contactLine).join('\n') : texte('expose.aucune-demarche'));

/** Whether what was already said tells the problem, so that it is not asked again. */
export const problemeDejaDit = (b: Brouillon): boolean => words(b.paroles.join(' ')).length >= 6;
