import { createLimits, type LimitName } from '../../../src/app/limits';
import LIMITES from '../../../src/domain/limites.json';
import { silentLogger, type Logger } from '../../../src/ops/log';
import type { LimitStore } from '../../../src/stores/limit-store';

/** Counts as Redis does, without ever forgetting; `away`: as when it does not answer. */
function sharedCounts(): LimitStore & { away: 'no' | 'refuses' | 'hangs'; keys: string[] } {
  const windows = new Map<string, number>();
  return {
    away: 'no', keys: [],
    async count(key, points, windowSeconds) {
      if (this.away === 'refuses') throw new Error('away');
      if (this.away === 'hangs') return new Promise(() => undefined);
      this.keys.push(key);
      const total = (windows.get(key) ?? 0) + points;
      windows.set(key, total);
      return { total, remainingMs: windowSeconds * 1_000 };
    },
  };
}

const limitsOn = (store: LimitStore | undefined, points: Partial<Record<LimitName, number>> = {}, log: Logger = silentLogger) => createLimits({ store, key: 'clé de test', points, log });

function notes(): { log: Logger; lines: string[] } {
  const lines: string[] = [];
  const note = (_fields: object, message: string): void => void lines.push(message);
  return { lines, log: { ...silentLogger, info: note, warn: note } as Logger };
}

describe('a limit', () => {
  it('lets through its points, then says how long to wait; another address is not concerned', async () => {
    const limits = limitsOn(undefined, { jetons: 2 });
    const waits = [await limits.take('jetons', '192.0.2.1'), await limits.take('jetons', '192.0.2.1'), await limits.take('jetons', '192.0.2.1')];

    expect(waits.slice(0, 2)).toEqual([0, 0]);
    expect(waits[2]).toBeGreaterThan(50_000);
    expect(waits[2]).toBeLessThanOrEqual(60_000);
    expect(await limits.take('jetons', '192.0.2.2')).toBe(0);
  });

  it('with a reserve lets somebody go faster for a moment, and never makes them wait for more than the short window', async () => {
    const limits = limitsOn(undefined);
    const { points, secondes, rafale } = LIMITES.conversation;
    const waits: number[] = [];
    for (let n = 0; n < points + rafale.points + 5; n += 1) waits.push(await limits.take('conversation', 'c'));

    expect(waits.slice(0, points + rafale.points).every((ms) => ms === 0)).toBe(true);
    expect(Math.max(...waits)).toBeLessThanOrEqual(secondes * 1_000);
    expect(waits.at(-1)).toBeGreaterThan(0);
  });

  it('of one row takes nothing from another', async () => {
    const limits = limitsOn(undefined, { jetons: 1, adresse: 1 });

    expect(await limits.take('jetons', 'a')).toBe(0);
    expect(await limits.take('adresse', 'a')).toBe(0);
  });
});

describe('limits that instances share', () => {
  it('add up, and keep no address in clear', async () => {
    const store = sharedCounts();
    const [one, other] = [limitsOn(store, { jetons: 2 }), limitsOn(store, { jetons: 2 })];

    expect([await one.take('jetons', '192.0.2.1'), await other.take('jetons', '192.0.2.1')]).toEqual([0, 0]);
    expect(await other.take('jetons', '192.0.2.1')).toBeGreaterThan(0);
    expect(store.keys.join()).not.toContain('192.0.2.1');
  });

  it.each(['refuses', 'hangs'] as const)('when the store %s, nobody is stopped: each instance counts alone, and says so once', async (away) => {
    const [store, { log, lines }] = [sharedCounts(), notes()];
    const limits = limitsOn(store, { jetons: 2 }, log);
    store.away = away;
    const waits = [await limits.take('jetons', 'a'), await limits.take('jetons', 'a'), await limits.take('jetons', 'a')];
    store.away = 'no';
    await limits.take('jetons', 'a');

    expect(waits.map((ms) => ms > 0)).toEqual([false, false, true]);
    expect(lines).toEqual(['limites-par-instance', 'limites-communes']);
  });
});
