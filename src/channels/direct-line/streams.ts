import { setImmediate as turnOfLoop } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import type { Logger } from '../../ops/log';

/** `isLast`: nothing came after it when it was read. */
export type Page = { activities: Record<string, unknown>[]; watermark: string; lastSeq: number; isLast: boolean };

type Stream = { socket: WebSocket; sentSeq: number; read: (afterSeq: number) => Promise<Page>; pumping: boolean; again: boolean; alive: boolean; behind: boolean };

const HEARTBEAT_MS = 30_000;
/** A client that does not read is cut here; it comes back with its watermark and misses nothing. */
const BUFFER_MAX_OCTETS = 1_048_576;
const SOCKETS_MAX = 10;
const GOING_AWAY = 1001;
const TRY_AGAIN_LATER = 1013;

/**
 * The open sockets of every conversation. Each one follows the transcript from its own watermark: a notice only says that there
 * is something to read, so that order, replay and several tabs need nothing else.
 */
export class Streams {
  private readonly byConversation = new Map<string, Set<Stream>>();
  private readonly heartbeat: NodeJS.Timeout;

  constructor(private readonly log: Logger, heartbeatMs = HEARTBEAT_MS) {
    this.heartbeat = setInterval(() => this.beat(), heartbeatMs);
    this.heartbeat.unref();
  }

  open(socket: WebSocket, conversation: string, afterSeq: number, read: (afterSeq: number) => Promise<Page>): void {
    const stream: Stream = { socket, sentSeq: afterSeq, read, pumping: false, again: false, alive: true, behind: false };
    const siblings = this.byConversation.get(conversation) ?? new Set();
    if (siblings.size >= SOCKETS_MAX) [...siblings][0]?.socket.close(TRY_AGAIN_LATER);
    this.byConversation.set(conversation, siblings.add(stream));
    socket.on('pong', () => (stream.alive = true));
    // The client's empty frames only keep the line open.
    socket.on('message', () => (stream.alive = true));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => this.forget(conversation, stream));
    void this.pump(stream);
  }

  /** Something was appended to this conversation. */
  notify(conversation: string): void {
    for (const stream of this.byConversation.get(conversation) ?? []) void this.pump(stream);
  }

  /** Sent as it is to whoever is there, without a watermark. */
  broadcast(conversation: string, activity: Record<string, unknown>): void {
    for (const stream of this.byConversation.get(conversation) ?? []) send(stream, { activities: [activity] });
  }

  /** The store answers again: what could not be read is read now. */
  catchUp(): void {
    for (const streams of this.byConversation.values()) for (const stream of streams) if (stream.behind) void this.pump(stream);
  }

  has(conversation: string): boolean {
    return this.byConversation.has(conversation);
  }

  get count(): number {
    return [...this.byConversation.values()].reduce((total, streams) => total + streams.size, 0);
  }

  closeAll(): void {
    clearInterval(this.heartbeat);
    for (const streams of this.byConversation.values()) for (const { socket } of streams) socket.close(GOING_AWAY);
  }

  /** For what did not close in time. */
  terminateAll(): void {
    for (const streams of this.byConversation.values()) for (const { socket } of streams) socket.terminate();
  }

  private async pump(stream: Stream): Promise<void> {
    stream.again = true;
    if (stream.pumping) return;
    stream.pumping = true;
    try {
      while (stream.again) {
        // What is appended meanwhile (the message, then its replies) leaves in one read and one frame.
        await turnOfLoop();
        stream.again = false;
        await drain(stream);
        stream.behind = false;
      }
    } catch (error) {
      this.late(stream, error);
    } finally {
      stream.pumping = false;
    }
  }

  /** The socket stays: sending everyone away while the store does not answer would only bring them all back. */
  private late(stream: Stream, error: unknown): void {
    if (!stream.behind) this.log.warn({ error }, 'flux-en-retard');
    stream.behind = true;
  }

  /** A notice of another process may be lost: what was added is looked for too. */
  private beat(): void {
    for (const streams of this.byConversation.values()) {
      for (const stream of streams) {
        ping(stream);
        void this.pump(stream);
      }
    }
  }

  private forget(conversation: string, stream: Stream): void {
    const streams = this.byConversation.get(conversation);
    streams?.delete(stream);
    if (streams?.size === 0) this.byConversation.delete(conversation);
  }
}

async function drain(stream: Stream): Promise<void> {
  for (;;) {
    const page = await stream.read(stream.sentSeq);
    stream.sentSeq = page.lastSeq;
    if (page.activities.length === 0) return;
    if (!send(stream, { activities: page.activities, watermark: page.watermark }) || page.isLast) return;
  }
}

function send({ socket }: Stream, frame: object): boolean {
  if (socket.readyState !== socket.OPEN) return false;
  if (socket.bufferedAmount > BUFFER_MAX_OCTETS) {
    socket.close(TRY_AGAIN_LATER);
    return false;
  }
  socket.send(JSON.stringify(frame));
  return true;
}

function ping(stream: Stream): void {
  if (!stream.alive) return stream.socket.terminate();
  stream.alive = false;
  if (stream.socket.readyState === stream.socket.OPEN) stream.socket.ping();
}
