import { journal } from '../app/access-journal';
import { accessTo, hasRole, servicesFor } from '../domain/agent';
import type { Agent } from '../domain/agent';
import { parisDate } from '../domain/calendar';
import type { ServiceExpert } from '../domain/codes';
import { PCT_MAX, PCT_MIN, RAISON_MAX, RAISON_MIN, overlapping, withCharge, withPeriode, withoutPeriode } from '../domain/coefficients';
import type { Coefficients, LigneCoefficients } from '../domain/coefficients';
import { chargePctFor } from '../domain/delay';
import { OPEN_STATUTS } from '../domain/dossier';
import type { Dossier } from '../domain/dossier';
import { lifeOf } from '../domain/lifecycle';
import { factsOf, monthlyReport, publicReport } from '../domain/monthly-report';
import type { FaitsDossier, Rapport } from '../domain/monthly-report';
import { maskSensitive } from '../ops/masking';
import type { QueueFilter, QueueLine } from '../stores/desk-store';
import type { Store } from '../stores/store';
import type { DeskDeps } from './deps';
import { ROUTES } from './routes';

/** What managers look at: the load, the dates missed and why, the urgent dossiers, what they decide of the delay. */

export type ChargeService = { service: ServiceExpert; ouverts: number; finalisesSur20j: number; mesurePct: number; decide: { pct: number; raison: string } | null };
export type Pilotage = {
  services: ChargeService[];
  retards: QueueLine[];
  urgents: QueueLine[];
  coefficients: Coefficients;
  version: number;
  lignes: LigneCoefficients[];
  /** Periods are those of all the services: a national decision. */
  peutPeriodes: boolean;
};

const SHOWN = 50;
const JOURNAL_SHOWN = 20;

/** @throws CodedError STOCKAGE_INDISPONIBLE */
export async function supervision(agent: Agent, deps: DeskDeps): Promise<Pilotage> {
  const services = servicesFor(agent, ROUTES.pilotage.roles);
  const charge = await deps.workload(deps.clock());
  const { coefficients, version } = await deps.store.coefficients();
  const base: QueueFilter = { lecteur: agent.id, services, statuts: OPEN_STATUTS, priorite: null, porteur: null, libresMs: null, retardLe: null, allocataire: null, mots: [], sansSensible: false };
  const [retards, p0, p1, lignes] = await Promise.all([
    deps.desk.listQueue({ ...base, retardLe: parisDate(deps.clock()) }, null, SHOWN), deps.desk.listQueue({ ...base, priorite: 'P0' }, null, SHOWN),
    deps.desk.listQueue({ ...base, priorite: 'P1' }, null, SHOWN), deps.store.coefficientsJournal(),
  ]);
  return {
    services: services.map((service) => {
      const { ouverts, finalisesSur20j } = charge[service];
      return { service, ouverts, finalisesSur20j, mesurePct: chargePctFor({ ouverts, finalisesSur20j, service }), decide: coefficients.charge[service] ?? null };
    }),
    retards: retards.lignes, urgents: [...p0.lignes, ...p1.lignes], coefficients, version, lignes: lignes.slice(-JOURNAL_SHOWN).reverse(), peutPeriodes: hasRole(agent, ['superviseur']),
  };
}

/** Whether the manager may read the reasons of this dossier. */
export const mayRead = (dossier: Dossier, agent: Agent): boolean => accessTo(dossier, agent, ROUTES.pilotage.roles) === 'ouvert';

/** Why the date was missed, from what happened: in this order, since one may explain the other. */
export function overrunCauses(dossier: Dossier): ('jamais-prise' | 'reorientee' | 'rouverte' | 'complement' | 'sans-porteur' | 'charge')[] {
  const { evenements, statut } = dossier;
  const { complements, expert } = lifeOf(dossier);
  const has = (quoi: string): boolean => evenements.some((one) => one.quoi === quoi);
  const causes = [
    [!has('affecter'), 'jamais-prise'], [has('reorienter'), 'reorientee'], [has('rouvrir'), 'rouverte'], [complements.length > 0, 'complement'],
    [has('affecter') && expert === null && statut !== 'COMPLEMENT_DEMANDE', 'sans-porteur'], [dossier.promesse.composantes.chargePct > 0, 'charge'],
  ] as const;
  return causes.flatMap(([holds, cause]) => (holds ? [cause] : []));
}

// ---------------------------------------------------------------- coefficients

export type DecisionDemandee =
  | { quoi: 'charge'; service: ServiceExpert; pct: number | null; raison: string }
  | { quoi: 'periode'; debut: string; fin: string; pct: number; raison: string }
  | { quoi: 'supprimer'; rang: number; raison: string };
export type Decided = 'fait' | 'interdit' | 'conflit' | 'pct' | 'raison' | 'privee' | 'dates' | 'chevauche' | 'rang';

/**
 * A decision on the delay, on the version that the manager saw: the same rules as `npm run coefficients`.
 * @throws CodedError STOCKAGE_INDISPONIBLE
 */
export async function decideCoefficients(asked: DecisionDemandee, version: number, agent: Agent, deps: DeskDeps): Promise<Decided> {
  const allowed = asked.quoi === 'charge' ? servicesFor(agent, ROUTES.coefficients.roles).includes(asked.service) : hasRole(agent, ['superviseur']);
  if (!allowed) return 'interdit';
  // it is told to everyone in the middle of a sentence
  const raison = asked.raison.trim().replace(/\s*\.$/, '');
  if (raison.length < RAISON_MIN || raison.length > RAISON_MAX || /[\p{Cc}\u2028\u2029]/u.test(raison)) return 'raison';
  if (maskSensitive(raison).found.length > 0) return 'privee';
  const { coefficients } = await deps.store.coefficients();
  const next = nextCoefficients(asked, raison, coefficients);
  if (typeof next === 'string') return next;
  const written = await deps.store.setCoefficients(next, { at: deps.clock().toISOString(), qui: agent.id, pourquoi: raison }, version);
  if (written) await journal({ qui: `expert:${agent.id}`, quoi: 'coefficients', objet: asked.quoi, motif: 'traitement' }, deps);
  return written ? 'fait' : 'conflit';
}

function nextCoefficients(asked: DecisionDemandee, raison: string, current: Coefficients): Coefficients | Decided {
  if (asked.quoi === 'supprimer') return current.periodes[asked.rang] ? withoutPeriode(current, asked.rang) : 'rang';
  const { pct } = asked;
  if (pct !== null && !(Number.isInteger(pct) && pct >= PCT_MIN && pct <= PCT_MAX)) return 'pct';
  if (asked.quoi === 'charge') return withCharge(current, asked.service, pct === null ? null : { pct, raison });
  const { debut, fin } = asked;
  if (debut > fin) return 'dates';
  return overlapping(current, { debut, fin }) ? 'chevauche' : withPeriode(current, { debut, fin, pct: asked.pct, raison });
}

// ---------------------------------------------------------------- report, training cases

const BATCH = 200;

/**
 * The monthly report: whole for national roles; a manager and an auditor of figures get the public one, whose small rows are hidden.
 * A few figures of each dossier are kept, never the dossiers themselves.
 * @param mois `YYYY-MM`
 * @throws CodedError STOCKAGE_INDISPONIBLE
 */
export async function reportFor(mois: string, agent: Agent, deps: DeskDeps): Promise<{ rapport: Rapport; interne: boolean }> {
  const faits: FaitsDossier[] = [];
  for await (const dossier of allDossiers(deps.store)) faits.push(...[factsOf(dossier, mois, deps.alsaceMoselle) ?? []].flat());
  const rapport = monthlyReport(mois, faits);
  const interne = hasRole(agent, ['superviseur']);
  return { rapport: interne ? rapport : publicReport(rapport), interne };
}

export async function* allDossiers(store: Pick<Store, 'listDossiers'>): AsyncGenerator<Dossier> {
  for (let after: number | null = 0; after !== null;) {
    const { dossiers, suite }: Awaited<ReturnType<Store['listDossiers']>> = await store.listDossiers(after, BATCH);
    yield* dossiers;
    after = suite;
  }
}
