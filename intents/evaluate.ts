import { isCodeSurete, isHorsPerimetre, isMotif, type Code } from '../src/domain/codes';
import type { Comprehension } from '../src/domain/comprehension';
import { serviceFor } from '../src/domain/routing';
import type { Example } from './data';
import type { Understander } from './understand';

/** Counts of right answers over what they are counted on. */
export type Ratio = { right: number; of: number };

/** What was expected and what was understood. */
export type Read = { e: Example; c: Comprehension };

export const MEASURES = [
  'group', 'code', 'simpleCode', 'expertRecall', 'transferPrecision', 'motif', 'service', 'prestation', 'safetyRecall', 'compromisedRecall', 'safetyPrecision',
  'falseFriends', 'outOfScope', 'mixed',
] as const;
export type Measure = (typeof MEASURES)[number];

export type Confusion = { pair: string; count: number; examples: string[] };
export type Bin = { from: number; to: number; count: number; confidence: number; right: number };
export type Report = Record<Measure, Ratio> & {
  /** Questions asked instead of deciding. */
  clarified: Ratio;
  macroF1: { code: number; motif: number; prestation: number; service: number };
  /** Mean gap between what is announced and what is right, weighted by how often it is announced. */
  ece: number;
  bins: Bin[];
  /** Mean cost of a message, under `COSTS`. */
  cost: number;
  confusions: Confusion[];
};

export const groupOfCode = (code: Code): Comprehension['group'] =>
  isMotif(code) || isCodeSurete(code) ? 'expert' : isHorsPerimetre(code) ? 'out_of_scope' : 'simple';

/** Reads each sentence once. */
export const readAll = (understander: Understander, examples: readonly Example[], now: Date, textOf: (e: Example) => string = (e) => e.text): Read[] =>
  examples.map((e) => ({ e, c: understander.understand(textOf(e), { now, canal: 'web' }) }));

/** What the understander makes of sentences it has not learnt. */
export const evaluate = (understander: Understander, unseen: readonly Example[], now: Date): Report => reportOf(readAll(understander, unseen, now));

/**
 * The figures of a set of readings. A question asked counts as a wrong group, except where the sentence is marked as open
 * between two sides; a doubt about someone's life that is asked aloud counts as seen.
 */
export function reportOf(rows: readonly Read[]): Report {
  const count = (among: (r: Read) => boolean, good: (r: Read) => boolean): Ratio => {
    const kept = rows.filter(among);
    return { right: kept.filter(good).length, of: kept.length };
  };
  const bins = binsOf(rows);
  return {
    group: count(() => true, rightGroup),
    code: count(() => true, rightCode),
    simpleCode: count(({ e }) => groupOfCode(e.code) === 'simple', rightCode),
    expertRecall: count(({ e }) => isMotif(e.code), ({ c }) => c.group === 'expert'),
    transferPrecision: count(({ c }) => c.group === 'expert', ({ e }) => groupOfCode(e.code) === 'expert'),
    motif: count(({ e }) => isMotif(e.code), rightCode),
    service: count(({ e }) => servicesExpected(e).length > 0, ({ e, c }) => servicesExpected(e).includes(c.service)),
    prestation: count(({ e }) => e.prestation !== null, ({ e, c }) => sameOrUnsaid(e.prestation, c.prestation)),
    safetyRecall: count(({ e }) => isCodeSurete(e.code), ({ c }) => isCodeSurete(c.code)),
    compromisedRecall: count(({ e }) => e.code === 'SECURITE_COMPTE', ({ c }) => c.code === 'SECURITE_COMPTE' || c.safety === 'compte_compromis'),
    safetyPrecision: count(({ c }) => isCodeSurete(c.code) && c.group === 'expert', ({ e }) => isCodeSurete(e.code)),
    falseFriends: count(({ e }) => isFalseFriend(e), ({ c }) => !(isCodeSurete(c.code) && c.group === 'expert')),
    outOfScope: count(({ e }) => isHorsPerimetre(e.code), ({ c }) => c.group === 'out_of_scope'),
    mixed: count(({ e }) => e.second !== null && !isOpen(e), ({ e, c }) => c.code === e.code && c.second?.code === e.second),
    clarified: count(() => true, ({ c }) => c.group === 'clarify'),
    macroF1: {
      code: macroF1(rows.map(({ e, c }) => [e.code, c.code])),
      motif: macroF1(rows.filter(({ e }) => isMotif(e.code)).map(({ e, c }) => [e.code, c.code])),
      prestation: macroF1(rows.filter(({ e }) => e.prestation !== null).map(({ e, c }) => [unsaid(e.prestation ?? ''), unsaid(c.prestation)])),
      service: macroF1(rows.flatMap(({ e, c }) => servicesExpected(e).slice(0, 1).map((s): [string, string] => [servicesExpected(e).includes(c.service) ? c.service : s, c.service]))),
    },
    ece: bins.reduce((sum, b) => sum + Math.abs(b.confidence - b.right), 0) / Math.max(1, rows.length),
    bins: bins.filter((b) => b.count > 0).map((b) => ({ ...b, confidence: b.confidence / b.count, right: b.right / b.count })),
    cost: rows.reduce((sum, r) => sum + costOf(r), 0) / Math.max(1, rows.length),
    confusions: confusionsOf(rows),
  };
}

const isFalseFriend = (e: Example): boolean => /faux.?amis/i.test(e.file);
/** Marked as open between two sides: the question is the right answer, and either side does. */
const isOpen = (e: Example): boolean => e.second !== null && /^ambigus/.test(e.file);
/** Asking how a person is, when they are in danger, is seeing it. */
const rightGroup = ({ e, c }: Read): boolean =>
  c.group === groupOfCode(e.code) || (isCodeSurete(e.code) && isCodeSurete(c.code)) || (isOpen(e) && (c.group === 'clarify' || c.code === e.second));
/** Either request of a mixed message is a right code. */
const rightCode = ({ e, c }: Read): boolean => c.code === e.code || (e.second !== null && (isOpen(e) || !isMotif(e.code)) && c.code === e.second);

/** Services a motif may go to, from what the words say; none where they do not say enough, whatever is owed or not. */
function servicesExpected(e: Example): string[] {
  if (!isMotif(e.code)) return [];
  const motif = e.code;
  const services = [false, true].map((detteOuFraude) => serviceFor(motif, e.prestation ?? 'INCONNUE', { detteOuFraude }));
  return services.includes('AUCUN') ? [] : [...new Set(services)];
}

/** "None at stake" and "not said" lead to the same question. */
const unsaid = (prestation: string): string => (prestation === 'AUCUNE' ? 'INCONNUE' : prestation);
const sameOrUnsaid = (a: string | null, b: string): boolean => unsaid(a ?? '') === unsaid(b);

/** What a mistake costs, a needless transfer being 1 (DOSSIER §3.5: danger ≫ dispute ≫ needless transfer). */
export const COSTS = { missedDanger: 50, falseAlarm: 5, missedExpert: 4, needlessTransfer: 1, wrongMotif: 1, wrongSimple: 0.5, wrongScope: 1, question: 0.3 } as const;

function costOf({ e, c }: Read): number {
  const expected = groupOfCode(e.code);
  if (isCodeSurete(e.code)) return isCodeSurete(c.code) ? 0 : COSTS.missedDanger;
  if (isCodeSurete(c.code)) return c.group === 'clarify' ? COSTS.question : COSTS.falseAlarm;
  if (c.group === 'clarify') return COSTS.question;
  if (expected === 'expert') return c.group !== 'expert' ? COSTS.missedExpert : c.code === e.code ? 0 : COSTS.wrongMotif;
  if (c.group === 'expert') return COSTS.needlessTransfer;
  if (c.group !== expected) return COSTS.wrongScope;
  return expected === 'out_of_scope' || rightCode({ e, c }) ? 0 : COSTS.wrongSimple;
}

const BINS = 10;

/** Sums by announced confidence; `confidence` and `right` are totals here. */
function binsOf(rows: readonly Read[]): Bin[] {
  const bins = Array.from({ length: BINS }, (_, i): Bin => ({ from: i / BINS, to: (i + 1) / BINS, count: 0, confidence: 0, right: 0 }));
  for (const r of rows) {
    const bin = bins[Math.min(BINS - 1, Math.floor(r.c.confidence * BINS))];
    if (bin === undefined) continue;
    bin.count++;
    bin.confidence += r.c.confidence;
    if (rightCode(r)) bin.right++;
  }
  return bins;
}

/** Mean F1 of the labels that are expected at least once. */
function macroF1(pairs: readonly (readonly [string, string])[]): number {
  const labels = [...new Set(pairs.map(([expected]) => expected))];
  const f1 = labels.map((label) => {
    const hit = pairs.filter(([x, y]) => x === label && y === label).length;
    const said = pairs.filter(([, y]) => y === label).length;
    const expected = pairs.filter(([x]) => x === label).length;
    return (2 * hit) / (said + expected);
  });
  return f1.length === 0 ? 0 : f1.reduce((a, b) => a + b, 0) / f1.length;
}

function confusionsOf(rows: readonly Read[]): Confusion[] {
  const pairs = new Map<string, string[]>();
  for (const r of rows) {
    if (rightCode(r)) continue;
    const pair = `${r.e.code} > ${r.c.code}`;
    pairs.set(pair, [...(pairs.get(pair) ?? []), r.e.text]);
  }
  return [...pairs].map(([pair, examples]) => ({ pair, count: examples.length, examples: examples.slice(0, 3) })).sort((a, b) => b.count - a.count).slice(0, 40);
}
