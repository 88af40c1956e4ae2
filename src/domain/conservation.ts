import { z } from 'zod';
import { addDays, addMonths } from './calendar';
import { headSchema, parseCatalogue } from './catalogue';
import type { Motif, ServiceExpert } from './codes';
import { OPEN_STATUTS } from './dossier';
import type { Dossier, Statut } from './dossier';
import CONSERVATION from './catalogue/conservation.json';

/** How long each kind of data is kept (DOSSIER §6.3). Messages to review have their own setting (`REVUE_JOURS`). */

const duree = z.strictObject({ valeur: z.int().min(1), source: z.string() });
const catalogue = parseCatalogue('conservation.json', z.strictObject({
  ...headSchema, conversationJours: duree, brouillonJours: duree, piecesMois: duree, dossierMois: duree, archiveMois: duree, accesMois: duree,
}), CONSERVATION);

/** Days since the last word (conversation, draft); months since closing (pieces, dossier), since archiving, since the access. */
export type Durees = { conversationJours: number; brouillonJours: number; piecesMois: number; dossierMois: number; archiveMois: number; accesMois: number };

export const DUREES: Durees = {
  conversationJours: catalogue.conversationJours.valeur, brouillonJours: catalogue.brouillonJours.valeur, piecesMois: catalogue.piecesMois.valeur,
  dossierMois: catalogue.dossierMois.valeur, archiveMois: catalogue.archiveMois.valeur, accesMois: catalogue.accesMois.valeur,
};

/** Instants (ISO, UTC): what is strictly older goes. `revue` is a day, the first one kept. */
export type Limites = { conversation: string; brouillon: string; pieces: string; archive: string; suppression: string; acces: string; revue: string };

/**
 * What is older than these instants goes today. Whole days are counted: nothing goes before its time is over.
 * @param today `YYYY-MM-DD`, Europe/Paris
 * @param revueJours days that messages to review are kept, >= 0
 */
export function limitsOf(today: string, durees: Durees, revueJours: number): Limites {
  const months = (n: number): string => startOf(addMonths(today, -n));
  return {
    conversation: startOf(addDays(today, -durees.conversationJours)), brouillon: startOf(addDays(today, -durees.brouillonJours)),
    pieces: months(durees.piecesMois), archive: months(durees.dossierMois), suppression: months(durees.dossierMois + durees.archiveMois),
    acces: months(durees.accesMois), revue: addDays(today, -revueJours),
  };
}

const startOf = (day: string): string => `${day}T00:00:00.000Z`;

/**
 * Instant at which the dossier was closed for the last time, ISO; `null` while it is open, even if it was closed once.
 * Later notes do not move it.
 */
export function closedAt({ statut, evenements }: Pick<Dossier, 'statut' | 'evenements'>): string | null {
  if (OPEN_STATUTS.includes(statut)) return null;
  const lastOpen = evenements.findLastIndex((evenement) => OPEN_STATUTS.includes(evenement.statut));
  return (evenements[lastOpen + 1] ?? evenements.at(-1))?.at ?? null;
}

/** What is left of an erased dossier until its time is over: for the counts, without a word or an identity. */
export type MinimumLegal = { reference: string; service: ServiceExpert; motif: Motif; ouvertLe: string; echeance: string; statuts: { at: string; statut: Statut }[] };

/** The legal minimum of a dossier. */
export const legalMinimum = ({ reference, demande, ouvertLe, promesse, evenements }: Dossier): MinimumLegal => ({
  reference, service: demande.service, motif: demande.motif, ouvertLe, echeance: promesse.echeance, statuts: evenements.map(({ at, statut }) => ({ at, statut })),
});
