/** While people arrive, so many computations at most in a round of the event loop. */
export const WITH_ARRIVALS = 4;

/**
 * Where long computations wait for the next round of the event loop. A round accepts one connection (the libuv of Node 20 and later): with a hundred turns computed
 * in each, the last of a hundred people who arrive together would wait for thousands of turns. Rounds stay short while people arrive. Otherwise
 * all that waits is computed together: one fsync and warm caches for all cost a third less processor time a turn.
 */
export class Rounds {
  private readonly waiting: (() => void)[] = [];
  private hasArrivals = false;

  /** A connection was accepted in this round: others may stand behind it. */
  arrived(): void {
    this.hasArrivals = true;
  }

  /** Resolves when the computation may begin, in the order of the calls. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      if (this.waiting.push(resolve) === 1) setImmediate(() => this.round());
    });
  }

  private round(): void {
    const begun = this.waiting.splice(0, this.hasArrivals ? WITH_ARRIVALS : this.waiting.length);
    this.hasArrivals = false;
    for (const begin of begun) begin();
    if (this.waiting.length > 0) setImmediate(() => this.round());
  }
}
