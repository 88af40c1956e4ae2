import { DASHES, dictatedReadings } from './dictation';

/**
 * Code that takes over what was said on a call: twelve figures, said by the agent at the end. Eleven are drawn (36 bits), as it is the
 * only key; the last one checks them (ISO 7064, MOD 11,10), so that a slip is told apart from a wrong code. Figures alone are easy to hear and to type.
 */

export const CALL_CODE_LENGTH = 12;
const DRAWN = CALL_CODE_LENGTH - 1;
const SPOKEN_MAX = 300;

/** The code that 16 random bytes or more stand for. */
export function callCodeFrom(random: Uint8Array): string {
  const drawn = (BigInt(`0x${Buffer.from(random).toString('hex')}`) % 10n ** BigInt(DRAWN)).toString().padStart(DRAWN, '0');
  return drawn + checkFigure(drawn);
}

/** As it is written and said: `123 456 789 012`. */
export const formatCallCode = (code: string): string => code.match(/.{3}/g)?.join(' ') ?? code;

/** The code in what a person typed or dictated; `null` when none with a right check figure is there, or when two are. */
export function parseCallCode(text: string): string | null {
  const said = text.slice(0, SPOKEN_MAX);
  const written = writtenCodes(said);
  const found = new Set((written.length > 0 ? written : dictatedReadings(said, CALL_CODE_LENGTH)).filter(isCallCode));
  const [only] = found;
  return found.size === 1 && only !== undefined ? only : null;
}

const isCallCode = (figures: string): boolean => /^\d{12}$/.test(figures) && checkFigure(figures.slice(0, DRAWN)) === figures.charAt(DRAWN);

/** Figures that only spaces, dots or dashes part. */
function writtenCodes(text: string): string[] {
  const runs = text.match(new RegExp(`\\d(?:[\\s.,${DASHES}]{0,3}\\d)*`, 'gu')) ?? [];
  return runs.map((run) => run.replace(/\D/g, '')).filter((figures) => figures.length === CALL_CODE_LENGTH);
}

function checkFigure(figures: string): string {
  let rest = 10;
  for (const figure of figures) {
    const sum = (rest + Number(figure)) % 10 || 10;
    rest = (sum * 2) % 11;
  }
  return String((11 - rest) % 10);
}

