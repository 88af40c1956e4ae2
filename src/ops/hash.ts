import { createHash, createHmac, scrypt, timingSafeEqual } from 'node:crypto';

/** Lower-case hexadecimal SHA-256. */
export const sha256Hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** HMAC-SHA256: 32 bytes that nobody can guess without the key. */
export const keyedHash = (key: string, text: string | Uint8Array): Buffer => createHmac('sha256', key).update(text).digest();

/** Compares in a time that does not depend on where the texts differ. */
export function sameText(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

const SLOW = { N: 16_384, r: 8, p: 1 };
const SLOW_BYTES = 32;

/** scrypt, lower-case hexadecimal: some 50 ms and 16 MB, so that a stolen base does not give short secrets back. */
export const slowHash = (secret: string, salt: string): Promise<string> =>
  new Promise((resolve, reject) => scrypt(secret, salt, SLOW_BYTES, SLOW, (error, key) => (error ? reject(error) : resolve(key.toString('hex')))));

/** Lower-case hexadecimal SHA-1, the name Redis gives to a script; never a protection. */
export const sha1Hex = (text: string): string => createHash('sha1').update(text).digest('hex');
