import { broken } from '../support/script';
import { Latencies } from './load/latency';
import { isExpert, person } from './load/mix';
import { openLoop } from './load/open-loop';
import { issue } from './references';
import { fitted } from './soak';

describe('references', () => {
  it('are never given twice, and no slip of the pen makes another', () => {
    expect(broken(issue(200_000, 500))).toEqual([]);
  });
});

describe('the mix of messages', () => {
  it('has 15 % of a demande for an expert', () => {
    const said = Array.from({ length: 60 }, (_, rank) => person(rank)).flatMap((says) => Array.from({ length: 60 }, () => says.next().value ?? ''));

    expect(said.filter(isExpert).length / said.length).toBeCloseTo(0.15, 1);
  });
});

describe('open loop', () => {
  it('counts the wait of those behind a stalled answer, not only its own', async () => {
    let free: Promise<void> = Promise.resolve();
    const stalled = new Promise<void>((resolve) => setTimeout(resolve, 300));

    const { latencies } = await openLoop(100, 0.2, async (rank) => {
      free = free.then(() => (rank === 0 ? stalled : undefined));
      await free;
      return 'answered';
    });

    expect(latencies.count).toBe(20);
    expect(latencies.percentile(0.5)).toBeGreaterThan(100);
  });
});

describe('percentiles', () => {
  it('are those of the values', () => {
    const latencies = new Latencies();
    for (let n = 100; n >= 1; n -= 1) latencies.add(n);

    expect([0.5, 0.95, 0.99].map((share) => latencies.percentile(share))).toEqual([51, 96, 100]);
  });
});

describe('the slope of a soak', () => {
  it('is that of the line, with no doubt when there is no noise', () => {
    const { slope, error } = fitted([10, 13, 16, 19, 22]);

    expect(slope).toBeCloseTo(3);
    expect(error).toBeCloseTo(0);
  });

  it('is within its uncertainty of nothing for noise', () => {
    const { slope, error } = fitted([10, 12, 9, 11, 10, 12, 9, 11]);

    expect(Math.abs(slope)).toBeLessThan(3 * error);
  });
});
