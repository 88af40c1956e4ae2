/** Times of answers, measured from the instant each message was due: a late sender does not hide a slow server. */
export class Latencies {
  private readonly values: number[] = [];

  add(ms: number): void {
    this.values.push(ms);
  }

  get count(): number {
    return this.values.length;
  }

  /** @param share 0.5 for the median; NaN when nothing was measured */
  percentile(share: number): number {
    const sorted = [...this.values].sort((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  }

  get max(): number {
    return this.percentile(1);
  }
}
