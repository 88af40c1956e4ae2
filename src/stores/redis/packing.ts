import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { CodedError } from '../../domain/errors';

/**
 * A record as it is kept: JSON, or `\x01` then JSON compressed by what its words are likely to be. The dictionary is part of what is
 * written: never edit one, add another with the next first byte.
 */

const PACKED = 1;
/** Shorter texts gain too little. */
const MIN_LENGTH = 120;
const MAX_RECORD_OCTETS = 64 * 1024 * 1024;
const DICTIONARY = Buffer.from('{}');

export function pack(value: unknown): Buffer {
  const json = Buffer.from(JSON.stringify(value ?? null));
  if (json.length < MIN_LENGTH) return json;
  const packed = deflateRawSync(json, { dictionary: DICTIONARY, level: 6 });
  return packed.length + 1 < json.length ? Buffer.concat([Buffer.of(PACKED), packed]) : json;
}

/** @throws CodedError ETAT_ILLISIBLE */
export function unpack(blob: Buffer): unknown {
  try {
    const json = blob[0] === PACKED ? inflateRawSync(blob.subarray(1), { dictionary: DICTIONARY, maxOutputLength: MAX_RECORD_OCTETS }) : blob;
    return JSON.parse(json.toString());
  } catch (cause) {
    throw new CodedError('ETAT_ILLISIBLE', 'a stored record is not JSON', { cause });
  }
}
