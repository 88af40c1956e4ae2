import { journal } from '../app/access-journal';
import { accessTo, hasRole } from '../domain/agent';
import type { Agent } from '../domain/agent';
import type { Dossier } from '../domain/dossier';
import { checkReference } from '../domain/reference';
import type { AgentConnu, Lecture, Prise } from '../stores/desk-store';
import type { StoredFile } from '../stores/store';
import { reassignable } from './acts';
import type { DeskDeps } from './deps';
import { ROUTES } from './routes';
import { transcript } from './transcript';
import type { Replique } from './transcript';

/** One dossier as an agent reads it. */

export type Fichier = StoredFile & { piece: string };
/** Another dossier of the same person; `acces` tells whether it may be opened, or even described. */
export type Voisin = { dossier: Dossier; lie: boolean; acces: ReturnType<typeof accessTo> };
export type Cas = {
  dossier: Dossier;
  prise: Prise | null;
  presents: Lecture[];
  fichiers: Fichier[];
  conversation: Replique[];
  voisins: Voisin[];
  agents: AgentConnu[];
};

export type Opened = { kind: 'open'; cas: Cas } | { kind: 'unknown' } | { kind: 'protege' };

/** Who looked at a page in the last minute is still in front of it: pages ask again every ten seconds. */
const PRESENT_MS = 60_000;
const VOISINS_MAX = 20;

/**
 * Reads a dossier whole, once it is written in the access journal that this agent does.
 * @throws CodedError STOCKAGE_INDISPONIBLE
 */
export async function openCase(reference: string, agent: Agent, deps: DeskDeps): Promise<Opened> {
  const found = await readable(reference, agent, deps);
  if (found.kind !== 'open') return found;
  const { dossier } = found;
  await deps.desk.markRead({ reference, agent: agent.id, prenom: agent.prenom, evenements: dossier.evenements.length, vuMs: deps.clock().getTime() });
  return { kind: 'open', cas: await caseOf(dossier, agent, deps) };
}

export async function caseOf(dossier: Dossier, agent: Agent, deps: DeskDeps): Promise<Cas> {
  const [prise, presents, fichiers, conversation, voisins, agents] = await Promise.all([
    deps.desk.claimOf(dossier.reference), othersPresent(dossier.reference, agent, deps), filesOf(dossier, deps), transcript(dossier.cle, deps.store), neighbours(dossier, agent, deps), reassignable(dossier, deps),
  ]);
  return { dossier, prise, presents, fichiers, conversation, voisins, agents };
}

type Readable = { kind: 'open'; dossier: Dossier } | { kind: 'unknown' } | { kind: 'protege' };

/** The dossier, if this agent may read it; either way the journal says that they asked. */
async function readable(reference: string, agent: Agent, deps: DeskDeps): Promise<Readable> {
  // not even the form of a number: nothing that the journal could name
  if (!checkReference(reference)) return { kind: 'unknown' };
  const dossier = await deps.store.getDossier(reference);
  const acces = dossier ? accessTo(dossier, agent, ROUTES.dossier.roles) : 'aucun';
  const motif = hasRole(agent, ['expert', 'responsable']) ? 'traitement' : 'controle';
  await journal({ qui: `expert:${agent.id}`, quoi: acces === 'ouvert' ? 'lecture-dossier' : 'refus', objet: reference, motif }, deps);
  if (!dossier || acces === 'aucun') return { kind: 'unknown' };
  return acces === 'protege' ? { kind: 'protege' } : { kind: 'open', dossier };
}

/** What a page asks again and again: whether the dossier changed, and who else is there. It reads nothing of the dossier's content. */
export async function caseState(reference: string, agent: Agent, deps: DeskDeps): Promise<{ version: number; presents: string[]; porteur: string | null } | null> {
  const dossier = await deps.store.getDossier(reference);
  if (!dossier || accessTo(dossier, agent, ROUTES.dossier.roles) !== 'ouvert') return null;
  const [last] = (await deps.desk.readers(reference, 0)).filter((one) => one.agent === agent.id);
  if (last) await deps.desk.markRead({ ...last, vuMs: deps.clock().getTime() });
  const [presents, prise] = await Promise.all([othersPresent(reference, agent, deps), deps.desk.claimOf(reference)]);
  const holds = prise !== null && prise.finMs > deps.clock().getTime();
  return { version: dossier.evenements.length, presents: presents.map(({ prenom }) => prenom), porteur: holds ? prise.agent : null };
}

const othersPresent = async (reference: string, { id }: Agent, { desk, clock }: DeskDeps): Promise<Lecture[]> =>
  (await desk.readers(reference, clock().getTime() - PRESENT_MS)).filter(({ agent }) => agent !== id);

async function filesOf({ demande }: Dossier, { desk }: DeskDeps): Promise<Fichier[]> {
  const pieces = new Map(demande.pieces.flatMap(({ libelle, fichiers }) => fichiers.map((id): [string, string] => [id, libelle])));
  return (await desk.describeFiles([...pieces.keys()])).map((file) => ({ ...file, piece: pieces.get(file.id) ?? '' }));
}

/** The person's other dossiers, newest first: those that are linked, those of before. */
async function neighbours({ reference, personne, lies = [] }: Dossier, agent: Agent, { store }: DeskDeps): Promise<Voisin[]> {
  const references = [...new Set([...lies, ...(await store.listReferences(personne))])].filter((one) => one !== reference).slice(0, VOISINS_MAX);
  const dossiers = await Promise.all(references.map((one) => store.getDossier(one)));
  return dossiers.flatMap((dossier) => (dossier ? [{ dossier, lie: lies.includes(dossier.reference), acces: accessTo(dossier, agent, ROUTES.dossier.roles) }] : []));
}

// ---------------------------------------------------------------- documents

/** One document of a dossier, if it is one of this dossier and this agent may read it. What no antivirus has seen is not shown. */
export async function openFile(reference: string, id: string, agent: Agent, deps: DeskDeps): Promise<{ file: StoredFile; bytes: Uint8Array } | null> {
  const dossier = await deps.store.getDossier(reference);
  const isOurs = dossier !== null && accessTo(dossier, agent, ROUTES.lecteur.roles) === 'ouvert' && dossier.demande.pieces.some(({ fichiers }) => fichiers.includes(id));
  const kept = isOurs ? await deps.store.getFile(id) : null;
  if (!kept || kept.file.quarantaine) return null;
  await journal({ qui: `expert:${agent.id}`, quoi: 'lecture-fichier', objet: id, motif: 'traitement' }, deps);
  return kept;
}
