import stemmer from 'natural/lib/natural/stemmers/porter_stemmer_fr';
import { eachIdea } from './concepts';
import { hash32 } from './hash';
import { sound } from './phonetics';

/** Sparse vector: `index[i]` has weight `value[i]`. */
export type Sparse = { index: Uint32Array; value: Float32Array };

/** Which hashed features are kept, their place and rarity. Open addressing: `slots[h & mask]` is a place + 1, or 0. */
export type Vocabulary = { size: number; hashes: Uint32Array; idf: Float32Array; block: Uint8Array; slots: Uint32Array };

const BLOCKS = [1, 0.7, 0.7, 1];
const MIN_DF = 2;
const MIN_DF_IDEAS = 4;
const CHARS = 0;
const WORDS = 1;
const STEMS = 2;
const IDEAS = 3;

const stems = new Map<string, string>();

export function stemOf(word: string): string {
  const known = stems.get(word);
  if (known !== undefined) return known;
  const stem = word.length < 4 || /\d/.test(word) ? word : stemmer.stem(word);
  if (stems.size < 20_000) stems.set(word, stem);
  return stem;
}

/** Calls `emit` with the hash and block of each feature of a message, repeats included. */
export function eachFeature(words: readonly string[], emit: (hash: number, block: number) => void): void {
  charFeatures(words, emit);
  eachIdea(words, (name) => emit(hash32(name, 23), IDEAS));
  let previous = '^';
  let previousStem = '^';
  for (const word of [...words, '$']) {
    const stem = stemOf(word);
    if (word !== '$') {
      emit(hash32(word, 11), WORDS);
      emit(hash32(stem, 13), STEMS);
      emit(hash32(sound(word), 19), STEMS);
    }
    emit(hash32(`${previous} ${word}`, 12), WORDS);
    emit(hash32(`${previousStem} ${stem}`, 14), STEMS);
    previous = word;
    previousStem = stem;
  }
}

function charFeatures(words: readonly string[], emit: (hash: number, block: number) => void): void {
  for (const word of words) {
    const bounded = `<${word}>`;
    for (let n = 3; n <= 5; n++) {
      for (let i = 0; i + n <= bounded.length; i++) emit(hash32(bounded.slice(i, i + n), 1), CHARS);
    }
  }
}

/** Keeps the features seen in at least two messages. */
export function buildVocabulary(messages: readonly (readonly string[])[]): Vocabulary {
  const df = new Map<number, number>();
  const blockOf = new Map<number, number>();
  for (const words of messages) {
    const seen = new Set<number>();
    eachFeature(words, (h, block) => {
      if (seen.has(h)) return;
      seen.add(h);
      df.set(h, (df.get(h) ?? 0) + 1);
      blockOf.set(h, block);
    });
  }
  const kept = [...df.entries()].filter(([h, n]) => n >= (blockOf.get(h) === IDEAS ? MIN_DF_IDEAS : MIN_DF)).map(([h]) => h).sort((a, b) => a - b);
  const idf = Float32Array.from(kept, (h) => Math.log((1 + messages.length) / (1 + (df.get(h) ?? 0))) + 1);
  return withSlots(Uint32Array.from(kept), idf, Uint8Array.from(kept, (h) => blockOf.get(h) ?? 0));
}

export function withSlots(hashes: Uint32Array, idf: Float32Array, block: Uint8Array): Vocabulary {
  let capacity = 1024;
  while (capacity < hashes.length * 2) capacity *= 2;
  const slots = new Uint32Array(capacity);
  hashes.forEach((h, place) => {
    let at = h & (capacity - 1);
    while (slots[at] !== 0) at = (at + 1) & (capacity - 1);
    slots[at] = place + 1;
  });
  return { size: hashes.length, hashes, idf, block, slots };
}

function placeOf(vocabulary: Vocabulary, h: number): number {
  const mask = vocabulary.slots.length - 1;
  for (let at = h & mask; ; at = (at + 1) & mask) {
    const slot = vocabulary.slots[at] ?? 0;
    if (slot === 0) return -1;
    if (vocabulary.hashes[slot - 1] === h) return slot - 1;
  }
}

/** TF-IDF of a message, each of the four blocks brought to its own length. */
export function vectorOf(words: readonly string[], vocabulary: Vocabulary): Sparse {
  const counts = new Map<number, number>();
  eachFeature(words, (h) => {
    const place = placeOf(vocabulary, h);
    if (place >= 0) counts.set(place, (counts.get(place) ?? 0) + 1);
  });
  const index = Uint32Array.from(counts.keys()).sort();
  const value = new Float32Array(index.length);
  const norms = [0, 0, 0, 0];
  index.forEach((place, i) => {
    const weight = (1 + Math.log(counts.get(place) ?? 1)) * (vocabulary.idf[place] ?? 0);
    const block = vocabulary.block[place] ?? 0;
    value[i] = weight;
    norms[block] = (norms[block] ?? 0) + weight * weight;
  });
  index.forEach((place, i) => {
    const block = vocabulary.block[place] ?? 0;
    value[i] = ((value[i] ?? 0) / Math.sqrt(norms[block] || 1)) * (BLOCKS[block] ?? 1);
  });
  return { index, value };
}
