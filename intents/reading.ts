import { isCodeSurete, type Code, type Drapeau, type Revision } from '../src/domain/codes';
import type { Sparse } from './classifier/vocabulary';
import { scoresOf, softmax } from './classifier/weights';
import { ByLabel } from './by-label';
import { judged } from './judgement';
import type { Bundle, Groupe } from './model';
import lexiqueDemandes from './lexique/demandes.json';
import { groupeOf, readWords, wordsBetween, type Lecture } from './model';
import { cutsAtMarks, MARKS, type Cut, type Mark } from './clauses';
import { windowsOf, type Token } from './normalize';
import { compilePattern, PatternIndex, type Heard } from './patterns';
import { saysEverything, type Mention } from './prestation';
import { DANGERS, safetySigns, type SigneSurete } from './safety';
import { signalsOf, type Signal } from './signals';
import type { Speller } from './spelling';

/** What the heads say of a message, whole and piece by piece; no decision is taken here. */
export type RawReading = {
  /** The words, with their places in the text. */
  tokens: Token[];
  words: Heard[];
  mentions: Mention[];
  /** What the rules see: signs of danger, and signals of the trade. */
  signs: SigneSurete[];
  signals: Set<Signal>;
  /** Calibrated, whole message and pieces together, likeliest first. */
  codes: { code: Code; confidence: number }[];
  /** Each sentence, or each run of about 25 words, by itself. */
  pieces: { start: number; end: number; best: { code: Code; confidence: number }; probabilities: ByLabel<Code> }[];
  /** The piece that speaks most of danger, or the whole message when it has no pieces. */
  gravest: Gravity;
  /** Both sides of each place where a second request may begin, in messages short enough not to be a story. */
  splits: Split[];
  whole: ByLabel<Code>;
  /** Signed distance of the whole message to each code, to each group, and to the nearest code of each group. */
  codeScores: ByLabel<Code>;
  groupScores: Record<Groupe, number>;
  bestScores: Record<Groupe, number>;
  drapeaux: Map<Drapeau, number>;
  /** For each prestation, in the order of its head: its share, and the signed distance to it. */
  prestations: { shares: Float64Array; scores: Float64Array };
  /** Share of words never met in training: what the message is about may be unknown. */
  unknownShare: number;
  everything: boolean;
  vector: Sparse;
};

/** How a piece speaks of danger: signed distances to the nearest code, flag and group of danger, and to the nearest other code. */
export type Gravity = { code: number; flag: number; group: number; other: number; words: number };

/** `danger`: the chance that someone is in danger. `groups`: whose request it is otherwise, summing to one. */
export type Reading = RawReading & { danger: number; groups: Record<Exclude<Groupe, 'danger'>, number>; pairs: Pair[] };

/** Two requests that a split may hold, and the chance that the message makes these two; likeliest first. */
export type Pair = { before: Side; after: Side; chance: number };

const ASKING = new PatternIndex(lexiqueDemandes.formes.map((f) => compilePattern(f)));

/** One side of a split. `asks`: it has the form of a question or of a wish. `isQuestion`: it bears the mark of one. `ofOther`: how much it also says what the other side says. */
export type Side = { code: Code; confidence: number; asks: boolean; isQuestion: boolean; ofOther: number; words: number };
export type Split = { before: Side; after: Side; mark: Mark };

const WINDOW = 25;
const STEP = 12;
/** Messages from this many words on are also read piece by piece; from the second number on, for danger alone. */
const LONG_MESSAGE = 18;
const LONG_FOR_DANGER = 6;
/** Weight of the best piece against the whole message, measured on held-out stories. */
const PIECE_WEIGHT = 0.25;
const MOST_PIECES = 40;
const MOST_FOR_SPLITS = 110;
const MOST_SPLITS = 8;

export const read = (text: string, bundle: Bundle, speller: Speller): Reading => judged(readRaw(text, bundle, speller), bundle.judges);

/** A reading before it is judged. */
export function readRaw(text: string, bundle: Bundle, speller: Speller): RawReading {
  const lecture = readWords(text, speller);
  const { tokens, mentions, words } = lecture;
  const heard = tokens.map((t): Heard => ({ norm: t.norm, repaired: speller.repair(t.norm) }));
  const vector = bundle.vectorizer.vectorOf(words);
  const scores = scoresOf(bundle.codes.model, vector);
  const whole = new ByLabel(bundle.codes, softmax(scores, bundle.codes.sharpness));
  const ofGroups = scoresOf(bundle.groupes.model, vector);
  const spans = tokens.length < LONG_FOR_DANGER ? [] : windowsOf(text, WINDOW, STEP);
  // the only piece of a short message is the message itself, scored already
  const windows = tokens.length < LONG_MESSAGE && spans.length < 2 ? [] : piecesOf(spans, lecture, bundle);
  const pieces = tokens.length < LONG_MESSAGE ? [] : windows;
  const combined = combine(scores, pieces.map((p) => p.scores));
  const codes = withGroup(bundle, softmax(combined, bundle.codes.sharpness), ofGroups).sorted().map(({ label, value }) => ({ code: label, confidence: value }));
  const flags = scoresOf(bundle.drapeaux.model, vector);
  const prestations = scoresOf(bundle.prestations.model, vector);
  const pieceFlags = pieces.map((p) => p.flags);
  const content = tokens.filter((t) => t.norm.length >= 4 && !/\d/.test(t.norm));
  return {
    tokens, words: heard, signs: safetySigns(heard), signals: signalsOf(heard),
    mentions, codes, whole,
    gravest: gravestOf(windows.length > 1 ? windows : [{ scores, flags, ofGroups, size: words.length }], bundle),
    splits: tokens.length > MOST_FOR_SPLITS ? [] : splitsIn(text, lecture, heard, scores, bundle),
    pieces: pieces.map(({ start, end, probabilities }) => ({ start, end, probabilities, best: bestOf(probabilities) })),
    ...distances(scores, ofGroups, bundle),
    drapeaux: new Map(bundle.drapeaux.labels.map((d, i) => [d, Math.max(flags[i] ?? -1, ...pieceFlags.map((f) => f[i] ?? -1))])),
    prestations: { shares: softmax(prestations, bundle.prestations.sharpness), scores: prestations },
    unknownShare: content.length === 0 ? 0 : content.filter((t) => !speller.isKnown(speller.repair(t.norm))).length / content.length,
    everything: saysEverything(tokens.map((t) => t.norm)),
    vector,
  };
}

function distances(scores: Float64Array, ofGroups: Float64Array, { codes, groupes }: Bundle): Pick<RawReading, 'codeScores' | 'groupScores' | 'bestScores'> {
  const groupScores = Object.fromEntries(groupes.labels.map((g, i) => [g, ofGroups[i] ?? -1])) as Record<Groupe, number>;
  const bestScores: Record<Groupe, number> = { simple: -9, expert: -9, out: -9, danger: -9 };
  codes.labels.forEach((code, i) => {
    const group = groupeOf(code);
    bestScores[group] = Math.max(bestScores[group], scores[i] ?? -9);
  });
  return { codeScores: new ByLabel(codes, scores), groupScores, bestScores };
}

function splitsIn(text: string, lecture: Lecture, heard: readonly Heard[], scores: Float64Array, bundle: Bundle): Split[] {
  const sideOf = (start: number, end: number): { shares: ByLabel<Code>; side: Omit<Side, 'ofOther'> } => {
    const words = wordsBetween(lecture, start, end);
    const vector = bundle.vectorizer.vectorOf(words);
    const said = heard.filter((_, i) => lecture.tokens[i]!.start >= start && lecture.tokens[i]!.start < end);
    const isQuestion = text.slice(start, end).includes('?');
    const asks = isQuestion || ASKING.holds(said);
    const shares = withGroup(bundle, softmax(scoresOf(bundle.codes.model, vector), bundle.codes.sharpness), scoresOf(bundle.groupes.model, vector));
    return { shares, side: { ...bestOf(shares), asks, isQuestion, words: words.length } };
  };
  return cutsOf(text, lecture, scores).map(({ at, mark }) => {
    const [before, after] = [sideOf(0, at), sideOf(at, text.length)];
    return {
      mark,
      before: { ...before.side, ofOther: before.shares.get(after.side.code) ?? 0 },
      after: { ...after.side, ofOther: after.shares.get(before.side.code) ?? 0 },
    };
  });
}

/** Where a second request may begin: at the clearest marks and the last; at mere links, or anywhere when nothing is marked, only if the whole points to two codes. */
function cutsOf(text: string, { tokens }: Lecture, scores: Float64Array): Cut[] {
  const hints = scores.filter((score) => score > HINTED).length;
  const marked = cutsAtMarks(text, tokens).filter(({ mark }) => mark !== 'link' || hints > 1);
  const rank = (cut: Cut): number => MARKS.indexOf(cut.mark) - cut.at / (text.length + 1);
  const kept = [...marked].sort((a, b) => rank(a) - rank(b)).slice(0, MOST_SPLITS);
  if (/[.;:!?\n]/.test(text.trimEnd().slice(0, -1)) || scores.filter((score) => score > POINTED).length < 2) return kept;
  const anywhere = tokens.slice(SHORTEST_SIDE, -SHORTEST_SIDE).filter((_, i) => i % CUT_STEP === 0).map((t): Cut => ({ at: t.start, mark: 'none' }));
  return [...kept, ...anywhere.filter((cut) => !kept.some((k) => k.at === cut.at)).slice(0, MOST_SPLITS)];
}

/** Signed distance from which the whole message still points to a code; cuts without a mark need two such codes. */
const POINTED = -0.7;
/** The same, where a link word or a comma stands. */
const HINTED = -0.85;
const SHORTEST_SIDE = 4;
const CUT_STEP = 2;

type Scored = { scores: Float64Array; flags: Float64Array; ofGroups: Float64Array; size: number };
type Piece = Scored & { start: number; end: number; probabilities: ByLabel<Code> };

function piecesOf(spans: readonly { start: number; end: number }[], lecture: Lecture, bundle: Bundle): Piece[] {
  return spans.slice(0, MOST_PIECES).flatMap(({ start, end }): Piece[] => {
    const words = wordsBetween(lecture, start, end);
    if (words.length < 3) return [];
    const vector = bundle.vectorizer.vectorOf(words);
    const scores = scoresOf(bundle.codes.model, vector);
    return [{ start, end, scores, flags: scoresOf(bundle.drapeaux.model, vector), ofGroups: scoresOf(bundle.groupes.model, vector), size: words.length, probabilities: new ByLabel(bundle.codes, softmax(scores, bundle.codes.sharpness)) }];
  });
}

function gravestOf(pieces: readonly Scored[], bundle: Bundle): Gravity {
  const weigh = ({ code, flag, group }: Gravity): number => code + flag + group;
  return pieces.map((piece) => gravityOf(piece, bundle)).reduce((x, y) => (weigh(y) > weigh(x) ? y : x));
}

function gravityOf({ scores, flags, ofGroups, size }: Scored, { codes, drapeaux, groupes }: Bundle): Gravity {
  const gravity: Gravity = { code: -9, flag: -9, group: ofGroups[groupes.labels.indexOf('danger')] ?? -9, other: -9, words: size };
  codes.labels.forEach((label, i) => {
    const kind = isCodeSurete(label) ? 'code' : 'other';
    gravity[kind] = Math.max(gravity[kind], scores[i] ?? -9);
  });
  for (const [danger] of DANGERS) gravity.flag = Math.max(gravity.flag, flags[drapeaux.labels.indexOf(danger)] ?? -9);
  return gravity;
}

/** Whole-message scores, and for each class what its best piece adds. */
function combine(whole: Float64Array, pieces: readonly Float64Array[]): Float64Array {
  if (pieces.length < 2) return whole;
  return whole.map((score, c) => {
    let best = -Infinity;
    for (const piece of pieces) best = Math.max(best, piece[c] ?? -Infinity);
    return (score + PIECE_WEIGHT * best) / (1 + PIECE_WEIGHT * 0.5);
  });
}

/** Two opinions that mostly agree make one too sure of itself: measured on held-out sentences. */
const SOFTENING = 0.85;

/** Each code weighed by what the group's own head says of its group. */
function withGroup({ codes, groupes }: Bundle, shares: Float64Array, ofGroups: Float64Array): ByLabel<Code> {
  const groups = softmax(ofGroups, groupes.sharpness);
  const weighed = shares.map((share, i) => (share * (groups[groupes.rank.get(groupeOf(codes.labels[i]!)) ?? -1] ?? 0)) ** SOFTENING);
  const total = weighed.reduce((sum, p) => sum + p, 0) || 1;
  return new ByLabel(codes, weighed.map((p) => p / total));
}

function bestOf(probabilities: ByLabel<Code>): { code: Code; confidence: number } {
  const best = probabilities.best();
  return best === null || best.value === 0 ? { code: 'INCOMPREHENSION', confidence: 0 } : { code: best.label, confidence: best.value };
}

export function revisionOf(reading: Reading, bundle: Bundle): Revision | null {
  const scores = scoresOf(bundle.revisions.model, reading.vector);
  const probabilities = softmax(scores, bundle.revisions.sharpness);
  let best = 0;
  probabilities.forEach((p, i) => { if (p > (probabilities[best] ?? 0)) best = i; });
  return (probabilities[best] ?? 0) >= 0.5 ? (bundle.revisions.labels[best] ?? null) : null;
}
