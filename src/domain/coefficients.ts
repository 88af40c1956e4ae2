import { z } from 'zod';
import { SERVICES_EXPERTS } from './codes';
import type { ServiceExpert } from './codes';

/**
 * What a manager decides of the delay (DOSSIER §8.4 and §8.5, terms c and p): the load of a service, the busy periods. Whole
 * percentages, each with the reason that the person is told. What nobody decided is measured, or read in the catalogue.
 */

export const PCT_MIN = -50;
export const PCT_MAX = 200;
export const RAISON_MIN = 3;
export const RAISON_MAX = 200;

/** `pct`: 10 for +10 %. `raison`: one line of French, shown to people. */
const decision = {
  pct: z.int().min(PCT_MIN).max(PCT_MAX),
  raison: z.string().min(RAISON_MIN).max(RAISON_MAX).regex(/^\S.*\S$/),
};

type Jours = { debut: string; fin: string };

/** Days of effective reception, `YYYY-MM-DD`, Europe/Paris, both included. */
const periode = z.strictObject({ debut: z.iso.date(), fin: z.iso.date(), ...decision }).refine(({ debut, fin }) => debut <= fin);

export const coefficientsSchema = z.strictObject({
  charge: z.partialRecord(z.enum(SERVICES_EXPERTS), z.strictObject(decision)),
  // two reasons for one day could not both be told
  periodes: z.array(periode).refine((all) => all.every((one, i) => all.slice(i + 1).every((other) => !overlap(one, other)))),
});
export type Coefficients = z.infer<typeof coefficientsSchema>;
export type Decision = { pct: number; raison: string };
export type Periode = Coefficients['periodes'][number];

export const SANS_COEFFICIENTS: Coefficients = { charge: {}, periodes: [] };

/** Who changed the coefficients, when (ISO instant, UTC) and why. */
export const changementSchema = z.strictObject({ at: z.iso.datetime(), qui: z.string().min(1).max(80), pourquoi: z.string().min(RAISON_MIN).max(RAISON_MAX) });
export type Changement = z.infer<typeof changementSchema>;

/** One line of the journal: the version it made, what held before and after. */
export type LigneCoefficients = Changement & { version: number; avant: Coefficients; apres: Coefficients };

/** Terms c and p of one demande. A reason is there only when a manager decided. */
export type Termes = { chargePct: number; periodePct: number; raisonCharge?: string; raisonPeriode?: string };

/**
 * What applies to a service on a day: the manager's decision first, else what was measured.
 * @param day effective reception, `YYYY-MM-DD`
 * @param mesure c from the workload and p from the catalogue
 */
export function termsOn(day: string, service: ServiceExpert, { charge, periodes }: Coefficients, mesure: Pick<Termes, 'chargePct' | 'periodePct'>): Termes {
  const load = charge[service];
  const period = periodes.find(({ debut, fin }) => debut <= day && day <= fin);
  return {
    ...(load ? { chargePct: load.pct, raisonCharge: load.raison } : { chargePct: mesure.chargePct }),
    ...(period ? { periodePct: period.pct, raisonPeriode: period.raison } : { periodePct: mesure.periodePct }),
  };
}

/** The same with another load for this service; `null` goes back to the measure. */
export function withCharge({ charge, periodes }: Coefficients, service: ServiceExpert, decided: Decision | null): Coefficients {
  const { [service]: _before, ...others } = charge;
  return { periodes, charge: decided === null ? others : { ...others, [service]: decided } };
}

/** The same with one more period, in the order of the days. An overlap is for the caller to refuse (`overlapping`). */
export const withPeriode = ({ charge, periodes }: Coefficients, added: Periode): Coefficients =>
  ({ charge, periodes: [...periodes, added].sort((a, b) => a.debut.localeCompare(b.debut)) });

/** The same without the period of this rank (0 for the first). */
export const withoutPeriode = ({ charge, periodes }: Coefficients, rank: number): Coefficients =>
  ({ charge, periodes: periodes.filter((_, i) => i !== rank) });

/** The period already decided that shares a day with this one. */
export const overlapping = ({ periodes }: Coefficients, asked: Jours): Periode | undefined =>
  periodes.find((one) => overlap(one, asked));

function overlap(a: Jours, b: Jours): boolean {
  return a.debut <= b.fin && b.debut <= a.fin;
}
