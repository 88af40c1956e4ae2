import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { CodedError } from '../../domain/errors';

/**
 * A record as it is kept: JSON, or `\x01` then JSON compressed with the help of a dictionary, the words and the shape that records are
 * likely to have: a message of 700 octets takes some 130. The dictionary is needed to read what was written with it: never edit one, add
 * another with the next first byte.
 */

const PACKED = 1;
/** Shorter texts gain too little. */
const MIN_LENGTH = 120;
const MAX_RECORD_OCTETS = 64 * 1024 * 1024;
/** Most of the gain of level 6, for a third of its time; tables and buffers of the size of a record, not of a file. Any of these is read alike. */
const DEFLATE = { level: 3, memLevel: 6, chunkSize: 4_096 } as const;
const DICTIONARY = readFileSync(join(__dirname, 'dictionary-1.txt'));

/** @param near words that this record is sure to repeat, known again to who reads it: the id of its conversation */
export function pack(value: unknown, near = ''): Buffer {
  const json = Buffer.from(JSON.stringify(value ?? null));
  if (json.length < MIN_LENGTH) return json;
  const packed = deflateRawSync(json, { dictionary: dictionaryWith(near), ...DEFLATE });
  return packed.length + 1 < json.length ? Buffer.concat([Buffer.of(PACKED), packed]) : json;
}

/**
 * @param near the same as when it was packed
 * @throws CodedError ETAT_ILLISIBLE
 */
export function unpack(blob: Buffer, near = ''): unknown {
  try {
    const json = blob[0] === PACKED ? inflateRawSync(blob.subarray(1), { dictionary: dictionaryWith(near), maxOutputLength: MAX_RECORD_OCTETS }) : blob;
    return JSON.parse(json.toString());
  } catch (cause) {
    throw new CodedError('ETAT_ILLISIBLE', 'a stored record is not JSON', { cause });
  }
}

const dictionaryWith = (near: string): Buffer => (near === '' ? DICTIONARY : Buffer.concat([DICTIONARY, Buffer.from(near)]));
