import { isCodeSurete } from '../src/domain/codes';
import type { Code } from '../src/domain/codes';
import type { Comprehension, Entite } from '../src/domain/comprehension';
import { tellsMore } from '../src/domain/review';
import type { Entendu, MessageARevoir, RaisonRevue } from '../src/domain/review';
import { maskForReview } from '../src/ops/review-masking';
import type { MasqueRevue, ZoneRevue } from '../src/ops/review-masking';
import type { Effet, Evenement, EvenementMessage, Resultat } from './events';
import { isCommand, words } from './lecture';
import type { Commande } from './lecture';
import type { Etat } from './state';
import { isDanger } from './surete';

/** Which messages are kept for someone to read again. The state holds the last request, masked; a reason makes it kept. */

/**
 * Under this confidence the triage was unsure. Chosen on the tuning part (954 sentences): the highest threshold at which at least
 * half of what is kept was indeed wrong. It keeps 6 % of the messages and 60 % of the mistakes; on 360 unseen messages, 4 % and 5 of 6.
 */
const SEUIL_INCERTAIN = 0.65;
/** A training sentence holds 4,000 characters at most, and nobody reads more. */
const TEXTE_MAX = 2_000;
const PAS_UNE_DEMANDE: readonly Commande[] = ['pasCa', 'oui', 'non', 'saitPas', 'merci', 'bonjour'];

/** The message as it would be kept, or the one before when these words ask for nothing, or nothing in French. */
export function entendre(etat: Etat, { texte, comprehension: c }: EvenementMessage): Etat['entendu'] {
  if (words(texte).length < 2 || c.langue !== null || c.insulte || PAS_UNE_DEMANDE.some((commande) => isCommand(texte, commande))) return etat.entendu;
  const masked = maskForReview(texte, c.entities.flatMap(zoneOf)).slice(0, TEXTE_MAX);
  return {
    texte: masked, code: c.code, groupe: c.group, confiance: c.confidence, alternatives: c.alternatives.slice(0, 2), prestations: c.prestations, codeChoisi: null,
    raison: isUnsure(c) ? 'incertain' : null,
  };
}

const isUnsure = ({ group, confidence }: Comprehension): boolean => group === 'clarify' || confidence < SEUIL_INCERTAIN;

const MASQUES: Partial<Record<Entite['type'], MasqueRevue>> = {
  telephone: '[téléphone]', email: '[e-mail]', numero_allocataire: '[numéro]', reference: '[numéro]', numero: '[numéro]', code_postal: '[adresse]', masque: '[masqué]',
};

function zoneOf({ type, start, end }: Entite): ZoneRevue[] {
  const masque = MASQUES[type];
  return masque ? [{ start, end, masque }] : [];
}

/** The last request was not served: for this reason, unless a stronger one is known. */
export function plainte(etat: Etat, raison: RaisonRevue): Etat {
  const { entendu } = etat;
  return entendu && tellsMore(raison, entendu.raison) ? { ...etat, entendu: { ...entendu, raison } } : etat;
}

/** What the person answered when asked which of two things they meant. */
export const choisi = (etat: Etat, code: Code): Etat => (etat.entendu ? { ...etat, entendu: { ...etat.entendu, codeChoisi: code } } : etat);

/** Adds to a step what must be kept for review, or forgotten: nothing of a danger, nothing in quiet mode. */
export function withReview(before: Etat, ev: Evenement, result: Resultat): Resultat {
  if (isSilenced(ev, result)) return silenced(result);
  if (ev.genre !== 'message') return result;
  const heard = describesMotif(before, ev, result.etat) ? { ...result.etat, entendu: entendre(result.etat, ev) } : result.etat;
  const etat = isCommand(ev.texte, 'pasCa') ? plainte(heard, 'pas-ma-question') : heard;
  const { entendu } = etat;
  const news = isToReview(entendu) && entendu !== before.entendu ? [{ genre: 'a-revoir' as const, message: entendu }] : [];
  return { ...result, etat, effets: [...result.effets, ...news] };
}

const isToReview = (entendu: Entendu | null): entendu is MessageARevoir => entendu !== null && entendu.raison !== null;

const isAlert = (effet: Effet): boolean => effet.genre === 'alerter' && effet.nature !== 'humain' && isDanger(effet.nature);

function isSilenced(ev: Evenement, { etat, effets }: Resultat): boolean {
  if (etat.discret || effets.some(isAlert)) return true;
  return ev.genre === 'message' && (isDanger(ev.comprehension.safety) || isCodeSurete(ev.comprehension.code));
}

/** What was kept before goes too: the message before a danger often tells of it. */
function silenced(result: Resultat): Resultat {
  const forget: Effet[] = result.effets.some(isAlert) ? [{ genre: 'oublier-revue' }] : [];
  return { ...result, etat: { ...result.etat, entendu: null }, effets: [...result.effets, ...forget] };
}

/** The problem told to "de quoi s’agit-il ?" is a request like one said freely. */
const describesMotif = (before: Etat, ev: EvenementMessage, after: Etat): boolean =>
  before.question?.id === 'motif' && !before.brouillon?.motif && Boolean(after.brouillon?.motif) && words(ev.texte).length >= 4;
