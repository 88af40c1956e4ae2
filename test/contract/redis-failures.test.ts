import { addressOf, keyring } from '../../src/ops/sealing';
import { Connection } from '../../src/stores/redis/connection';
import { redisTarget } from '../../src/stores/redis/target';
import { keyIn, shardOf } from '../../src/stores/redis/keys';
import { openRedisStore, type RedisStore, type RedisStoreOptions } from '../../src/stores/redis/store';
import type { LiveNotice } from '../../src/stores/turn-store';
import { unDossier } from '../support/dossiers';
import { startRedis, startSentinels, until, type RedisServer } from '../support/redis-server';
import { sha256Hex } from '../../src/ops/hash';

const [FIRST, SECOND] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
const UNAVAILABLE = { code: 'STOCKAGE_INDISPONIBLE' };
const RECOVERY_MS = 5_000;
const hide = (conversation: string): string => `h-${conversation}`;

describe('a Redis that fails', () => {
  let server: RedisServer;
  const stores: RedisStore[] = [];
  const others: RedisServer[] = [];

  beforeEach(async () => {
    server = await startRedis();
  });
  afterEach(async () => {
    await Promise.all(stores.splice(0).map((store) => store.close()));
    await Promise.all([server, ...others.splice(0)].map((one) => one.stop()));
  });

  async function opened(options: Partial<RedisStoreOptions> = {}): Promise<RedisStore> {
    const store = await openRedisStore({ url: server.url, keys: keyring([FIRST]), ...options });
    stores.push(store);
    return store;
  }

  const openDossier = (store: RedisStore, key: string, reference: string, personne = 'p1') =>
    store.openDossier(key, () => reference, (drawn) => unDossier({ reference: drawn, cle: key, personne }));

  describe('at start', () => {
    it.each(['allkeys-lru', 'volatile-ttl', 'allkeys-random'])('is refused when it may evict (%s), with the setting to change', async (politique) => {
      server.cli('config', 'set', 'maxmemory-policy', politique);

      await expect(opened()).rejects.toMatchObject({ code: 'CONFIGURATION_INVALIDE', message: expect.stringContaining(`maxmemory-policy ${politique}`) });
    });

    it('is refused when its data are shared out otherwise, or newer', async () => {
      server.cli('hset', 'aig:meta', 'tranches', '32', 'schema', '1');
      await expect(opened()).rejects.toMatchObject({ code: 'CONFIGURATION_INVALIDE', message: expect.stringContaining('32 tranches') });

      server.cli('hset', 'aig:meta', 'tranches', '16', 'schema', '2');
      await expect(opened()).rejects.toMatchObject({ code: 'CONFIGURATION_INVALIDE', message: expect.stringContaining('schéma 2') });
    });

    it.each(['redis://127.0.0.1:{port}', 'redis+cluster://127.0.0.1:{port}', 'redis+sentinel://127.0.0.1:{port}/0?name=principal'])('says so in time when nothing answers at %s', async (url) => {
      await server.kill();

      await expect(opened({ url: url.replace('{port}', String(server.port)), openTimeoutMs: 500 })).rejects.toMatchObject(UNAVAILABLE);
    });

    it.each([
      [{ appendonly: 'yes', appendfsync: 'always' }, { aof: true, fsync: 'always', perteMaxMs: 0 }],
      [{ appendonly: 'yes', appendfsync: 'everysec' }, { aof: true, fsync: 'everysec', perteMaxMs: 2_000 }],
      [{ appendonly: 'yes', appendfsync: 'no' }, { aof: true, fsync: 'no', perteMaxMs: null }],
      [{ appendonly: 'no' }, { aof: false, perteMaxMs: null }],
    ])('tells what a power cut may take away with %j', async (settings, expected) => {
      for (const [name, value] of Object.entries(settings)) server.cli('config', 'set', name, value);

      await expect((await opened()).durability()).resolves.toMatchObject({ ...expected, replicas: 0 });
    });
  });

  describe('while it runs', () => {
    it('fails each call while it is away, and serves again soon after it is back, without opening the store again', async () => {
      const store = await opened();
      await store.saveState('c', { n: 1 }, 0);

      await server.kill();
      await expect(store.saveState('c', { n: 2 }, 1)).rejects.toMatchObject(UNAVAILABLE);
      await expect(store.ping()).rejects.toMatchObject(UNAVAILABLE);
      await server.restart();

      await until(() => store.ping().then(() => true, () => false), 'the store serves again', RECOVERY_MS);
      await expect(store.loadState('c')).resolves.toEqual({ state: { n: 1 }, version: 1 });
    });

    it('is found again by a driver that gave up for good, as on a failover announced while it looks for the master', async () => {
      const connection = await Connection.open({ target: redisTarget(server.url), replicas: 0, name: 'essai' });
      const driver = Reflect.get(connection, 'client') as { disconnect(): void; status: string };
      driver.disconnect();
      await until(() => driver.status === 'end', 'the end');

      await until(() => connection.send('ping').then(() => true, () => false), 'another connection');

      connection.close();
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      expect(driver.status).toBe('end');
    });

    it('fails in time when it does not answer, piles nothing up, and goes on when it answers again', async () => {
      const store = await opened({ commandTimeoutMs: 300 });
      server.pause();

      const calls = await Promise.allSettled(Array.from({ length: 8_000 }, (_, i) => store.saveState(`c${i}`, { n: 1 }, 0)));

      expect(calls.filter(({ status }) => status === 'rejected')).toHaveLength(8_000);
      server.resume();
      await until(() => store.ping().then(() => true, () => false), 'the store serves again', RECOVERY_MS);
    });

    it('has every acknowledged write after kill -9, when each is flushed', async () => {
      const store = await opened();
      const told: string[] = [];
      const writing = Promise.all(Array.from({ length: 20 }, async (_, writer) => {
        for (let i = 0; i < 1_000; i += 1) {
          const reference = `REF-EXP-${String(writer * 1_000 + i).padStart(7, '0')}`;
          if (await openDossier(store, `c${writer}-${i}:1`, reference).then(() => true, () => false)) told.push(reference);
          else return;
        }
      }));
      await until(() => told.length > 100, 'a hundred dossiers');
      await server.kill();
      await writing;

      await server.restart();
      await until(() => store.ping().then(() => true, () => false), 'the store serves again', RECOVERY_MS);

      const kept = await Promise.all(told.map((reference) => store.getDossier(reference)));
      expect(told.filter((_, i) => kept[i] === null)).toEqual([]);
    });

    it('refuses to write when its memory is full, loses nothing, and goes on when there is room', async () => {
      const store = await opened();
      await store.saveState('c', { n: 1 }, 0);
      server.cli('config', 'set', 'maxmemory', '1mb');

      await expect(store.saveState('c', { n: 2 }, 1)).rejects.toMatchObject(UNAVAILABLE);
      await expect(openDossier(store, 'c:1', 'REF-EXP-1234563')).rejects.toMatchObject(UNAVAILABLE);
      await expect(store.loadState('c')).resolves.toEqual({ state: { n: 1 }, version: 1 });

      server.cli('config', 'set', 'maxmemory', '0');
      await expect(store.saveState('c', { n: 2 }, 1)).resolves.toBe(true);
      await expect(openDossier(store, 'c:1', 'REF-EXP-1234563')).resolves.toMatchObject({ created: true });
    });

    it('knows its scripts again after it forgot them', async () => {
      const store = await opened();
      await store.saveState('c', {}, 0);

      server.cli('script', 'flush');

      await expect(store.saveState('c', {}, 1)).resolves.toBe(true);
    });

    it('loses no notice when the reader’s connection breaks', async () => {
      const [one, other] = [await opened(), await opened()];
      const heard: string[] = [];
      other.live.subscribe(({ conversation }: LiveNotice) => heard.push(conversation));
      await until(async () => {
        await one.live.publish({ conversation: 'debut' });
        return heard.includes('debut');
      }, 'the reader listens');

      server.cli('client', 'kill', 'type', 'normal');
      await until(() => one.ping().then(() => true, () => false), 'the store serves again', RECOVERY_MS);
      for (let i = 0; i < 20; i += 1) await one.live.publish({ conversation: `c${i}` });

      const sent = Array.from({ length: 20 }, (_, i) => `c${i}`);
      await until(() => sent.every((one) => heard.includes(one)), 'every notice was heard', RECOVERY_MS);
    });
  });

  describe('replicas asked for', () => {
    it('an opening is told only once they have it; the next try tells the same reference', async () => {
      const store = await opened({ replicas: 1, waitTimeoutMs: 1_000 });
      await expect(openDossier(store, 'c:1', 'REF-EXP-1234563')).rejects.toMatchObject(UNAVAILABLE);
      await expect(openDossier(store, 'c:1', 'REF-EXP-7K2M4TR')).rejects.toMatchObject(UNAVAILABLE);
      await expect(store.saveState('c', {}, 0)).rejects.toMatchObject(UNAVAILABLE);

      const replica = await startRedis({ replicaof: `127.0.0.1 ${server.port}` });
      others.push(replica);
      await until(() => server.cli('info', 'replication').includes('state=online'), 'the replica follows');
      await until(() => Number(server.cli('wait', '1', '1000')) === 1, 'the replica acknowledges');

      await expect(openDossier(store, 'c:1', 'REF-EXP-7K2M4TR')).resolves.toMatchObject({ created: false, dossier: { reference: 'REF-EXP-1234563' } });
      await expect(Promise.all(Array.from({ length: 50 }, (_, i) => store.saveState(`d${i}`, {}, 0)))).resolves.toEqual(Array.from({ length: 50 }, () => true));
    });
  });

  describe('an opening stopped between its steps', () => {
    const claim = (conversation: string, key: string, reference: string): string => server.cli('hset', keyIn(shardOf(conversation), `d:${conversation}`), key, reference);

    it('goes on with the reference that was claimed', async () => {
      const store = await opened();
      claim('c', 'c:1', 'REF-EXP-1234563');
      const draw = jest.fn(() => 'REF-EXP-7K2M4TR');

      const done = await store.openDossier('c:1', draw, (reference) => unDossier({ reference, cle: 'c:1' }));

      expect(done).toMatchObject({ created: true, dossier: { reference: 'REF-EXP-1234563' } });
      expect(draw).not.toHaveBeenCalled();
      await expect(store.takeOutbox(10, 0, 0)).resolves.toHaveLength(1);
    });

    it('takes another reference when somebody else has it meanwhile, and nobody sees a dossier that is not theirs', async () => {
      const store = await opened();
      await openDossier(store, 'd:1', 'REF-EXP-1234563', 'p2');
      claim('c', 'c:1', 'REF-EXP-1234563');

      const done = await openDossier(store, 'c:1', 'REF-EXP-7K2M4TR', 'p1');

      expect(done).toMatchObject({ created: true, dossier: { reference: 'REF-EXP-7K2M4TR' } });
      await expect(store.listReferences('p1')).resolves.toEqual(['REF-EXP-7K2M4TR']);
      await expect(store.listReferences('p2')).resolves.toEqual(['REF-EXP-1234563']);
    });

    it('agrees on one reference however many instances try, each drawing its own', async () => {
      const instances = await Promise.all(Array.from({ length: 4 }, () => opened()));
      let n = 0;

      const done = await Promise.all(Array.from({ length: 40 }, (_, i) => openDossier(instances[i % 4]!, 'c:1', `REF-EXP-00000${String(n++).padStart(2, '0')}`)));

      expect(new Set(done.map(({ dossier }) => dossier.reference)).size).toBe(1);
      expect(done.filter(({ created }) => created)).toHaveLength(1);
      await expect(instances[0]!.listDossiers(0, 100)).resolves.toMatchObject({ dossiers: [{ cle: 'c:1' }] });
      await expect(instances[0]!.listReferences('p1')).resolves.toEqual([done[0]!.dossier.reference]);
    });
  });

  it('ends an erasure that a process left in the middle', async () => {
    const store = await opened();
    await store.createConversation('c', 'p1', 0);
    await store.saveState('c', { mots: 'à effacer' }, 0, { personne: 'p1', at: '2026-11-20T10:00:00.000Z', brouillon: false });
    await openDossier(store, 'c:1', 'REF-EXP-1234563');
    const shard = shardOf('p1');
    server.cli('set', keyIn(shard, 'intention:p1'), JSON.stringify({ at: '2026-11-30T00:00:00.000Z', hidden: ['h-c'] }));
    server.cli('rename', keyIn(shard, 'personne:p1'), keyIn(shard, 'effacement:p1'));
    server.cli('sadd', keyIn(shard, 'effacements'), 'p1');

    await expect(store.retention.readPerson('p1', hide)).resolves.toMatchObject({ dossiers: [{ reference: 'REF-EXP-1234563' }] });
    await store.retention.settleErasure();

    await expect(store.retention.readPerson('p1', hide)).resolves.toEqual({ conversations: [], dossiers: [], archives: [], fichiers: [], appels: [], envois: [], revues: [], acces: [] });
    await expect(store.retention.listMinimums()).resolves.toHaveLength(1);
    expect(server.cli('--scan', '--pattern', '*p1*')).toBe('');
    expect(server.cli('smembers', keyIn(shard, 'effacements'))).toBe('');
  });

  describe('files', () => {
    const clear = Buffer.from('le bail de la personne '.repeat(20));
    const file = { id: 'f1', conversation: 'c', personne: 'p1', nom: 'bail.pdf', typeMime: 'application/pdf', octets: clear.length, sha256: sha256Hex(clear), recuLe: '2026-11-23T09:00:00.000Z' };

    it('are sealed, open with no other key, and change keys once', async () => {
      await (await opened()).putFile(file, clear);
      expect(server.cli('--raw', 'hget', keyIn(shardOf('f1'), 'fichier:f1'), 'o')).not.toContain('le bail');
      await expect((await opened({ keys: keyring([SECOND]) })).getFile('f1')).rejects.toMatchObject({ code: 'FICHIER_INDECHIFFRABLE' });

      const both = await opened({ keys: keyring([SECOND, FIRST]) });
      await expect(both.rotateKeys()).resolves.toBe(1);
      await expect(both.rotateKeys()).resolves.toBe(0);

      const read = await (await opened({ keys: keyring([SECOND]) })).getFile('f1');
      expect(Buffer.from(read?.bytes ?? []).equals(clear)).toBe(true);
      expect(server.cli('hget', keyIn(shardOf('f1'), 'fichier:f1'), 'n')).toBe(addressOf(keyring([SECOND]), file.sha256));
    });
  });

  it('remembers a delivery for two weeks, then forgets its name', async () => {
    const store = await opened();
    await store.putOutbox({ id: 'a', kind: 'alerte', payload: {}, createdAt: '' });
    await store.takeOutbox(1, 0, 0);
    await store.ackOutbox('a');
    const marks = keyIn(shardOf('a'), 'remis');

    const leftMs = Number(server.cli('zscore', marks, 'a')) - Date.now();

    expect(leftMs / 86_400_000).toBeCloseTo(14, 1);
    server.cli('zadd', marks, '1', 'a');
    await store.putOutbox({ id: 'b', kind: 'alerte', payload: {}, createdAt: '' });
    const sameShard = Array.from({ length: 200 }, (_, i) => `b${i}`).find((id) => shardOf(id) === shardOf('a')) ?? '';
    await store.putOutbox({ id: sameShard, kind: 'alerte', payload: {}, createdAt: '' });
    await store.ackOutbox(sameShard);
    expect(server.cli('zrange', marks, '0', '-1')).toBe(sameShard);
  });
});

describe('Redis watched by Sentinel', () => {
  it('goes on with the new master: what the replicas had acknowledged is there', async () => {
    const sentinels = await startSentinels();
    const store = await openRedisStore({ url: sentinels.url, keys: keyring([FIRST]), replicas: 1, commandTimeoutMs: 1_000 });
    await store.saveState('c', { n: 1 }, 0);
    const old = sentinels.master();

    await old.kill();
    await expect(store.saveState('c', { n: 2 }, 1)).rejects.toMatchObject(UNAVAILABLE);
    await until(() => sentinels.master() !== old, 'a new master', 30_000);
    await until(() => store.saveState('d', {}, 0).then(() => true, () => false), 'the store serves again', RECOVERY_MS);

    await expect(store.loadState('c')).resolves.toEqual({ state: { n: 1 }, version: 1 });
    await store.close();
    await sentinels.stop();
  }, 60_000);
});
