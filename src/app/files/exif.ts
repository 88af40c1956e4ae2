/**
 * Removes where a photo was taken from its EXIF data, in place: orientation and date stay, so that the photo is still shown upright.
 * TIFF 6.0 §2, EXIF 2.32 §4.6.6.
 */

const GPS_IFD = 0x8825;
const ENTRY = 12;
const ENTRIES_MAX = 512;
/** Octets of one value, by TIFF type. */
const SIZES: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4 };

type Tiff = { bytes: Buffer; u16: (at: number) => number; u32: (at: number) => number };

/**
 * Empties the GPS directory of a TIFF block.
 * @param block the bytes after `Exif\0\0`; changed in place
 * @returns false when the block cannot be read: then it should be dropped whole
 */
export function forgetPlace(block: Buffer): boolean {
  try {
    const tiff = readTiff(block);
    if (!tiff) return false;
    for (const entry of entriesOf(tiff, tiff.u32(4))) if (tiff.u16(entry) === GPS_IFD) emptyDirectory(tiff, tiff.u32(entry + 8));
    return true;
  } catch {
    return false;
  }
}

function readTiff(bytes: Buffer): Tiff | null {
  const order = bytes.toString('latin1', 0, 4);
  if (order === 'II*\0') return { bytes, u16: (at) => bytes.readUInt16LE(at), u32: (at) => bytes.readUInt32LE(at) };
  if (order === 'MM\0*') return { bytes, u16: (at) => bytes.readUInt16BE(at), u32: (at) => bytes.readUInt32BE(at) };
  return null;
}

/** Offsets of the entries of one directory. */
function entriesOf(tiff: Tiff, directory: number): number[] {
  const count = tiff.u16(directory);
  if (count > ENTRIES_MAX) throw new RangeError('directory');
  return Array.from({ length: count }, (_, i) => directory + 2 + i * ENTRY);
}

function emptyDirectory(tiff: Tiff, directory: number): void {
  const entries = entriesOf(tiff, directory);
  for (const entry of entries) {
    const size = (SIZES[tiff.u16(entry + 2)] ?? 1) * tiff.u32(entry + 4);
    if (size > 4) tiff.bytes.fill(0, Math.min(tiff.u32(entry + 8), tiff.bytes.length), Math.min(tiff.u32(entry + 8) + size, tiff.bytes.length));
  }
  tiff.bytes.fill(0, directory, directory + 2 + entries.length * ENTRY);
}
