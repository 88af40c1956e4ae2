import { BLOCKS, FeatureList, type FeatureReader } from './features';
import { shared } from './memory';

/**
 * Which hashed features are kept, most frequent first, so that those often looked up stand together. Open addressing: from
 * `2 * (h & mask)` on, `slots` holds hashes and, beside each, its place + 1 (0: the end of the search).
 */
export type Vocabulary = { size: number; hashes: Uint32Array; idf: Float32Array; slots: Uint32Array };

/** Rows of weighted features: row `i` is `index[start[i] … start[i + 1]]`, with as many values. */
export type Matrix = { rows: number; size: number; start: Uint32Array; index: Uint32Array; value: Float32Array };

/** Sparse vector: `index[i]` has weight `value[i]`. */
export type Sparse = { index: Uint32Array; value: Float32Array };

/** By block: how many messages a feature must be seen in, and what the block weighs beside the others. */
export type Weighing = { minDf: readonly number[]; blocks: readonly number[] };
export const USUAL_WEIGHING: Weighing = { minDf: [1, 1, 1, 2, 4], blocks: [1, 1, 1, 0.7, 1] };

/** Counts of a message's features before any is dropped. */
type Counts = { start: Uint32Array; ids: Uint32Array; times: Uint16Array; hashes: Uint32Array; blocks: Uint8Array; df: Uint32Array };

/** One pass over the messages, then one over what was counted: what is kept, and each message's weighed features. */
export function learnVocabulary(messages: readonly (readonly string[])[], reader: FeatureReader, weighing: Weighing): { vocabulary: Vocabulary; x: Matrix } {
  const counts = countFeatures(messages, reader);
  const kept = keptFeatures(counts, weighing);
  const idf = Float32Array.from(kept, (id) => Math.log((1 + messages.length) / (1 + counts.df[id]!)) + 1);
  const vocabulary = withSlots(Uint32Array.from(kept, (id) => counts.hashes[id]!), idf);
  return { vocabulary, x: weigh(counts, kept, vocabulary, weighing) };
}

function countFeatures(messages: readonly (readonly string[])[], reader: FeatureReader): Counts {
  const table = new IdTable();
  const list = new FeatureList();
  const start = new Uint32Array(messages.length + 1);
  const seen = new Growing();
  messages.forEach((words, row) => {
    reader.read(words, list);
    seen.open();
    for (let i = 0; i < list.length; i++) seen.count(table.idOf(list.hashes[i]!, list.blocks[i]!));
    start[row + 1] = seen.length;
  });
  return { start, ids: seen.ids, times: seen.times, hashes: table.hashes, blocks: table.blocks, df: seen.df(table.size) };
}

function keptFeatures({ df, blocks, hashes }: Counts, { minDf }: Weighing): Uint32Array {
  const kept: number[] = [];
  for (let id = 0; id < df.length; id++) if (df[id]! >= (minDf[blocks[id]!] ?? 1)) kept.push(id);
  return Uint32Array.from(kept.sort((a, b) => df[b]! - df[a]! || hashes[a]! - hashes[b]!));
}

function weigh(counts: Counts, kept: Uint32Array, vocabulary: Vocabulary, weighing: Weighing): Matrix {
  const rows = counts.start.length - 1;
  const placeOf = new Int32Array(counts.df.length).fill(-1);
  kept.forEach((id, place) => (placeOf[id] = place));
  const start = new Uint32Array(rows + 1);
  const index = new Uint32Array(counts.start[rows]!);
  const value = new Float32Array(index.length);
  const block = new Uint8Array(index.length);
  let at = 0;
  for (let row = 0; row < rows; row++) {
    const from = at;
    for (let k = counts.start[row]!; k < counts.start[row + 1]!; k++) {
      const place = placeOf[counts.ids[k]!]!;
      if (place < 0) continue;
      index[at] = place;
      block[at] = counts.blocks[counts.ids[k]!]!;
      value[at++] = counts.times[k]!;
    }
    weighCounts({ index, block, value }, from, at, vocabulary.idf, weighing);
    start[row + 1] = at;
  }
  return { rows, size: kept.length, start: shared(start), index: shared(index.subarray(0, at)), value: shared(value.subarray(0, at)) };
}

const norms = new Float64Array(BLOCKS);

/** Counted features of messages one after the other: place, block, and count, which becomes a weight. */
export type Counted = { index: Uint32Array; block: Uint8Array; value: Float32Array };

/** Turns the counts of `from … to` into weights: sublinear count by rarity, each block brought to the length it is given. */
export function weighCounts({ index, block, value }: Counted, from: number, to: number, idf: Float32Array, { blocks }: Weighing): void {
  norms.fill(0);
  for (let k = from; k < to; k++) {
    const times = value[k]!;
    const weight = (times === 1 ? 1 : 1 + Math.log(times)) * idf[index[k]!]!;
    value[k] = weight;
    norms[block[k]!]! += weight * weight;
  }
  for (let b = 0; b < BLOCKS; b++) norms[b] = (blocks[b] ?? 1) / Math.sqrt(norms[b]! || 1);
  for (let k = from; k < to; k++) value[k]! *= norms[block[k]!]!;
}

export function withSlots(hashes: Uint32Array, idf: Float32Array): Vocabulary {
  let capacity = 1024;
  while (capacity < hashes.length * 2) capacity *= 2;
  const slots = new Uint32Array(2 * capacity);
  const mask = capacity - 1;
  for (let place = 0; place < hashes.length; place++) {
    let at = hashes[place]! & mask;
    while (slots[2 * at + 1] !== 0) at = (at + 1) & mask;
    slots[2 * at] = hashes[place]!;
    slots[2 * at + 1] = place + 1;
  }
  return { size: hashes.length, hashes, idf, slots };
}

/** Place of a feature, or -1 when it is not kept. */
export function placeOf({ slots }: Vocabulary, hash: number): number {
  const mask = (slots.length >> 1) - 1;
  for (let at = hash & mask; ; at = (at + 1) & mask) {
    const next = slots[2 * at + 1]!;
    if (next === 0 || slots[2 * at] === hash) return next - 1;
  }
}

/** Numbers from 0 in the order hashes are first met. */
class IdTable {
  size = 0;
  hashes = new Uint32Array(1 << 16);
  blocks = new Uint8Array(1 << 16);
  private slots = new Uint32Array(1 << 18);

  idOf(hash: number, block: number): number {
    const mask = this.slots.length - 1;
    let at = hash & mask;
    for (; this.slots[at] !== 0; at = (at + 1) & mask) if (this.hashes[this.slots[at]! - 1] === hash) return this.slots[at]! - 1;
    if (this.size === this.hashes.length) {
      this.grow();
      return this.idOf(hash, block);
    }
    this.hashes[this.size] = hash;
    this.blocks[this.size] = block;
    this.slots[at] = ++this.size;
    return this.size - 1;
  }

  private grow(): void {
    const { hashes, blocks } = this;
    this.hashes = new Uint32Array(2 * hashes.length);
    this.hashes.set(hashes);
    this.blocks = new Uint8Array(2 * blocks.length);
    this.blocks.set(blocks);
    this.slots = new Uint32Array(2 * this.slots.length);
    const mask = this.slots.length - 1;
    for (let id = 0; id < this.size; id++) {
      let at = this.hashes[id]! & mask;
      while (this.slots[at] !== 0) at = (at + 1) & mask;
      this.slots[at] = id + 1;
    }
  }
}

/** Ids and how often each comes, message after message. */
class Growing {
  length = 0;
  ids = new Uint32Array(1 << 20);
  times = new Uint16Array(1 << 20);
  /** Place of an id in the message being read, when it is not before `from`. */
  private last = new Uint32Array(1 << 18);
  private from = 0;

  open(): void {
    this.from = this.length;
  }

  count(id: number): void {
    if (id >= this.last.length) this.last = grown(this.last, new Uint32Array(2 * Math.max(id, this.last.length)));
    const at = this.last[id]!;
    if (at >= this.from && at < this.length && this.ids[at] === id) {
      this.times[at]!++;
      return;
    }
    if (this.length === this.ids.length) {
      this.ids = grown(this.ids, new Uint32Array(2 * this.length));
      this.times = grown(this.times, new Uint16Array(2 * this.length));
    }
    this.last[id] = this.length;
    this.ids[this.length] = id;
    this.times[this.length++] = 1;
  }

  df(size: number): Uint32Array {
    const df = new Uint32Array(size);
    for (let k = 0; k < this.length; k++) df[this.ids[k]!]!++;
    return df;
  }
}

function grown<T extends Uint32Array | Uint16Array>(from: T, into: T): T {
  into.set(from);
  return into;
}
