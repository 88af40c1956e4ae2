import { CodedError } from '../../domain/errors';
import { reviewEntrySchema, type ReviewEntry } from '../../domain/review';
import { allOf, before, entryOf } from './keys';
import { ANY, type Records } from './records';

/** Messages to review: `j` by day, `c` by (hashed) conversation. */
export class RedisReviews {
  private droppedBefore = '';

  constructor(private readonly records: Records) {}

  async put(entry: ReviewEntry, oldestDay: string): Promise<void> {
    // the day changes once a day: turns need not look each time
    if (oldestDay !== this.droppedBefore) await this.dropOld(oldestDay);
    this.droppedBefore = oldestDay;
    await this.records.put(entry.id, ANY, { version: '1', value: entry, index: [entryOf('j', entry.jour, entry.id), entryOf('c', entry.conversation, entry.id)] });
  }

  async list(oldestDay: string): Promise<ReviewEntry[]> {
    await this.dropOld(oldestDay);
    return (await this.records.many(await this.records.ids(allOf('j')))).map(({ value }) => toReview(value));
  }

  /** @returns how many there were */
  async delete(ids: readonly string[]): Promise<number> {
    const dropped = await Promise.all(ids.map((id) => this.records.drop(id)));
    return dropped.filter(Boolean).length;
  }

  async ofConversation(conversation: string): Promise<ReviewEntry[]> {
    return (await this.records.many(await this.records.ids(allOf('c', conversation)))).map(({ value }) => toReview(value));
  }

  async forget(conversation: string): Promise<number> {
    return this.delete(await this.records.ids(allOf('c', conversation)));
  }

  async countOld(oldestDay: string): Promise<number> {
    return this.records.count(before(oldestDay, 'j'));
  }

  async dropOld(oldestDay: string): Promise<number> {
    return this.delete(await this.records.ids(before(oldestDay, 'j')));
  }
}

function toReview(value: unknown): ReviewEntry {
  const entry = reviewEntrySchema.safeParse(value);
  if (!entry.success) throw new CodedError('ETAT_ILLISIBLE', 'a stored message to review does not have the expected shape');
  return entry.data;
}
