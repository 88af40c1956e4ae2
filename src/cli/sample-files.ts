import { createHash } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';

/** Documents made octet by octet, for trial conversations: small, but real for any reader. `seed` makes two of them differ. */

const noise = (seed: string, length: number): Buffer => Buffer.concat(Array.from({ length: Math.ceil(length / 32) }, (_, i) => createHash('sha256').update(`${i} ${seed}`).digest())).subarray(0, length);

// ---------------------------------------------------------------- PDF

export type PdfParts = {
  comment?: string;
  /** Lines of text of each page. */
  pages?: string[][];
  /** Added to the catalogue, as it would be written. */
  catalog?: string;
  trailer?: string;
  /** Whole objects after the others, numbered from 100 on. */
  objects?: (string | Buffer)[];
};

export function pdf({ comment = '', pages = [['Document']], catalog = '', trailer = '', objects = [] }: PdfParts = {}): Buffer {
  const kids = pages.map((_, i) => `${10 + 2 * i} 0 R`).join(' ');
  const bodies: [number, string | Buffer][] = [
    [1, `<< /Type /Catalog /Pages 2 0 R ${catalog} >>`],
    [2, `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`],
    [3, '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>'],
    ...pages.flatMap((lines, i): [number, string | Buffer][] => [
      [10 + 2 * i, `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents ${11 + 2 * i} 0 R >>`],
      [11 + 2 * i, pdfStream('', deflateSync(Buffer.from(shown(lines), 'latin1')), '/FlateDecode')],
    ]),
    ...objects.map((body, i): [number, string | Buffer] => [1_000 + i, body]),
  ];
  return assembled(bodies, comment, trailer);
}

const shown = (lines: string[]): string => `BT /F1 12 Tf 14 TL 50 800 Td ${lines.map((line) => `(${line.replace(/[\\()]/g, '\\$&')}) Tj T*`).join(' ')} ET`;

export function pdfStream(dict: string, data: Buffer, filter = ''): Buffer {
  return Buffer.concat([Buffer.from(`<< ${dict} /Length ${data.length}${filter ? ` /Filter ${filter}` : ''} >>\nstream\n`, 'latin1'), data, Buffer.from('\nendstream')]);
}

/** An object stream, where PDF 1.5 hides objects compressed. */
export function objectStream(object: string): Buffer {
  const text = Buffer.from(`900 0 ${object}`, 'latin1');
  return pdfStream('/Type /ObjStm /N 1 /First 6', deflateSync(text), '/FlateDecode');
}

function assembled(bodies: [number, string | Buffer][], comment: string, trailer: string): Buffer {
  const parts = [Buffer.from(`%PDF-1.5\n%\xe2\xe3\xcf\xd3\n% ${comment}\n`, 'latin1')];
  const offsets: [number, number][] = [];
  for (const [number, body] of bodies) {
    offsets.push([number, Buffer.concat(parts).length]);
    parts.push(Buffer.from(`${number} 0 obj\n`), Buffer.from(body as string, 'latin1'), Buffer.from('\nendobj\n'));
  }
  const start = Buffer.concat(parts).length;
  const rows = offsets.map(([number, at]) => `${number} 1\n${String(at).padStart(10, '0')} 00000 n \n`).join('');
  parts.push(Buffer.from(`xref\n0 1\n0000000000 65535 f \n${rows}trailer\n<< /Size 2000 /Root 1 0 R ${trailer} >>\nstartxref\n${start}\n%%EOF\n`, 'latin1'));
  return Buffer.concat(parts);
}

// ---------------------------------------------------------------- JPEG

export type JpegParts = { width?: number; height?: number; seed?: string; segments?: Buffer[] };

/** One grey square of 8 × 8 for a decoder, whatever dimensions are announced. */
export function jpeg({ width = 8, height = 8, seed = '', segments = [] }: JpegParts = {}): Buffer {
  const size = Buffer.from([height >> 8, height & 0xff, width >> 8, width & 0xff]);
  const tables = noise(seed, 64).map((byte) => (byte % 250) + 1);
  const oneCode = [1, ...Array<number>(15).fill(0), 0];
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]), jpegSegment(0xe0, Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\0\0', 'latin1')), ...segments,
    jpegSegment(0xdb, Buffer.concat([Buffer.from([0]), tables])), jpegSegment(0xc0, Buffer.concat([Buffer.from([8]), size, Buffer.from([1, 1, 0x11, 0])])),
    jpegSegment(0xc4, Buffer.from([0x00, ...oneCode])), jpegSegment(0xc4, Buffer.from([0x10, ...oneCode])),
    jpegSegment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])), Buffer.from([0x3f, 0xff, 0xd9]),
  ]);
}

export function jpegSegment(marker: number, data: Buffer): Buffer {
  const length = data.length + 2;
  return Buffer.concat([Buffer.from([0xff, marker, length >> 8, length & 0xff]), data]);
}

// ---------------------------------------------------------------- PNG

export type PngParts = { width?: number; height?: number; seed?: string; chunks?: Buffer[]; data?: Buffer };

/** Grey, 8 bits. */
export function png({ width = 4, height = 4, seed = '', chunks = [], data }: PngParts = {}): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const lines = data ?? Buffer.concat(Array.from({ length: height }, (_, y) => Buffer.concat([Buffer.from([0]), noise(`${seed} ${y}`, width)])));
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), pngChunk('IHDR', header), ...chunks, pngChunk('IDAT', deflateSync(lines)), pngChunk('IEND', Buffer.alloc(0))]);
}

export function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
