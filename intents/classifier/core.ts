import { NO_ABBREVIATIONS, tokenize, type Token } from '../normalize';
import { noisy } from '../noise';
import { buildLexicon, Speller, wordCounts, type Lexicon } from '../spelling';
import { FeatureReader, usualFeatures } from './features';
import { languageOf, type Language } from './language';
import { askedOf, learnAsked } from './one-vs-rest';
import { Vectorizer, type Share } from './vectorizer';
import { learnVocabulary, USUAL_WEIGHING, type Sparse, type Vocabulary } from './vocabulary';
import { scoresOf, type LinearModel } from './weights';

/** `label: null`: known to be none of the labels. */
export type Row = { text: string; label: string | null };

/** `copies`: distorted copies of each row to learn from, as people really type (French distortions). `seed`: of the order of learning. */
export type LearningOptions = { language: Language; copies: number; cost: number; epochs: number; seed: number };

/** A message as a core reads it: words as it knows them, and the share of those it does not know. */
export type ReadMessage = { words: string[]; unknownShare: number; vector: Sparse };

/** Words, features and weights: what is needed to score a message. */
export class Core {
  private readonly speller: Speller;
  private readonly vectorizer: Vectorizer;

  constructor(readonly language: Language, readonly labels: readonly string[], readonly lexicon: Lexicon, readonly vocabulary: Vocabulary, readonly model: LinearModel) {
    this.speller = new Speller(lexicon, languageOf(language).sound);
    this.vectorizer = new Vectorizer(vocabulary, new FeatureReader(usualFeatures(language)), USUAL_WEIGHING);
  }

  read(text: string): ReadMessage {
    const words: string[] = [];
    let unknown = 0;
    for (const { norm } of tokensOf(text, this.language)) {
      const word = this.speller.repair(norm);
      if (!this.speller.isKnown(word) && !isFigure(word)) unknown++;
      words.push(word);
    }
    return { words, unknownShare: words.length === 0 ? 1 : unknown / words.length, vector: this.vectorizer.vectorOf(words) };
  }

  scores(message: ReadMessage): Float64Array {
    return scoresOf(this.model, message.vector);
  }

  /** What each word of a message weighs in the score of a label. */
  shares(message: ReadMessage, label: number): Share[] {
    return this.vectorizer.sharesOf(message.words, this.model, label);
  }
}

/** The figures themselves are never learnt, so they are never unknown. */
const isFigure = (word: string): boolean => word.charCodeAt(0) < 97;

const tokensOf = (text: string, language: Language): Token[] => (language === 'fr' ? tokenize(text) : tokenize(text, NO_ABBREVIATIONS));

/** Learns to tell the labels of `rows` apart. The same rows and options give the same core, to the byte. */
export function learnCore(rows: readonly Row[], { language, copies, cost, epochs, seed }: LearningOptions): Core {
  const labels = [...new Set(rows.flatMap((r) => (r.label === null ? [] : [r.label])))].sort();
  const rankOf = new Map(labels.map((label, i) => [label, i]));
  const plain = rows.map((r) => tokensOf(r.text, language).map((t) => t.norm));
  const lexicon = buildLexicon(wordCounts(plain), languageOf(language).sound);
  const speller = new Speller(lexicon, languageOf(language).sound);
  const distorted = Array.from({ length: copies }, (_, copy) => rows.map((r) => tokensOf(noisy(r.text, copy), language).map((t) => speller.repair(t.norm)))).flat();
  const { vocabulary, x } = learnVocabulary([...plain, ...distorted], new FeatureReader(usualFeatures(language)), USUAL_WEIGHING);
  const ranks = Int32Array.from(rows, (r) => (r.label === null ? -1 : rankOf.get(r.label)!));
  const lesson = { labels: labels.length, cost, signOf: (row: number, label: number) => (ranks[row % rows.length] === label ? 1 : -1) };
  const [model] = learnAsked(x, askedOf(x.rows, [lesson]), { epochs, seed });
  return new Core(language, labels, lexicon, vocabulary, model!);
}
