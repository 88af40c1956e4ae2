import { isCodeSurete, isMotif } from '../src/domain/codes';
import { fitLogistic, flag, logShare, probabilityOf } from './classifier/logistic';
import type { Example } from './data';
import { groupeOf, type Groupe, type Judges } from './model';
import type { RawReading, Reading } from './reading';
import { DANGERS, hasAnyGraveWord, hasFalseFriend, isFirstPerson, isGeneralQuestion } from './safety';
import { SIGNALS } from './signals';
import type { Decision } from './triage';
import { NO_PAIR_JUDGE, pairsOf } from './two-requests';

/**
 * How far what the heads say can be believed: whether a person is in danger, whose request it is (simple, expert, not for the
 * Caf), and whether the code decided in the end is right. Fitted on sentences whose authors the heads had not seen.
 */
export const NO_JUDGES: Judges = { danger: [], groups: { simple: [], expert: [], out: [] }, right: [], pairs: NO_PAIR_JUDGE, paraphrase: [] };

/** Held towards zero: signals that say the same thing must share the weight. */
export const RIDGE = 1;

/** What the heads say, judged. */
export function judged(raw: RawReading, { danger, groups, pairs }: Judges): Reading {
  const weighed = { ...raw, groups: groupsOf(raw, groups) };
  return { ...weighed, danger: probabilityOf(danger, dangerSignals(raw)), pairs: pairsOf(weighed, pairs) };
}

/** Whose request it is, were nobody in danger. */
export function groupsOf(raw: RawReading, judges: Judges['groups']): Reading['groups'] {
  const signals = groupSignals(raw);
  const [simple, expert, out] = [judges.simple, judges.expert, judges.out].map((judge) => probabilityOf(judge, signals)) as [number, number, number];
  const total = simple + expert + out;
  return { simple: simple / total, expert: expert / total, out: out / total };
}

/** Fits the judges of danger and of groups. */
export function fitJudges(read: readonly { raw: RawReading; example: Example }[]): Omit<Judges, 'pairs' | 'paraphrase'> {
  const calm = read.filter(({ example }) => !isCodeSurete(example.code));
  const signals = calm.map(({ raw }) => groupSignals(raw));
  const judgeOf = (group: Groupe): number[] => fitLogistic(signals, calm.map(({ example }) => groupeOf(example.code) === group), RIDGE);
  return {
    danger: fitLogistic(read.map(({ raw }) => dangerSignals(raw)), read.map(({ example }) => isCodeSurete(example.code)), RIDGE),
    groups: { simple: judgeOf('simple'), expert: judgeOf('expert'), out: judgeOf('out') },
    right: [],
  };
}

function sharesByGroup({ codes }: RawReading): Record<Groupe, number> {
  const shares: Record<Groupe, number> = { simple: 0, expert: 0, out: 0, danger: 0 };
  for (const { code, confidence } of codes) shares[groupeOf(code)] += confidence;
  return shares;
}

function dangerSignals(raw: RawReading): number[] {
  const { words, signs, bestScores, groupScores, codeScores, drapeaux, pieces, gravest } = raw;
  return [
    1, Math.max(...DANGERS.map(([, code]) => codeScores.get(code) ?? -1)), Math.max(...DANGERS.map(([danger]) => drapeaux.get(danger) ?? -1)), groupScores.danger, bestScores.simple, bestScores.expert, bestScores.out,
    logShare(sharesByGroup(raw).danger), Math.max(0, ...pieces.flatMap((p) => DANGERS.map(([, code]) => p.probabilities.get(code) ?? 0))),
    flag(DANGERS.some(([danger]) => signs.some((s) => s.drapeau === danger))), flag(hasAnyGraveWord(words)), flag(hasFalseFriend(words)), flag(isFirstPerson(words)), flag(isGeneralQuestion(words)),
    Math.log1p(words.length), gravest.code, gravest.flag, gravest.group, gravest.other, Math.log1p(gravest.words),
  ];
}

function groupSignals(raw: RawReading): number[] {
  const { words, signals, bestScores, groupScores, mentions, codes } = raw;
  const shares = sharesByGroup(raw);
  return [
    1, logShare(shares.simple), logShare(shares.expert), logShare(shares.out), groupScores.simple, groupScores.expert, groupScores.out, bestScores.simple, bestScores.expert, bestScores.out,
    ...SIGNALS.map((s) => flag(signals.has(s))), Math.log1p(words.length), flag(mentions.length > 0), flag(isFirstPerson(words)), flag(isGeneralQuestion(words)), codes[0]?.confidence ?? 0,
  ];
}

/** What tells whether the code decided is right. */
export function rightSignals({ confidence, group, code }: Pick<Decision, 'confidence' | 'group' | 'code'>, { groups, danger, words, codes }: Reading): number[] {
  const p = Math.min(0.999, Math.max(0.001, confidence));
  const ofGroup = isCodeSurete(code) ? danger : isMotif(code) ? groups.expert : group === 'out_of_scope' ? groups.out : groups.simple;
  const next = codes.find((c) => c.code !== code)?.confidence ?? 0;
  return [1, Math.log(p / (1 - p)), logShare(ofGroup), logShare(next), Math.log1p(words.length)];
}

export const fitRight = (rows: readonly { signals: number[]; right: boolean }[]): number[] => fitLogistic(rows.map((r) => r.signals), rows.map((r) => r.right), RIDGE);
