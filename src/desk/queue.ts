import { z } from 'zod';
import { accessTo, servicesFor } from '../domain/agent';
import type { Agent } from '../domain/agent';
import { parisDate, workingDaysBetween } from '../domain/calendar';
import { PRIORITES, SERVICES_EXPERTS } from '../domain/codes';
import type { Priorite, ServiceExpert } from '../domain/codes';
import { completeness } from '../domain/completeness';
import { OPEN_STATUTS, STATUTS } from '../domain/dossier';
import type { Dossier, Statut } from '../domain/dossier';
import { foldedWords } from '../domain/folded';
import { deadline, isLate, lifeOf } from '../domain/lifecycle';
import { parseReference } from '../domain/reference';
import type { Prise, QueueFilter, QueueLine } from '../stores/desk-store';
import type { DeskDeps } from './deps';
import { ROUTES } from './routes';

/** The queue of a service, by page. */

export const VUES = ['ouvertes', 'libres', 'miennes', 'complement', 'retard', 'closes'] as const;
export type VueFile = (typeof VUES)[number];
const PAR_PAGE = 25;

/** A filter that is not one counts as not asked: an address typed by hand never fails. */
const querySchema = z.object({
  vue: z.enum(VUES).catch('ouvertes'), service: z.enum(SERVICES_EXPERTS).nullable().catch(null), priorite: z.enum(PRIORITES).nullable().catch(null),
  q: z.string().transform((text) => text.trim().slice(0, 200)).catch(''), apres: z.string().max(300).nullable().catch(null),
});
export type FileDemandee = z.infer<typeof querySchema>;

export const readQueueQuery = (query: URLSearchParams): FileDemandee => querySchema.parse(Object.fromEntries(['vue', 'service', 'priorite', 'q', 'apres'].map((name) => [name, query.get(name)])));

/** `joursRestants`: working days until the date announced, negative once it is past; `null` while the delay does not run. */
export type Rang = {
  dossier: Dossier; protege: boolean; priorite: Priorite; raisons: readonly string[]; ageJours: number; echeance: string; joursRestants: number | null; enRetard: boolean; depassements: number;
  porteur: Porteur | null; completude: number; nonLus: number;
};
/** `reserve`: nobody else may act until `finMs`. */
export type Porteur = { id: string; prenom: string; moi: boolean; reserve: boolean; finMs: number | null };

export type PageFile = { demandee: FileDemandee; services: ServiceExpert[]; rangs: Rang[]; total: number | null; suite: string | null };

/** @throws CodedError STOCKAGE_INDISPONIBLE */
export async function queuePage(demandee: FileDemandee, agent: Agent, deps: DeskDeps): Promise<PageFile> {
  const services = servicesFor(agent, ROUTES.file.roles);
  const filtre = filterOf(demandee, services, agent, deps);
  const { reference } = demandee.q === '' ? { reference: null } : parseReference(demandee.q);
  const direct = reference === null ? null : await byReference(reference, agent, deps);
  if (direct) return { demandee, services, rangs: [direct], total: 1, suite: null };
  const { lignes, suite } = await deps.desk.listQueue(filtre, demandee.apres, PAR_PAGE);
  const total = filtre.mots.length > 0 ? null : await deps.desk.countQueue(filtre);
  return { demandee, services, rangs: lignes.map((ligne) => rankOf(ligne, agent, deps)), total, suite };
}

/** The number of a dossier finds it whatever the other filters. */
async function byReference(reference: string, agent: Agent, deps: DeskDeps): Promise<Rang | null> {
  const dossier = await deps.store.getDossier(reference);
  if (!dossier || accessTo(dossier, agent, ROUTES.file.roles) === 'aucun') return null;
  const [prise, read] = await Promise.all([deps.desk.claimOf(reference), deps.desk.readers(reference, 0)]);
  return rankOf({ dossier, prise, lus: read.find((one) => one.agent === agent.id)?.evenements ?? 0 }, agent, deps);
}

function filterOf({ vue, service, priorite, q }: FileDemandee, services: readonly ServiceExpert[], agent: Agent, { clock }: DeskDeps): QueueFilter {
  const allocataire = /^\d{7,8}[a-z]?$/i.test(q.replace(/\s/g, '')) ? q.replace(/\s/g, '').toUpperCase() : null;
  return {
    lecteur: agent.id, services: service !== null && services.includes(service) ? [service] : services, statuts: STATUTS_DE[vue], priorite,
    porteur: vue === 'miennes' ? agent.id : null, libresMs: vue === 'libres' ? clock().getTime() : null, retardLe: vue === 'retard' ? parisDate(clock()) : null,
    allocataire, mots: allocataire === null ? foldedWords(q) : [], sansSensible: q !== '' && !agent.sensible,
  };
}

const STATUTS_DE: Readonly<Record<VueFile, readonly Statut[]>> = {
  ouvertes: OPEN_STATUTS, libres: OPEN_STATUTS, miennes: OPEN_STATUTS, complement: ['COMPLEMENT_DEMANDE'], retard: OPEN_STATUTS,
  closes: STATUTS.filter((statut) => !OPEN_STATUTS.includes(statut)),
};

const DAY_MS = 86_400_000;

function rankOf({ dossier, prise, lus }: QueueLine, agent: Agent, { clock, alsaceMoselle }: DeskDeps): Rang {
  const now = clock();
  const today = parisDate(now);
  const { priorite } = lifeOf(dossier);
  const echeance = deadline(dossier);
  const runs = OPEN_STATUTS.includes(dossier.statut) && dossier.statut !== 'COMPLEMENT_DEMANDE';
  return {
    dossier, protege: accessTo(dossier, agent, ROUTES.file.roles) === 'protege', priorite, raisons: dossier.promesse.raisonsPriorite,
    ageJours: Math.max(0, Math.floor((now.getTime() - Date.parse(dossier.ouvertLe)) / DAY_MS)), echeance,
    joursRestants: runs ? workingDaysBetween(today, echeance, alsaceMoselle) : null, enRetard: isLate(dossier, today), depassements: lifeOf(dossier).depassements,
    porteur: holderOf(dossier, prise, agent, now.getTime()), completude: completeness(dossier.demande).score, nonLus: unread(dossier, lus, agent),
  };
}

/** Who holds a dossier, and whether they alone may act now. */
export function holderOf(dossier: Dossier, prise: Prise | null, agent: Agent, nowMs: number): Porteur | null {
  const { expert } = lifeOf(dossier);
  if (!OPEN_STATUTS.includes(dossier.statut) || expert === null) return null;
  const reserve = prise !== null && prise.agent === expert.id && prise.finMs > nowMs;
  return { id: expert.id, prenom: expert.prenom, moi: expert.id === agent.id, reserve, finMs: prise?.agent === expert.id ? prise.finMs : null };
}

/** Events that this agent has not seen, their own left out. */
const unread = ({ evenements }: Dossier, lus: number, { id }: Agent): number => evenements.slice(lus).filter(({ par }) => par !== id).length;
