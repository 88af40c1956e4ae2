import { isCodeSurete, isHorsPerimetre, isMotif, SALUTATION, type Code } from '../src/domain/codes';
import { MARKS, type Mark } from './clauses';
import { clarificationBetween } from './clarifications';
import { fitLogistic, flag, logOdds, logShare, probabilityOf, type Logistic } from './classifier/logistic';
import type { Example } from './data';
import type { Pair, RawReading, Reading, Side, Split } from './reading';

/** Whether a message makes two requests: each split is judged by what both its sides and the whole say. */
const SMALL_TALK: ReadonlySet<Code> = new Set<Code>(['REMERCIEMENT', 'INCOMPREHENSION', 'IDENTIFICATION', SALUTATION]);

/** Different requests that people make together: thanks are not one. */
export function mayStandApart({ before, after }: Split): boolean {
  if (before.code === after.code) return false;
  return [before, after].every(({ code }) => !SMALL_TALK.has(code) && !isCodeSurete(code));
}

/** What the heads say, once it is judged whose request the message is. */
type Weighed = RawReading & Pick<Reading, 'groups'>;

/** Weights of the judge, and how many single requests had a split between two codes: what is often said together is no second request. */
export type PairJudge = { weights: Logistic; together: Readonly<Record<string, number>> };

export const NO_PAIR_JUDGE: PairJudge = { weights: [], together: {} };

export const pairsOf = (raw: Weighed, judge: PairJudge): Pair[] =>
  raw.splits.filter(mayStandApart)
    .map((split) => ({ before: split.before, after: split.after, chance: probabilityOf(judge.weights, splitSignals(raw, split, judge.together[namesOf(split)] ?? 0)) }))
    .sort((x, y) => y.chance - x.chance);

/** Fits the judge on messages whose authors the heads had not seen. */
export function fitPairs(read: readonly { raw: Weighed; example: Example }[], ridge: number): PairJudge {
  const together = togetherIn(read);
  const rows = read.flatMap(({ raw, example }) => raw.splits.filter(mayStandApart).map((split) => {
    const itself = example.second === null ? 1 : 0;
    return { signals: splitSignals(raw, split, (together[namesOf(split)] ?? 0) - itself), right: isPairOf(split, example) };
  }));
  return { weights: fitLogistic(rows.map((r) => r.signals), rows.map((r) => r.right), ridge), together };
}

const namesOf = ({ before, after }: Split): string => [before.code, after.code].sort().join('+');

const isPairOf = ({ before, after }: Split, { code, second }: Example): boolean => (before.code === code && after.code === second) || (before.code === second && after.code === code);

function togetherIn(read: readonly { raw: RawReading; example: Example }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { raw, example } of read) {
    if (example.second !== null) continue;
    for (const names of new Set(raw.splits.filter(mayStandApart).map(namesOf))) counts[names] = (counts[names] ?? 0) + 1;
  }
  return counts;
}

/** Simple, and neither asked nor wished. */
const isTold = ({ code, asks }: Side): boolean => !isMotif(code) && !asks;

function splitSignals({ codeScores, codes, whole, words, groups, splits, mentions }: Weighed, split: Split, together: number): number[] {
  const { before, after, mark } = split;
  const sides = [before, after];
  const both = (of: (side: Side) => number): [number, number] => [Math.min(...sides.map(of)), Math.max(...sides.map(of))];
  const scoreOf = ({ code }: Side): number => codeScores.get(code) ?? -2;
  const scores = both(scoreOf);
  const sure = both(({ confidence }) => logOdds(confidence));
  const third = Math.max(-2, codeScores.bestBut(before.code, after.code));
  const bothAsk = flag(before.asks && after.asks);
  const twoQuestions = before.isQuestion && after.isQuestion;
  return [
    1, ...sure, ...both(({ ofOther }) => logShare(ofOther)), ...scores, scores[0] - third, scoreOf(before) - scoreOf(after),
    logShare(both(({ code }) => whole.get(code) ?? 0)[0]), ...MARKS.slice(0, -1).map((m) => flag(mark === m)),
    flag(before.asks), flag(after.asks), bothAsk, bothAsk * sure[0], flag(twoQuestions), flag(twoQuestions && ENDED.has(mark)), flag(after.asks && isMotif(before.code)), ...sides.map((side) => flag(isTold(side))),
    ...sides.map(({ code }) => flag(isMotif(code))), ...sides.map(({ code }) => flag(isHorsPerimetre(code))), flag(sides.every(({ code }) => isHorsPerimetre(code))), flag(clarificationBetween(before.code, after.code) !== null),
    flag(sides.some(({ code }) => code === codes[0]?.code)), logOdds(codes[0]?.confidence ?? 0), before.confidence * after.confidence, (1 - before.ofOther) * (1 - after.ofOther),
    ...both((side) => Math.log1p(side.words)), Math.log1p(before.words) - Math.log1p(after.words), Math.log1p(words.length), mentions.length,
    groups.simple, groups.expert, groups.out, splits.filter((other) => namesOf(other) === namesOf(split)).length / splits.length, Math.log(together + 0.5),
  ];
}

/** A sentence ends there. */
const ENDED: ReadonlySet<Mark> = new Set<Mark>(['announced', 'resumed', 'sentence']);
