import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { createOverload } from '../../../src/http/overload';
import { watchEventLoop } from '../../../src/ops/event-loop';
import { silentLogger } from '../../../src/ops/log';
import { startServer, type TestServer } from '../../support/server';

const POST = { method: 'POST', url: '/v3/directline/conversations/c/activities' };
const overload = (lateMs: number, conversations = 0, warnings: string[] = []) =>
  asking(lateMs, conversations, warnings);

function asking(lateMs: number, conversations: number, warnings: string[]) {
  const refuse = createOverload({ lateMs: () => lateMs, conversations: () => conversations, log: { ...silentLogger, warn: (_fields, event) => void warnings.push(event) } });
  return (req: { method: string; url: string }, res = new EventEmitter()) => refuse(req, res);
}

describe('overload', () => {
  it('lets everything pass while the process follows', () => {
    expect(overload(499)(POST)).toBeNull();
  });

  it.each([['the process is late', 501, 0], ['too many conversations wait', 0, 100]])('refuses what is sent when %s, and says when to come back', (_why, lateMs, conversations) => {
    const refusal = overload(lateMs, conversations)(POST);

    expect(refusal).toMatchObject({ code: 'SURCHARGE', status: 503 });
    expect(refusal?.retryAfterMs).toBeGreaterThanOrEqual(1_000);
  });

  it('counts what is still being read, until its answer is gone', () => {
    const admit = overload(0);
    const answers = Array.from({ length: 100 }, () => new EventEmitter());
    const first = answers.map((answer) => admit(POST, answer));

    const during = admit(POST);
    answers[0]?.emit('close');
    const after = admit(POST);

    expect(first).toEqual(answers.map(() => null));
    expect(during).toMatchObject({ code: 'SURCHARGE' });
    expect(after).toBeNull();
  });

  it.each([{ method: 'GET', url: '/healthz' }, { method: 'GET', url: '/readyz' }, { method: 'GET', url: '/v3/directline/conversations/c/activities' }, { method: 'GET', url: '/' }])(
    'never refuses $method $url', (req) => expect(overload(10_000, 10_000)(req)).toBeNull());

  it('spreads the instants at which people come back', () => {
    const refuse = overload(10_000);
    const waits = Array.from({ length: 50 }, () => refuse(POST)?.retryAfterMs);

    expect(new Set(waits).size).toBeGreaterThan(4);
  });

  it('is told to the operator once in a while, not each time', () => {
    const warnings: string[] = [];
    const refuse = overload(10_000, 0, warnings);

    for (let n = 0; n < 1_500; n += 1) refuse(POST);

    expect(warnings).toEqual(['surcharge', 'surcharge']);
  });
});

describe('the event loop', () => {
  it('says how late it is in the middle of what makes it late', () => {
    const loop = watchEventLoop();
    const untilMs = performance.now() + 150;

    while (performance.now() < untilMs);

    expect(loop.lateMs()).toBeGreaterThan(100);
    loop.stop();
  });
});

describe('a server past its capacity', () => {
  let server: TestServer;
  afterEach(() => server.stop());

  it('answers 503 with Retry-After at once to what it cannot follow, and its health all along', async () => {
    server = await startServer({ env: { JETONS_PAR_MINUTE: '100000' }, reply: async () => (await sleep(5_000), [{ texte: 'voilà' }]) });
    const { url } = server;
    const health = fetch(`${url}/healthz`);

    const answers = await Promise.all(Array.from({ length: 200 }, () => fetch(`${url}/api/chat/jeton`, { method: 'POST' }).then(async (response) => {
      if (!response.ok) return response;
      const { token } = (await response.json()) as { token: string };
      return fetch(`${url}/v3/directline/conversations`, { method: 'POST', headers: { authorization: `Bearer ${token}` } });
    })));

    const refused = answers.filter(({ status }) => status === 503);
    expect(answers.every(({ status }) => [200, 201, 503].includes(status))).toBe(true);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.every(({ headers }) => Number(headers.get('retry-after')) > 0)).toBe(true);
    expect((await health).status).toBe(200);
  });
});
