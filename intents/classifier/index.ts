import type { Lexicon } from '../spelling';
import { bestOf, calibrate, signalsOf, type Calibration } from './calibration';
import { packArrays, unpackArrays } from './codec';
import { Core, learnCore, type LearningOptions, type Row } from './core';
import type { Language } from './language';
import { probabilityOf } from './logistic';
import type { Share } from './vectorizer';
import { withSlots } from './vocabulary';
import { arraysOf, MOST_CLASSES, readModel, softmax } from './weights';

export type { Language } from './language';
export type { Row } from './core';

/** `probability`: that `label` is right. `outOfScope`: that the message is about none of the labels. `ranking`: likeliest first. */
export type Answer = { label: string; probability: number; outOfScope: number; ranking: { label: string; probability: number }[] };

/** `language` decides stems, sounds and short forms; the rest has usual values. */
export type ClassifierOptions = { language: Language } & Partial<LearningOptions>;

const USUAL = { copies: 0, cost: 0.5, epochs: 8, seed: 20261123 };
const RANKED = 5;

/** A text classifier: linear scores over hashed features, calibrated on texts kept out of its training. */
export class Classifier {
  constructor(readonly core: Core, readonly calibration: Calibration) {}

  classify(text: string): Answer {
    const { core, calibration } = this;
    const message = core.read(text);
    const scores = core.scores(message);
    const shares = softmax(scores, calibration.sharpness);
    const signals = signalsOf(shares, scores, message);
    const best = bestOf(scores);
    return { label: core.labels[best]!, probability: probabilityOf(calibration.right, signals), outOfScope: probabilityOf(calibration.outside, signals), ranking: firstOf(core.labels, shares) };
  }

  /** What each word weighs for a label (the one found, by default): for it above 0, against it below. */
  explain(text: string, label?: string): Share[] {
    const message = this.core.read(text);
    const rank = label === undefined ? bestOf(this.core.scores(message)) : this.core.labels.indexOf(label);
    return rank < 0 ? [] : this.core.shares(message, rank);
  }
}

const ranks = new Uint16Array(RANKED);

/** The few likeliest, without sorting them all. */
function firstOf(labels: readonly string[], shares: Float64Array): Answer['ranking'] {
  let length = 0;
  for (let c = 0; c < shares.length; c++) {
    const share = shares[c]!;
    if (length === RANKED && share <= shares[ranks[RANKED - 1]!]!) continue;
    let at = length === RANKED ? RANKED - 1 : length++;
    for (; at > 0 && shares[ranks[at - 1]!]! < share; at--) ranks[at] = ranks[at - 1]!;
    ranks[at] = c;
  }
  return Array.from(ranks.subarray(0, length), (c) => ({ label: labels[c]!, probability: shares[c]! }));
}

/**
 * Learns from labelled texts; the same rows and options give the same bytes (`encode`).
 *
 * @throws RangeError when there are fewer than two labels, or more than 255
 */
export function trainClassifier(rows: readonly Row[], { language, ...given }: ClassifierOptions): Classifier {
  const options: LearningOptions = { ...USUAL, ...given, language };
  const core = learnCore(rows, options);
  if (core.labels.length < 2 || core.labels.length > MOST_CLASSES) throw new RangeError(`${core.labels.length} labels: 2 to ${MOST_CLASSES} can be told apart`);
  return new Classifier(core, calibrate(rows, options));
}

type Header = { language: Language; labels: string[]; words: string[]; calibration: Calibration };

export function encode({ core, calibration }: Classifier): Buffer {
  const { lexicon, vocabulary, model, language, labels } = core;
  const header: Header = { language, labels: [...labels], words: lexicon.words, calibration };
  return packArrays(header, [lexicon.counts, lexicon.sounds, vocabulary.hashes, vocabulary.idf, ...arraysOf(model)]);
}

/** Reads what `encode` wrote. @throws when the bytes are something else */
export function decode(bytes: Buffer): Classifier {
  const { head, arrays } = unpackArrays(bytes);
  const { language, labels, words, calibration } = head as Header;
  const lexicon: Lexicon = { words, counts: arrays.uint32(), sounds: arrays.uint32() };
  const vocabulary = withSlots(arrays.uint32(), arrays.float32());
  return new Classifier(new Core(language, labels, lexicon, vocabulary, readModel(arrays)), calibration);
}
