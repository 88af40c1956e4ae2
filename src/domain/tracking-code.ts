import { DASHES, dictatedReadings, spellSign } from './dictation';
import { checkSign, REFERENCE_SIGNS } from './reference';

/**
 * Tracking code of a dossier: with the reference, it lets a person follow the demande from anywhere. Seven signs of the
 * alphabet of references (23^7, 31 bits) and a check sign, so that a slip of the pen is told apart from a wrong code.
 */

/** Page where a dossier is followed without the chat. */
export const SUIVI_PATH = '/suivi';

export const CODE_LENGTH = 8;
const DRAWN = 7;
const GROUP = 4;
/** No code is longer when dictated: beyond, a text is a story. */
const SPOKEN_MAX = 300;

/** The code that 16 random bytes or more stand for: each sign as likely as another. */
export function trackingCodeFrom(random: Uint8Array): string {
  let rest = BigInt(`0x${Buffer.from(random).toString('hex')}`);
  const drawn = Array.from({ length: DRAWN }, () => {
    const sign = REFERENCE_SIGNS.charAt(Number(rest % SIGNS));
    rest /= SIGNS;
    return sign;
  }).join('');
  return drawn + checkSign(drawn);
}

const SIGNS = BigInt(REFERENCE_SIGNS.length);

/** As it is written for a person: `7K2M 9XPA`. */
export const formatTrackingCode = (code: string): string => `${code.slice(0, GROUP)} ${code.slice(GROUP)}`;

/** As it is said aloud: "sept, K comme Kléber, deux, M comme Marcel — neuf…". */
export const spellTrackingCode = (code: string): string =>
  [code.slice(0, GROUP), code.slice(GROUP)].map((group) => [...group].map(spellSign).join(', ')).join(' — ');

/**
 * The code in what a person typed or dictated when asked for it: any case and separators, words around it, O for 0, I or L for 1,
 * S for 5, B for 8. `null` when none with a right check sign is there, or when two are.
 */
export function parseTrackingCode(text: string): string | null {
  const said = text.slice(0, SPOKEN_MAX);
  const written = new Set(writtenBodies(said).map(fold).filter(isValid));
  const found = written.size > 0 ? written : new Set(dictatedReadings(said, CODE_LENGTH).map(fold).filter(isValid));
  const [only] = found;
  return found.size === 1 && only !== undefined ? only : null;
}

/** Neighbouring groups that make eight signs together. */
function writtenBodies(text: string): string[] {
  const groups = text.toUpperCase().split(SEPARATORS).filter((group) => group !== '');
  return groups.flatMap((_, from) => {
    let body = '';
    for (let to = from; to < groups.length && body.length < CODE_LENGTH; to++) body += groups[to] ?? '';
    return body.length === CODE_LENGTH ? [body] : [];
  });
}

const SEPARATORS = new RegExp(`[\\s${DASHES}_.,;:!?·«»"'’()]+`, 'u');

/** Signs read alike: none of the left ones is in the alphabet. */
const ALIKE: Readonly<Record<string, string>> = { O: '0', I: '1', L: '1', S: '5', B: '8' };
const fold = (body: string): string => body.replace(/[OILSB]/g, (sign) => ALIKE[sign] ?? sign);

function isValid(body: string): boolean {
  if (body.length !== CODE_LENGTH || [...body].some((sign) => !REFERENCE_SIGNS.includes(sign))) return false;
  return checkSign(body.slice(0, DRAWN)) === body.charAt(DRAWN);
}
