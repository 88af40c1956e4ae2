import { FeatureList, type FeatureReader } from './features';
import { placeOf, weighCounts, type Sparse, type Vocabulary, type Weighing } from './vocabulary';

/** Turns words into weighted features, as training did. One message at a time: it works in memory of its own. */
export class Vectorizer {
  private readonly list = new FeatureList();
  private readonly seen: Int32Array;
  private places = new Uint32Array(1024);
  private values = new Float32Array(1024);

  constructor(readonly vocabulary: Vocabulary, private readonly reader: FeatureReader, private readonly weighing: Weighing) {
    this.seen = new Int32Array(vocabulary.size).fill(-1);
  }

  vectorOf(words: readonly string[]): Sparse {
    const { list, seen, vocabulary } = this;
    this.reader.read(words, list);
    this.makeRoom(list.length);
    const { places, values } = this;
    let length = 0;
    for (let i = 0; i < list.length; i++) {
      const place = placeOf(vocabulary, list.hashes[i]!);
      if (place < 0) continue;
      const at = seen[place]!;
      if (at >= 0) {
        values[at]!++;
        continue;
      }
      seen[place] = length;
      places[length] = place;
      values[length++] = 1;
    }
    for (let i = 0; i < length; i++) seen[places[i]!] = -1;
    weighCounts(places, values, 0, length, vocabulary, this.weighing);
    return { index: places.slice(0, length), value: values.slice(0, length) };
  }

  private makeRoom(length: number): void {
    if (length <= this.places.length) return;
    this.places = new Uint32Array(2 * length);
    this.values = new Float32Array(2 * length);
  }
}
