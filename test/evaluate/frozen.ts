import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readExamples, type Example } from '../../intents/data';
import { MEASURES, readAll, reportOf, type Measure, type Ratio, type Read, type Report } from '../../intents/evaluate';
import type { Understander } from '../../intents/understand';
import { BRUITS, disturb, type Bruit } from './noise';

/**
 * The frozen test part: one file a persona, none of whose sentences was ever taught. It stands under test/ because nothing
 * in intents/ or src/ may read there (test/architecture).
 */
const FROZEN_DIR = join(__dirname, '..', 'frozen');
const ACCEPTED = join(__dirname, 'accepted.json');
export const NOW = new Date('2026-11-23T10:00:00+01:00');

export const CONDITIONS = ['propre', ...BRUITS] as const;
export type Condition = (typeof CONDITIONS)[number];

export const frozenExamples = (): Example[] => readExamples(FROZEN_DIR);

const textUnder = (condition: Condition) => (e: Example): string => (condition === 'propre' ? e.text : disturb(e.text, condition satisfies Bruit));

/** The frozen sentences as read under one condition. */
export const readUnder = (understander: Understander, examples: readonly Example[], condition: Condition): Read[] =>
  readAll(understander, examples, NOW, textUnder(condition));

export type Figures = Record<Condition, Record<Measure, Ratio>>;

export const figuresOf = (reports: Record<Condition, Report>): Figures => mapConditions((c) => measuresOf(reports[c]));

export function mapConditions<T>(make: (condition: Condition) => T): Record<Condition, T> {
  const [propre, plat, frappe, sms, dictee, colle] = CONDITIONS.map(make);
  return { propre, plat, frappe, sms, dictee, colle } as Record<Condition, T>;
}

const measuresOf = (report: Report): Record<Measure, Ratio> => Object.fromEntries(MEASURES.map((m) => [m, report[m]])) as Record<Measure, Ratio>;

export const reportsOf = (understander: Understander, examples: readonly Example[], onCondition: (c: Condition) => void = () => undefined): Record<Condition, Report> =>
  mapConditions((c) => {
    onCondition(c);
    return reportOf(readUnder(understander, examples, c));
  });

const ratio = z.strictObject({ right: z.int().nonnegative(), of: z.int().nonnegative() });
const acceptedSchema = z.record(z.enum(CONDITIONS), z.record(z.enum(MEASURES), ratio));

/** Figures last accepted, or `null` before the first time. */
export const acceptedFigures = (): Figures | null => (existsSync(ACCEPTED) ? (acceptedSchema.parse(JSON.parse(readFileSync(ACCEPTED, 'utf8'))) as Figures) : null);
export const ACCEPTED_PATH = ACCEPTED;

export type Drop = { condition: Condition; measure: Measure; before: Ratio; after: Ratio };

const Z = 1.96;

/** Measures that fell by more than chance explains: two proportions, 95 %. One message more or less is never a fall. */
export const dropsBetween = (accepted: Figures, measured: Figures): Drop[] =>
  CONDITIONS.flatMap((condition) => MEASURES.flatMap((measure): Drop[] => {
    const before = accepted[condition][measure];
    const after = measured[condition][measure];
    return fell(before, after) ? [{ condition, measure, before, after }] : [];
  }));

function fell(before: Ratio, after: Ratio): boolean {
  if (before.of === 0 || after.of === 0) return before.of > 0;
  const [p, q] = [before.right / before.of, after.right / after.of];
  const pooled = (before.right + after.right) / (before.of + after.of);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / before.of + 1 / after.of));
  return p - q > Math.max(Z * error, 1.5 / after.of);
}

/** Wilson's interval of a share, 95 %. */
export function intervalOf({ right, of }: Ratio): { low: number; high: number } {
  if (of === 0) return { low: 0, high: 1 };
  const p = right / of;
  const z2 = Z * Z;
  const centre = (p + z2 / (2 * of)) / (1 + z2 / of);
  const half = (Z / (1 + z2 / of)) * Math.sqrt((p * (1 - p)) / of + z2 / (4 * of * of));
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}
