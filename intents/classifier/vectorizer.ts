import { FeatureList, NO_WORD, type FeatureReader } from './features';
import { placeOf, weighCounts, type Counted, type Sparse, type Vocabulary, type Weighing } from './vocabulary';
import { byteIn, type LinearModel } from './weights';

/** What a word, as it was read, adds to the score of a class (above 0) or takes from it. */
export type Share = { word: string; weight: number };

/** Turns words into weighted features, as training did. One message at a time: it works in memory of its own. */
export class Vectorizer {
  private readonly list = new FeatureList();
  private counted: Counted = roomFor(1024);
  /** Ranks + 1 of the features counted so far, by place: a table small enough to stay at hand. */
  private ranks = new Uint32Array(2048);

  constructor(readonly vocabulary: Vocabulary, private readonly reader: FeatureReader, private readonly weighing: Weighing) {}

  vectorOf(words: readonly string[]): Sparse {
    const { list, vocabulary } = this;
    this.reader.read(words, list);
    this.makeRoom(list.length);
    let length = 0;
    for (let i = 0; i < list.length; i++) {
      const place = placeOf(vocabulary, list.hashes[i]!);
      if (place >= 0) length = this.count(place, list.blocks[i]!, length);
    }
    this.ranks.fill(0);
    const { counted } = this;
    weighCounts(counted, 0, length, vocabulary.idf, this.weighing);
    return { index: counted.index.slice(0, length), value: counted.value.slice(0, length) };
  }

  /** Counts one more of a feature. @returns how many different ones there are now */
  private count(place: number, block: number, length: number): number {
    const { ranks, counted } = this;
    const mask = ranks.length - 1;
    for (let at = place & mask; ; at = (at + 1) & mask) {
      const rank = ranks[at]!;
      if (rank === 0) {
        ranks[at] = length + 1;
        counted.index[length] = place;
        counted.block[length] = block;
        counted.value[length] = 1;
        return length + 1;
      }
      if (counted.index[rank - 1] === place) {
        counted.value[rank - 1]!++;
        return length;
      }
    }
  }

  private makeRoom(length: number): void {
    if (length > this.counted.index.length) this.counted = roomFor(2 * length);
    while (this.ranks.length < 2 * length) this.ranks = new Uint32Array(2 * this.ranks.length);
  }

  /**
   * What each word adds to the score of a class: the weight of a feature is shared by its occurrences, and between the two words
   * of a pair.
   */
  sharesOf(words: readonly string[], { start, packed, scales }: LinearModel, label: number): Share[] {
    const { index, value } = this.vectorOf(words);
    const perPlace = new Map<number, number>();
    index.forEach((place, i) => {
      for (let k = start[place]!; k < start[place + 1]!; k++) if (packed[k]! >> 8 === label) perPlace.set(place, byteIn(packed[k]!) * scales[label]! * value[i]!);
    });
    const times = new Map<number, number>();
    const occurrences = Array.from({ length: this.list.length }, (_, i) => placeOf(this.vocabulary, this.list.hashes[i]!));
    for (const place of occurrences) times.set(place, (times.get(place) ?? 0) + 1);
    const shares = new Float64Array(words.length);
    occurrences.forEach((place, i) => {
      const half = (perPlace.get(place) ?? 0) / (times.get(place) ?? 1) / 2;
      for (const at of [this.list.first[i]!, this.list.second[i]!]) if (at !== NO_WORD && at < shares.length) shares[at]! += half;
    });
    return words.map((word, i) => ({ word, weight: shares[i]! }));
  }
}

const roomFor = (length: number): Counted => ({ index: new Uint32Array(length), block: new Uint8Array(length), value: new Float32Array(length) });
