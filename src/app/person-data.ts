import { z } from 'zod';
import { CodedError } from '../domain/errors';
import { OPEN_STATUTS } from '../domain/dossier';
import type { Dossier } from '../domain/dossier';
import { sha256Hex } from '../ops/hash';
import type { Clock } from '../ops/clock';
import type { DonneesPersonne, Effacement } from '../stores/retention-store';
import type { Store } from '../stores/store';
import { journal } from './access-journal';
import { recordSchema } from './handle-message';
import { settleErasure } from './retention';
import { hiddenConversation } from './review';

/** What one person is owed: a copy of everything, or its erasure. An operator asks for it, and the journal says so. */

/** `sel`: secret of the installation, under which reviews know a conversation; `par`: who does it, `operateur` or `operateur:ID`. */
export type PersonDeps = { store: Pick<Store, 'retention' | 'getFile'>; clock: Clock; sel: string; par: string };

/** How a person is named: by one of their dossiers, or by their identifier in the channel. */
export type Designation = { reference: string } | { personne: string };

/** @throws CodedError PERSONNE_INCONNUE when nothing is kept under this name */
export async function findPerson(designation: Designation, deps: PersonDeps): Promise<{ personne: string; donnees: DonneesPersonne }> {
  const personne = 'personne' in designation ? designation.personne : await deps.store.retention.ownerOf(designation.reference);
  const donnees = personne === null ? null : await deps.store.retention.readPerson(personne, hideWith(deps));
  if (personne === null || donnees === null || isEmpty(donnees)) throw new CodedError('PERSONNE_INCONNUE', 'nothing is kept under this name, or it was erased already');
  return { personne, donnees };
}

const hideWith = ({ sel }: PersonDeps) => (conversation: string): string => hiddenConversation(conversation, sel);

const isEmpty = ({ conversations, dossiers, archives, fichiers, appels }: DonneesPersonne): boolean =>
  conversations.length + dossiers.length + archives.length + fichiers.length + appels.length === 0;

/** Dossiers that still wait for an answer: erased, no expert can give it any more. */
export const stillOpen = ({ dossiers }: DonneesPersonne): Dossier[] => dossiers.filter(({ statut }) => OPEN_STATUTS.includes(statut));

// ---------------------------------------------------------------- erasure

/** What was erased, the number of the receipt, and whether the old bytes were written over. */
export type Recu = { numero: string; at: string; effacement: Effacement; ecrase: boolean };

/**
 * Erases a person: everything but the legal minimum of their dossiers. The receipt is a line of the access journal, under a hash.
 * @throws CodedError STOCKAGE_INDISPONIBLE, and then nothing was erased
 */
export async function erasePerson(personne: string, deps: PersonDeps): Promise<Recu> {
  const { store, clock, par } = deps;
  const at = clock().toISOString();
  const numero = hashOf(personne, deps);
  const effacement = await store.retention.erasePerson(personne, at, hideWith(deps));
  await journal({ qui: par, quoi: 'effacement', objet: numero, motif: 'droit-a-l-effacement' }, deps);
  return { numero, at, effacement, ecrase: await settleErasure(store.retention) };
}

/** The journal must tell one person from another, not who they are. */
const hashOf = (personne: string, { sel }: PersonDeps): string => `P-${sha256Hex(new TextEncoder().encode(`${sel}\npersonne\n${personne}`)).slice(0, 16)}`;

// ---------------------------------------------------------------- export

export type FichierExporte = { chemin: string; octets: Uint8Array };
export type Export = { json: unknown; fichiers: FichierExporte[] };

/**
 * A copy of everything, with French keys that `lisezMoi` explains. What is written about the reading of it goes to the journal first.
 * @param lisezMoi what each key means
 * @throws CodedError STOCKAGE_INDISPONIBLE
 */
export async function exportPerson({ personne, donnees }: { personne: string; donnees: DonneesPersonne }, lisezMoi: unknown, deps: PersonDeps): Promise<Export> {
  const { conversations, dossiers, archives, fichiers, appels, envois, revues, acces } = donnees;
  const objets = [hashOf(personne, deps), ...[...dossiers, ...archives].map(({ reference }) => reference)];
  for (const objet of objets) await journal({ qui: deps.par, quoi: 'export', objet, motif: 'droit-d-acces' }, deps);
  const copies = await copiesOf(donnees, deps);
  const json = {
    lisezMoi, etabliLe: deps.clock().toISOString(), personne,
    conversations: conversations.map(conversationOf), demandes: dossiers.map(demandeOf), demandesArchivees: archives.map(demandeOf),
    documents: fichiers.map(({ id, nom, typeMime, octets, recuLe }, i) => ({ nom, copie: copies[i]?.chemin ?? null, type: typeMime, octets, recuLe, identifiant: id })),
    appels: appels.map(({ brouillon, creeLe, repris }) => ({ ecritLe: creeLe, reprisLe: repris?.at ?? null, compris: brouillon })),
    messagesARelire: revues.map(({ texte, jour, raison, code }) => ({ jour, texte, raison, compris: code })),
    envoisEnAttente: envois, acces,
  };
  return { json, fichiers: copies.filter((copie): copie is FichierExporte => copie !== null) };
}

async function copiesOf({ fichiers }: DonneesPersonne, deps: PersonDeps): Promise<(FichierExporte | null)[]> {
  const copies: (FichierExporte | null)[] = [];
  for (const [i, { id, nom }] of fichiers.entries()) {
    await journal({ qui: deps.par, quoi: 'lecture-fichier', objet: id, motif: 'droit-d-acces' }, deps);
    const found = await deps.store.getFile(id);
    copies.push(found && { chemin: `documents/${i + 1}-${safeName(nom)}`, octets: found.bytes });
  }
  return copies;
}

/** A name sent by anyone: letters, digits, dots and dashes only, and no way up. */
const safeName = (nom: string): string => nom.normalize('NFC').replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[.-]+/, '').slice(-80) || 'document';

function conversationOf({ conversation, state, activities, fil }: DonneesPersonne['conversations'][number]) {
  const record = recordSchema.safeParse(state);
  return {
    identifiant: conversation, messages: activities.flatMap(messageOf),
    demandeEnPreparation: record.success ? record.data.etat.brouillon : null,
    memoire: state,
    adresse: fil?.adresse ?? null,
  };
}

/** What the transcript of our own chat holds of a message. */
const activitySchema = z.object({ text: z.string().min(1), timestamp: z.string().optional(), from: z.object({ role: z.string().optional() }) });

function messageOf(activity: unknown): { de: 'vous' | 'assistant'; le: string; texte: string }[] {
  const parsed = activitySchema.safeParse(activity);
  if (!parsed.success) return [];
  const { from, timestamp, text } = parsed.data;
  return [{ de: from.role === 'user' ? 'vous' : 'assistant', le: timestamp ?? '', texte: text }];
}

const demandeOf = (dossier: Dossier) => {
  const { reference, ouvertLe, statut, demande, promesse, evenements } = dossier;
  return {
    reference, ouverteLe: ouvertLe, etat: statut, service: demande.service, motif: demande.motif, prestation: demande.prestation, dateAnnoncee: promesse.echeance,
    mandat: demande.mandat ?? null, numeroAllocataire: demande.numeroAllocataire, codePostal: demande.codePostal,
    reponses: Object.values(demande.reponses).map(({ libelle, texte }) => ({ question: libelle, reponse: texte })),
    texteEnvoye: demande.expose, vosMots: demande.exposeOriginal ?? demande.expose, vosMessages: demande.paroles, echangesAvecLaCaf: demande.chronologie,
    documents: demande.pieces.map(({ libelle, statut: recu }) => ({ document: libelle, etat: recu })),
    etapes: evenements.map(({ at, quoi, qui }) => ({ le: at, quoi, qui })),
    complet: dossier,
  };
};
