import { crc32 } from 'node:zlib';

export * from '../../src/cli/sample-files';

/** Documents made octet by octet that only tests send. */

/** EXIF with an orientation and the place where the photo was taken: 48° 51′ 30″ N. */
export function exifWithPlace(): Buffer {
  const tiff = Buffer.alloc(92);
  tiff.write('II*\0', 0, 'latin1');
  tiff.writeUInt32LE(8, 4);
  tiff.writeUInt16LE(2, 8);
  entry(tiff, 10, 0x0112, 3, 1, 6);
  entry(tiff, 22, 0x8825, 4, 1, 38);
  tiff.writeUInt16LE(2, 38);
  entry(tiff, 40, 1, 2, 2, 'N'.charCodeAt(0));
  entry(tiff, 52, 2, 5, 3, 68);
  [48, 1, 51, 1, 30, 1].forEach((value, i) => tiff.writeUInt32LE(value, 68 + 4 * i));
  return Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
}

function entry(tiff: Buffer, at: number, tag: number, type: number, count: number, value: number): void {
  tiff.writeUInt16LE(tag, at);
  tiff.writeUInt16LE(type, at + 2);
  tiff.writeUInt32LE(count, at + 4);
  tiff.writeUInt32LE(value, at + 8);
}

// ---------------------------------------------------------------- HEIC, ZIP, test virus

export function box(type: string, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(body.length + 8);
  return Buffer.concat([size, Buffer.from(type, 'latin1'), body]);
}

export function heic({ width = 4_032, height = 3_024, item = Buffer.from('image') }: { width?: number; height?: number; item?: Buffer } = {}): Buffer {
  const ispe = Buffer.alloc(12);
  ispe.writeUInt32BE(width, 4);
  ispe.writeUInt32BE(height, 8);
  return Buffer.concat([box('ftyp', Buffer.from('heic\0\0\0\0mif1heic', 'latin1')), box('meta', Buffer.alloc(4), box('iprp', box('ipco', box('ispe', ispe)))), box('mdat', item)]);
}

/** A ZIP archive with one stored file: what Office documents are too. */
export function zip(name = 'a.txt', content: Buffer = Buffer.from('bonjour'), packed?: Buffer): Buffer {
  const data = packed ?? content;
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(packed ? 8 : 0, 4);
  fields.writeUInt32LE(crc32(content), 10);
  fields.writeUInt32LE(data.length, 14);
  fields.writeUInt32LE(content.length, 18);
  fields.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields, Buffer.from(name), data]);
  const central = Buffer.concat([Buffer.from('PK\x01\x02\x14\0', 'latin1'), fields, Buffer.alloc(14), Buffer.from(name)]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}

/** Made when it is used: antivirus software must not find it in this file. */
export const testVirus = (): Buffer => Buffer.from(['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD', '-ANTIVIRUS-TEST-FILE!$H+H*'].join(''), 'latin1');
