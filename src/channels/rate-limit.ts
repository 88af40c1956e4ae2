import type { Clock } from '../ops/clock';

/** A bucket of `burst` requests that fills again at `perMinute`. */
export type Rate = { burst: number; perMinute: number };

const MAX_KEYS = 20_000;

/** Token buckets kept in memory, one for each key (an address, a conversation). */
export class RateLimit {
  private readonly buckets = new Map<string, { tokens: number; atMs: number }>();

  constructor(private readonly rate: Rate, private readonly clock: Clock) {}

  /** @returns 0 when the request may pass, otherwise the milliseconds after which one more may */
  take(key: string): number {
    const nowMs = this.clock().getTime();
    const bucket = this.buckets.get(key) ?? { tokens: this.rate.burst, atMs: nowMs };
    const tokens = Math.min(this.rate.burst, bucket.tokens + (Math.max(0, nowMs - bucket.atMs) * this.rate.perMinute) / 60_000);
    // Deleted then set again: the map stays in order of last use, so that the oldest keys are the ones forgotten.
    this.buckets.delete(key);
    this.buckets.set(key, { tokens: tokens >= 1 ? tokens - 1 : tokens, atMs: nowMs });
    if (this.buckets.size > MAX_KEYS) this.forgetOldest();
    return tokens >= 1 ? 0 : Math.ceil(((1 - tokens) * 60_000) / this.rate.perMinute);
  }

  private forgetOldest(): void {
    const oldest = this.buckets.keys().next();
    if (!oldest.done) this.buckets.delete(oldest.value);
  }
}
