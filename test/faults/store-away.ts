import { join } from 'node:path';
import Database from 'libsql';
import { z } from 'zod';
import type { Store } from '../../src/stores/store';
import { DirectLineClient, wait } from '../bench/load/client';
import { openLoop, type Outcome } from '../bench/load/open-loop';
import { People } from '../bench/load/people';
import { Fleet, SECRET } from '../support/fleet';
import { startSentinels } from '../support/redis-server';
import { oneOf, options, printTable, runScript, type Row } from '../support/script';

/**
 * The store goes away while people talk, then comes back. `lock`: the embedded base is locked by another process; `kill` and `stop`: the
 * Redis server dies, or says nothing; `failover`: it dies for good, and the sentinels put its replica in its place.
 */
export const FAULTS = ['lock', 'kill', 'stop', 'failover'] as const;
export type Fault = (typeof FAULTS)[number];
export type StoreAwayOptions = { fault: Fault; awaySeconds: number; instances: number; people: number; perSecond: number };

const BEFORE_SECONDS = 5;
const AFTER_SECONDS = 15;
const RECOVERY_MS = 5_000;

type Outage = { begin(): Promise<void>; end(): Promise<void>; cleanUp(): Promise<void> };
type Seen = { dueMs: number; outcome: Outcome };

export async function storeAway(given: StoreAwayOptions): Promise<Row[]> {
  const { fleet, outage } = await startWith(given);
  const client = new DirectLineClient(SECRET, 20_000);
  const people = await People.arrive(given.people, client, (n) => fleet.url(n));
  const store = await fleet.openStore();
  try {
    const seen: Seen[] = [];
    const times = { awayMs: 0, backMs: 0 };
    const faults = injected(outage, given.awaySeconds, times);
    await openLoop(given.perSecond, BEFORE_SECONDS + given.awaySeconds + AFTER_SECONDS, async (rank, dueMs) => {
      const outcome = await people.send(rank, dueMs);
      seen.push({ dueMs, outcome });
      return outcome;
    });
    await faults;
    return await judged({ given, fleet, client, people, store, seen, ...times });
  } finally {
    people.leave();
    client.close();
    await store.close();
    await fleet.stop();
    await outage.cleanUp();
  }
}

async function injected(outage: Outage, awaySeconds: number, times: { awayMs: number; backMs: number }): Promise<void> {
  await wait(BEFORE_SECONDS * 1_000);
  times.awayMs = performance.now();
  await outage.begin();
  await wait(awaySeconds * 1_000);
  await outage.end();
  times.backMs = performance.now();
}

// ---------------------------------------------------------------- outages

async function startWith({ fault, instances: count }: StoreAwayOptions): Promise<{ fleet: Fleet; outage: Outage }> {
  const nothing = async (): Promise<void> => undefined;
  if (fault === 'failover') return startWithSentinels(count);
  const fleet = await Fleet.start(count, { store: fault === 'lock' ? 'embedded' : 'redis' });
  const { redis } = fleet;
  if (fault === 'lock') return { fleet, outage: lockOf(fleet.dataDir) };
  if (fault === 'stop') return { fleet, outage: { begin: async () => redis?.pause(), end: async () => redis?.resume(), cleanUp: nothing } };
  return { fleet, outage: { begin: async () => redis?.kill(), end: async () => redis?.restart(), cleanUp: nothing } };
}

function lockOf(dataDir: string): Outage {
  const db = new Database(join(dataDir, 'aiguillage.db'));
  return { begin: async () => void db.exec('BEGIN EXCLUSIVE'), end: async () => void db.exec('ROLLBACK'), cleanUp: async () => void db.close() };
}

/** The master is killed and does not come back: what follows the away time is only longer patience. */
async function startWithSentinels(count: number): Promise<{ fleet: Fleet; outage: Outage }> {
  const sentinels = await startSentinels(1);
  const fleet = await Fleet.start(count, { store: 'redis', redisUrl: sentinels.url });
  const first = sentinels.master();
  const promoted = async (): Promise<void> => {
    while (sentinels.master() === first) await wait(100);
  };
  return { fleet, outage: { begin: () => first.kill(), end: promoted, cleanUp: sentinels.stop } };
}

// ---------------------------------------------------------------- judgement

type Trial = { given: StoreAwayOptions; fleet: Fleet; client: DirectLineClient; people: People; store: Store; seen: readonly Seen[]; awayMs: number; backMs: number };

async function judged({ given, fleet, client, people, store, seen, awayMs, backMs }: Trial): Promise<Row[]> {
  const during = seen.filter(({ dueMs }) => dueMs >= awayMs && dueMs < backMs);
  const unserved = seen.filter(({ outcome }) => outcome !== 'answered');
  const recoveryMs = Math.max(0, ...unserved.map(({ dueMs }) => dueMs - backMs));
  const alive = await Promise.all(fleet.servers.map(({ url }) => client.health(url, '/readyz').then(({ status }) => status === 200, () => false)));
  const pending = await untilSettled(store);
  const lost = await lostMessages(people, store);
  printTable('What people were told meanwhile', [...people.told].map(([what, count]) => ({ what, value: count })));
  return [
    { what: 'fault', value: given.fault }, { what: 'store away, seconds', value: ((backMs - awayMs) / 1_000).toFixed(1) },
    { what: 'messages', value: seen.length }, { what: 'due while away', value: during.length },
    { what: 'answered all the same', value: during.filter(({ outcome }) => outcome === 'answered').length },
    { what: 'processes ready at the end', value: alive.filter(Boolean).length, expected: String(given.instances), holds: alive.every(Boolean) },
    { what: 'processes that crashed', value: fleet.servers.filter((server) => !isRunning(server.pid)).length, expected: '0', holds: fleet.servers.every((server) => isRunning(server.pid)) },
    { what: 'recovery, ms', value: recoveryMs.toFixed(0), expected: `less than ${RECOVERY_MS}`, holds: recoveryMs < RECOVERY_MS },
    { what: 'conversations left unanswered', value: pending, expected: '0', holds: pending === 0 },
    { what: 'messages taken, then lost', value: lost.length, ...(given.fault === 'failover' ? {} : { expected: '0', holds: lost.length === 0 }) },
    { what: 'loss window, ms before the fault', value: Math.max(0, ...lost.map((atMs) => awayMs - atMs)).toFixed(0) },
  ];
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** @returns conversations still unanswered when nothing moves any more */
async function untilSettled(store: Store): Promise<number> {
  for (const end = performance.now() + 30_000; performance.now() < end; await wait(500)) {
    if ((await store.turns.waiting(1)).length === 0) return 0;
  }
  return (await store.turns.waiting(10_000)).length;
}

const identified = z.object({ id: z.string() });

/** @returns instants at which messages were taken that no transcript holds any more */
async function lostMessages({ taken }: People, store: Store): Promise<number[]> {
  const kept = new Set<string>();
  for (const conversation of new Set(taken.map((one) => one.conversation))) {
    for (const { activity } of await store.readActivities(conversation, 0, 10_000)) kept.add(identified.parse(activity).id);
  }
  return taken.filter(({ id }) => !kept.has(id)).map(({ atMs }) => atMs);
}

if (require.main === module) {
  const args = options({ fault: 'kill', away: 30, instances: 2, people: 60, rate: 20 });
  runScript('Store away', () => storeAway({ fault: oneOf('fault', args.fault, FAULTS), awaySeconds: args.away, instances: args.instances, people: args.people, perSecond: args.rate }));
}
