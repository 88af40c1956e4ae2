import { DASHES, dictatedReadings, spellSign, spokenPrefix } from './dictation';

/**
 * Reference of a dossier: `REF-EXP-` and seven signs (DOSSIER §6.1). Six are drawn, the seventh is a check which catches
 * every single wrong sign and every swap of two signs. An identifier, never a secret.
 */

export const REFERENCE_PREFIX = 'REF-EXP-';
/** 23 signs (prime): those that look or sound like another one are left out. */
export const REFERENCE_SIGNS = '0123456789ACFHJKMPRTXYZ';
const LENGTH = 7;
const DRAWN = 6;
const MODULUS = REFERENCE_SIGNS.length;

export type LectureReference = {
  /** `REF-EXP-XXXXXXX` with a right check sign, when one reading and one only is possible. */
  reference: string | null;
  /** Other references that may have been meant (S for 5, B for 8, dictated numbers with several readings). All valid. */
  suggestions: string[];
  /** What was read when it has the shape of a reference, right or not; `null` when no reference is there. */
  lue: string | null;
};

/** `start`/`end`: UTF-16 offsets in the text. `valide`: the check sign is right; `reference` is then canonical. */
export type ReferenceTrouvee = { start: number; end: number; text: string; reference: string; valide: boolean };

/**
 * Draws a new reference; never seven equal signs.
 * @param randomInt integer in [0, max[, from a cryptographic source
 */
export function generateReference(randomInt: (max: number) => number): string {
  for (;;) {
    const drawn = Array.from({ length: DRAWN }, () => REFERENCE_SIGNS.charAt(randomInt(MODULUS))).join('');
    const body = drawn + checkSign(drawn);
    if (!allEqual(body)) return REFERENCE_PREFIX + body;
  }
}

/** True for the canonical form only: prefix, signs of the alphabet, right check sign, not seven equal signs. */
export function checkReference(reference: string): boolean {
  if (!reference.startsWith(REFERENCE_PREFIX)) return false;
  return isValidBody(reference.slice(REFERENCE_PREFIX.length));
}

/**
 * Reads a reference typed or dictated by a person who was asked for one: lower case, spaces, any dash, missing prefix,
 * O for 0, I or L for 1, numbers in words ("soixante douze" is 72 or 60 12), "double sept", "K comme Kléber".
 * Several possible readings are all given as suggestions: the caller keeps those that exist for this person.
 */
export function parseReference(text: string): LectureReference {
  const written = writtenBody(text);
  if (written !== null && isValidBody(fold(written))) return found(fold(written));
  const dictated = [...new Set(dictatedReadings(text, LENGTH).map(fold).filter(isValidBody))];
  const [only] = dictated;
  if (only !== undefined && dictated.length === 1) return found(only);
  const lue = written === null ? null : REFERENCE_PREFIX + fold(written);
  const suggested = [...dictated, ...(written === null ? [] : lookalikes(fold(written)))];
  return { reference: null, suggestions: [...new Set(suggested)].map((body) => REFERENCE_PREFIX + body), lue };
}

/**
 * References in free text. With the prefix, any seven letters or digits (a faulty one comes with `valide: false`).
 * Without it, only a valid body mixing letters and digits: seven bare digits are an allocataire number first.
 */
export function findReferences(text: string): ReferenceTrouvee[] {
  const prefixed = [...text.matchAll(PREFIXED)]
    .map((match) => spanOf(text, match.index, match[0], match[1] ?? ''))
    .filter((span) => span.valide || /\d/.test(span.text));
  const bare = [...text.matchAll(BARE)]
    .map((match) => spanOf(text, match.index, match[0], match[0]))
    .filter((span) => span.valide && mixesLettersAndDigits(span.reference.slice(REFERENCE_PREFIX.length)))
    .filter((span) => !prefixed.some((other) => span.start < other.end && other.start < span.end));
  return [...prefixed, ...bare].sort((a, b) => a.start - b.start);
}

/**
 * Reference as it is said aloud, prefix included, in groups of 3, 2 and 2 with a first name for each letter:
 * "R E F, E X P, puis : sept, K comme Kléber, deux — M comme Marcel, quatre — T comme Thérèse, R comme Raoul".
 * The caller says it twice.
 */
export function spellReference(reference: string): string {
  const body = reference.startsWith(REFERENCE_PREFIX) ? reference.slice(REFERENCE_PREFIX.length) : reference;
  const signs = [...body].map(spellSign);
  const groups = [signs.slice(0, 3), signs.slice(3, 5), signs.slice(5)].map((group) => group.join(', '));
  return `${spokenPrefix} ${groups.join(' — ')}`;
}

const GAP = `[\\s${DASHES}_.:·°]`;
const PREFIX = `R[ée]f${GAP}*Exp${GAP}*(?:n°?${GAP}*)?`;
const SIGN = '[A-Z0-9]';
const EDGE = '(?![\\p{L}\\p{N}])';
const START = '(?<![\\p{L}\\p{N}])';
/** Seven signs, maybe spread over groups, or failing that the first word: a faulty reference is still one. */
const PREFIXED = new RegExp(`${START}${PREFIX}((?:${SIGN}${GAP}?){6}${SIGN}${EDGE}|${SIGN}{0,20}\\d${SIGN}{0,20}${EDGE})`, 'giu');
const BARE = new RegExp(
  `${START}(?:${SIGN}{7}|${SIGN}{3}[ ${DASHES}]${SIGN}{2}[ ${DASHES}]${SIGN}{2}|${SIGN}{3}[ ${DASHES}]${SIGN}{4})${EDGE}`, 'giu');

/** Control of drawn signs: catches every single wrong sign and every swap of two, up to 22 signs. */
export function checkSign(drawn: string): string {
  const sum = [...drawn].reduce((total, sign, i) => total + (i + 2) * REFERENCE_SIGNS.indexOf(sign), 0);
  return REFERENCE_SIGNS.charAt((MODULUS - (sum % MODULUS)) % MODULUS);
}

function isValidBody(body: string): boolean {
  if (body.length !== LENGTH || allEqual(body)) return false;
  if ([...body].some((sign) => !REFERENCE_SIGNS.includes(sign))) return false;
  return checkSign(body.slice(0, DRAWN)) === body.charAt(DRAWN);
}

function allEqual(body: string): boolean {
  return [...body].every((sign) => sign === body.charAt(0));
}

function found(body: string): LectureReference {
  return { reference: REFERENCE_PREFIX + body, suggestions: [], lue: REFERENCE_PREFIX + body };
}

/** Signs read alike: the alphabet has no O, I nor L, so nothing is lost. */
function fold(body: string): string {
  return body.toUpperCase().replaceAll('O', '0').replace(/[IL]/g, '1');
}

/** S and B are in no reference: read as 5 and 8, they may give one. */
function lookalikes(body: string): string[] {
  const alike = body.replaceAll('S', '5').replaceAll('B', '8');
  return isValidBody(alike) ? [alike] : [];
}

/** The seven signs of a written reference: after the prefix if there is one, else the whole text without separators. */
function writtenBody(text: string): string | null {
  const spans = findReferences(text);
  const span = spans.find(({ valide }) => valide) ?? spans[0];
  if (span) return span.reference.slice(REFERENCE_PREFIX.length);
  const bare = text.replace(new RegExp(`^\\s*${PREFIX}`, 'iu'), '').replace(new RegExp(GAP, 'gu'), '');
  if (!/^[a-z0-9]{7}$/i.test(bare)) return null;
  return /\d/.test(bare) || lookalikes(fold(bare)).length > 0 ? bare : null;
}

function spanOf(text: string, start: number, matched: string, body: string): ReferenceTrouvee {
  const folded = fold(body.replace(new RegExp(GAP, 'gu'), ''));
  const end = start + matched.length;
  return { start, end, text: text.slice(start, end), reference: REFERENCE_PREFIX + folded, valide: isValidBody(folded) };
}

function mixesLettersAndDigits(body: string): boolean {
  return /\d/.test(body) && /[A-Z]/.test(body);
}
