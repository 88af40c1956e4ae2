import { readFileSync, readdirSync } from 'node:fs';
import { openStore } from '../../src/compose-store';
import { loadConfig } from '../../src/config';
import { silentLogger } from '../../src/ops/log';
import type { Store } from '../../src/stores/store';
import { newDataDir, startProcess, type ProcessServer } from './process-server';
import { startRedis, type RedisServer } from './redis-server';

export const STORES = ['embedded', 'redis'] as const;
export type StoreKind = (typeof STORES)[number];
export const SECRET = 'secret-de-charge-secret-de-charge-secret';

export const APPENDFSYNC = ['always', 'everysec', 'no'] as const;
export type Appendfsync = (typeof APPENDFSYNC)[number];

export type FleetOptions = {
  store: StoreKind;
  appendfsync?: Appendfsync;
  env?: Record<string, string>;
  nodeArgs?: string[];
  /** Servers of the store started by the caller (Sentinel): their address. */
  redisUrl?: string;
};

const RELAUNCHES = 10;

/** Several processes of the product, as it is started, on one store: what a load balancer would have behind it. */
export class Fleet {
  private constructor(readonly servers: ProcessServer[], readonly dataDir: string, readonly redis: RedisServer | null, private readonly env: Record<string, string>, private readonly options: FleetOptions) {}

  static async start(count: number, options: FleetOptions): Promise<Fleet> {
    const redis = options.store === 'redis' && options.redisUrl === undefined ? await startRedis({ appendfsync: options.appendfsync ?? 'always', 'maxmemory-policy': 'noeviction' }) : null;
    const redisUrl = options.redisUrl ?? redis?.url;
    const env = { DIRECT_LINE_SECRET: SECRET, LOG_LEVEL: 'info', ...(redisUrl ? { REDIS_URL: redisUrl } : {}), ...options.env };
    const fleet = new Fleet([], newDataDir(), redis, env, options);
    // One at a time: the first one makes the keys of the data directory.
    for (let n = 0; n < count; n += 1) await fleet.add();
    return fleet;
  }

  async add(): Promise<void> {
    this.servers.push(await this.launch());
  }

  private launch(port?: number): Promise<ProcessServer> {
    const { nodeArgs } = this.options;
    return startProcess({ dataDir: this.dataDir, env: this.env, ...(port === undefined ? {} : { port }), ...(nodeArgs ? { nodeArgs } : {}) });
  }

  url(n: number): string {
    return this.servers[n % this.servers.length]?.url ?? '';
  }

  /** Kills one without a word, then starts another at its address. */
  async crash(n: number): Promise<void> {
    const server = this.servers[n];
    if (!server) return;
    await server.kill('SIGKILL');
    const next = await this.relaunch(server.port);
    this.past.push(server.stderr());
    this.servers[n] = next;
  }

  /** A server refuses to start while its store is away: whoever supervises it starts it again. */
  private async relaunch(port: number, tries = RELAUNCHES): Promise<ProcessServer> {
    try {
      return await this.launch(port);
    } catch (error) {
      if (tries === 0 || !String(error).includes('STOCKAGE_INDISPONIBLE')) throw error;
      return this.relaunch(port, tries - 1);
    }
  }

  private readonly past: string[] = [];

  /** Everything the operator's journal holds, the processes that died included. */
  journal(): string[] {
    return [...this.past, ...this.servers.map((server) => server.stderr())].flatMap((text) => text.split('\n'));
  }

  /** The same store, seen from here; the caller closes it. */
  async openStore(): Promise<Store> {
    return (await openStore(loadConfig({ DATA_DIR: this.dataDir, ...this.env }), silentLogger, { name: 'essai' })).store;
  }

  /** @returns status each process ended with */
  async stop(): Promise<(number | null)[]> {
    const statuses = await Promise.all(this.servers.map((server) => server.kill('SIGTERM')));
    await this.redis?.stop();
    return statuses;
  }
}

// ---------------------------------------------------------------- what a process costs (Linux)

const TICKS_PER_SECOND = 100;

/** Processor time of a process since its start, all threads, in milliseconds. */
export function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1_000) / TICKS_PER_SECOND;
}

/** Memory that a process holds, in bytes. */
export function rssOctets(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1_024;
}

export const openDescriptors = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length;
