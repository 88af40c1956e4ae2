import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

/** The product as people start it, in a process of its own that can be killed. */
export type ProcessServer = { url: string; port: number; pid: number; dataDir: string; /** Resolves once it ended. */ kill(signal: NodeJS.Signals): Promise<number | null>; stderr(): string };

export async function startProcess(options: { dataDir?: string; port?: number; env?: Record<string, string>; nodeArgs?: string[] } = {}): Promise<ProcessServer> {
  const dataDir = options.dataDir ?? newDataDir();
  const port = options.port ?? (await freePort());
  buildServer();
  const child = spawn(process.execPath, [...(options.nodeArgs ?? []), '--enable-source-maps', 'src/dist/server.cjs'], {
    cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: String(port), DATA_DIR: dataDir, LOG_LEVEL: 'info', JETONS_PAR_MINUTE: '1000', REQUETES_PAR_MINUTE: '1000000', CONVERSATIONS_PAR_MINUTE: '1000000', ...options.env },
  });
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const url = `http://localhost:${port}`;
  await untilReady(url, child, () => stderr);
  return { url, port, pid: child.pid ?? 0, dataDir, stderr: () => stderr, kill: (signal) => ended(child, signal) };
}

let isBuilt = false;

/** As `npm start` does, so that what is tried is the code as it is now. */
export function buildServer(): void {
  if (!isBuilt) execFileSync(process.execPath, ['src/build-server.mjs'], { cwd: ROOT });
  isBuilt = true;
}

/** The model trained by the suite is taken along: training again would prove nothing more. */
export function newDataDir(): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'aiguillage-'));
  const cache = join(ROOT, 'var');
  if (existsSync(cache)) for (const name of readdirSync(cache).filter((n) => n.startsWith('mod'))) cpSync(join(cache, name), join(dataDir, name), { recursive: true });
  return dataDir;
}

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });

async function untilReady(url: string, child: ChildProcess, stderr: () => string): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 100))) {
    if (child.exitCode !== null) throw new Error(`server ended with ${child.exitCode}: ${stderr()}`);
    const ready = await fetch(`${url}/readyz`).then((response) => response.ok, () => false);
    if (ready) return;
  }
  throw new Error(`server not ready: ${stderr()}`);
}

const ended = (child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve(child.exitCode);
    child.once('exit', (code) => resolve(code));
    child.kill(signal);
  });
