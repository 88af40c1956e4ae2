import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { WebSocket } from 'ws';

const ROOT = join(__dirname, '..', '..');

/** One instance of the product, in a process that can be stopped, woken and killed. */
export type Instance = { url: string; log: () => string; signal(name: NodeJS.Signals): void; ended: Promise<number | null> };

/** @param env where its store is; @param middleMs see serve-turns.ts */
export function startInstance(env: Record<string, string>, { middleMs = 0, leaseMs = 1_000 } = {}): Promise<Instance> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'test/support/serve-turns.ts', String(middleMs), String(leaseMs)], {
    cwd: ROOT, stdio: 'pipe', env: { PATH: process.env['PATH'] ?? '', JETONS_PAR_MINUTE: '100000', REQUETES_PAR_MINUTE: '1000000', CONVERSATIONS_PAR_MINUTE: '1000000', ...env },
  });
  let output = '';
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const url = /Assistant +(http:\S+)\/\n/.exec(output)?.[1];
      if (url && output.includes('Pour arrêter')) resolve({ url, ended, log: () => output, signal: (name) => void kill(child, name) });
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void ended.then((code) => reject(new Error(`ended with ${code}: ${output}`)));
  });
}

const kill = (child: ChildProcess, name: NodeJS.Signals): boolean => child.exitCode === null && child.signalCode === null && child.kill(name);

export type Activity = { id: string; type: string; text?: string; from?: { id: string } };
export type Page = { activities: Activity[]; watermark: string };

/** A person's conversation, which any instance serves: each call names the one it goes to. */
export class Conversation {
  private constructor(readonly id: string, private readonly auth: Record<string, string>) {}

  static async startOn({ url }: Instance): Promise<Conversation> {
    const { token } = (await (await fetch(`${url}/api/chat/jeton`, { method: 'POST' })).json()) as { token: string };
    const auth = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const { conversationId } = (await (await fetch(`${url}/v3/directline/conversations`, { method: 'POST', headers: auth })).json()) as { conversationId: string };
    return new Conversation(conversationId, auth);
  }

  async post({ url }: Instance, text: string, clientActivityID?: string): Promise<{ status: number; id: string; retryAfter: string | null }> {
    const body = JSON.stringify({ type: 'message', text, ...(clientActivityID ? { channelData: { clientActivityID } } : {}) });
    const response = await fetch(`${url}/v3/directline/conversations/${this.id}/activities`, { method: 'POST', headers: this.auth, body });
    const { id = '' } = (await response.json()) as { id?: string };
    return { status: response.status, id, retryAfter: response.headers.get('retry-after') };
  }

  /** Nothing while the store is away. */
  async read({ url }: Instance, watermark = ''): Promise<Page> {
    const response = await fetch(`${url}/v3/directline/conversations/${this.id}/activities?watermark=${watermark}`, { headers: this.auth });
    return response.ok ? ((await response.json()) as Page) : { activities: [], watermark };
  }

  /** Resolves once the message of this id has its replies. */
  answered(instance: Instance, id: string, timeoutMs = 15_000): Promise<Page> {
    return until(() => this.read(instance), ({ activities }) => activities.some((activity) => activity.id.startsWith(`${id}|`)), timeoutMs);
  }

  async say(instance: Instance, text: string): Promise<void> {
    await this.answered(instance, (await this.post(instance, text)).id);
  }

  async stream({ url }: Instance, watermark: string): Promise<{ received: Activity[]; closed: Promise<number>; close(): void }> {
    const { streamUrl } = (await (await fetch(`${url}/v3/directline/conversations/${this.id}?watermark=${watermark}`, { headers: this.auth })).json()) as { streamUrl: string };
    const received: Activity[] = [];
    const socket = new WebSocket(streamUrl);
    socket.on('message', (data) => received.push(...(data.toString() === '' ? [] : (JSON.parse(data.toString()) as Page).activities)));
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return { received, closed, close: () => socket.close() };
  }
}

export async function until<T>(look: () => T | Promise<T>, isIt: (seen: T) => boolean, timeoutMs = 15_000): Promise<T> {
  for (const end = Date.now() + timeoutMs; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 40))) {
    const seen = await look();
    if (isIt(seen)) return seen;
  }
  throw new Error('never came');
}
