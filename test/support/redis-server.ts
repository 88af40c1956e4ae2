import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';

/** Real Redis processes on free ports, each in a directory of its own, for the tests. `REDIS_SERVER_PATH`: another binary. */

export type RedisServer = {
  url: string;
  port: number;
  dir: string;
  /** Runs a command by redis-cli and gives what it prints. */
  cli(...args: string[]): string;
  /** Stops answering without dying, and goes on. */
  pause(): void;
  resume(): void;
  /** As a power cut would. */
  kill(): Promise<void>;
  /** Starts again on the same directory and port. */
  restart(): Promise<void>;
  /** Kills it and deletes what it kept. */
  stop(): Promise<void>;
};

const SERVER = process.env.REDIS_SERVER_PATH ?? 'redis-server';
const READY_MS = 10_000;

/** Settings of `redis.conf` by name, over: append-only file, fsync at each write, no snapshot. */
export async function startRedis(settings: Readonly<Record<string, string>> = {}, { mode, port }: { mode?: 'sentinel'; port?: number } = {}): Promise<RedisServer> {
  const dir = mkdtempSync(join(tmpdir(), 'aiguillage-redis-'));
  const own = port ?? (await freePort());
  const conf = join(dir, 'redis.conf');
  const base: Record<string, string> = { port: String(own), bind: '127.0.0.1', dir, 'protected-mode': 'no', ...(mode ? {} : { save: '""', appendonly: 'yes', appendfsync: 'always', 'repl-diskless-sync-delay': '0' }) };
  writeFileSync(conf, Object.entries({ ...base, ...settings }).map(([name, value]) => `${name} ${value}\n`).join(''));
  let child: ChildProcess | undefined;

  const server: RedisServer = {
    url: `redis://127.0.0.1:${own}`, port: own, dir,
    cli: (...args) => execFileSync('redis-cli', ['-p', String(own), ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim(),
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
    kill: async () => {
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
    restart: async () => {
      child = spawn(SERVER, [conf, ...(mode ? ['--sentinel'] : [])], { stdio: 'ignore' });
      await untilReady(server);
    },
    stop: async () => {
      await server.kill();
      rmSync(dir, { recursive: true, force: true });
    },
  };
  await server.restart();
  return server;
}

/** A master, its replicas, and three sentinels that replace it after two seconds. */
export async function startSentinels(replicas = 2): Promise<{ url: string; nodes: RedisServer[]; sentinels: RedisServer[]; master: () => RedisServer; stop: () => Promise<void> }> {
  const master = await startRedis();
  const others: RedisServer[] = [];
  for (let i = 0; i < replicas; i += 1) others.push(await startRedis({ replicaof: `127.0.0.1 ${master.port}` }));
  const nodes = [master, ...others];
  const sentinels: RedisServer[] = [];
  for (let i = 0; i < 3; i += 1) {
    const sentinel = await startRedis({}, { mode: 'sentinel' });
    sentinel.cli('sentinel', 'monitor', 'principal', '127.0.0.1', String(master.port), '2');
    sentinel.cli('sentinel', 'set', 'principal', 'down-after-milliseconds', '2000', 'failover-timeout', '5000');
    sentinels.push(sentinel);
  }
  const hosts = sentinels.map(({ port }) => `127.0.0.1:${port}`).join(',');
  await until(() => nodes.slice(1).every((node) => node.cli('info', 'replication').includes('master_link_status:up'))
    && sentinels.every((sentinel) => sentinel.cli('sentinel', 'master', 'principal').includes(`num-slaves\n${replicas}`)), 'the replicas follow');
  return {
    url: `redis+sentinel://${hosts}/0?name=principal`, nodes, sentinels,
    master: () => {
      const [, port] = sentinels[0]?.cli('sentinel', 'get-master-addr-by-name', 'principal').split('\n') ?? [];
      const found = nodes.find((node) => String(node.port) === port);
      if (!found) throw new Error('no master');
      return found;
    },
    stop: async () => void (await Promise.all([...sentinels, ...nodes].map((server) => server.stop()))),
  };
}

/** Three masters that share the slots. */
export async function startCluster(settings: Readonly<Record<string, string>> = {}): Promise<{ url: string; nodes: RedisServer[]; flush: () => void; stop: () => Promise<void> }> {
  const nodes: RedisServer[] = [];
  for (let i = 0; i < 3; i += 1) nodes.push(await startRedis({ 'cluster-enabled': 'yes', 'cluster-node-timeout': '5000', ...settings }, { port: await freePort(10_000) }));
  const addresses = nodes.map(({ port }) => `127.0.0.1:${port}`);
  execFileSync('redis-cli', ['--cluster', 'create', ...addresses, '--cluster-yes'], { stdio: 'ignore' });
  await until(() => nodes.every((node) => node.cli('cluster', 'info').includes('cluster_state:ok')), 'the cluster is formed');
  return {
    url: `redis+cluster://${addresses.join(',')}`, nodes,
    flush: () => nodes.forEach((node) => node.cli('flushall')),
    stop: async () => void (await Promise.all(nodes.map((node) => node.stop()))),
  };
}

/** Waits until it is true, ten seconds at most. */
export async function until(condition: () => boolean | Promise<boolean>, what: string, timeoutMs = READY_MS): Promise<void> {
  for (const end = Date.now() + timeoutMs; Date.now() < end; await after(50)) {
    try {
      if (await condition()) return;
    } catch {
      // not yet
    }
  }
  throw new Error(`waited in vain: ${what}`);
}

async function untilReady(server: RedisServer): Promise<void> {
  await until(() => server.cli('ping') === 'PONG', 'redis-server answers');
}

/** A cluster node listens on its port and on the one ten thousand above. */
async function freePort(room = 0): Promise<number> {
  for (;;) {
    const port = await new Promise<number>((resolve, reject) => {
      const probe = createServer().once('error', reject).listen(0, '127.0.0.1', () => {
        const address = probe.address();
        probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
      });
    });
    if (port + room <= 65_535) return port;
  }
}
