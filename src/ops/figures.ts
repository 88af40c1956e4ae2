/**
 * The letters and figures of a folded text in one table, with what separates them: a long number is then read whatever its
 * spacing, each sign looked at a bounded number of times.
 */
export class Figures {
  readonly length: number;
  private readonly codes: Uint8Array;
  private readonly offsets: Int32Array;
  /** 1 when only separators, three at most, stand between a sign and the one before. */
  private readonly linked: Uint8Array;
  /** For each sign, the index after the last figure of the linked run that it begins; itself when it is a letter. */
  private readonly runEnds: Int32Array;

  constructor(private readonly folded: string) {
    this.codes = new Uint8Array(folded.length);
    this.offsets = new Int32Array(folded.length);
    this.linked = new Uint8Array(folded.length);
    this.length = this.fill();
    this.runEnds = this.findRuns();
  }

  sign(i: number): string {
    return i < this.length ? String.fromCharCode(this.codes[i] ?? 0) : '';
  }

  /** The figure at `i`, -1 for a letter or nothing. */
  digit(i: number): number {
    const code = i < this.length ? (this.codes[i] ?? 0) : 0;
    return code >= ZERO && code <= NINE ? code - ZERO : -1;
  }

  signs(from: number, length: number): string {
    let signs = '';
    for (let i = from; i < Math.min(this.length, from + length); i++) signs += String.fromCharCode(this.codes[i] ?? 0);
    return signs;
  }

  start(i: number): number {
    return this.offsets[i] ?? this.folded.length;
  }

  /** Offset after the sign. */
  end(i: number): number {
    return this.start(i) + 1;
  }

  /** Nothing that is a letter or a figure touches the sign on its left. */
  opens(i: number): boolean {
    return i === 0 || this.start(i) - this.start(i - 1) > 1;
  }

  /** The sign `i` is linked to the one before it by a separator or by nothing. */
  follows(i: number): boolean {
    return this.linked[i] === 1;
  }

  /** How many linked figures start at `i`. */
  run(i: number): number {
    return i < this.length ? (this.runEnds[i] ?? i) - i : 0;
  }

  /** How many linked signs start at `i`, `most` at most. */
  reach(i: number, most: number): number {
    let n = i < this.length ? 1 : 0;
    while (n > 0 && n < most && i + n < this.length && this.follows(i + n)) n++;
    return n;
  }

  /** Ranks of the signs before which something stands, counted from `i`. */
  cuts(i: number, length: number): number[] {
    const cuts: number[] = [];
    for (let k = 1; k < length; k++) if (this.opens(i + k)) cuts.push(k);
    return cuts;
  }

  /** The sign ends its group: no letter nor figure touches it, no decimals nor currency follow. */
  closes(i: number): boolean {
    const after = this.end(i);
    if (i + 1 < this.length && this.start(i + 1) === after) return false;
    return !/^[.,]\d|^ ?(?:€|euro)/.test(this.folded.slice(after, after + 7));
  }

  /** Index of the first sign at or after an offset. */
  at(offset: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.offsets[middle] ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private fill(): number {
    let n = 0;
    let gap = 0;
    for (let i = 0; i < this.folded.length; i++) {
      const code = this.folded.charCodeAt(i);
      if (!isSign(code)) {
        gap = isSeparator(code) ? gap + 1 : FAR;
        continue;
      }
      this.codes[n] = code;
      this.offsets[n] = i;
      this.linked[n] = n > 0 && gap <= WIDEST_GAP ? 1 : 0;
      n++;
      gap = 0;
    }
    return n;
  }

  private findRuns(): Int32Array {
    const ends = new Int32Array(this.length);
    for (let i = this.length - 1; i >= 0; i--) ends[i] = this.digit(i) < 0 ? i : i + 1 < this.length && this.linked[i + 1] === 1 && this.digit(i + 1) >= 0 ? (ends[i + 1] ?? i + 1) : i + 1;
    return ends;
  }
}

const ZERO = 48;
const NINE = 57;
const WIDEST_GAP = 3;
const FAR = 1_000;
const SEPARATORS = new Set([...' .-_/'].map((c) => c.charCodeAt(0)));

const isSign = (code: number): boolean => (code >= ZERO && code <= NINE) || (code >= 97 && code <= 122);
const isSeparator = (code: number): boolean => SEPARATORS.has(code);
