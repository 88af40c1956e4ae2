/** While people arrive, a round of the event loop computes for about so many milliseconds. */
export const WITH_ARRIVALS_MS = 8;

/**
 * Where what takes long waits for the next round of the event loop: a turn to compute, what follows an answer of the store. A round accepts one connection
 * (the libuv of Node 20 and later): with a hundred turns in each, the last of a hundred people who arrive together would wait for thousands of turns.
 * Rounds stay short while people arrive. Otherwise all that waits goes on together: one fsync and warm caches for all cost a third less processor time a turn.
 */
export class Rounds {
  private readonly waiting: (() => void)[] = [];
  private hasArrivals = false;

  constructor(private readonly nowMs: () => number = () => performance.now()) {}

  /** A connection was accepted in this round: others may stand behind it. */
  arrived(): void {
    this.hasArrivals = true;
  }

  /** Resolves when the work may go on, in the order of the calls. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      if (this.waiting.push(resolve) === 1) this.later();
    });
  }

  private later(): void {
    setImmediate(() => {
      const isShort = this.hasArrivals;
      this.hasArrivals = false;
      if (isShort) this.until(this.nowMs() + WITH_ARRIVALS_MS);
      else for (const begin of this.waiting.splice(0)) begin();
    });
  }

  /** One at a time, each with all that it does before it waits again. */
  private until(endMs: number): void {
    this.waiting[0]?.();
    afterPromises(() => {
      this.waiting.shift();
      if (this.waiting.length === 0) return;
      if (this.nowMs() < endMs) this.until(endMs);
      else this.later();
    });
  }
}

/** Once every promise that is settled now, or by what follows, has been heard: the queue of ticks is read when that of promises is empty. */
const afterPromises = (work: () => void): void => queueMicrotask(() => process.nextTick(work));
