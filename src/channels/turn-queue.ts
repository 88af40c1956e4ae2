/**
 * One turn at a time in each conversation, in order of arrival; conversations do not wait for each other.
 * A conversation leaves no trace once its queue is empty.
 */
export class TurnQueue {
  private readonly tails = new Map<string, { last: Promise<void>; length: number }>();

  /** Runs `turn` after those already queued for this conversation. A turn that rejects does not stop the next ones. */
  run<T>(conversation: string, turn: () => Promise<T>): Promise<T> {
    const tail = this.tails.get(conversation) ?? { last: Promise.resolve(), length: 0 };
    const result = tail.last.then(turn);
    tail.length += 1;
    tail.last = result.then(() => undefined, () => undefined).finally(() => this.leave(conversation));
    this.tails.set(conversation, tail);
    return result;
  }

  /** Turns queued or running in this conversation. */
  length(conversation: string): number {
    return this.tails.get(conversation)?.length ?? 0;
  }

  /** Conversations that have something queued or running. */
  get size(): number {
    return this.tails.size;
  }

  /** Resolves when nothing is left, turns queued meanwhile included. */
  async idle(): Promise<void> {
    while (this.tails.size > 0) await Promise.all([...this.tails.values()].map((tail) => tail.last));
  }

  private leave(conversation: string): void {
    const tail = this.tails.get(conversation);
    if (!tail) return;
    tail.length -= 1;
    if (tail.length === 0) this.tails.delete(conversation);
  }
}
