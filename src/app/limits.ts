import { BurstyRateLimiter, RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { keyedHash } from '../ops/hash';
import type { Logger } from '../ops/log';
import type { LimitStore } from '../stores/limit-store';
import TABLE from '../domain/limites.json';

/**
 * How often what may be asked. `limites.json` is the whole table: `points` in a window of `secondes`, and `rafale`, a reserve for those
 * who go faster for a moment.
 *
 * - `adresse`: requests of one network address; `jetons`: conversations that it starts; `ensemble`: conversations that everybody starts.
 * - `conversation`: messages of one conversation; `lecture`: what the holder of one token reads.
 * - `suivi`: numbers and codes that everybody tries on the tracking page, each of which costs a slow hash.
 * - `reference`: acts on one dossier from its tracking page.
 * - `api`: requests of one token of the API; `apiRefus`: wrong tokens of one address.
 * - `essaisDeCode`: wrong tracking codes of one address and for one reference; kept durably by `tracking-tries`, never here.
 */
export type LimitName = Exclude<keyof typeof TABLE, 'essaisDeCode'>;

export type Limits = {
  /**
   * Counts one more.
   * @param key who or what is limited; it is kept hashed
   * @returns 0 when it may pass, otherwise the milliseconds after which one more may
   */
  take(name: LimitName, key: string): Promise<number>;
  /** The same, with what is left of it: for a program, which is told. */
  measure(name: LimitName, key: string): Promise<Allowance>;
};

/** What is left of a window once one more was counted. `retryAfterMs`: 0 when it may pass. */
export type Allowance = { limite: number; reste: number; resetMs: number; retryAfterMs: number };

export type LimitsDeps = {
  /** Shared by the instances; absent: each counts for itself. */
  store: LimitStore | undefined;
  /** Addresses are kept hashed with it. */
  key: string;
  /** What the operator decided: `points` of these rows. */
  points?: Partial<Record<LimitName, number>>;
  log: Logger;
};

/** Nobody waits longer for a count: past it, this process counts alone. */
const PATIENCE_MS = 500;

type Limiter = { consume(key: string): Promise<RateLimiterRes> };

export function createLimits({ store, key, points = {}, log }: LimitsDeps): Limits {
  const shared = store && { rlflxIncr: toldOnce(countIn(store), log) };
  const limiters = new Map<LimitName, Limiter>(NAMES.map((name) => [name, limiterOf(name, points[name], shared)]));
  const measure: Limits['measure'] = async (name, what) => {
    const limite = points[name] ?? TABLE[name].points;
    const limiter = limiters.get(name);
    if (!limiter) return { limite, reste: limite, resetMs: 0, retryAfterMs: 0 };
    return allowanceOf(limite, limiter.consume(keyedHash(key, `limite ${name} ${what}`).toString('base64url').slice(0, KEY_LENGTH)));
  };
  return { measure, take: async (name, what) => (await measure(name, what)).retryAfterMs };
}

/** 132 bits: nobody shares a bucket by accident. */
const KEY_LENGTH = 22;
const isLimit = (name: string): name is LimitName => name in TABLE && name !== 'essaisDeCode';
const NAMES = Object.keys(TABLE).filter(isLimit);

type Count = (args: readonly string[]) => Promise<[number, number]>;
type Window = { points: number; secondes: number };

function limiterOf(name: LimitName, decided: number | undefined, shared: { rlflxIncr: Count } | undefined): Limiter {
  const row: Window & { rafale?: Window } = TABLE[name];
  const main = windowOf(name, { ...row, points: decided ?? row.points }, shared);
  return row.rafale ? new BurstyRateLimiter(main, windowOf(`${name}-rafale`, row.rafale, shared)) : main;
}

function windowOf(keyPrefix: string, { points, secondes: duration }: Window, shared: { rlflxIncr: Count } | undefined): RateLimiterMemory | RateLimiterRedis {
  const alone = new RateLimiterMemory({ keyPrefix, points, duration });
  // the library asks its client for this one command, already written as our script
  return shared ? new RateLimiterRedis({ keyPrefix, points, duration, storeClient: shared, insuranceLimiter: alone }) : alone;
}

async function allowanceOf(limite: number, consumed: Promise<RateLimiterRes>): Promise<Allowance> {
  try {
    const { remainingPoints, msBeforeNext } = await consumed;
    return { limite, reste: Math.max(0, remainingPoints), resetMs: msBeforeNext, retryAfterMs: 0 };
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    return { limite, reste: 0, resetMs: refused.msBeforeNext, retryAfterMs: Math.max(1, refused.msBeforeNext) };
  }
}

const countIn = (store: LimitStore): Count => async ([key = '', points, seconds]) => {
  const { total, remainingMs } = await inTime(store.count(key, Number(points), Number(seconds)));
  return [total, remainingMs];
};

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new Error('counting takes too long')), PATIENCE_MS)));
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** A store that is away stops nobody: this process counts alone, which is said once, and once more when it ends. */
function toldOnce(count: Count, log: Logger): Count {
  let isAlone = false;
  return async (args) => {
    try {
      const counted = await count(args);
      if (isAlone) log.info({}, 'limites-communes');
      isAlone = false;
      return counted;
    } catch (error) {
      if (!isAlone) log.warn({ error }, 'limites-par-instance');
      isAlone = true;
      throw error;
    }
  };
}
