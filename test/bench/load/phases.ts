import { PROBE_ARGS, probe } from '../../support/probe';
import { printTable, type Row } from '../../support/script';
import { Fleet, SECRET, cpuMs, rssOctets, type FleetOptions } from '../../support/fleet';
import { DirectLineClient, wait } from './client';
import { Echo } from './echo-client';
import { openLoop, type LoopResult } from './open-loop';
import { People } from './people';

export type LoadOptions = { fleet: FleetOptions; people: number; perSecond: number; seconds: number };

const ms = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
const mib = (octets: number): string => `${(octets / 1_048_576).toFixed(0)} MiB`;
const WARM_UP_SECONDS = 3;
/** What runs often is compiled by then, in both servers: a cost is that of a server which runs for days. */
const COMPILED_SECONDS = 20;

/** Rows of one run of messages. @param cpu processor time of the servers during it, in milliseconds */
function rowsOf(name: string, result: LoopResult, cpu: number): Row[] {
  const { latencies } = result;
  return [
    { what: `${name}: turns per second`, value: (result.answered / result.seconds).toFixed(0) },
    { what: `${name}: p50 / p95 / p99`, value: [0.5, 0.95, 0.99].map((share) => ms(latencies.percentile(share))).join(' / ') },
    { what: `${name}: refused / failed`, value: `${result.refused} / ${result.failed}` },
    { what: `${name}: CPU per turn`, value: ms(cpu / Math.max(1, result.answered)) },
  ];
}

/** Runs `work` and gives with its result the processor time that these processes took meanwhile. */
async function costing<T>(pids: () => number[], work: () => Promise<T>): Promise<{ result: T; cpu: number }> {
  const total = (): number => pids().reduce((sum, pid) => sum + cpuMs(pid), 0);
  const before = total();
  const result = await work();
  return { result, cpu: total() - before };
}

/** Conversations on `count` instances, opened one after the other on each. */
async function withPeople<T>(count: number, options: LoadOptions, work: (people: People, fleet: Fleet, client: DirectLineClient) => Promise<T>): Promise<T> {
  const fleet = await Fleet.start(count, { ...options.fleet, env: { LOG_LEVEL: 'warn', ...options.fleet.env } });
  const client = new DirectLineClient(SECRET);
  const people = await People.arrive(options.people, client, (n) => fleet.url(n));
  try {
    return await work(people, fleet, client);
  } finally {
    people.leave();
    client.close();
    await fleet.stop();
  }
}

const pidsOf = (fleet: Fleet) => (): number[] => fleet.servers.map(({ pid }) => pid);

/** What a turn costs us, and what it costs a bare EchoBot, one just after the other on the same machine. */
export function cost(options: LoadOptions): Promise<Row[]> {
  return withPeople(1, options, async (people, fleet) => {
    const echo = await Echo.start();
    try {
      const warmUp = Math.min(COMPILED_SECONDS, options.seconds);
      await openLoop(options.perSecond, warmUp, people.send);
      await openLoop(options.perSecond, warmUp, echo.sender('connector'));
      const ours = await costing(pidsOf(fleet), () => openLoop(options.perSecond, options.seconds, people.send));
      const floor = await costing(() => [echo.pid], () => openLoop(options.perSecond, options.seconds, echo.sender('connector')));
      const least = await costing(() => [echo.pid], () => openLoop(options.perSecond, options.seconds, echo.sender('inline')));
      const perTurn = ({ result, cpu }: { result: LoopResult; cpu: number }): number => cpu / Math.max(1, result.answered);
      return [
        ...rowsOf('ours', ours.result, ours.cpu), ...rowsOf('EchoBot', floor.result, floor.cpu), ...rowsOf('EchoBot, reply inline', least.result, least.cpu),
        { what: 'CPU of a turn / EchoBot', value: (perTurn(ours) / perTurn(floor)).toFixed(2), expected: 'aim: at most 2' },
        { what: 'CPU of a turn / EchoBot, reply inline', value: (perTurn(ours) / perTurn(least)).toFixed(2) },
        { what: 'every turn answered', value: ours.result.answered, expected: String(ours.result.sent), holds: ours.result.answered === ours.result.sent },
      ];
    } finally {
      echo.stop();
    }
  });
}

/** A steady hour in small: everyone talks at the asked rate, and each must be answered. */
export function steady(options: LoadOptions): Promise<Row[]> {
  return withPeople(1, options, async (people, fleet) => {
    await openLoop(options.perSecond / 2, WARM_UP_SECONDS, people.send);
    const { result, cpu } = await costing(pidsOf(fleet), () => openLoop(options.perSecond, options.seconds, people.send));
    const [server] = fleet.servers;
    return [
      ...rowsOf(`${options.people} people, ${options.perSecond}/s`, result, cpu),
      { what: 'RSS', value: mib(server ? rssOctets(server.pid) : 0) },
      { what: 'errors', value: result.failed, expected: '0', holds: result.failed === 0 },
    ];
  });
}

const RAMP_FROM = 50;
const RAMP_FACTOR = 1.6;
const RAMP_STEPS = 9;
/** From this share of messages refused or late on, the server is past what it can do. */
const PAST_CAPACITY = 0.05;
const STEPS_BEYOND = 2;
const HEALTH_WITHIN_MS = 2_000;

/** More and more people, until the server refuses, then twice more: it must say when to come back, answer its health, and lose nobody. */
export function ramp(options: LoadOptions): Promise<Row[]> {
  return withPeople(1, options, async (people, fleet, client) => {
    const rows: Row[] = [];
    const health = watchHealth(client, fleet.url(0));
    let capacity = 0;
    let [failed, beyond] = [0, 0];
    for (let step = 0, perSecond = RAMP_FROM; step < RAMP_STEPS && beyond <= STEPS_BEYOND; step += 1, perSecond *= RAMP_FACTOR) {
      const result = await openLoop(perSecond, options.seconds, people.send);
      rows.push({ what: `${perSecond.toFixed(0)}/s asked`, value: `${(result.answered / result.seconds).toFixed(0)}/s answered, p99 ${ms(result.latencies.percentile(0.99))}, ${result.refused} refused, ${result.failed} failed` });
      capacity = Math.max(capacity, result.answered / result.seconds);
      failed += result.failed;
      if (result.refused + result.failed > PAST_CAPACITY * result.sent) beyond += 1;
    }
    const worstHealthMs = await health.stop();
    printTable('What people were told', [...people.told].map(([what, count]) => ({ what, value: count })));
    return [
      ...rows, { what: 'capacity, turns a second', value: capacity.toFixed(0) },
      { what: 'past capacity in the end', value: beyond > 0 ? 'yes' : 'no', expected: 'yes', holds: beyond > 0 },
      { what: 'taken or refused otherwise than 429/503 with Retry-After', value: failed, expected: '0', holds: failed === 0 },
      { what: 'slowest /healthz', value: ms(worstHealthMs), expected: `less than ${HEALTH_WITHIN_MS} ms`, holds: worstHealthMs < HEALTH_WITHIN_MS },
    ];
  });
}

function watchHealth(client: DirectLineClient, url: string): { stop(): Promise<number> } {
  let stopped = false;
  let worstMs = 0;
  const watching = (async () => {
    for (; !stopped; await wait(250)) {
      const sentMs = performance.now();
      const isUp = await client.health(url, '/healthz').then(({ status }) => status === 200, () => false);
      worstMs = Math.max(worstMs, isUp ? performance.now() - sentMs : Infinity);
    }
  })();
  return { stop: async () => { stopped = true; await watching; return worstMs; } };
}

const SCALES = [1, 2, 4];

/** The same asked of one, two, four instances on one store. */
export async function scale(options: LoadOptions): Promise<Row[]> {
  const rows: Row[] = [];
  for (const count of SCALES) {
    rows.push(await withPeople(count, options, async (people, fleet) => {
      await openLoop(options.perSecond / 4, WARM_UP_SECONDS, people.send);
      const { result, cpu } = await costing(pidsOf(fleet), () => openLoop(options.perSecond, options.seconds, people.send));
      return { what: `${count} instance(s), ${options.perSecond}/s asked`, value: `${(result.answered / result.seconds).toFixed(0)}/s answered, p99 ${ms(result.latencies.percentile(0.99))}, ${ms(cpu / Math.max(1, result.answered))} CPU a turn, ${result.refused} refused, ${result.failed} failed` };
    }));
  }
  return rows;
}

const IDLE_OCTETS_MAX = 2_048;
const IDLE_WARM_UP = 1_000;
const IDLE_AT_ONCE = 16;

/** What conversations that nobody writes in any more leave in the process, and in Redis. Each was begun, and greeted. */
export async function idle(options: LoadOptions, count: number): Promise<Row[]> {
  const fleet = await Fleet.start(1, { ...options.fleet, nodeArgs: PROBE_ARGS, env: { LOG_LEVEL: 'warn' } });
  const client = new DirectLineClient(SECRET);
  const [server] = fleet.servers;
  if (!server) throw new Error('no server');
  const open = async (conversations: number): Promise<void> => {
    let left = conversations;
    await Promise.all(Array.from({ length: IDLE_AT_ONCE }, async () => {
      for (; left > 0; ) {
        left -= 1;
        // Past capacity, the server says to come back.
        while (!(await client.start(fleet.url(0)).catch(() => null))) await wait(200);
      }
    }));
    await wait(2_000);
  };
  const usedByRedis = (): number => Number(/used_memory:(\d+)/.exec(fleet.redis?.cli('info', 'memory') ?? '')?.[1] ?? 0);
  try {
    await open(IDLE_WARM_UP);
    const [before, redisBefore] = [await probe(server), usedByRedis()];
    await open(count);
    const [after, redisAfter] = [await probe(server), usedByRedis()];
    const heapEach = (after.heapUsed + after.external - before.heapUsed - before.external) / count;
    return [
      { what: 'idle conversations', value: count },
      { what: 'heap after GC, bytes each', value: heapEach.toFixed(0), expected: `at most ${IDLE_OCTETS_MAX}`, holds: heapEach <= IDLE_OCTETS_MAX },
      { what: 'RSS, bytes each', value: ((after.rss - before.rss) / count).toFixed(0) },
      ...(fleet.redis ? [{ what: 'Redis, bytes each', value: ((redisAfter - redisBefore) / count).toFixed(0) }] : []),
    ];
  } finally {
    client.close();
    await fleet.stop();
  }
}
