import { hash32, mixed } from '../hash';
import { languageOf, type Language } from './language';

/** Blocks of features; each is brought to its own length before they are joined. */
export const CHARS = 0;
export const WORDS = 1;
export const STEMS = 2;
export const PAIRS = 3;
export const EXTRA = 4;
export const BLOCKS = 5;

/** A feature that comes from no word in particular. */
export const NO_WORD = 0xffff;

/**
 * Features of one message, in the order they are met, repeats included: `hashes[i]` is of block `blocks[i]` and comes from the
 * words at `first[i]` and `second[i]` (the same, or `NO_WORD`), for `i < length`.
 */
export class FeatureList {
  length = 0;
  hashes = new Uint32Array(1024);
  blocks = new Uint8Array(1024);
  first = new Uint16Array(1024);
  second = new Uint16Array(1024);

  clear(): void {
    this.length = 0;
  }

  add(hash: number, block: number, first: number, second: number): void {
    if (this.length === this.hashes.length) this.grow();
    const at = this.length++;
    this.hashes[at] = hash;
    this.blocks[at] = block;
    this.first[at] = first;
    this.second[at] = second;
  }

  private grow(): void {
    const { hashes, blocks, first, second } = this;
    const capacity = 2 * hashes.length;
    (this.hashes = new Uint32Array(capacity)).set(hashes);
    (this.blocks = new Uint8Array(capacity)).set(blocks);
    (this.first = new Uint16Array(capacity)).set(first);
    (this.second = new Uint16Array(capacity)).set(second);
  }
}

/** Features that only some texts have, from knowledge of their field; `first`, `second`: places of the words they come from. */
export type ExtraFeatures = (words: readonly string[], add: (hash: number, first: number, second: number) => void) => void;

/** What is read. `grams`: shortest and longest piece of a word; `paired`: of so many first words, each two that are apart make a feature. */
export type FeatureOptions = { language: Language; grams: readonly [number, number]; paired: number };
export const usualFeatures = (language: Language): FeatureOptions => ({ language, grams: [3, 4], paired: 14 });

/** What a word says by itself, as hashes; the same whatever the message, so worked out once. `sound` is 0 when it has none. */
type Forms = { word: number; stem: number; sound: number; chars: Uint32Array };

const SEEDS = { chars: 1, word: 11, neighbours: 12, stem: 13, stems: 14, apart: 15, sound: 19 } as const;
const OPEN = 60;
const CLOSE = 62;
const MOST_KNOWN = 30_000;
/** Places are kept in 16 bits. */
const MOST_WORDS = NO_WORD - 1;

/** Reads features from words: pieces of each word, words, stems, sounds, neighbours, and stems that stand apart in one message. */
export class FeatureReader {
  private readonly known = new Map<string, Forms>();
  private readonly start: Forms = edge('^');
  private readonly end: Forms = edge('$');
  private readonly language: ReturnType<typeof languageOf>;
  private message: Forms[] = [];

  constructor(readonly options: FeatureOptions, private readonly extra: ExtraFeatures | null = null) {
    this.language = languageOf(options.language);
  }

  /** Replaces what `into` held by the features of a message. */
  read(words: readonly string[], into: FeatureList): void {
    into.clear();
    this.message.length = 0;
    let previous = this.start;
    const length = Math.min(words.length, MOST_WORDS);
    for (let at = 0; at < length; at++) {
      const forms = this.formsOf(words[at]!);
      addWord(forms, at, into);
      addNeighbours(previous, forms, Math.max(0, at - 1), at, into);
      this.message.push(forms);
      previous = forms;
    }
    addNeighbours(previous, this.end, Math.max(0, length - 1), Math.max(0, length - 1), into);
    addApart(this.message, this.options.paired, into);
    this.extra?.(words, (hash, first, second) => into.add(hash, EXTRA, first, second));
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

const edge = (mark: string): Forms => ({ word: hash32(mark, SEEDS.word), stem: hash32(mark, SEEDS.stem), sound: 0, chars: new Uint32Array(0) });

function addWord({ word, stem, sound, chars }: Forms, at: number, into: FeatureList): void {
  for (let i = 0; i < chars.length; i++) into.add(chars[i]!, CHARS, at, at);
  into.add(word, WORDS, at, at);
  into.add(stem, STEMS, at, at);
  if (sound !== 0) into.add(sound, STEMS, at, at);
}

function addNeighbours(a: Forms, b: Forms, first: number, second: number, into: FeatureList): void {
  into.add(mixed(a.word, b.word, SEEDS.neighbours), WORDS, first, second);
  into.add(mixed(a.stem, b.stem, SEEDS.stems), STEMS, first, second);
}

/** Two stems with at least a word between, whatever their order. */
function addApart(message: readonly Forms[], most: number, into: FeatureList): void {
  const length = Math.min(message.length, most);
  for (let i = 0; i < length; i++) {
    const a = message[i]!.stem;
    for (let j = i + 2; j < length; j++) {
      const b = message[j]!.stem;
      into.add(mixed(Math.min(a, b), Math.max(a, b), SEEDS.apart), PAIRS, i, j);
    }
  }
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
