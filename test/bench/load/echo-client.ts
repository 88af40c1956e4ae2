import { spawn, type ChildProcess } from 'node:child_process';
import { Agent, createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';
import { freePort } from '../../support/process-server';
import { exchange } from './client';
import type { Send } from './open-loop';

/** `connector`: replies leave by a call to the channel, as in production; `inline`: in the answer itself (`expectReplies`), the least an SDK can do. */
export type EchoDelivery = 'connector' | 'inline';

/** The EchoBot in a process of its own, and the channel that it answers to. */
export class Echo {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1_000 });
  private readonly waiting = new Map<string, () => void>();

  private constructor(private readonly child: ChildProcess, private readonly url: string, private readonly connector: Server) {}

  static async start(): Promise<Echo> {
    const port = await freePort();
    const child = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'echo.ts'), String(port)], { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve) => child.stdout?.once('data', resolve));
    const connector = createServer();
    await new Promise<void>((resolve) => connector.listen(0, '127.0.0.1', resolve));
    const echo = new Echo(child, `http://127.0.0.1:${port}/api/messages`, connector);
    connector.on('request', (req, res) => {
      req.resume().on('end', () => res.end('{"id":"1"}'));
      echo.waiting.get(req.url?.split('/').at(-1) ?? '')?.();
    });
    return echo;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  sender(delivery: EchoDelivery): Send {
    const { port } = this.connector.address() as AddressInfo;
    return async (rank) => {
      const id = `${delivery}${rank}`;
      const heard = delivery === 'inline' ? Promise.resolve() : new Promise<void>((resolve) => this.waiting.set(id, resolve));
      const activity = {
        type: 'message', id, channelId: 'emulator', serviceUrl: `http://127.0.0.1:${port}`, text: 'bonjour', conversation: { id: `c${rank % 500}` },
        from: { id: 'moi' }, recipient: { id: 'bot' }, ...(delivery === 'inline' ? { deliveryMode: 'expectReplies' } : {}),
      };
      const payload = Buffer.from(JSON.stringify(activity));
      const answer = await exchange(this.url, 'POST', { 'content-type': 'application/json', 'content-length': payload.length }, this.agent, payload);
      if (answer.status >= 300) return 'failed';
      if (delivery === 'inline') return inlineReply.safeParse(JSON.parse(answer.body)).success ? 'answered' : 'failed';
      await heard;
      this.waiting.delete(id);
      return 'answered';
    };
  }

  stop(): void {
    this.child.kill('SIGKILL');
    this.connector.closeAllConnections();
    this.connector.close();
    this.agent.destroy();
  }
}

const inlineReply = z.object({ activities: z.array(z.object({ text: z.string().startsWith('Echo: ') })).min(1) });
