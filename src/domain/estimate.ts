import { addMonths, parisDate } from './calendar';
import type { Prestation } from './codes';
import { computeComplexity } from './complexity';
import { promise } from './delay';
import type { Charge } from './delay';
import type { DemandeConfirmee, Promesse, RappelLegal } from './dossier';
import { legalReminder } from './legal';
import { computePriority } from './priority';

export type { Charge } from './delay';

/**
 * The promise for a demande confirmed at `ouvertLe`: priority and complexity from what was said, then the delay.
 * Used for the estimate shown at the recap and for the promise stored at opening, so that both say the same.
 */
export function estimate(demande: DemandeConfirmee, ouvertLe: Date, charge: Charge, alsaceMoselle: boolean): Promesse {
  const today = parisDate(ouvertLe);
  const { priorite, raisons } = computePriority({
    motif: demande.motif, drapeaux: demande.drapeaux, criteres: [...demande.criteres, ...answeredCriteria(demande, today)],
    faits: {
      aujourdhui: today,
      contrainteLe: dateOf(demande, 'dateContrainte'),
      audienceLe: dateOf(demande, 'dateAudience'),
      convocationLe: dateOf(demande, 'delaiReponse'),
      dateLimiteLegale: legalReminderOf(demande)?.dateLimite ?? null,
      moisSansPaiement: monthsStopped(demande, today),
      resteAVivreParJour: leftADay(demande),
      moisSansReponse: demande.motif === 'BLOCAGE_RETARD' ? monthsSince(dateOf(demande, 'dateDepot'), today) : null,
    },
  });
  return promise({
    ouvertLe, alsaceMoselle, charge,
    service: demande.service, revision: demande.revision,
    // a danger was handed to a human at once; the demande the person chooses to send afterwards is urgent (DOSSIER §8.2, forced P1 n° 8)
    priorite: { priorite: priorite === 'P0' ? 'P1' : priorite, raisons },
    complexite: computeComplexity({
      motif: demande.motif, prestation: demande.prestation, criteres: complexityCriteria(demande), relances: demande.chronologie.length,
      moisContestes: monthsContested(demande),
    }),
    pieceManquante: demande.pieces.some((piece) => piece.necessite === 'obligatoire' && piece.statut !== 'recue'),
  });
}

/** The legal deadline to remind (D15), from the dates of the letters given. */
export const legalReminderOf = (demande: Pick<DemandeConfirmee, 'motif' | 'prestation' | 'reponses'>): RappelLegal =>
  legalReminder({
    motif: demande.motif, prestation: demande.prestation,
    dateDecision: dateOf(demande, 'dateDecision') ?? monthOf(demande, 'dateDecision'), dateContrainte: dateOf(demande, 'dateContrainte'),
  });

/** DOSSIER §8.2, read from the answers to the questionnaire: what was said once is not asked again as a criterion. */
function answeredCriteria(demande: DemandeConfirmee, today: string): string[] {
  const { motif, prestation, reponses } = demande;
  if (motif !== 'SUSPENSION_DROIT') return [];
  const stopped = monthsStopped(demande, today) ?? 0;
  return [
    ...(MINIMUM_VITAL.includes(prestation) && stopped >= 1 ? ['minimum_vital_arrete'] : []),
    ...(reponses.ressourcesRestantes?.valeur === 'AUCUNE' ? ['sans_ressources'] : []),
    ...(reponses.enfants?.valeur === true ? ['enfant_mineur'] : []),
  ];
}

const JOURS_DU_MOIS = 30;

/** Euros left a day, for one person: the household is not known, so that the figure may be too high, never too low. */
function leftADay({ reponses }: DemandeConfirmee): number | null {
  const euros = (champ: string): number | null => {
    const valeur = reponses[champ]?.valeur;
    return typeof valeur === 'number' ? valeur : null;
  };
  const [ressources, charges] = [euros('ressourcesMois'), euros('chargesMois')];
  const left = euros('resteAVivre') ?? (ressources === null || charges === null ? null : ressources - charges);
  return left === null ? null : left / JOURS_DU_MOIS;
}

const MINIMUM_VITAL: readonly Prestation[] = ['RSA', 'RSA_MAJORE', 'AAH'];

function monthsStopped(demande: DemandeConfirmee, today: string): number | null {
  if (demande.motif !== 'SUSPENSION_DROIT') return null;
  const since = dateOf(demande, 'depuisQuand');
  return monthsOf(demande, 'depuisQuand') ?? monthsSince(since, today);
}

/** Months of the period at stake, both ends included; null when it was not told as a period. */
function monthsContested({ reponses }: DemandeConfirmee): number | null {
  const found = /^(\d{4}-\d{2})-\d{2}\/(\d{4}-\d{2})-\d{2}$/.exec(String(reponses.periode?.valeur ?? ''));
  if (!found) return null;
  const [, from = '', to = ''] = found;
  return (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(to.slice(5)) - Number(from.slice(5)) + 1;
}

/** Whole calendar months between two dates. */
function monthsSince(date: string | null, today: string): number | null {
  if (!date) return null;
  let months = 0;
  while (months < 600 && addMonths(date, months + 1) <= today) months++;
  return months;
}

/** DOSSIER §8.3, read from the answers to the questionnaire. */
function complexityCriteria({ reponses, sousMotif, motif }: DemandeConfirmee): string[] {
  const is = (champ: string, ...valeurs: unknown[]): boolean => valeurs.includes(reponses[champ]?.valeur);
  return [
    ...(is('accordAutreParent', false) ? ['sans_accord'] : []),
    ...(is('detteNotifiee', true) ? ['dette_notifiee'] : []),
    ...(is('statut', 'INDEPENDANT', 'MIXTE') ? ['independant'] : []),
    ...(is('fixation', 'JUGEMENT') || is('titrePension', 'JUGEMENT') ? ['decision_justice'] : []),
    ...(sousMotif !== null && /recompos/i.test(sousMotif) ? ['famille_recomposee'] : []),
    ...(motif === 'INTERNATIONAL_SEJOUR' && reponses.titreSejour?.valeur ? ['sejour_en_cause'] : []),
    // another country, without an absence from France nor a residence permit at stake: rights in both
    ...(motif === 'INTERNATIONAL_SEJOUR' && reponses.pays?.valeur && !reponses.dureeAbsence?.valeur && !reponses.titreSejour?.valeur ? ['deux_pays'] : []),
  ];
}

function dateOf({ reponses }: Pick<DemandeConfirmee, 'reponses'>, champ: string): string | null {
  const valeur = reponses[champ]?.valeur;
  return typeof valeur === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(valeur) ? valeur : null;
}

function monthOf({ reponses }: Pick<DemandeConfirmee, 'reponses'>, champ: string): string | null {
  const valeur = reponses[champ]?.valeur;
  return typeof valeur === 'string' && /^\d{4}-\d{2}$/.test(valeur) ? valeur : null;
}

/** Whole months in "3 mois", "deux ans", "un an et demi" (12). */
function monthsOf({ reponses }: DemandeConfirmee, champ: string): number | null {
  const found = /(\d+|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze)\s*(mois|an)/i.exec(String(reponses[champ]?.valeur ?? ''));
  if (!found) return null;
  const [, count = '', unit] = found;
  const number = /^\d/.test(count) ? Number(count) : NOMBRES.indexOf(count.toLowerCase().replace('une', 'un')) + 1;
  return number * (unit === 'an' ? 12 : 1);
}

const NOMBRES = ['un', 'deux', 'trois', 'quatre', 'cinq', 'six', 'sept', 'huit', 'neuf', 'dix', 'onze', 'douze'];
