import type { Lesson, Refusal, Teacher } from '../../intents/teaching';
import type { Code } from '../domain/codes';
import type { ReviewEntry } from '../domain/review';

/** What a person of the trade said of a message: its right code, or `x` to throw it away. */
export type Decision = { entry: ReviewEntry; code: Code | 'x' };
export type Outcome = { learnt: Lesson[]; thrown: number; refused: { entry: ReviewEntry; why: Refusal }[] };

export type DecisionDeps = { teacher: Teacher; append: (lessons: readonly Lesson[]) => void; forget: (ids: string[]) => Promise<void> };

/** Writes the accepted sentences, then deletes what is settled: stopped in between, a message is only seen twice. */
export async function apply(decisions: readonly Decision[], { teacher, append, forget }: DecisionDeps): Promise<Outcome> {
  const outcome: Outcome = { learnt: [], thrown: 0, refused: [] };
  const settled: string[] = [];
  for (const { entry, code } of decisions) {
    const lesson = code === 'x' ? null : teacher.lessonFor(entry, code);
    if (lesson === null) outcome.thrown += 1;
    else if (typeof lesson === 'string') outcome.refused.push({ entry, why: lesson });
    else outcome.learnt.push(lesson);
    if (lesson === null || typeof lesson === 'object' || lesson === 'deja') settled.push(entry.id);
  }
  if (outcome.learnt.length > 0) append(outcome.learnt);
  if (settled.length > 0) await forget(settled);
  return outcome;
}
