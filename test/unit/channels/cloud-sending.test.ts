import { Later } from '../../../src/app/later';
import { createSending, LIMITS } from '../../../src/channels/cloud-sending';

/** A clock that only sleeping moves. */
function world() {
  let nowMs = Date.UTC(2026, 10, 26, 9);
  const slept: number[] = [];
  const sleep = async (ms: number): Promise<void> => {
    slept.push(ms);
    nowMs += ms;
  };
  const advance = (ms: number): void => void (nowMs += ms);
  return { sending: createSending({ clock: () => new Date(nowMs), randomInt: (max) => max - 1, sleep }), slept, advance, now: () => nowMs };
}

const refusal = (statusCode: number, retryAfter?: string) => Object.assign(new Error('refused'), { statusCode, response: { headers: { get: (name: string) => (name === 'retry-after' ? retryAfter : undefined) } } });

/** Refuses as told, then accepts. */
function service(...refusals: Error[]) {
  const state = { tries: 0 };
  return { state, attempt: async () => {
    state.tries += 1;
    const next = refusals.shift();
    if (next) throw next;
    return 'remis';
  } };
}

describe('the limits of a thread', () => {
  it.each(LIMITS.map(({ messages, windowMs }) => [messages, windowMs]))('never more than %i messages in %i ms', async (messages, windowMs) => {
    const { sending, now, advance } = world();
    const times: number[] = [];
    for (let i = 0; i < 200; i += 1) {
      const send = sending('c', async () => void times.push(now())).catch((error: unknown) => {
        if (!(error instanceof Later)) throw error;
        advance(error.retryAfterMs);
      });
      await send;
    }

    const crowded = times.map((start) => times.filter((at) => at >= start && at < start + windowMs).length);
    expect(times.length).toBeGreaterThan(100);
    expect(Math.max(...crowded)).toBeLessThanOrEqual(messages);
  });

  it('says when to come back once the hour is full', async () => {
    const { sending, advance } = world();
    for (let i = 0; i < 1_800; i += 1) {
      await sending('c', async () => undefined);
      advance(1_000);
    }

    await expect(sending('c', async () => undefined)).rejects.toMatchObject({ retryAfterMs: 1_800_000 });
  });

  it('threads do not wait for each other', async () => {
    const { sending, slept } = world();
    for (let i = 0; i < 50; i += 1) await sending(`c${i}`, async () => undefined);

    expect(slept).toEqual([]);
  });
});

describe('a busy service', () => {
  it.each([412, 429, 502, 504])('%i is tried again, later and later', async (status) => {
    const { sending, slept } = world();
    const { attempt, state } = service(refusal(status), refusal(status), refusal(status));

    await expect(sending('c', attempt)).resolves.toBe('remis');
    expect(state.tries).toBe(4);
    expect(slept).toEqual([400, 800, 1_600]);
  });

  it('is given up after four tries, for later', async () => {
    const { sending } = world();
    const { attempt, state } = service(...Array.from({ length: 9 }, () => refusal(429)));

    await expect(sending('c', attempt)).rejects.toBeInstanceOf(Later);
    expect(state.tries).toBe(4);
  });

  it('is obeyed when it says how long: waited when short, put off when long', async () => {
    const short = world();
    await short.sending('c', service(refusal(429, '3')).attempt);
    expect(short.slept).toEqual([3_000]);

    const long = world();
    await expect(long.sending('c', service(refusal(429, '120')).attempt)).rejects.toMatchObject({ retryAfterMs: 120_000 });
    expect(long.slept).toEqual([]);

    const dated = world();
    await expect(dated.sending('c', service(refusal(429, new Date(dated.now() + 60_000).toUTCString())).attempt)).rejects.toMatchObject({ retryAfterMs: 60_000 });
  });

  it.each([400, 401, 403, 404, 413, 500])('%i is not tried again', async (status) => {
    const { sending } = world();
    const { attempt, state } = service(refusal(status));

    await expect(sending('c', attempt)).rejects.toMatchObject({ statusCode: status });
    expect(state.tries).toBe(1);
  });

  it('an absent service is not tried again here: the outbox does it', async () => {
    const { sending } = world();
    const { attempt, state } = service(new Error('ECONNREFUSED'));

    await expect(sending('c', attempt)).rejects.toThrow('ECONNREFUSED');
    expect(state.tries).toBe(1);
  });
});
