import { z } from 'zod';
import { journal } from '../app/access-journal';
import { programOf } from '../app/api-events';
import type { Dossier, Statut } from '../domain/dossier';
import { CodedError } from '../domain/errors';
import { checkReference } from '../domain/reference';
import type { Clock } from '../ops/clock';
import type { Store } from '../stores/store';
import { ApiProblem } from './problem';

/** The dossiers of a token: its list, in the order of their opening, and who may read one. */

export type OwnedDeps = { store: Pick<Store, 'loadState' | 'saveState' | 'getDossier' | 'retention'>; clock: Clock };

/** References of one page of the list; a page is one record. */
const PAGE = 200;
const MAX_REPLAYS = 200;
/** Dossiers looked at for one answer: a rare state must not read the whole list at once. */
const LOOKED_AT_MAX = 500;

const headSchema = z.object({ pages: z.int().min(1) });
const pageSchema = z.object({ references: z.array(z.string()) });
const headKey = (jeton: string): string => `api:liste:${jeton}`;
const pageKey = (jeton: string, page: number): string => `api:liste:${jeton}:${page}`;

/**
 * Adds a dossier at the end of the list, once.
 * @param isNew it was opened just now: only another run of the same request may have added it, at the end
 * @throws CodedError CONFLIT_ETAT, STOCKAGE_INDISPONIBLE
 */
export async function addToList(jeton: string, reference: string, isNew: boolean, { store }: OwnedDeps): Promise<void> {
  for (let attempt = 0; attempt < MAX_REPLAYS; attempt++) {
    const head = await pagesOf(jeton, store);
    const last = await pageOf(jeton, head.pages, store);
    if (last.references.includes(reference) || (await isListed(jeton, reference, isNew ? Math.max(1, head.pages - 1) : 1, head.pages, store))) return;
    if (last.references.length >= PAGE) await store.saveState(headKey(jeton), { pages: head.pages + 1 }, head.version);
    else if (await store.saveState(pageKey(jeton, head.pages), { references: [...last.references, reference] }, last.version)) return;
  }
  throw new CodedError('CONFLIT_ETAT', `list changed ${MAX_REPLAYS} times`);
}

async function isListed(jeton: string, reference: string, from: number, to: number, store: OwnedDeps['store']): Promise<boolean> {
  for (let page = from; page < to; page++) if ((await pageOf(jeton, page, store)).references.includes(reference)) return true;
  return false;
}

async function pagesOf(jeton: string, store: OwnedDeps['store']): Promise<{ pages: number; version: number }> {
  const stored = await store.loadState(headKey(jeton));
  return stored ? { ...headSchema.parse(stored.state), version: stored.version } : { pages: 1, version: 0 };
}

async function pageOf(jeton: string, page: number, store: OwnedDeps['store']): Promise<{ references: string[]; version: number }> {
  const stored = await store.loadState(pageKey(jeton, page));
  return stored ? { ...pageSchema.parse(stored.state), version: stored.version } : { references: [], version: 0 };
}

export type Page = { dossiers: Dossier[]; /** Rank to go on from; null at the end of the list. */ suivant: number | null };

/**
 * Dossiers of a token from a rank on, the first opened first: what is opened meanwhile comes at the end, so that nothing is missed nor
 * told twice. Each reading is written in the journal.
 */
export async function listOwned(jeton: string, { apres, limite, statut }: { apres: number; limite: number; statut: Statut | undefined }, deps: OwnedDeps): Promise<Page> {
  const dossiers: Dossier[] = [];
  const total = await lengthOf(jeton, deps.store);
  let rank = apres;
  for (let page: string[] = [], at = -1; rank < total && dossiers.length < limite && rank - apres < LOOKED_AT_MAX; rank++) {
    const needed = Math.floor(rank / PAGE) + 1;
    if (needed !== at) [page, at] = [(await pageOf(jeton, needed, deps.store)).references, needed];
    const dossier = await deps.store.getDossier(page[rank % PAGE] ?? '');
    if (dossier && programOf(dossier) === jeton && (statut === undefined || dossier.statut === statut)) dossiers.push(dossier);
  }
  for (const { reference } of dossiers) await noteReading(reference, 'lecture-dossier', deps);
  return { dossiers, suivant: rank < total ? rank : null };
}

async function lengthOf(jeton: string, store: OwnedDeps['store']): Promise<number> {
  const { pages } = await pagesOf(jeton, store);
  return (pages - 1) * PAGE + (await pageOf(jeton, pages, store)).references.length;
}

/**
 * A dossier that this token opened. An unknown number and someone else's are refused alike, and cost the same.
 * @throws ApiProblem DOSSIER_INCONNU
 */
export async function ownedDossier(jeton: string, reference: string, deps: OwnedDeps): Promise<Dossier> {
  if (!checkReference(reference)) throw new ApiProblem('DOSSIER_INCONNU');
  const dossier = await deps.store.getDossier(reference);
  const isTheirs = dossier !== null && programOf(dossier) === jeton;
  await noteReading(reference, isTheirs ? 'lecture-dossier' : 'refus', deps);
  if (!isTheirs) throw new ApiProblem('DOSSIER_INCONNU');
  return dossier;
}

const noteReading = (objet: string, quoi: 'lecture-dossier' | 'refus', deps: OwnedDeps): Promise<void> => journal({ qui: 'usager', quoi, objet, motif: 'suivi' }, deps);
