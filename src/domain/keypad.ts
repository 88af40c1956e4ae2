import { REFERENCE_SIGNS } from './reference';

/** References and codes on a telephone keypad, where several letters share a key. */

const LETTERS = ['', '', 'ABC', 'DEF', 'GHI', 'JKL', 'MNO', 'PQRS', 'TUV', 'WXYZ'];

/**
 * The signs that keys stand for. Two keys each: the key, then 0 for its figure or the rank of the letter on it ("K": 5 then 2);
 * or one key each when there are only figures. No guess is made between the letters of a key: what is typed is what is read.
 * @returns `null` when the keys are no such writing of `length` signs of the alphabet of references
 */
export function signsOfKeys(keys: string, length: number): string | null {
  if (!/^\d+$/.test(keys)) return null;
  if (keys.length === length) return keys;
  if (keys.length !== length * 2) return null;
  const signs = (keys.match(/\d\d/g) ?? []).map(signOf).join('');
  return signs.length === length && [...signs].every((sign) => REFERENCE_SIGNS.includes(sign)) ? signs : null;
}

/** Keys for signs: what a person who reads a reference types. */
export const keysOfSigns = (signs: string): string => [...signs].map((sign) => {
  const key = LETTERS.findIndex((letters) => letters.includes(sign));
  return /\d/.test(sign) ? `${sign}0` : `${key}${(LETTERS[key] ?? '').indexOf(sign) + 1}`;
}).join('');

const signOf = (pair: string): string => (pair.charAt(1) === '0' ? pair.charAt(0) : (LETTERS[Number(pair.charAt(0))] ?? '').charAt(Number(pair.charAt(1)) - 1));
