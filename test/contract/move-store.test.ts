import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inventory, moveStore } from '../../src/app/move-store';
import { openEmbeddedStore } from '../../src/stores/embedded';
import { openRedisStore } from '../../src/stores/redis/store';
import type { Store } from '../../src/stores/store';
import type { TransferStore } from '../../src/stores/transfer';
import { fill, sameLife, stop } from '../support/filled-store';
import { startRedis, type RedisServer } from '../support/redis-server';
import { REDIS_KEYS } from './redis-contracts';

const QUIET = { remplacer: false, progress: () => undefined };
type Movable = Store & { transfer: TransferStore };

let server: RedisServer;
let parent: string;
const stores: Store[] = [];
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());
beforeEach(() => {
  server.cli('flushall');
  parent = mkdtempSync(join(tmpdir(), 'aiguillage-demenagement-'));
});
afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.close()));
  rmSync(parent, { recursive: true, force: true });
});

const kept = <S extends Store>(store: S): S => (stores.push(store), store);
const embedded = (name: string, moving = false) => kept(openEmbeddedStore({ dataDir: join(parent, name), keys: REDIS_KEYS, moving }));
const redis = async (moving = false) => kept(await openRedisStore({ url: server.url, keys: REDIS_KEYS, moving }));

describe('moving house', () => {
  it.each(['embedded', 'redis'])('from %s and back loses nothing, and the target goes on where the source stopped', async (from) => {
    const source: Movable = from === 'embedded' ? embedded('a') : await redis();
    const target: Movable = from === 'embedded' ? await redis(true) : embedded('a', true);
    await fill(source);
    const before = await inventory(source.transfer);

    await expect(moveStore(source.transfer, target.transfer, QUIET)).resolves.toEqual(before);

    expect(Object.values(before).map(({ nombre }) => nombre)).toEqual([6, 2, 1, 1, 3, 1, 2, 1, 2, 2, 1, 3, 3, 2, 1, 1, 2, 1]);
    await sameLife(target);
    // agents sign in again
    await expect(target.desk.getSession('secret')).resolves.toBeNull();
    const back: Movable = embedded('b', true);
    const gone = await inventory(target.transfer);
    await expect(moveStore(target.transfer, back.transfer, QUIET)).resolves.toEqual(gone);
  });

  it('refuses a target that is not empty, unless it is to be replaced', async () => {
    const [source, target] = [embedded('a'), await redis(true)];
    await fill(source);
    await target.saveState('ancienne', {}, 0);

    await expect(moveStore(source.transfer, target.transfer, QUIET)).rejects.toMatchObject({ code: 'DEMENAGEMENT_REFUSE' });
    await expect(target.loadState('ancienne')).resolves.not.toBeNull();
    await moveStore(source.transfer, target.transfer, { ...QUIET, remplacer: true });

    await expect(target.loadState('ancienne')).resolves.toBeNull();
  });

  it('stopped in the middle leaves a target that no server opens, until it is done again', async () => {
    const source = embedded('a');
    await fill(source);
    const stopping: TransferStore = Object.create(source.transfer, { read: { value: (kind: 'conversation') => (kind === 'conversation' ? source.transfer.read(kind) : stop()) } });
    const targets: [Movable, () => Promise<unknown>][] = [[await redis(true), () => redis()], [embedded('b', true), async () => embedded('b')]];

    for (const [target, open] of targets) {
      await expect(moveStore(stopping, target.transfer, QUIET)).rejects.toThrow('stopped');
      await expect(open()).rejects.toThrow();
      await moveStore(source.transfer, target.transfer, { ...QUIET, remplacer: true });
      await expect(open()).resolves.toBeDefined();
    }
  });

  it('says when the two sides differ', async () => {
    const [source, target] = [embedded('a'), await redis(true)];
    await fill(source);
    const losing: TransferStore = Object.create(target.transfer, { write: { value: async (kind: 'revue', piece: never) => (kind === 'revue' ? undefined : target.transfer.write(kind, piece)) } });

    await expect(moveStore(source.transfer, losing, QUIET)).rejects.toMatchObject({ code: 'DEMENAGEMENT_REFUSE', message: expect.stringContaining('revue') });
  });

  it('sees that a server has Redis open, and not that a tool has', async () => {
    const tool = kept(await openRedisStore({ url: server.url, keys: REDIS_KEYS, name: 'aiguillage-outil' }));
    await expect(tool.inUse()).resolves.toBe(false);

    await redis();

    await expect(tool.inUse()).resolves.toBe(true);
  });
});
