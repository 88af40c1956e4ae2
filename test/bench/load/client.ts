import { Agent, request } from 'node:http';
import { WebSocket } from 'ws';
import { z } from 'zod';

/**
 * A light Direct Line client: one keep-alive agent, the secret as the only credential, nothing parsed that is not needed. It shares
 * the machine with what it measures.
 */

export type Answer = { status: number; body: string; retryAfter: string | null };
export type SentActivity = { type: string; text?: string; value?: unknown; channelData?: Record<string, unknown> };

const activitySchema = z.object({ id: z.string(), type: z.string(), text: z.string().optional(), replyToId: z.string().optional(), from: z.object({ id: z.string() }).loose() });
export type Activity = z.infer<typeof activitySchema>;
const pageSchema = z.object({ activities: z.array(activitySchema), watermark: z.string().optional() });
const conversationSchema = z.object({ conversationId: z.string(), streamUrl: z.string() });
const postedSchema = z.object({ id: z.string() });

/** A server that says nothing for this long is stalled. */
const TIMEOUT_MS = 60_000;

export class DirectLineClient {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1_000 });

  /** @param timeoutMs without an answer for this long, a request is given up */
  constructor(private readonly secret: string, private readonly timeoutMs = TIMEOUT_MS) {}

  /** Starts a conversation, later when the server says to come back; its stream begins before anything was said. */
  async start(url: string, personne?: string): Promise<{ conversation: string; streamUrl: string }> {
    let answer: Answer;
    for (;;) {
      answer = await this.send(url, 'POST', '/v3/directline/conversations', personne === undefined ? {} : { user: { id: personne } });
      if (answer.retryAfter === null) break;
      await wait(Number(answer.retryAfter));
    }
    if (answer.status >= 300) throw new Refused(answer);
    const { conversationId, streamUrl } = conversationSchema.parse(JSON.parse(answer.body));
    return { conversation: conversationId, streamUrl };
  }

  /** @returns what the server said, whatever it is; a broken connection rejects */
  post(url: string, conversation: string, activity: SentActivity): Promise<Answer> {
    return this.send(url, 'POST', `/v3/directline/conversations/${conversation}/activities`, { from: { id: 'moi' }, ...activity });
  }

  /** The same message until it is taken: on a broken connection or a refusal that says to come back. @returns its id */
  async postUntilTaken(nextUrl: () => string, conversation: string, activity: SentActivity, deadlineMs: number): Promise<string> {
    for (;;) {
      const answer = await this.post(nextUrl(), conversation, activity).catch(() => null);
      if (answer?.status === 200) return postedSchema.parse(JSON.parse(answer.body)).id;
      if (answer !== null && answer.status < 429) throw new Refused(answer);
      if (performance.now() > deadlineMs) throw new Error(`not taken in time: ${answer?.status ?? 'no connection'}`);
      await wait(100);
    }
  }

  /** Everything said in a conversation, in the order of the server. */
  async transcript(url: string, conversation: string): Promise<Activity[]> {
    const all: Activity[] = [];
    for (let watermark = '0'; ; ) {
      const answer = await this.send(url, 'GET', `/v3/directline/conversations/${conversation}/activities?watermark=${watermark}`);
      if (answer.status !== 200) throw new Refused(answer);
      const page = pageSchema.parse(JSON.parse(answer.body));
      if (page.activities.length === 0) return all;
      all.push(...page.activities);
      watermark = page.watermark ?? watermark;
    }
  }

  /** Opens the stream; `onActivity` hears what the server pushes. Resolves once open. */
  stream(streamUrl: string, onActivity: (activity: Activity) => void): Promise<WebSocket> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(streamUrl, { perMessageDeflate: false });
      socket.on('message', (frame) => {
        const text = String(frame);
        if (text !== '') for (const activity of pageSchema.parse(JSON.parse(text)).activities) onActivity(activity);
      });
      socket.once('open', () => resolve(socket));
      socket.on('error', reject);
    });
  }

  /** By a connection of its own: as a probe asks, and as whoever arrives is served. */
  health(url: string, path: '/healthz' | '/readyz'): Promise<Answer> {
    return exchange(`${url}${path}`, 'GET', { connection: 'close' }, false, undefined, this.timeoutMs);
  }

  close(): void {
    this.agent.destroy();
  }

  private send(url: string, method: 'GET' | 'POST', path: string, body?: unknown): Promise<Answer> {
    const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    const headers = { authorization: `Bearer ${this.secret}`, ...(payload ? { 'content-type': 'application/json', 'content-length': payload.length } : {}) };
    return exchange(`${url}${path}`, method, headers, this.agent, payload, this.timeoutMs);
  }
}

export class Refused extends Error {
  constructor(readonly answer: Answer) {
    super(`${answer.status} ${answer.body.slice(0, 200)}`);
  }
}

/** One request of HTTP/1.1. Rejects on a broken connection, and when the server says nothing for too long. */
export function exchange(url: string, method: string, headers: Record<string, string | number>, agent: Agent | false, payload?: Buffer, timeoutMs = TIMEOUT_MS): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const req = request(url, { method, agent, headers, timeout: timeoutMs }, (res) => {
      const chunks: Buffer[] = [];
      res.on('data', (chunk: Buffer) => chunks.push(chunk));
      res.on('error', reject);
      res.on('end', () => resolve({ status: res.statusCode ?? 0, body: Buffer.concat(chunks).toString(), retryAfter: res.headers['retry-after'] ?? null }));
    });
    req.on('timeout', () => req.destroy(new Error('no answer in time')));
    // the server closes what was idle for long, and may do so as this leaves: what nobody read is sent again
    req.on('error', (error: NodeJS.ErrnoException) => (req.reusedSocket && error.code === 'ECONNRESET' ? resolve(exchange(url, method, headers, agent, payload, timeoutMs)) : reject(error)));
    req.end(payload);
  });
}

export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
