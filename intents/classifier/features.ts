import { hash32, mixed } from '../hash';
import { languageOf, type Language } from './language';

/** Blocks of features; each is brought to its own length before they are joined. */
export const CHARS = 0;
export const WORDS = 1;
export const STEMS = 2;
export const EXTRA = 3;
export const BLOCKS = 4;

/** Features of one message, in the order they are met, repeats included: `hashes[i]` is of block `blocks[i]`, for `i < length`. */
export class FeatureList {
  length = 0;
  hashes = new Uint32Array(1024);
  blocks = new Uint8Array(1024);

  clear(): void {
    this.length = 0;
  }

  add(hash: number, block: number): void {
    if (this.length === this.hashes.length) this.grow();
    this.hashes[this.length] = hash;
    this.blocks[this.length++] = block;
  }

  private grow(): void {
    const { hashes, blocks } = this;
    this.hashes = new Uint32Array(2 * hashes.length);
    this.hashes.set(hashes);
    this.blocks = new Uint8Array(2 * blocks.length);
    this.blocks.set(blocks);
  }
}

/** Features that only some texts have, from knowledge of their field. They are all of the block EXTRA. */
export type ExtraFeatures = (words: readonly string[], add: (hash: number) => void) => void;

/** What a word says by itself, as hashes; the same whatever the message, so worked out once. `sound` is 0 when it has none. */
type Forms = { word: number; stem: number; sound: number; chars: Uint32Array };

/** What is read. `grams`: shortest and longest piece of a word; `skips`: pairs of stems with one word between. */
export type FeatureOptions = { language: Language; grams: readonly [number, number]; wordPairs: boolean; skips: boolean; across: number };
export const usualFeatures = (language: Language): FeatureOptions => ({ language, grams: [3, 5], wordPairs: true, skips: false, across: 0 });

const SEEDS = { chars: 1, word: 11, pair: 12, stem: 13, stemPair: 14, sound: 19, skip: 15, across: 16 } as const;
const OPEN = 60;
const CLOSE = 62;
const MOST_KNOWN = 30_000;

/** Reads features from words: pieces of each word, words, stems and sounds, and pairs of neighbours. */
export class FeatureReader {
  private readonly known = new Map<string, Forms>();
  private readonly start: Forms = { word: hash32('^', SEEDS.word), stem: hash32('^', SEEDS.stem), sound: 0, chars: new Uint32Array(0) };
  private readonly end: Forms = { word: hash32('$', SEEDS.word), stem: hash32('$', SEEDS.stem), sound: 0, chars: new Uint32Array(0) };
  private readonly language: ReturnType<typeof languageOf>;

  constructor(readonly options: FeatureOptions, private readonly extra: ExtraFeatures | null = null) {
    this.language = languageOf(options.language);
  }

  /** Replaces what `into` held by the features of a message. */
  read(words: readonly string[], into: FeatureList): void {
    into.clear();
    let beforePrevious = this.start;
    let previous = this.start;
    const { wordPairs, skips, across } = this.options;
    let lastWord = '';
    for (const word of words) {
      const forms = this.formsOf(word);
      for (let i = 0; i < forms.chars.length; i++) into.add(forms.chars[i]!, CHARS);
      into.add(forms.word, WORDS);
      into.add(forms.stem, STEMS);
      if (forms.sound !== 0) into.add(forms.sound, STEMS);
      addPair(previous, forms, wordPairs, into);
      if (skips) into.add(mixed(beforePrevious.stem, forms.stem, SEEDS.skip), STEMS);
      if (across > 0 && lastWord !== '') addAcross(lastWord, word, across, into);
      beforePrevious = previous;
      previous = forms;
      lastWord = word;
    }
    addPair(previous, this.end, wordPairs, into);
    this.extra?.(words, (hash) => into.add(hash, EXTRA));
  }

  private formsOf(word: string): Forms {
    const known = this.known.get(word);
    if (known !== undefined) return known;
    const sound = this.language.sound(word);
    const forms = {
      word: hash32(word, SEEDS.word), stem: hash32(this.language.stem(word), SEEDS.stem), sound: sound === '' ? 0 : hash32(sound, SEEDS.sound), chars: gramsOf(word, this.options.grams),
    };
    if (this.known.size >= MOST_KNOWN) this.known.clear();
    this.known.set(word, forms);
    return forms;
  }
}

function addAcross(a: string, b: string, most: number, into: FeatureList): void {
  for (let i = 1; i <= most && i <= a.length; i++) {
    let h = hash32(a.slice(-i), SEEDS.across);
    for (let j = 1; j <= most && j <= b.length; j++) {
      h = mixed(h, b.charCodeAt(j - 1), j);
      into.add(h, CHARS);
    }
  }
}

function addPair(a: Forms, b: Forms, wordPairs: boolean, into: FeatureList): void {
  if (wordPairs) into.add(mixed(a.word, b.word, SEEDS.pair), WORDS);
  into.add(mixed(a.stem, b.stem, SEEDS.stemPair), STEMS);
}

/** Hashes of the pieces of `<word>`, each grown from the one a letter shorter. */
function gramsOf(word: string, [shortest, longest]: readonly [number, number]): Uint32Array {
  const length = word.length + 2;
  const out: number[] = [];
  for (let from = 0; from + shortest <= length; from++) {
    let h: number = SEEDS.chars;
    for (let n = 1; n <= longest && from + n <= length; n++) {
      const at = from + n - 2;
      h = mixed(h, at < 0 ? OPEN : at === word.length ? CLOSE : word.charCodeAt(at), n);
      if (n >= shortest) out.push(h);
    }
  }
  return Uint32Array.from(out);
}
