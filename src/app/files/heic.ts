import { forgetPlace } from './exif';
import { looksForeign } from './foreign';
import { refused, type Inspection } from './inspection';
import { LIMITS } from './limits';

/** HEIC/HEIF (ISO/IEC 23008-12): boxes of the file format are walked; the image itself is not decoded. */

const BRANDS = /^(?:heic|heix|hevc|hevx|heim|heis|mif1|msf1)$/;
const BOXES_MAX = 2_000;

type Box = { type: string; body: Buffer };

export const isHeic = (bytes: Uint8Array): boolean => {
  const head = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  return head.slice(4, 8) === 'ftyp' && BRANDS.test(head.slice(8, 12));
};

export function inspectHeic(bytes: Uint8Array): Inspection {
  const copy = Buffer.from(bytes);
  const walk = boxesOf(copy);
  const after = copy.subarray(walk.end);
  if (after.length > 0 && looksForeign(after)) return refused('melange');
  if (after.length > 0 || walk.boxes.some(({ type }) => !/^[ -~]{4}$/.test(type))) return refused('illisible');
  const meta = walk.boxes.find(({ type }) => type === 'meta');
  const sizes = meta ? imageSizes(meta.body) : [];
  if (sizes.length === 0) return refused('illisible');
  if (sizes.some(({ width, height }) => width > LIMITS.side || height > LIMITS.side || width * height > LIMITS.pixels)) return refused('dimensions');
  forgetPlaces(copy);
  return { ok: true, typeMime: 'image/heic', octets: copy };
}

/** @returns the boxes that are whole, and where the first that is not begins */
function boxesOf(bytes: Buffer): { boxes: Box[]; end: number } {
  const boxes: Box[] = [];
  let at = 0;
  while (at + 8 <= bytes.length && boxes.length < BOXES_MAX) {
    const short = bytes.readUInt32BE(at);
    const header = short === 1 ? 16 : 8;
    if (at + header > bytes.length) break;
    const size = short === 0 ? bytes.length - at : short === 1 ? Number(bytes.readBigUInt64BE(at + 8)) : short;
    if (size < header || at + size > bytes.length) break;
    boxes.push({ type: bytes.toString('latin1', at + 4, at + 8), body: bytes.subarray(at + header, at + size) });
    at += size;
  }
  return { boxes, end: at };
}

/** `ispe` properties: width and height of the image and of each of its tiles. `meta` is a full box: four octets of version first. */
function imageSizes(meta: Buffer): { width: number; height: number }[] {
  const inside = (body: Buffer, type: string): Buffer => boxesOf(body).boxes.find((box) => box.type === type)?.body ?? Buffer.alloc(0);
  const properties = boxesOf(inside(inside(meta.subarray(4), 'iprp'), 'ipco')).boxes;
  return properties.filter(({ type, body }) => type === 'ispe' && body.length >= 12).map(({ body }) => ({ width: body.readUInt32BE(4), height: body.readUInt32BE(8) }));
}

/** The EXIF item is a TIFF block somewhere in the data: emptied where it stands, so that no offset moves. */
function forgetPlaces(bytes: Buffer): void {
  for (let at = bytes.indexOf('Exif\0\0', 0, 'latin1'); at >= 0; at = bytes.indexOf('Exif\0\0', at + 1, 'latin1')) forgetPlace(bytes.subarray(at + 6));
}
