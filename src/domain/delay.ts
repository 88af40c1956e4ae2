import { z } from 'zod';
import raw from './catalogue/delais.json';
import { addWorkingDays, checkedDate, receptionEffective } from './calendar';
import { completeMap, headSchema, invalid, parseCatalogue, serviceExpertSchema } from './catalogue';
import { SERVICES_EXPERTS } from './codes';
import { SANS_COEFFICIENTS, termsOn } from './coefficients';
import type { Coefficients, Termes } from './coefficients';
import type { Complexite, Priorite, Revision, ServiceExpert } from './codes';
import type { ComposantesDelai, Promesse } from './dossier';

/**
 * Delay announced with a dossier (DOSSIER §8.5): D = ⌈B × (1 + c + p) × q⌉ + m working days, D ≥ 2.
 * Whole numbers only: percentages are out of 100, so that no rounding error adds a day.
 */

const PCT = 100;
const pct = z.int().min(-PCT).max(PCT * 5);
const jours = z.int().min(0).max(366);

const schema = z.strictObject({
  ...headSchema,
  unite: z.literal('jours-ouvres'),
  services: z.array(z.strictObject({
    code: serviceExpertSchema, standard: jours, complexe: jours,
    libelleStandard: z.string(), libelleComplexe: z.string(), source: z.string(),
  })),
  /** SITUATION has no delay of its own: the service's applies. */
  revisions: z.array(z.strictObject({
    code: z.enum(['LOYER', 'SUPERFICIE', 'ZONE', 'CHARGES']), jours, libelle: z.string(), source: z.string(),
  })),
  revisionsService: serviceExpertSchema,
  charge: z.strictObject({
    joursOuvresMesure: z.int().positive(),
    source: z.string(),
    /** In growing order; the last one has no maximum. `inclus`: the maximum itself belongs to the step. */
    seuils: z.array(z.strictObject({
      id: z.string(), rhoPctMax: z.int().positive().nullable(), inclus: z.boolean(), pct, libelle: z.string(),
    })).min(1),
  }),
  periodes: z.array(z.strictObject({ mois: z.int().min(1).max(12), pct, libelle: z.string(), source: z.string() })),
  prioritesPct: z.strictObject({ P1: pct, P2: pct, P3: pct, source: z.string() }),
  pieceManquanteJours: z.strictObject({ valeur: jours, source: z.string() }),
  minimumJours: z.strictObject({ valeur: jours, source: z.string() }),
});
const DATA = parseCatalogue('delais.json', schema, raw);
const { seuils } = DATA.charge;
if (seuils.some((seuil, i) => (seuil.rhoPctMax === null) !== (i === seuils.length - 1))) {
  throw invalid('delais.json', ['charge.seuils : seul le dernier seuil est sans maximum']);
}

const serviceDelays = completeMap('delais.json', SERVICES_EXPERTS,
  DATA.services.map((one) => [one.code, one] as [ServiceExpert, (typeof DATA.services)[number]]));

export type FaitsDelai = {
  service: ServiceExpert;
  complexite: Complexite;
  revision: Revision | null;
  /** c: -10 for -10 %. */
  chargePct: number;
  /** p: 15 for +15 %. */
  periodePct: number;
  priorite: Priorite;
  /** An obligatory piece is missing when the dossier opens. */
  pieceManquante: boolean;
};

/** @returns `null` for P0: a human takes over at once, no delay is computed (§8.1) */
export function computeDelay(faits: FaitsDelai): { joursOuvres: number; composantes: ComposantesDelai } | null {
  if (faits.priorite === 'P0') return null;
  const composantes: ComposantesDelai = {
    ...baseDelay(faits),
    chargePct: faits.chargePct,
    periodePct: faits.periodePct,
    prioritePct: DATA.prioritesPct[faits.priorite],
    pieceJours: faits.pieceManquante ? DATA.pieceManquanteJours.valeur : 0,
  };
  return { joursOuvres: workingDays(composantes), composantes };
}

/** D for a dossier already open: a P0 has a human on it and is dated like a P1 (see `promise`). */
export function openDelay(faits: FaitsDelai): number {
  const delay = computeDelay({ ...faits, priorite: datedAs(faits.priorite) });
  if (!delay) throw new TypeError('a dated priority has a delay');
  return delay.joursOuvres;
}

const datedAs = (priorite: Priorite): Exclude<Priorite, 'P0'> => (priorite === 'P0' ? 'P1' : priorite);

/** D from its terms; the terms stored with a dossier always give back its D. */
export function workingDays(composantes: ComposantesDelai): number {
  const { base, chargePct, periodePct, prioritePct, pieceJours } = composantes;
  const days = ceilDiv(base * (PCT + chargePct + periodePct) * prioritePct, PCT * PCT) + pieceJours;
  return Math.max(DATA.minimumJours.valeur, days);
}

/**
 * c from the workload: ρ = (open ÷ finalised per working day) ÷ the service's standard delay.
 * With nothing finalised in the period there is no measure: 0, like a normal load.
 *
 * @param ouverts dossiers of the service open now
 * @param finalisesSur20j dossiers it finalised in the last 20 working days
 */
export function chargePctFor(charge: { ouverts: number; finalisesSur20j: number; service: ServiceExpert }): number {
  return chargeStep(charge)?.pct ?? 0;
}

/** Why c is what it is, in French; `null` when it is 0. */
export function chargeReason(chargePct: number): string | null {
  if (chargePct === 0) return null;
  return seuils.find((seuil) => seuil.pct === chargePct)?.libelle ?? null;
}

/** p: depends on the month of effective reception (§8.4). */
export function periodePctFor(date: string): number {
  return periodeOf(date)?.pct ?? 0;
}

/** Why p is what it is, in French ("septembre est une période chargée"); `null` when it is 0. */
export function periodeReason(date: string): string | null {
  return periodeOf(date)?.libelle ?? null;
}

/** Workload of a service, as the store counts it (DOSSIER §8.5, term c), and what a manager decided of c and p, if anything. */
export type Charge = { ouverts: number; finalisesSur20j: number; coefficients?: Coefficients };

/** c and p of a demande effectively received that day (`YYYY-MM-DD`): decided by a manager, else measured and read in the catalogue. */
export function delayTerms(day: string, service: ServiceExpert, { coefficients = SANS_COEFFICIENTS, ...counts }: Charge): Termes {
  return termsOn(day, service, coefficients, { chargePct: chargePctFor({ ...counts, service }), periodePct: periodePctFor(day) });
}

/** The service's standard delay in working days, as shown on the card of services. */
export function standardDelay(service: ServiceExpert): { standard: number; complexe: number } {
  const { standard, complexe } = serviceDelays(service);
  return { standard, complexe };
}

export type FaitsPromesse = {
  ouvertLe: Date;
  service: ServiceExpert;
  revision: Revision | null;
  complexite: { complexite: Complexite; raisons: string[] };
  priorite: { priorite: Priorite; raisons: string[] };
  charge: Charge;
  pieceManquante: boolean;
  alsaceMoselle?: boolean;
};

/**
 * The promise stored with a dossier: date and every term of its estimate, never recomputed later.
 * A dossier opened in spite of a P0 keeps P0 (a human is on it) and is dated like a P1, the shortest written delay.
 */
export function promise(faits: FaitsPromesse): Promesse {
  const alsaceMoselle = faits.alsaceMoselle ?? false;
  const reception = receptionEffective(faits.ouvertLe, alsaceMoselle);
  const { priorite } = faits.priorite;
  const composantes: ComposantesDelai = {
    ...baseDelay({ service: faits.service, revision: faits.revision, complexite: faits.complexite.complexite }),
    ...delayTerms(reception, faits.service, faits.charge),
    prioritePct: DATA.prioritesPct[datedAs(priorite)],
    pieceJours: faits.pieceManquante ? DATA.pieceManquanteJours.valeur : 0,
  };
  const joursOuvres = workingDays(composantes);
  return {
    complexite: faits.complexite.complexite,
    priorite,
    raisonsPriorite: faits.priorite.raisons,
    raisonsComplexite: faits.complexite.raisons,
    composantes,
    joursOuvres,
    receptionEffective: reception,
    echeance: addWorkingDays(reception, joursOuvres, alsaceMoselle),
  };
}

/** A kind of revision replaces the housing base; a complex one takes the longer of the two. */
function baseDelay({ service, complexite, revision }: Pick<FaitsDelai, 'service' | 'complexite' | 'revision'>): { base: number; raisonBase: string } {
  const own = serviceDelays(service);
  const kind = service === DATA.revisionsService ? DATA.revisions.find(({ code }) => code === revision) : undefined;
  if (complexite === 'COMPLEXE') {
    return kind && kind.jours > own.complexe
      ? { base: kind.jours, raisonBase: kind.libelle }
      : { base: own.complexe, raisonBase: own.libelleComplexe };
  }
  return kind ? { base: kind.jours, raisonBase: kind.libelle } : { base: own.standard, raisonBase: own.libelleStandard };
}

/** Compares ρ = ouverts × 20 ÷ (finalisés × standard) with the steps by cross-multiplying. */
function chargeStep({ ouverts, finalisesSur20j, service }: { ouverts: number; finalisesSur20j: number; service: ServiceExpert }) {
  if (finalisesSur20j <= 0) return undefined;
  const queue = ouverts * DATA.charge.joursOuvresMesure * PCT;
  const flow = finalisesSur20j * serviceDelays(service).standard;
  return seuils.find(({ rhoPctMax, inclus }) => {
    if (rhoPctMax === null) return true;
    return inclus ? queue <= rhoPctMax * flow : queue < rhoPctMax * flow;
  });
}

function periodeOf(date: string) {
  const month = Number(checkedDate(date).slice(5, 7));
  return DATA.periodes.find(({ mois }) => mois === month);
}

function ceilDiv(numerator: number, denominator: number): number {
  const rest = numerator % denominator;
  return (numerator - rest) / denominator + (rest > 0 ? 1 : 0);
}
