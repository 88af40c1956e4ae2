/** Counts shared by every process of a store, in windows of fixed length: what a limit needs, and nothing durable. */
export interface LimitStore {
  /**
   * Adds to the window of this key, which begins with its first count.
   * @returns what the window holds then, and the milliseconds before it ends
   */
  count(key: string, points: number, windowSeconds: number): Promise<{ total: number; remainingMs: number }>;
}
