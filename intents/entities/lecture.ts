import type { Entite } from '../../src/domain/comprehension';
import { foldSameLength, isNumberWord, readNumber, type NumberRead } from '../../src/ops/spoken-numbers';
import { dayOf, type Day } from './days';
import { repaired } from './repair';

/** A word, a run of digits, or one other sign. `norm` is folded and, for the words of the trade, repaired. */
export type Jeton = { norm: string; start: number; end: number; kind: 'mot' | 'nombre' | 'signe' };

type WithoutSpan<T> = T extends unknown ? Omit<T, 'start' | 'end' | 'text'> : never;
/** An entity before it gets the slice of text. */
export type Trouvee = WithoutSpan<Entite> & { start: number; end: number };
/**
 * Reads one kind of entities. `kept` are those of the extractors before, in order of their kind.
 * Each place of the text is looked at a bounded number of times: the work is linear in the text (`Lecture.reads` counts it).
 */
export type Extractor = (lecture: Lecture, kept: readonly Trouvee[]) => Trouvee[];

const PARIS = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Paris', year: 'numeric', month: '2-digit', day: '2-digit' });
const NOTHING: Jeton = { norm: '', start: -1, end: -1, kind: 'signe' };

/** The text being read, cut once for all extractors. Offsets are UTF-16, in the text given. */
export class Lecture {
  readonly folded: string;
  readonly tokens: readonly Jeton[];
  readonly today: Day;
  /** How many times a token was looked at. */
  reads = 0;
  private readonly numbers: (NumberRead | null | undefined)[] = [];
  private readonly sentences: Int32Array;
  private readonly taken: Uint8Array;

  /** @param now the instant that "mardi dernier" is counted from, read in Europe/Paris */
  constructor(readonly text: string, now: Date) {
    this.folded = foldSameLength(text);
    this.tokens = tokensOf(this.folded);
    this.today = dayOf(PARIS.format(now));
    this.sentences = sentencesOf(this.folded, this.tokens);
    this.taken = new Uint8Array(text.length);
  }

  /** The token at `i`; an empty sign outside the text. */
  at(i: number): Jeton {
    this.reads++;
    return this.tokens[i] ?? NOTHING;
  }

  norm(i: number): string {
    return this.at(i).norm;
  }

  /** The word as it was typed, capitals and accents kept. */
  raw(i: number): string {
    const { start, end } = this.at(i);
    return start < 0 ? '' : this.text.slice(start, end);
  }

  isCapital(i: number): boolean {
    const first = this.raw(i).charAt(0);
    return first !== '' && first !== first.toLowerCase();
  }

  /** Token `i` touches the one before it. */
  glued(i: number): boolean {
    const { start } = this.at(i);
    return start >= 0 && this.at(i - 1).end === start;
  }

  sameSentence(i: number, j: number): boolean {
    return this.sentences[i] !== undefined && this.sentences[i] === this.sentences[j];
  }

  /** Whole number at `i`, in words or in digits that stand free ("A25", "3,5" and "12/03" hold none). */
  count(i: number): NumberRead | null {
    const { norm, kind } = this.at(i);
    if (kind === 'mot') return this.spoken(i);
    if (kind !== 'nombre' || norm.length > 4 || this.isInside(i)) return null;
    return { value: Number(norm), next: i + 1 };
  }

  /** Number in words at `i`. */
  spoken(i: number): NumberRead | null {
    const known = this.numbers[i];
    if (known !== undefined) return known;
    const read = isNumberWord(this.norm(i)) ? readNumber(this.tokens, i, this.folded) : null;
    this.reads += read === null ? 0 : read.next - i;
    this.numbers[i] = read;
    return read;
  }

  /** These digits are a piece of a longer figure or code. */
  private isInside(i: number): boolean {
    if (this.glued(i) && (this.at(i - 1).kind === 'mot' || (/[.,/\-_•°@]/.test(this.norm(i - 1)) && this.glued(i - 1)))) return true;
    return this.glued(i + 1) && /^[.,/\-_•]$/.test(this.norm(i + 1)) && this.glued(i + 2) && this.at(i + 2).kind !== 'signe';
  }

  isFree(start: number, end: number): boolean {
    for (let i = start; i < end; i++) if (this.taken[i] === 1) return false;
    return true;
  }

  take({ start, end }: { start: number; end: number }): void {
    this.taken.fill(1, start, end);
  }

  /** Start and end of the tokens from `i` to `next`, excluded. */
  span(i: number, next: number): { start: number; end: number } {
    return { start: this.at(i).start, end: this.at(next - 1).end };
  }

  /** Index of the first token that starts at or after `offset`. */
  indexAt(offset: number): number {
    let low = 0;
    let high = this.tokens.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.tokens[middle]?.start ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

type Kind = Jeton['kind'];

const kindOf = (code: number): Kind => (code >= 97 && code <= 122 ? 'mot' : code >= 48 && code <= 57 ? 'nombre' : 'signe');

function tokensOf(folded: string): Jeton[] {
  const tokens: Jeton[] = [];
  const repair = repaired();
  let at = 0;
  while (at < folded.length) {
    const kind = kindOf(folded.charCodeAt(at));
    const end = kind === 'signe' ? at + 1 : endOfRun(folded, at, kind);
    if (kind === 'mot') tokens.push(...wordsAt(folded.slice(at, end), at, repair));
    else if (kind === 'nombre') tokens.push({ norm: folded.slice(at, end), start: at, end, kind });
    else if (!isBlank(folded.charCodeAt(at)) && !joinsLetters(folded, at)) tokens.push({ norm: folded.charAt(at), start: at, end, kind });
    at = end;
  }
  return tokens;
}

/** "jdois", "jtouche": no French word starts with j and a consonant, so two words are there. */
const GLUED_PRONOUN = /^j[bcdfghklmnpqrstvxz][a-z]/;
const ABBREVIATED = new Set(['jms', 'jpg', 'jrs', 'jsp', 'jtm']);

function wordsAt(word: string, start: number, repair: (word: string) => string): Jeton[] {
  const end = start + word.length;
  if (!GLUED_PRONOUN.test(word) || ABBREVIATED.has(word)) return [{ norm: repair(word), start, end, kind: 'mot' }];
  return [{ norm: 'j', start, end: start + 1, kind: 'mot' }, { norm: repair(word.slice(1)), start: start + 1, end, kind: 'mot' }];
}

function endOfRun(folded: string, from: number, kind: Kind): number {
  let at = from + 1;
  while (at < folded.length && kindOf(folded.charCodeAt(at)) === kind) at++;
  return at;
}

const isBlank = (code: number): boolean => code === 32 || (code >= 9 && code <= 13) || code === 0xfeff || code === 0x3000;
const isLetter = (code: number): boolean => code >= 97 && code <= 122;

/** "l'audience", "rendez-vous": the mark between two words is no token. */
function joinsLetters(folded: string, at: number): boolean {
  const sign = folded.charAt(at);
  return (sign === "'" || sign === '-') && isLetter(folded.charCodeAt(at - 1)) && isLetter(folded.charCodeAt(at + 1));
}

const SENTENCE_ENDS = new Set(['.', '!', '?', ';']);

function sentencesOf(folded: string, tokens: readonly Jeton[]): Int32Array {
  const ids = new Int32Array(tokens.length);
  let id = 0;
  let last = 0;
  for (const [i, token] of tokens.entries()) {
    for (let at = last; at < token.start; at++) if (folded.charAt(at) === '\n') id++;
    ids[i] = id;
    if (SENTENCE_ENDS.has(token.norm) && tokens[i + 1]?.start !== token.end) id++;
    last = token.end;
  }
  return ids;
}
