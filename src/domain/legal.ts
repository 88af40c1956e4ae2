import { z } from 'zod';
import raw from './catalogue/recours.json';
import { addDays, addMonths } from './calendar';
import { completeMap, headSchema, parseCatalogue, prestationSchema } from './catalogue';
import { PRESTATIONS } from './codes';
import type { Motif, Prestation } from './codes';
import type { RappelLegal } from './dossier';

/** Legal deadlines (DOSSIER §6.1, F-69 to F-73, F-82, D15). A transfer to an expert is not an appeal and suspends nothing. */

const schema = z.strictObject({
  ...headSchema,
  recoursAmiable: z.strictObject({ mois: z.int().positive(), source: z.string() }),
  oppositionContrainte: z.strictObject({ jours: z.int().positive(), organe: z.string(), source: z.string() }),
  organes: z.array(z.strictObject({ id: z.string(), organe: z.string(), prestations: z.array(prestationSchema), source: z.string() })),
});
const DATA = parseCatalogue('recours.json', schema, raw);

/** Body to appeal to, in French, by prestation, with the id of its source in `recours.json`. */
export const organeFor: (prestation: Prestation) => { id: string; organe: string; source: string } = completeMap(
  'recours.json', PRESTATIONS,
  DATA.organes.flatMap(({ prestations, ...organe }) => prestations.map((code) => [code, organe] as [Prestation, typeof organe])),
);

export type DemandeDeRappel = { motif?: Motif; prestation: Prestation; dateDecision?: string | null; dateContrainte?: string | null };

/**
 * Prudent legal deadline: counted from the date written on the act, never later, and not moved when it falls on a
 * weekend or a holiday. A contrainte (15 days) comes before an ordinary decision (2 months, date to date).
 *
 * @param dateDecision date on the letter, `YYYY-MM-DD`; `YYYY-MM` when the day is not known: counted from the first of the month
 * @param dateContrainte date on which the contrainte was served, `YYYY-MM-DD`; whatever the motif
 * @returns `null` without a date: the caller says the general rule
 * @throws CodedError DATE_INVALIDE
 */
export function legalReminder(demande: DemandeDeRappel): RappelLegal {
  const { prestation, dateDecision, dateContrainte } = demande;
  if (dateContrainte) return opposition(dateContrainte);
  if (dateDecision) return recoursAmiable(dateDecision, prestation);
  return null;
}

/** Of an act whose day is not known. */
export const isMonth = (date: string): boolean => date.length === 7;

function opposition(dateContrainte: string): RappelLegal {
  const { jours, organe } = DATA.oppositionContrainte;
  return { nature: 'opposition-contrainte', dateActe: dateContrainte, dateLimite: addDays(dateContrainte, jours), organe };
}

function recoursAmiable(dateDecision: string, prestation: Prestation): RappelLegal {
  const dateLimite = addMonths(isMonth(dateDecision) ? `${dateDecision}-01` : dateDecision, DATA.recoursAmiable.mois);
  return { nature: 'recours-amiable', dateActe: dateDecision, dateLimite, organe: organeFor(prestation).organe };
}
