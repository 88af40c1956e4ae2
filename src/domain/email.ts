import { z } from 'zod';

/** E-mail addresses, as people write them in a message. Domain names with accents are not read: nobody we write to has one. */

const AT = /\s*(?:@|\(at\)|(?<!\p{L})arr?obase(?!\p{L}))\s*/giu;
const DOT = /\s+point\s+/giu;
const CANDIDATE = /[^\s<>()[\]«»"“”,;:]+@[^\s<>()[\]«»"“”,;:]+/gu;
/** RFC 5321 §4.5.3.1: a path has 256 signs, its two brackets included. */
const address = z.email().max(254);

/**
 * The only address of a message, its domain in lower case; « marie arobase exemple point fr » is one.
 * @returns `null` when there is none, several, or one that could not be written to
 */
export function findEmail(text: string): string | null {
  const spoken = /arr?obase/iu.test(text);
  const found = [...new Set((spoken ? text.replace(DOT, '.') : text).replace(AT, '@').match(CANDIDATE) ?? [])];
  const [only] = found;
  return found.length === 1 && only !== undefined ? checkedEmail(only.replace(/[.!?…'’]+$/u, '')) : null;
}

/** @returns the address as it is kept, or `null` when it is none: never a space, a line break, an accent nor a second @ */
export function checkedEmail(text: string): string | null {
  const at = text.lastIndexOf('@');
  const written = `${text.slice(0, at)}@${text.slice(at + 1).toLowerCase()}`;
  return address.safeParse(written).success ? written : null;
}

/** True when somebody tried to write one, even if it cannot be read. */
export const looksLikeEmail = (text: string): boolean => /@|\(at\)|(?<!\p{L})arr?obase(?!\p{L})|^\S+\.[a-z]{2,4}$/iu.test(text.trim());
