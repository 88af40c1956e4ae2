/** What a head says of each of its labels, kept in their order: read by label without a map built for each message. */
export class ByLabel<L extends string> {
  constructor(private readonly head: Ranked<L>, private readonly values: Float64Array) {}

  /** Undefined for a label that the head was never taught. */
  get(label: L): number | undefined {
    const rank = this.head.rank.get(label);
    return rank === undefined ? undefined : this.values[rank];
  }

  best(): { label: L; value: number } | null {
    const { labels } = this.head;
    let rank = 0;
    for (let i = 1; i < labels.length; i++) if (this.values[i]! > this.values[rank]!) rank = i;
    const label = labels[rank];
    return label === undefined ? null : { label, value: this.values[rank]! };
  }

  /** The highest value of the other labels; `-Infinity` when there is none. */
  bestBut(...but: readonly L[]): number {
    let best = -Infinity;
    this.head.labels.forEach((label, i) => { if (this.values[i]! > best && !but.includes(label)) best = this.values[i]!; });
    return best;
  }

  /** Likeliest first; those alike stay in the order of the labels. */
  sorted(): { label: L; value: number }[] {
    return this.head.labels.map((label, i) => ({ label, value: this.values[i]! })).sort((a, b) => b.value - a.value);
  }
}

/** Labels, and the rank of each. */
export type Ranked<L extends string> = { labels: L[]; rank: ReadonlyMap<L, number> };

export const ranked = <L extends string>(labels: L[]): Ranked<L> => ({ labels, rank: new Map(labels.map((label, rank) => [label, rank])) });
