import { parisDate } from '../domain/calendar';
import { cleanFileName, nameForType } from '../domain/file-name';
import { readingOf, type LectureFichier } from '../domain/file-reading';
import type { FichierRecu, RaisonRefus } from '../domain/tour';
import { sha256Hex } from '../ops/hash';
import type { Logger } from '../ops/log';
import type { Store, StoredFile } from '../stores/store';
import type { Assistant, EnvoiFichier } from './assistant';
import type { Scan } from './files/antivirus';
import type { ReadText } from './files/pdf-text';
import { inspectFile } from './files/inspect';

/** How much may be kept: of one person in one day (Europe/Paris), and in one conversation. */
export type Quotas = { parJour: number; octetsParJour: number; parConversation: number; octetsParConversation: number };

/** What an installation decides about files. Without `scan`, no antivirus; without `readText`, no suggestion. */
export type FileRules = { quotas?: Quotas; scan?: Scan; readText?: ReadText; antivirusAbsent?: 'refuser' | 'quarantaine' };

export type ReceiveDeps = { store: Store; now: () => Date; newId: () => string; maxOctets: number; log: Logger; rules?: FileRules | undefined };

type Kept = { octets: Uint8Array; typeMime: string; quarantaine: boolean };

/**
 * Checks one file and keeps it: its bytes, what the person already sent, then the antivirus; a refused one leaves nothing behind.
 * @throws CodedError STOCKAGE_INDISPONIBLE
 */
export async function receiveFile(envoi: EnvoiFichier, deps: ReceiveDeps): ReturnType<Assistant['receiveFile']> {
  const refuse = (raison: RaisonRefus, limite?: number) => ({ ok: false as const, refus: { nom: cleanFileName(envoi.nom), raison, ...(limite === undefined ? {} : { limite }) } });
  const inspection = await inspectFile(envoi.octets, deps.maxOctets);
  if (!inspection.ok) return refuse(inspection.raison, inspection.limite);
  const passed = (await quotaPassed(envoi, inspection.octets.length, deps)) ?? (await antivirusRefusal(envoi, inspection.octets, deps));
  if (typeof passed === 'string') return refuse(passed);
  return { ok: true, fichier: await keep(envoi, { octets: inspection.octets, typeMime: inspection.typeMime, quarantaine: passed?.quarantaine ?? false }, deps) };
}

async function quotaPassed({ personne, conversation }: EnvoiFichier, octets: number, { store, now, rules }: ReceiveDeps): Promise<RaisonRefus | null> {
  if (!rules?.quotas) return null;
  const { parJour, octetsParJour, parConversation, octetsParConversation } = rules.quotas;
  const today = await store.fileUsage('personne', personne, startOfDay(now()));
  if (today.fichiers + 1 > parJour || today.octets + octets > octetsParJour) return 'quota-jour';
  const here = await store.fileUsage('conversation', conversation, '');
  return here.fichiers + 1 > parConversation || here.octets + octets > octetsParConversation ? 'quota-demande' : null;
}

/** Midnight in Paris, at worst one hour early on the two days when the clock changes. */
function startOfDay(now: Date): string {
  const paris = new Intl.DateTimeFormat('fr-FR', { timeZone: 'Europe/Paris', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).formatToParts(now);
  const part = (type: string): number => Number(paris.find((one) => one.type === type)?.value ?? 0);
  return new Date(now.getTime() - (part('hour') * 60 + part('minute')) * 60_000 - (now.getTime() % 60_000)).toISOString();
}

async function antivirusRefusal({ conversation }: EnvoiFichier, octets: Uint8Array, { rules, log }: ReceiveDeps): Promise<RaisonRefus | { quarantaine: boolean } | null> {
  if (!rules?.scan) return null;
  const verdict = await rules.scan(octets);
  if (verdict.kind === 'sain') return null;
  if (verdict.kind === 'infecte') {
    log.warn({ conversation, signature: verdict.signature }, 'fichier-infecte');
    return 'virus';
  }
  log.warn({ conversation }, 'antivirus-indisponible');
  return rules.antivirusAbsent === 'quarantaine' ? { quarantaine: true } : 'antivirus';
}

async function keep(envoi: EnvoiFichier, { octets, typeMime, quarantaine }: Kept, deps: ReceiveDeps): Promise<FichierRecu> {
  const fichier = { id: deps.newId(), nom: nameForType(envoi.nom, typeMime), typeMime, octets: octets.length, sha256: sha256Hex(octets) };
  const stored: StoredFile = { ...fichier, conversation: envoi.conversation, personne: envoi.personne, recuLe: deps.now().toISOString(), ...(quarantaine ? { quarantaine: true } : {}) };
  await deps.store.putFile(stored, octets);
  const lecture = quarantaine ? null : await reading(octets, typeMime, deps);
  return lecture ? { ...fichier, lecture } : fichier;
}

async function reading(octets: Uint8Array, typeMime: string, { rules, now }: ReceiveDeps): Promise<LectureFichier | null> {
  const text = typeMime === 'application/pdf' ? await rules?.readText?.(octets) : null;
  return text ? readingOf(text, parisDate(now())) : null;
}
