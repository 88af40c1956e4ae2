import { AUTRE_PIECE, awaitedPieces } from '../domain/awaited-pieces';
import { OPEN_STATUTS } from '../domain/dossier';
import type { Dossier, PieceRecue } from '../domain/dossier';
import type { FichierRecu, RefusFichier } from '../domain/tour';
import { maskSensitive } from '../ops/masking';
import type { Store } from '../stores/store';
import { actOnDossier } from './act-on-dossier';
import type { ActDeps } from './act-on-dossier';
import type { Assistant } from './assistant';

/** `cle`: the awaited piece it was put under, or anything else for another document. */
export type EnvoiPage = { fichiers: readonly { cle: string; nom: string; octets: Uint8Array }[]; mot: string; autreLibelle: string };

export type Completed = { dossier: Dossier; recus: string[]; doublons: string[]; refus: RefusFichier[]; ajoute: boolean; /** false: the dossier is closed. */ possible: boolean };

export type CompleteDeps = Omit<ActDeps, 'store'> & { store: ActDeps['store'] & Pick<Store, 'getFile' | 'deleteFiles'>; receiveFile: Assistant['receiveFile'] };

export const FICHIERS_MAX = 5;
export const MOT_MAX = 1_000;

/**
 * Adds documents and words to a dossier after its opening, as its person. Files go through the same checks as in the chat; one
 * already there is kept once. All of it is one act, or none of it is kept.
 * @throws CodedError STOCKAGE_INDISPONIBLE, CONFLIT_ETAT
 */
export async function completeDossier(dossier: Dossier, envoi: EnvoiPage, deps: CompleteDeps): Promise<Completed> {
  const nothing: Completed = { dossier, recus: [], doublons: [], refus: [], ajoute: false, possible: true };
  if (!OPEN_STATUTS.includes(dossier.statut)) return { ...nothing, possible: false };
  const known = await hashesOf(dossier, deps);
  const received = await receiveAll(dossier, envoi, known, deps);
  const said: Completed = { ...nothing, recus: received.gardes.map(({ fichier }) => fichier.nom), doublons: received.doublons.map(({ nom }) => nom), refus: received.refus };
  await deps.store.deleteFiles(received.doublons.map(({ id }) => id));
  const mot = maskSensitive(envoi.mot.trim().slice(0, MOT_MAX)).text;
  if (received.gardes.length === 0 && mot === '') return said;
  const detail = maskSensitive([...said.recus, ...(mot === '' ? [] : [mot])].join(' ; ')).text;
  const acted = await actOnDossier(dossier.reference, { genre: 'completer', detail, pieces: piecesOf(received.gardes, dossier, envoi.autreLibelle) }, { qui: 'usager' }, deps);
  if (acted.kind === 'done') return { ...said, dossier: acted.dossier, ajoute: true };
  // closed in between: what nobody will read is not kept
  await deps.store.deleteFiles(received.gardes.map(({ fichier }) => fichier.id));
  return { ...nothing, possible: false };
}

type Garde = { cle: string; fichier: FichierRecu };
type Received = { gardes: Garde[]; doublons: FichierRecu[]; refus: RefusFichier[] };

async function receiveAll({ cle, personne }: Dossier, { fichiers }: EnvoiPage, known: Set<string>, deps: CompleteDeps): Promise<Received> {
  const received: Received = { gardes: [], doublons: [], refus: fichiers.slice(FICHIERS_MAX).map(({ nom }) => ({ nom, raison: 'nombre' as const })) };
  const conversation = cle.slice(0, cle.lastIndexOf(':'));
  for (const { cle: piece, nom, octets } of fichiers.slice(0, FICHIERS_MAX)) {
    const result = await deps.receiveFile({ conversation, personne, nom, octets });
    if (!result.ok) received.refus.push(result.refus);
    else if (known.has(result.fichier.sha256)) received.doublons.push(result.fichier);
    else received.gardes.push({ cle: piece, fichier: result.fichier });
    if (result.ok) known.add(result.fichier.sha256);
  }
  return received;
}

/** A page sent twice (a reload, a second press) must not give the expert the same document twice. */
async function hashesOf({ demande }: Dossier, { store }: CompleteDeps): Promise<Set<string>> {
  const hashes = new Set<string>();
  for (const id of demande.pieces.flatMap(({ fichiers }) => fichiers)) {
    const kept = await store.getFile(id);
    if (kept) hashes.add(kept.file.sha256);
  }
  return hashes;
}

function piecesOf(gardes: readonly Garde[], dossier: Dossier, autreLibelle: string): PieceRecue[] {
  const awaited = awaitedPieces(dossier);
  return gardes.map(({ cle, fichier }) => {
    const piece = awaited.find((one) => one.cle === cle);
    return { code: piece?.code ?? AUTRE_PIECE, libelle: piece?.libelle ?? autreLibelle, fichiers: [fichier.id] };
  });
}
