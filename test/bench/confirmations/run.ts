import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as after } from 'node:timers/promises';
import { randomInt } from '../../../src/ops/ids';
import { keyring } from '../../../src/ops/sealing';
import { openRedisStore, type RedisStore } from '../../../src/stores/redis/store';
import { startRedis, until, type RedisServer } from '../../support/redis-server';

/**
 * Confirmations while everything is killed: four processes, one of them killed every so often, then Redis itself. What was told to a person
 * is compared with what is kept.
 */
export type Settings = { count: number; appendfsync: 'always' | 'everysec'; killEveryMs: number; redisKills: number };
/** `perdus`: references told and not kept. `doubles`: demandes told two references. `orphelins`: dossiers nobody can be told of. */
export type Figures = {
  confirmees: number; annonces: number; perdus: number; doubles: number; gardes: number; orphelins: number; envoisNonRemis: number; processusTues: number; redisTue: number; dureeMs: number;
};

const WORKERS = 4;
const ROOT = join(__dirname, '..', '..', '..');
const KEYS = keyring([new Uint8Array(32)]);

export async function confirmations(settings: Settings): Promise<Figures> {
  const server = await startRedis({ appendfsync: settings.appendfsync });
  const start = performance.now();
  const told = new Map<number, Set<string>>();
  const life = { over: false, killed: 0, redisKilled: 0, delivered: new Set<string>(), children: new Set<ChildProcess>() };
  const share = Math.ceil(settings.count / WORKERS);
  const work = Promise.all(Array.from({ length: WORKERS }, (_, i) => untilDone(server, i * share, Math.min(share, settings.count - i * share), told, life)));
  const delivery = deliver(server, life);
  const killers = [killWorkers(settings, life), killRedis(settings, server, told, life)];
  await work;
  life.over = true;
  await Promise.all(killers);
  const dureeMs = Math.round(performance.now() - start);
  const figures = await compare(settings.count, told, life, delivery);
  await server.stop();
  return { ...figures, processusTues: life.killed, redisTue: life.redisKilled, dureeMs };
}

type Told = Map<number, Set<string>>;
type Life = { over: boolean; killed: number; redisKilled: number; delivered: Set<string>; children: Set<ChildProcess> };

/** A process that dies begins its share again: each demande is confirmed once more. */
async function untilDone(server: RedisServer, first: number, count: number, told: Told, life: Life): Promise<void> {
  for (let code: number | null = null; code !== 0; ) {
    const from = firstUntold(first, count, told);
    const child = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'worker.ts'), server.url, String(from), String(first + count - from)], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
    life.children.add(child);
    for await (const line of createInterface({ input: child.stdout })) {
      const [n = '', reference = ''] = line.split(' ');
      told.set(Number(n), (told.get(Number(n)) ?? new Set()).add(reference));
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    life.children.delete(child);
    code = child.exitCode;
  }
}

function firstUntold(first: number, count: number, told: Told): number {
  let n = first;
  while (n < first + count && told.has(n)) n += 1;
  return n;
}

async function killWorkers({ killEveryMs }: Settings, life: Life): Promise<void> {
  for (await after(killEveryMs); !life.over; await after(killEveryMs)) {
    const children = [...life.children];
    if (children[randomInt(Math.max(1, children.length))]?.kill('SIGKILL')) life.killed += 1;
  }
}

/** At equal parts of the work, so that it is always under load. */
async function killRedis({ count, redisKills }: Settings, server: RedisServer, told: Told, life: Life): Promise<void> {
  for (let i = 1; i <= redisKills && !life.over; i += 1) {
    while (told.size < (i * count) / (redisKills + 1) && !life.over) await after(20);
    if (life.over) return;
    await server.kill();
    life.redisKilled += 1;
    await after(300);
    await server.restart();
  }
}

/** Delivers as the product does, in a process that lives through it all. */
async function deliver(server: RedisServer, life: Life): Promise<RedisStore> {
  const store = await openRedisStore({ url: server.url, keys: KEYS, commandTimeoutMs: 2_000 });
  while (!life.over) await deliverSome(store, life).catch(() => undefined).then(() => after(50));
  return store;
}

async function deliverSome(store: RedisStore, life: Life): Promise<number> {
  const entries = await store.takeOutbox(200, Date.now(), 2_000);
  for (const { id } of entries) {
    life.delivered.add(id);
    await store.ackOutbox(id);
  }
  return entries.length;
}

async function compare(count: number, told: Told, life: Life, delivery: Promise<RedisStore>) {
  const store = await delivery;
  await until(() => store.ping().then(() => true, () => false), 'Redis serves', 30_000);
  await after(2_100);
  while ((await deliverSome(store, life)) > 0) await after(0);
  const kept = new Map<string, string>();
  for (let mark: number | null = 0; mark !== null; ) {
    const { dossiers, suite }: Awaited<ReturnType<RedisStore['listDossiers']>> = await store.listDossiers(mark, 500);
    for (const { reference, cle } of dossiers) kept.set(reference, cle);
    mark = suite;
  }
  const announced = [...told].flatMap(([n, references]) => [...references].map((reference) => ({ n, reference })));
  const listed = await Promise.all(Array.from({ length: count }, (_, n) => store.listReferences(`personne-${n}`)));
  await store.close();
  const reachable = new Set(listed.flat());
  return {
    confirmees: told.size,
    annonces: announced.length,
    perdus: announced.filter(({ n, reference }) => kept.get(reference) !== `conversation-${n}:1`).length,
    doubles: [...told.values()].filter((references) => references.size > 1).length,
    gardes: kept.size,
    orphelins: [...kept].filter(([reference]) => !reachable.has(reference)).length + kept.size - new Set(kept.values()).size,
    envoisNonRemis: [...kept.keys()].filter((reference) => !life.delivered.has(`dossier-ouvert:${reference}`)).length,
  };
}

async function main([count = '10000', appendfsync = 'always']: string[]): Promise<void> {
  const figures = await confirmations({ count: Number(count), appendfsync: appendfsync === 'everysec' ? 'everysec' : 'always', killEveryMs: 2_000, redisKills: 3 });
  console.log(JSON.stringify(figures, null, 2));
}

if (require.main === module) void main(process.argv.slice(2));
