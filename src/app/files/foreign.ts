/**
 * Signs of a second document hidden in the first: a file that is a PDF for one program and a page, an archive or a program for another.
 */

const SIGNATURES: readonly RegExp[] = [
  /PK\x03\x04/, /PK\x05\x06/, /Rar!\x1a\x07/, /7z\xbc\xaf\x27\x1c/, /\x1f\x8b\x08/, /%PDF-/, /\x89PNG\r\n/, /\xff\xd8\xff/, /GIF8[79]a/, /\x7fELF/, /%!PS/,
  /<(?:!doctype|html|head|body|script|svg|iframe|object|embed|\?xml|\?php|img)\b/i,
];
/** Only at the very beginning: two letters are anywhere by chance. */
const LEADING = /^\s*(?:MZ|#!|\xca\xfe\xba\xbe)/;

/** Whether these bytes, outside the document proper, begin or hold something that a program would open. */
export function looksForeign(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes).toString('latin1');
  return LEADING.test(text) || SIGNATURES.some((signature) => signature.test(text));
}

const EOCD_MIN = 22;
const COMMENT_MAX = 65_535;

/**
 * Whether a ZIP reader would open this file: it looks for an end record in the last 64 KB, whatever comes before.
 * The record must agree with itself, so that a photo is never refused for four bytes that look like one.
 */
export function endsAsZip(bytes: Uint8Array): boolean {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const tail = whole.subarray(Math.max(0, whole.length - EOCD_MIN - COMMENT_MAX));
  for (let at = tail.lastIndexOf('PK\x05\x06'); at >= 0; at = at === 0 ? -1 : tail.lastIndexOf('PK\x05\x06', at - 1)) {
    if (at + EOCD_MIN > tail.length) continue;
    const [entries, size, comment] = [tail.readUInt16LE(at + 10), tail.readUInt32LE(at + 12), tail.readUInt16LE(at + 20)];
    if (at + EOCD_MIN + comment <= tail.length && size >= entries * 46 && whole.includes('PK\x01\x02', 0, 'latin1')) return true;
  }
  return false;
}

/** The agreed test string of antivirus software, cut in two so that this file is not taken for it. */
const TEST_VIRUS = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD', '-ANTIVIRUS-TEST-FILE!$H+H*'].join('');

export const holdsTestVirus = (bytes: Uint8Array): boolean => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(TEST_VIRUS, 0, 'latin1');
