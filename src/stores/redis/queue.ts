import { closedAt } from '../../domain/conservation';
import { OPEN_STATUTS } from '../../domain/dossier';
import type { Dossier } from '../../domain/dossier';
import type { Mark } from '../desk-search';
import type { QueueFilter } from '../desk-store';
import { RANK, SEP, after, allOf, entryOf, partsOf } from './keys';

/**
 * The desk's queue, as entries of the index of dossiers: `q` open of a service, `z` closed of a service, `h` open and held by an agent,
 * `n` of an allocataire. After that comes the order of the queue, then what filters look at, so that no dossier is read for nothing.
 */

/** What an entry says of its dossier. `rank`: when it was opened, among the others. */
export type QueueFacts = { priorite: string; echeance: string; rank: number; service: string; statut: string; depasse: boolean; porteur: string; reference: string };

const RANK_DIGITS = 16;
const TAIL = 8;
/** The person is not awaited: the delay runs. */
const RUNNING: readonly string[] = OPEN_STATUTS.filter((statut) => statut !== 'COMPLEMENT_DEMANDE');
/** Dossiers of an agent that ask for work. */
const BUSY: readonly string[] = ['AFFECTE', 'COMPLEMENT_RECU'];

/** What an agent or an allocataire is called has no sign that parts entries. */
const coded = (name: string): string => encodeURIComponent(name);

/** The queue's entries of a dossier in force. */
export function queueEntries(dossier: Dossier): string[] {
  const { porteur, service, ...facts } = factsOf(dossier, 0);
  const tail = [facts.priorite, facts.echeance, RANK, service, facts.statut, facts.depasse ? '1' : '0', coded(porteur), facts.reference];
  const { numeroAllocataire } = dossier.demande;
  const isOpen = closedAt(dossier) === null;
  return [
    entryOf(isOpen ? 'q' : 'z', service, ...tail),
    ...(isOpen && porteur !== '' ? [entryOf('h', coded(porteur), ...tail)] : []),
    ...(numeroAllocataire ? [entryOf('n', coded(numeroAllocataire), ...tail)] : []),
  ];
}

/** The same as its entries say, read from the dossier itself. */
export function factsOf({ reference, statut, promesse, vie, demande: { service } }: Dossier, rank: number): QueueFacts {
  const echeance = vie?.annonces.at(-1)?.echeance ?? promesse.echeance;
  return { priorite: vie?.priorite ?? promesse.priorite, echeance, rank, service, statut, depasse: (vie?.depassements ?? 0) > 0, porteur: vie?.expert?.id ?? '', reference };
}

export function toFacts(entry: string): QueueFacts {
  const [priorite = '', echeance = '', rank = '', service = '', statut = '', depasse = '', porteur = '', reference = ''] = partsOf(entry).slice(-TAIL);
  return { priorite, echeance, rank: Number(rank), service, statut, depasse: depasse === '1', porteur: decodeURIComponent(porteur), reference };
}

/** The parts of the index to look in, each a prefix: the narrowest that have everything the filter lets through. */
export function placesOf({ allocataire, porteur, services, statuts }: QueueFilter): string[][] {
  const isOpen = statuts.every((statut) => OPEN_STATUTS.includes(statut));
  if (allocataire !== null) return [['n', coded(allocataire)]];
  if (porteur !== null && isOpen) return [['h', coded(porteur)]];
  return (isOpen ? ['q'] : ['q', 'z']).flatMap((kind) => services.map((service) => [kind, service]));
}

export const boundsOf = (place: readonly string[], mark: Mark | null): [string, string] =>
  (mark === null ? allOf(...place) : after([mark[0], mark[1], String(mark[2]).padStart(RANK_DIGITS, '0')].join(SEP), ...place));

export const heldBounds = (agent: string): [string, string] => allOf('h', coded(agent));
export const isBusy = ({ statut }: Pick<QueueFacts, 'statut'>): boolean => BUSY.includes(statut);
export const isRunning = ({ statut }: Pick<QueueFacts, 'statut'>): boolean => RUNNING.includes(statut);

export const inOrder = (a: QueueFacts, b: QueueFacts): number =>
  byText(a.priorite, b.priorite) || byText(a.echeance, b.echeance) || a.rank - b.rank;

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Whether the filter lets a dossier through, its words left aside.
 * @param held references of the claims that are not over, when the filter asks
 */
export function keeps(facts: QueueFacts, { services, statuts, priorite, porteur, libresMs, retardLe }: QueueFilter, held: ReadonlySet<string>): boolean {
  const { service, statut, echeance, depasse, reference } = facts;
  return services.some((one) => one === service) && statuts.some((one) => one === statut)
    && (priorite === null || facts.priorite === priorite) && (porteur === null || facts.porteur === porteur)
    && (libresMs === null || (isRunning(facts) && !held.has(reference)))
    && (retardLe === null || depasse || (echeance < retardLe && isRunning(facts)));
}
