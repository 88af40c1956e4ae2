import { forgetPlace } from './exif';
import { looksForeign } from './foreign';
import { refused, type Inspection } from './inspection';
import { LIMITS } from './limits';

/** JPEG (ITU T.81): walked marker by marker, never decoded. What is kept is the image, its colours, its orientation; nothing else. */

const [SOI, EOI, SOS, DHT, JPG, DAC, APP0, APP1, APP2, APP14] = [0xd8, 0xd9, 0xda, 0xc4, 0xc8, 0xcc, 0xe0, 0xe1, 0xe2, 0xee];
const EXIF = 'Exif\0\0';

const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![DHT, JPG, DAC].includes(marker);
const isTable = (marker: number): boolean => isFrame(marker) || marker === DHT || marker === DAC || (marker >= 0xdb && marker <= 0xdf);

type Walk = { parts: Buffer[]; frame: { width: number; height: number } | null; scans: number; end: number };

export function inspectJpeg(bytes: Uint8Array): Inspection {
  const walk = walkJpeg(Buffer.from(bytes));
  if (!walk || !walk.frame || walk.scans === 0) return refused('illisible');
  const { width, height } = walk.frame;
  if (width === 0 || height === 0) return refused('illisible');
  if (width > LIMITS.side || height > LIMITS.side || width * height > LIMITS.pixels) return refused('dimensions');
  const after = bytes.subarray(walk.end);
  if (after.length > 0 && !isPhoneTrailer(after) && (after.length > LIMITS.trailing || looksForeign(after))) return refused('melange');
  return { ok: true, typeMime: 'image/jpeg', octets: Buffer.concat(walk.parts) };
}

/** @returns null when the structure is broken or stops before its end */
function walkJpeg(bytes: Buffer): Walk | null {
  const walk: Walk = { parts: [bytes.subarray(0, 2)], frame: null, scans: 0, end: 2 };
  while (walk.end < bytes.length) {
    const start = skipFill(bytes, walk.end);
    const marker = bytes[start + 1];
    if (bytes[start] !== 0xff || marker === undefined || marker === SOI) return null;
    if (marker === EOI) return { ...walk, end: start + 2, parts: [...walk.parts, bytes.subarray(start, start + 2)] };
    const next = segment(bytes, start, marker, walk);
    if (next === null) return null;
    walk.end = next;
  }
  return null;
}

/** A marker may be preceded by any number of 0xFF. */
function skipFill(bytes: Buffer, from: number): number {
  let at = from;
  while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at += 1;
  return at;
}

/** Reads one segment, and the scan that follows SOS; keeps it when it is of use. @returns where the next marker begins */
function segment(bytes: Buffer, start: number, marker: number, walk: Walk): number | null {
  if (start + 4 > bytes.length) return null;
  const length = bytes.readUInt16BE(start + 2);
  const end = start + 2 + length;
  if (length < 2 || end > bytes.length) return null;
  if (isFrame(marker) && length >= 8) walk.frame = { height: bytes.readUInt16BE(start + 5), width: bytes.readUInt16BE(start + 7) };
  if (marker === SOS) {
    if (!walk.frame) return null;
    walk.scans += 1;
    const scanEnd = endOfScan(bytes, end);
    walk.parts.push(bytes.subarray(start, scanEnd));
    return scanEnd;
  }
  const kept = keptSegment(marker, bytes.subarray(start, end));
  if (kept) walk.parts.push(kept);
  return end;
}

/** Entropy-coded data goes on until a marker that is neither a stuffed zero nor a restart. */
function endOfScan(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0;
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at;
  }
  return bytes.length;
}

/** Tables, colour profile, Adobe's colour transform, orientation. Comments, previews, XMP and unknown blocks are dropped: none is needed to see the photo. */
function keptSegment(marker: number, whole: Buffer): Buffer | null {
  const is = (id: string): boolean => whole.toString('latin1', 4, 4 + id.length) === id;
  if (isTable(marker)) return whole;
  if (marker === APP0) return is('JFIF\0') && whole.length === 18 ? whole : null;
  if (marker === APP2) return is('ICC_PROFILE\0') ? whole : null;
  if (marker === APP14) return is('Adobe') ? whole : null;
  return marker === APP1 && is(EXIF) ? withoutPlace(whole) : null;
}

function withoutPlace(whole: Buffer): Buffer | null {
  const copy = Buffer.from(whole);
  return forgetPlace(copy.subarray(4 + EXIF.length)) ? copy : null;
}

/** What phones add after the photo (a second exposure, a short film, their own notes): cut off rather than refused. */
function isPhoneTrailer(after: Uint8Array): boolean {
  const text = Buffer.from(after.subarray(0, 4_096)).toString('latin1').replace(/^\0+/, '');
  return /^\xff\xd8\xff/.test(text) || /^.{0,4}ftyp/s.test(text) || Buffer.from(after.subarray(-4)).toString('latin1') === 'SEFT';
}
