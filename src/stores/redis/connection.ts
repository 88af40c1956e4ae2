import { setTimeout as pause } from 'node:timers/promises';
import { Cluster, Redis } from 'ioredis';
import type { RedisOptions } from 'ioredis';
import { CodedError } from '../../domain/errors';
import { silentLogger } from '../../ops/log';
import type { Logger } from '../../ops/log';
import type { Script } from './scripts';
import type { Target } from './target';

export type Argument = string | number | Buffer;

/** `replicas`: how many must have a write before a person is told of it. `name`: what `CLIENT LIST` shows. `mayGoOn`: resolves when what follows an answer may be done; at once when absent. */
export type ConnectionOptions = { target: Target; replicas: number; name: string; log?: Logger; mayGoOn?: (() => Promise<void>) | undefined; commandTimeoutMs?: number; waitTimeoutMs?: number; openTimeoutMs?: number };

const COMMAND_TIMEOUT_MS = 5_000;
const WAIT_TIMEOUT_MS = 1_000;
const CONNECT_TIMEOUT_MS = 5_000;
/** To find the master included: sentinels may be electing one. */
const OPEN_TIMEOUT_MS = 15_000;
const LONGEST_RETRY_MS = 1_000;
/** Beyond it a call is refused at once: what waits for a slow Redis is bounded. */
const MAX_IN_FLIGHT = 5_000;

/** The one place that knows the driver. A call is sent once: what was not answered when the connection broke fails, and its caller repeats it. */
export class Connection {
  private closed = false;
  private inFlight = 0;
  private waiting: Promise<void> | null = null;
  private nextWait: Promise<void> | null = null;

  private constructor(private readonly client: Redis | Cluster, private readonly options: ConnectionOptions) {
    // the driver gives up for good when a failover is announced while it looks for the master
    client.on('end', () => void this.connectAgain());
  }

  /** @throws CodedError STOCKAGE_INDISPONIBLE when nothing answers */
  static async open(options: ConnectionOptions): Promise<Connection> {
    const client = clientFor(options);
    watch(client, options.log ?? silentLogger);
    try {
      await Promise.race([client.connect(), late(options.openTimeoutMs ?? OPEN_TIMEOUT_MS)]);
    } catch (cause) {
      client.disconnect();
      throw new CodedError('STOCKAGE_INDISPONIBLE', 'connecting to Redis', { cause });
    }
    return new Connection(client, options);
  }

  /** Another connection to the same place, for calls that block. */
  twin(commandTimeoutMs: number): Promise<Connection> {
    return Connection.open({ ...this.options, commandTimeoutMs, name: `${this.options.name}:direct` });
  }

  async run(script: Script, keys: readonly string[], args: readonly Argument[]): Promise<unknown> {
    try {
      return await this.send('evalsha', script.sha, keys.length, ...keys, ...args);
    } catch (cause) {
      if (!isNoScript(cause)) throw cause;
      return this.send('eval', script.text, keys.length, ...keys, ...args);
    }
  }

  async send(command: string, ...args: Argument[]): Promise<unknown> {
    if (this.closed) throw new Error('the store is closed');
    if (this.inFlight >= MAX_IN_FLIGHT) throw new Error('too many calls wait for Redis');
    this.inFlight += 1;
    try {
      // in lower case, the driver gives some replies another shape
      return await this.client.callBuffer(command.toUpperCase(), ...args);
    } finally {
      this.inFlight -= 1;
      await this.options.mayGoOn?.();
    }
  }

  /** @param doing what the caller was at, for the operator */
  async guard<T>(doing: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      if (cause instanceof CodedError) throw cause;
      throw new CodedError('STOCKAGE_INDISPONIBLE', doing, { cause });
    }
  }

  /**
   * Resolves when the writes sent before this call are on as many replicas as configured. WAIT blocks its connection, so that one WAIT
   * serves every write that came while the one before ran.
   */
  confirm(): Promise<void> {
    if (this.options.replicas === 0) return Promise.resolve();
    if (this.waiting === null) return (this.waiting = this.waitReplicas().finally(() => (this.waiting = null)));
    const previous = this.waiting;
    return (this.nextWait ??= previous.catch(() => undefined).then(() => {
      this.nextWait = null;
      return (this.waiting = this.waitReplicas().finally(() => (this.waiting = null)));
    }));
  }

  /** The same for what was read: a first try may have written it without living long enough to wait. `key`: one of the same node. */
  async confirmRead(key: string): Promise<void> {
    if (this.options.replicas === 0) return;
    await this.send('incr', key);
    await this.confirm();
  }

  /** Sends a command to each node that is written to: one, or the masters of the cluster. */
  onEachMaster<T>(work: (node: Redis) => Promise<T>): Promise<T[]> {
    return Promise.all((this.client instanceof Cluster ? this.client.nodes('master') : [this.client]).map(work));
  }

  get isOpen(): boolean {
    return !this.closed;
  }

  close(): void {
    this.closed = true;
    this.client.disconnect();
  }

  /** Each failure ends the client once more, and comes back here. */
  private async connectAgain(): Promise<void> {
    await pause(LONGEST_RETRY_MS, undefined, { ref: false });
    if (!this.closed && this.client.status === 'end') await this.client.connect().catch(() => undefined);
  }

  private async waitReplicas(): Promise<void> {
    const { replicas, waitTimeoutMs = WAIT_TIMEOUT_MS } = this.options;
    const reached = await this.onEachMaster((node) => node.wait(replicas, waitTimeoutMs));
    if (reached.some((n) => n < replicas)) throw new CodedError('STOCKAGE_INDISPONIBLE', `waiting for ${replicas} replica(s)`);
  }
}

async function late(ms: number): Promise<never> {
  await pause(ms, undefined, { ref: false });
  throw new Error('nothing answered in time');
}

const isNoScript = (cause: unknown): boolean => cause instanceof Error && cause.message.startsWith('NOSCRIPT');

function clientFor(options: ConnectionOptions): Redis | Cluster {
  const { target } = options;
  const common = commonOptions(options);
  switch (target.kind) {
    case 'single': return new Redis({ ...common, ...target.node, db: target.db });
    case 'sentinel': return new Redis({
      ...common, sentinels: target.sentinels, name: target.name, db: target.db, sentinelRetryStrategy: retryMs, sentinelPassword: target.sentinelPassword ?? '',
      failoverDetector: true, enableTLSForSentinelMode: target.tls, ...(target.tls ? { sentinelTLS: {} } : {}),
    });
    case 'cluster': return new Cluster(target.nodes, {
      enableOfflineQueue: false, lazyConnect: true, clusterRetryStrategy: retryMs, slotsRefreshTimeout: CONNECT_TIMEOUT_MS, slotsRefreshInterval: 10_000, redisOptions: common,
    });
  }
}

function commonOptions({ target, name, commandTimeoutMs = COMMAND_TIMEOUT_MS }: ConnectionOptions) {
  return {
    connectionName: name, connectTimeout: CONNECT_TIMEOUT_MS, commandTimeout: commandTimeoutMs, lazyConnect: true,
    protocol: 2,
    // nothing is kept for later nor sent twice: a call fails at once while Redis is away
    enableOfflineQueue: false, autoResendUnfulfilledCommands: false, maxRetriesPerRequest: 0, retryStrategy: retryMs,
    // after a failover the old master refuses writes: the new one is looked for
    reconnectOnError: (error: Error) => (isOldMaster(error) ? 1 : false),
    ...(target.username ? { username: target.username } : {}), ...(target.password ? { password: target.password } : {}), ...(target.tls ? { tls: {} } : {}),
  } satisfies RedisOptions;
}

const retryMs = (times: number): number => Math.min(LONGEST_RETRY_MS, 50 * 2 ** Math.min(times, 10));
const isOldMaster = ({ message }: Error): boolean => /^(READONLY|UNBLOCKED|MASTERDOWN)/.test(message);

/** Lost and found again are said once each. Without a listener the driver prints errors itself, with addresses. */
function watch(client: Redis | Cluster, log: Logger): void {
  let lost = false;
  client.on('error', () => undefined);
  client.on('close', () => {
    if (!lost && client.status !== 'end') log.warn({}, 'redis-perdu');
    lost = true;
  });
  client.on('ready', () => {
    if (lost) log.info({}, 'redis-retrouve');
    lost = false;
  });
}
