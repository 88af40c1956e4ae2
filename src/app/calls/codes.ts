import { callCodeFrom } from '../../domain/call-code';
import { keyedHash } from '../../ops/hash';

/** The claim code of a draft: derived, so that the same transcript sent twice gives the same one, although it is kept nowhere. */
export const codeOf = (id: string, key: string): string => callCodeFrom(keyedHash(key, `code d’appel ${id}`));

/** What is kept of it. A fast hash is enough under a key that is not in the base. */
export const hashOfCode = (code: string, key: string): string => keyedHash(key, `appel ${code}`).toString('hex');
