import { RateLimiterMemory } from 'rate-limiter-flexible';

/** What is left of a token's allowance once a request was counted. `retryAfterMs`: 0 when it may pass. */
export type Allowance = { limite: number; reste: number; resetMs: number; retryAfterMs: number };
export type Limiter = { take(key: string): Promise<Allowance> };

const MINUTE_SECONDS = 60;

/** Requests a minute for each key, counted in this process. */
export function minuteLimiter(limite: number): Limiter {
  const limiter = new RateLimiterMemory({ points: limite, duration: MINUTE_SECONDS });
  return {
    take: async (key) => {
      const { consumedPoints, msBeforeNext } = await limiter.penalty(key);
      return { limite, reste: Math.max(0, limite - consumedPoints), resetMs: msBeforeNext, retryAfterMs: consumedPoints > limite ? msBeforeNext : 0 };
    },
  };
}
