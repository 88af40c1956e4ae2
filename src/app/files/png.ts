import { crc32 } from 'node:zlib';
import { looksForeign } from './foreign';
import { inflatedSize } from './inflate';
import { refused, type Inspection } from './inspection';
import { LIMITS } from './limits';

/** PNG (W3C Recommendation, 3rd edition): every chunk is walked and its check value verified; only what draws the image is kept. */

const SIGNATURE = 8;
const CHUNK = 12;
const KEPT = ['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'iCCP', 'cICP', 'sBIT', 'pHYs', 'bKGD', 'hIST'];
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
/** Each pass of an interlaced image has its own lines, each with one octet more. */
const INTERLACE_SLACK = 4;

type Chunk = { type: string; data: Buffer; whole: Buffer };

export async function inspectPng(bytes: Uint8Array): Promise<Inspection> {
  const chunks = walkPng(Buffer.from(bytes));
  const header = chunks?.[0];
  if (!chunks || !header || header.type !== 'IHDR' || header.data.length !== 13) return refused('illisible');
  const problem = dimensionProblem(header.data) ?? afterProblem(bytes.subarray(SIGNATURE + chunks.reduce((sum, { whole }) => sum + whole.length, 0))) ?? (await metadataProblem(chunks)) ?? (await imageProblem(header.data, chunks));
  if (problem) return problem;
  const kept = chunks.filter(({ type }) => KEPT.includes(type)).map(({ whole }) => whole);
  return { ok: true, typeMime: 'image/png', octets: Buffer.concat([bytes.subarray(0, SIGNATURE), ...kept]) };
}

/** @returns the chunks up to IEND, or null when one is cut or wrong */
function walkPng(bytes: Buffer): Chunk[] | null {
  const chunks: Chunk[] = [];
  for (let at = SIGNATURE; at + CHUNK <= bytes.length; ) {
    const end = at + CHUNK + bytes.readUInt32BE(at);
    if (end > bytes.length) return null;
    const [type, data] = [bytes.toString('latin1', at + 4, at + 8), bytes.subarray(at + 8, end - 4)];
    if (!/^[A-Za-z]{4}$/.test(type) || crc32(bytes.subarray(at + 4, end - 4)) !== bytes.readUInt32BE(end - 4)) return null;
    chunks.push({ type, data, whole: bytes.subarray(at, end) });
    if (type === 'IEND') return chunks;
    at = end;
  }
  return null;
}

function dimensionProblem(header: Buffer): Inspection | null {
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  if (width === 0 || height === 0 || rawOctets(header) === null) return refused('illisible');
  if (width > LIMITS.side || height > LIMITS.side || width * height > LIMITS.pixels || (rawOctets(header) ?? 0) > LIMITS.pngOctets) return refused('dimensions');
  return null;
}

/** Octets of the image before compression: one filter octet for each line. */
function rawOctets(header: Buffer): number | null {
  const channels = CHANNELS[header[9] ?? -1];
  const depth = header[8] ?? 0;
  if (channels === undefined || ![1, 2, 4, 8, 16].includes(depth)) return null;
  return (Math.ceil((header.readUInt32BE(0) * channels * depth) / 8) + 1) * header.readUInt32BE(4);
}

const afterProblem = (after: Uint8Array): Inspection | null => (after.length > LIMITS.trailing || (after.length > 0 && looksForeign(after)) ? refused('melange') : null);

async function metadataProblem(chunks: Chunk[]): Promise<Inspection | null> {
  for (const chunk of chunks) {
    const packed = compressedPart(chunk);
    if (packed && (await inflatedSize(packed, LIMITS.pngTextOctets)) === 'trop') return refused('bombe');
  }
  return null;
}

/** The zlib stream of a text or colour chunk: after its keyword, and for iTXt after two more texts. */
function compressedPart({ type, data }: Chunk): Buffer | null {
  const keyword = data.indexOf(0);
  if (keyword < 0) return null;
  if (type === 'zTXt' || type === 'iCCP') return data.subarray(keyword + 2);
  if (type !== 'iTXt' || data[keyword + 1] !== 1) return null;
  const language = data.indexOf(0, keyword + 3);
  const translated = language < 0 ? -1 : data.indexOf(0, language + 1);
  return translated < 0 ? null : data.subarray(translated + 1);
}

/** The image data must give what the header announces: more is a bomb, less is a cut file. */
async function imageProblem(header: Buffer, chunks: Chunk[]): Promise<Inspection | null> {
  const expected = rawOctets(header) ?? 0;
  const isInterlaced = header[12] === 1;
  const data = Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data: part }) => part));
  const size = await inflatedSize(data, isInterlaced ? expected * INTERLACE_SLACK + 1_024 : expected);
  if (size === 'trop') return refused('bombe');
  return size === 'illisible' || size < (isInterlaced ? 1 : expected) ? refused('illisible') : null;
}
