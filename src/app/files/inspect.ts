import { endsAsZip, holdsTestVirus } from './foreign';
import { inspectHeic, isHeic } from './heic';
import { refused, type Inspection } from './inspection';
import { inspectJpeg } from './jpeg';
import { inspectPdf, pdfHeaderAt } from './pdf';
import { inspectPng } from './png';

/** Accepted formats (DOSSIER §5.2 rule 6), told by their bytes, never by their name nor by what the sender declares. */
const FORMATS: readonly { matches: (bytes: Uint8Array) => boolean; inspect: (bytes: Uint8Array) => Inspection | Promise<Inspection> }[] = [
  { matches: (b) => startsWith(b, [0xff, 0xd8, 0xff]), inspect: inspectJpeg },
  { matches: (b) => startsWith(b, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), inspect: inspectPng },
  { matches: isHeic, inspect: inspectHeic },
  { matches: (b) => pdfHeaderAt(b) >= 0, inspect: inspectPdf },
];

const startsWith = (bytes: Uint8Array, signature: readonly number[]): boolean => signature.every((byte, at) => bytes[at] === byte);

/**
 * Whether a document may be kept, and which of its bytes. Pure: no disk, no network, bounded in memory.
 * @param maxOctets largest size accepted, inclusive
 */
export async function inspectFile(bytes: Uint8Array, maxOctets: number): Promise<Inspection> {
  if (bytes.length === 0) return refused('vide');
  if (bytes.length > maxOctets) return refused('taille', maxOctets);
  if (holdsTestVirus(bytes)) return refused('virus');
  const format = FORMATS.find(({ matches }) => matches(bytes));
  if (!format) return refused('type');
  return endsAsZip(bytes) ? refused('melange') : format.inspect(bytes);
}
