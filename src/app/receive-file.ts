import type { RefusFichier } from '../domain/tour';
import { sha256Hex } from '../ops/hash';
import type { Store } from '../stores/store';
import type { Assistant, EnvoiFichier } from './assistant';

export type ReceiveDeps = { store: Store; now: () => Date; newId: () => string; maxOctets: number };

/** Accepted formats (DOSSIER §5.2 rule 6), told by their first bytes, never by their name. */
const FORMATS: { typeMime: string; matches: (bytes: Uint8Array) => boolean }[] = [
  { typeMime: 'application/pdf', matches: (b) => ascii(b, 0, 1024).includes('%PDF-') },
  { typeMime: 'image/jpeg', matches: (b) => b[0] === 0xff && b[1] === 0xd8 && b[2] === 0xff },
  { typeMime: 'image/png', matches: (b) => ascii(b, 1, 4) === 'PNG' && b[0] === 0x89 },
  { typeMime: 'image/heic', matches: (b) => ascii(b, 4, 8) === 'ftyp' && /^(heic|heix|hevc|hevx|heim|heis|mif1|msf1)$/.test(ascii(b, 8, 12)) },
];

const ascii = (bytes: Uint8Array, from: number, to: number): string => Buffer.from(bytes.subarray(from, to)).toString('latin1');

/** Checks one file and keeps it; a refused one leaves nothing behind. */
export async function receiveFile(envoi: EnvoiFichier, deps: ReceiveDeps): ReturnType<Assistant['receiveFile']> {
  const refuse = (raison: RefusFichier['raison']) => ({ ok: false as const, refus: { nom: envoi.nom, raison } });
  if (envoi.octets.length === 0) return refuse('vide');
  if (envoi.octets.length > deps.maxOctets) return refuse('taille');
  const format = FORMATS.find(({ matches }) => matches(envoi.octets));
  if (!format) return refuse('type');
  const fichier = { id: deps.newId(), nom: envoi.nom, typeMime: format.typeMime, octets: envoi.octets.length, sha256: sha256Hex(envoi.octets) };
  await deps.store.putFile({ ...fichier, conversation: envoi.conversation, personne: envoi.personne, recuLe: deps.now().toISOString() }, envoi.octets);
  return { ok: true, fichier };
}
