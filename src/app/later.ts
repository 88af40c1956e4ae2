/** A delivery that the other side asked to put off: it is not a failure to tell, and what is asked is honoured. */
export class Later extends Error {
  /** @param retryAfterMs time before which nothing is to be tried again; 0 when the other side gave none */
  constructor(readonly retryAfterMs: number, options?: ErrorOptions) {
    super('to be delivered later', options);
    this.name = 'Later';
  }
}
