import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as roundOfLoop } from 'node:timers/promises';
import { Rounds, WITH_ARRIVALS_MS } from '../../../src/ops/rounds';

/** Ranks of the computations begun, in order. */
function computing(count: number, rounds: Rounds): number[] {
  const begun: number[] = [];
  for (let rank = 0; rank < count; rank += 1) void rounds.next().then(() => begun.push(rank));
  return begun;
}

describe('Rounds', () => {
  it('computes all that waits in one round, in order, when nobody arrives', async () => {
    const begun = computing(10, new Rounds());

    expect(begun).toEqual([]);
    await roundOfLoop();
    expect(begun).toEqual([...Array(10).keys()]);
  });

  it('computes for a short while in a round where somebody arrived, and nothing is forgotten', async () => {
    let now = 0;
    const rounds = new Rounds(() => now);
    const begun: number[] = [];
    for (let rank = 0; rank < 10; rank += 1) {
      void rounds.next().then(async () => {
        now += WITH_ARRIVALS_MS / 8;
        await Promise.resolve();
        now += WITH_ARRIVALS_MS / 8;
        begun.push(rank);
      });
    }
    rounds.arrived();

    await roundOfLoop();
    expect(begun).toEqual([0, 1, 2, 3]);
    rounds.arrived();
    await roundOfLoop();
    expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    await roundOfLoop();
    expect(begun).toEqual([...Array(10).keys()]);
  });

  it('takes what comes during a short round after all that waits', async () => {
    const rounds = new Rounds(() => 0);
    const begun: string[] = [];
    void rounds.next().then(() => {
      begun.push('first');
      void rounds.next().then(() => begun.push('third'));
    });
    void rounds.next().then(() => begun.push('second'));
    rounds.arrived();

    await roundOfLoop();
    expect(begun).toEqual(['first', 'second', 'third']);
    void rounds.next().then(() => begun.push('fourth'));
    await roundOfLoop();
    expect(begun).toEqual(['first', 'second', 'third', 'fourth']);
  });

  it('takes what comes during a round in the next one', async () => {
    const rounds = new Rounds();
    const begun: string[] = [];
    void rounds.next().then(() => {
      begun.push('first');
      void rounds.next().then(() => begun.push('second'));
    });

    await roundOfLoop();
    expect(begun).toEqual(['first']);
    await roundOfLoop();
    expect(begun).toEqual(['first', 'second']);
  });

  it('answers people who arrive together long before the rush that they come into is over', async () => {
    let now = 0;
    const rounds = new Rounds(() => now);
    const server = createServer((_req, res) => res.end()).on('connection', () => rounds.arrived());
    const url = await listening(server);
    let computed = 0;
    const people = 20;
    let rush = 2_000;
    const turn = (): void => {
      if (rush-- > 0) void rounds.next().then(() => { now += WITH_ARRIVALS_MS / 4; computed += 1; turn(); });
    };
    for (let conversation = 0; conversation < 100; conversation += 1) turn();

    await Promise.all(Array.from({ length: people }, () => asked(url)));
    const before = computed;
    rush = 0;
    await new Promise((resolve) => server.close(resolve));

    // one connection a round, of 100 turns each, would be 2,000
    expect(before).toBeLessThan(people * 100 / 2);
  });
});

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const asked = (url: string): Promise<void> => new Promise((resolve, reject) => {
  request(url, { agent: false }, (res) => res.resume().on('end', resolve)).on('error', reject).end();
});
