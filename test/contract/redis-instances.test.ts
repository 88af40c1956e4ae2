import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openRedisStore } from '../../src/stores/redis/store';
import { Conversation, startInstance, until, type Instance } from '../support/instances';
import { startRedis, type RedisServer } from '../support/redis-server';
import { instancesContract } from './instances-contract';
import { REDIS_KEYS } from './redis-contracts';

let redis: RedisServer;
let dataDir: string;
const settings = (): Record<string, string> => ({
  REDIS_URL: redis.url, DATA_DIR: dataDir, DIRECT_LINE_SECRET: 'd'.repeat(40), SUIVI_CLE: 's'.repeat(40), FICHIERS_CLE: Buffer.alloc(32, 7).toString('base64'),
});

beforeAll(async () => {
  redis = await startRedis();
  dataDir = mkdtempSync(join(tmpdir(), 'aiguillage-instances-'));
});
afterAll(async () => {
  await redis.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

instancesContract('redis', async () => {
  redis.cli('flushall');
  return { env: settings(), open: () => openRedisStore({ url: redis.url, keys: REDIS_KEYS }), cleanup: async () => undefined };
});

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; ms: number }> {
  const from = performance.now();
  const value = await work();
  return { value, ms: performance.now() - from };
}

describe('while Redis is away', () => {
  const instances: Instance[] = [];
  afterEach(() => instances.splice(0).forEach((instance) => instance.signal('SIGKILL')));

  async function started(middleMs = 0): Promise<Instance> {
    const instance = await startInstance(settings(), { middleMs, leaseMs: 2_000 });
    instances.push(instance);
    return instance;
  }

  const readyz = async ({ url }: Instance): Promise<{ status: number; body: { stockage?: { disjoncteur?: { etat: string } } } }> => {
    const response = await fetch(`${url}/readyz`);
    return { status: response.status, body: (await response.json()) as { stockage?: { disjoncteur?: { etat: string } } } };
  };

  it('what is posted is refused with a moment to come back, and what was kept is answered once it is back, without a restart', async () => {
    const [slow, quick] = [await started(1_000), await started()];
    const conversation = await Conversation.startOn(quick);
    await conversation.say(quick, 'je conteste le calcul de mon RSA');
    const stream = await conversation.stream(slow, (await conversation.read(quick)).watermark);
    const { id } = await conversation.post(slow, 'je ne sais pas');
    await sleep(300);

    await redis.kill();
    const refused = await conversation.post(quick, 'et ceci', 'client-1');
    await until(() => stream.received, (received) => received.some((activity) => activity.id === `${id}|attente`), 8_000);
    await until(() => readyz(slow), ({ status, body }) => status === 503 && body.stockage?.disjoncteur?.etat !== 'ferme', 10_000);
    const health = await fetch(`${slow.url}/healthz`);

    expect([refused.status, refused.retryAfter]).toEqual([503, '2000']);
    expect(health.status).toBe(200);
    await redis.restart();
    await conversation.answered(quick, id, 8_000);
    await conversation.answered(slow, (await conversation.post(quick, 'et ceci', 'client-1')).id);
    await until(() => readyz(slow), ({ status }) => status === 200);

    const { activities } = await conversation.read(quick);
    expect(activities.filter((activity) => activity.text === 'et ceci')).toHaveLength(1);
    expect(activities.filter((activity) => activity.id === `${id}|0`)).toHaveLength(1);
    await until(() => stream.received, (received) => received.some((activity) => activity.id === `${id}|0`));
    stream.close();
  }, 60_000);

  it('calls fail at once when Redis is frozen, and all is well when it wakes', async () => {
    const instance = await started();
    const conversation = await Conversation.startOn(instance);
    await conversation.say(instance, 'bonjour');

    redis.pause();
    // every call waits for its time-out until the breaker knows
    const learnt = await timed(() => Promise.all(Array.from({ length: 6 }, () => conversation.read(instance))));
    const { value: refused, ms } = await timed(() => conversation.post(instance, 'toujours là ?', 'client-2'));
    redis.resume();

    expect(refused.status).toBe(503);
    expect(ms).toBeLessThan(learnt.ms / 2);
    await until(() => readyz(instance), ({ status }) => status === 200, 10_000);
    await conversation.answered(instance, (await conversation.post(instance, 'toujours là ?', 'client-2')).id);
    expect((await conversation.read(instance)).activities.filter(({ text }) => text === 'toujours là ?')).toHaveLength(1);
  }, 60_000);
});
