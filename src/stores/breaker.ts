import { CodedError } from '../domain/errors';
import type { Clock } from '../ops/clock';
import type { Logger } from '../ops/log';
import type { Store } from './store';

export type BreakerState = 'ferme' | 'ouvert' | 'essai';

/** `depuis`: the instant of the last change, ISO; null before any. */
export type BreakerStatus = { etat: BreakerState; depuis: string | null; echecs: number };

export type BreakerOptions = { clock: Clock; log: Logger; /** Failures in a row that open it. */ failures?: number; /** In which they must come. */ windowMs?: number; probeMs?: number | undefined };

const FAILURES = 5;
const WINDOW_MS = 10_000;
const PROBE_MS = 1_000;

/** What does not go through: it must work, or fail for itself, whatever the state; a notice says nothing of the store, since it never fails. */
const DIRECT = ['close', 'ping', 'durability'];
const LIVE = 'live';

/**
 * Stops asking a store that does not answer: after several failures in a row every call fails at once, and one `ping` a second tells
 * when to ask again. Callers neither pile up nor wait for a time-out each.
 */
export class Breaker {
  private state: BreakerState = 'ferme';
  private since: string | null = null;
  private failed: number[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly ping: () => Promise<void>, private readonly options: BreakerOptions) {}

  status(): BreakerStatus {
    return { etat: this.state, depuis: this.since, echecs: this.failed.length };
  }

  /** @throws CodedError STOCKAGE_INDISPONIBLE at once while the store is known to be away */
  async call<T>(work: () => Promise<T>): Promise<T> {
    if (this.state !== 'ferme') throw new CodedError('STOCKAGE_INDISPONIBLE', 'the store is away');
    try {
      const result = await work();
      this.failed = [];
      return result;
    } catch (error) {
      if (error instanceof CodedError && error.code === 'STOCKAGE_INDISPONIBLE') this.note();
      throw error;
    }
  }

  /** No more probe. */
  stop(): void {
    clearTimeout(this.timer);
  }

  private note(): void {
    if (this.state !== 'ferme') return;
    const nowMs = this.options.clock().getTime();
    this.failed = [...this.failed, nowMs].filter((at) => at > nowMs - (this.options.windowMs ?? WINDOW_MS));
    if (this.failed.length < (this.options.failures ?? FAILURES)) return;
    this.become('ouvert');
    this.options.log.error({ echecs: this.failed.length }, 'disjoncteur-ouvert');
    this.probeLater();
  }

  private probeLater(): void {
    this.timer = setTimeout(() => void this.probe(), this.options.probeMs ?? PROBE_MS);
    this.timer.unref();
  }

  private async probe(): Promise<void> {
    this.state = 'essai';
    try {
      await this.ping();
    } catch {
      this.state = 'ouvert';
      return this.probeLater();
    }
    this.failed = [];
    this.become('ferme');
    this.options.log.warn({}, 'disjoncteur-ferme');
  }

  private become(state: BreakerState): void {
    this.state = state;
    this.since = this.options.clock().toISOString();
  }
}

/** The same store, whose every call goes through a breaker: those of its parts too. */
export function withBreaker<S extends Store>(store: S, options: BreakerOptions): { store: S; breaker: Breaker } {
  const breaker = new Breaker(() => store.ping(), options);
  return { store: guarded(store, breaker), breaker };
}

function guarded<T extends object>(target: T, breaker: Breaker): T {
  const parts = new Map<unknown, unknown>();
  return new Proxy(target, {
    get(of, name) {
      const value: unknown = Reflect.get(of, name, of);
      if (name === LIVE) return value;
      if (typeof value === 'object' && value !== null) return remembered(parts, value, () => guarded(value, breaker));
      if (typeof value !== 'function') return value;
      const direct = (...args: unknown[]): unknown => Reflect.apply(value, of, args);
      if (DIRECT.includes(String(name))) return direct;
      return (...args: unknown[]) => breaker.call(async () => direct(...args));
    },
  });
}

function remembered(parts: Map<unknown, unknown>, value: object, make: () => object): unknown {
  const known = parts.get(value) ?? make();
  parts.set(value, known);
  return known;
}
