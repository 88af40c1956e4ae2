import { journal } from '../app/access-journal';
import { actOnDossier } from '../app/act-on-dossier';
import { hiddenConversation, oldestReviewDay } from '../app/review';
import { accessTo } from '../domain/agent';
import type { Agent } from '../domain/agent';
import { parisDate } from '../domain/calendar';
import { isIntentionSimple, isMotif } from '../domain/codes';
import type { Code } from '../domain/codes';
import { PRESTATIONS, SERVICES_EXPERTS } from '../domain/codes';
import type { Dossier } from '../domain/dossier';
import type { Correction, ReviewEntry } from '../domain/review';
import { maskForReview } from '../ops/review-masking';
import type { DeskDeps } from './deps';
import { ROUTES } from './routes';
import { conversationOf } from './transcript';

/**
 * What the triage got wrong, said by the expert in one press: kept with the person's masked words for `npm run review`, as long as
 * other messages to review. The dossier itself is not changed by it, but for a note.
 */

export type Corrected = { kind: 'done' } | { kind: 'unknown' } | { kind: 'refused' };

/** Whether this is a correction of this dossier: a code of the right kind, other than what it is. */
export function isCorrection({ demande }: Dossier, { quoi, apres }: Pick<Correction, 'quoi' | 'apres'>): boolean {
  switch (quoi) {
    case 'motif':
      return isMotif(apres) && apres !== demande.motif;
    case 'prestation':
      return PRESTATIONS.some((code) => code === apres) && apres !== demande.prestation;
    case 'service':
      return SERVICES_EXPERTS.some((code) => code === apres) && apres !== demande.service;
    case 'sans-expert':
      return isIntentionSimple(apres) || apres === SANS_CODE;
  }
}

/** The expert did not say which answer would have been enough. */
export const SANS_CODE = '';

const before = ({ demande }: Dossier, quoi: Correction['quoi']): string =>
  ({ motif: demande.motif, prestation: demande.prestation, service: demande.service, 'sans-expert': demande.motif })[quoi];

/**
 * Keeps a correction, once for each subject of a dossier: pressed again, the last one holds.
 * @param note what the history of the dossier says of it
 * @throws CodedError STOCKAGE_INDISPONIBLE, CONFLIT_ETAT
 */
export async function correct(reference: string, asked: Pick<Correction, 'quoi' | 'apres'>, note: (correction: Correction) => string, agent: Agent, deps: DeskDeps): Promise<Corrected> {
  const dossier = await deps.store.getDossier(reference);
  if (!dossier || accessTo(dossier, agent, ROUTES.correction.roles) !== 'ouvert') return { kind: 'unknown' };
  if (!isCorrection(dossier, asked)) return { kind: 'refused' };
  const correction: Correction = { ...asked, avant: before(dossier, asked.quoi) };
  await journal({ qui: `expert:${agent.id}`, quoi: 'correction', objet: reference, motif: 'traitement' }, deps);
  const entry = entryOf(dossier, correction, deps);
  if (entry && deps.revueJours > 0) await deps.store.putReview(entry, oldestReviewDay(entry.jour, deps.revueJours));
  const noted = await actOnDossier(reference, { genre: 'annoter', texte: note(correction) }, { qui: 'expert', par: agent.id }, deps);
  return noted.kind === 'done' ? { kind: 'done' } : { kind: 'refused' };
}

/** The words that opened the demande; `null` when nothing is left of them without what is personal. */
function entryOf(dossier: Dossier, correction: Correction, { clock, sel }: DeskDeps): ReviewEntry | null {
  const { demande, canal, cle, reference } = dossier;
  const texte = maskForReview(demande.paroles[0] ?? '');
  if (texte === '') return null;
  const prestation = PRESTATIONS.find((code) => correction.quoi === 'prestation' && code === correction.apres) ?? demande.prestation;
  return {
    id: `c${hiddenConversation(`${reference}\n${correction.quoi}`, sel).slice(0, 16)}`, conversation: hiddenConversation(conversationOf(cle), sel), canal, jour: parisDate(clock()),
    texte, raison: 'corrige', code: demande.motif, groupe: 'expert', confiance: 1, alternatives: [], prestations: [prestation], codeChoisi: rightCode(correction), correction,
  };
}

const rightCode = ({ quoi, apres }: Correction): Code | null => ((quoi === 'motif' && isMotif(apres)) || (quoi === 'sans-expert' && isIntentionSimple(apres)) ? apres : null);
