import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { keptSecret } from './secret';

/**
 * Encryption of files at rest: AES-256-GCM, one random nonce for each file, bound to the hash of its clear bytes.
 * A sealed blob is `AIGF`, a version, the id of its key (8 octets), the nonce (12), the cipher text, the tag (16).
 */

const MAGIC = Buffer.from('AIGF\x01', 'latin1');
const KEY_ID = 8;
const NONCE = 12;
const TAG = 16;
const HEADER = MAGIC.length + KEY_ID + NONCE;
const DEVELOPMENT_KEY = 'fichiers.cle';
export const KEY_OCTETS = 32;

type Key = { id: Buffer; cipher: Buffer; naming: Buffer };

/** The key that seals, then those that only open. */
export type Keyring = { current: Key; known: readonly Key[] };

/** @param keys 32 octets each, the current one first */
export function keyring(keys: readonly [Uint8Array, ...Uint8Array[]]): Keyring {
  const [current, ...older] = keys;
  const first = derived(current);
  return { current: first, known: [first, ...older.map(derived)] };
}

/** The key made at the first start and kept beside the data: for development only, since whoever copies the folder has both. */
export const developmentKey = (dataDir: string): Uint8Array => asKey(keptSecret(dataDir, DEVELOPMENT_KEY));

export const hasDevelopmentKey = (dataDir: string): boolean => existsSync(join(dataDir, DEVELOPMENT_KEY));

const asKey = (secret: string): Uint8Array => new Uint8Array(hkdfSync('sha256', secret, '', 'aiguillage/fichiers/developpement', KEY_OCTETS));

/** One use, one key: what names, seals and is shown never comes from the same octets. */
function derived(key: Uint8Array): Key {
  const part = (use: string, length: number): Buffer => Buffer.from(hkdfSync('sha256', key, '', `aiguillage/fichiers/${use}/1`, length));
  return { id: part('identifiant', KEY_ID), cipher: part('chiffrement', KEY_OCTETS), naming: part('adresse', KEY_OCTETS) };
}

/** Where the bytes are kept: says nothing of the content to who has no key. Lower-case hexadecimal, 64 characters. */
export const addressOf = (ring: Keyring, sha256: string): string => createHmac('sha256', ring.current.naming).update(sha256).digest('hex');

/** @param sha256 of the clear bytes: a blob put in the place of another does not open */
export function seal(ring: Keyring, clear: Uint8Array, sha256: string): Buffer {
  const nonce = randomBytes(NONCE);
  const header = Buffer.concat([MAGIC, ring.current.id, nonce]);
  const cipher = createCipheriv('aes-256-gcm', ring.current.cipher, nonce, { authTagLength: TAG });
  cipher.setAAD(Buffer.concat([header, Buffer.from(sha256, 'latin1')]));
  return Buffer.concat([header, cipher.update(clear), cipher.final(), cipher.getAuthTag()]);
}

export const isSealed = (blob: Uint8Array): boolean => blob.length >= HEADER + TAG && MAGIC.equals(blob.subarray(0, MAGIC.length));

/** @returns null when no known key opens it, or when one octet was changed */
export function unseal(ring: Keyring, blob: Uint8Array, sha256: string): Buffer | null {
  const sealed = Buffer.from(blob.buffer, blob.byteOffset, blob.length);
  const key = isSealed(sealed) ? ring.known.find(({ id }) => id.equals(sealed.subarray(MAGIC.length, MAGIC.length + KEY_ID))) : undefined;
  if (!key) return null;
  const decipher = createDecipheriv('aes-256-gcm', key.cipher, sealed.subarray(HEADER - NONCE, HEADER), { authTagLength: TAG });
  decipher.setAAD(Buffer.concat([sealed.subarray(0, HEADER), Buffer.from(sha256, 'latin1')]));
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(HEADER, sealed.length - TAG)), decipher.final()]);
  } catch {
    return null;
  }
}
