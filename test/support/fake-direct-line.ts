import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { extname, join } from 'node:path';
import { WebSocketServer, type WebSocket } from 'ws';

export type FakeActivity = {
  type: string;
  id?: string;
  timestamp?: string;
  from?: { id?: string; role?: string };
  text?: string;
  locale?: string;
  value?: Record<string, unknown>;
  channelData?: Record<string, unknown>;
  attachments?: unknown[];
  suggestedActions?: { actions: { type: string; title: string; value: string }[] };
};

/** What the bot answers to one activity of the person. */
export type Script = (activity: FakeActivity, conversation: FakeConversation) => void;

type Failure = { status: number; code: string };

/** One conversation of the fake server: its log, its streams, and `say` for the bot's side. */
export class FakeConversation {
  readonly log: FakeActivity[] = [];
  readonly streams = new Set<WebSocket>();
  greeted = false;

  constructor(readonly id: string, readonly userId: string) {}

  say(activity: Partial<FakeActivity> | string): void {
    const given = typeof activity === 'string' ? { text: activity } : activity;
    this.append({ type: 'message', ...given, from: { id: 'aiguillage', role: 'bot' } });
  }

  typing(): void {
    this.send([{ type: 'typing', from: { id: 'aiguillage', role: 'bot' } }]);
  }

  append(activity: FakeActivity): FakeActivity {
    const kept = { ...activity, id: `${this.id}|${String(this.log.length).padStart(7, '0')}`, timestamp: new Date().toISOString() };
    this.log.push(kept);
    this.send([kept]);
    return kept;
  }

  send(activities: FakeActivity[], only?: WebSocket): void {
    const frame = JSON.stringify({ activities, watermark: String(this.log.length) });
    for (const stream of only ? [only] : this.streams) stream.send(frame);
  }
}

/**
 * The least server the browser code can talk to: `/api/chat/jeton`, Direct Line 3.0 and the built files, with our
 * Content-Security-Policy. Everything a test wants to break is a public field.
 */
export class FakeDirectLine {
  readonly conversations = new Map<string, FakeConversation>();
  readonly posts: FakeActivity[] = [];
  readonly uploads: { activity: FakeActivity; files: { name: string; type: string; size: number }[] }[] = [];
  readonly jetons: Record<string, unknown>[] = [];
  readonly cspReports: string[] = [];
  script: Script = (activity, conversation) => conversation.say(`Reçu : ${activity.text ?? JSON.stringify(activity.value)}`);
  greeting: Partial<FakeActivity> = { text: 'Bonjour. Que puis-je pour vous ?' };
  /** How the server writes back what the person wrote (masking). */
  mask: (text: string) => string = (text) => text;
  apiFailure: Failure | undefined;
  postFailure: Failure | undefined;
  uploadFailure: Failure | undefined;
  /** Bytes a second the server accepts for an upload; 0 = as fast as they come. */
  uploadRate = 0;
  refreshFails = false;
  private readonly tokens = new Map<string, string>();
  private readonly reprises = new Map<string, string>();
  private readonly sockets = new Set<Socket>();
  private readonly websockets = new WebSocketServer({ noServer: true });
  private server: Server | undefined;
  private port = 0;

  constructor(private readonly dist: string, private readonly pages: Record<string, string> = {}) {}

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get last(): FakeConversation {
    const conversation = Array.from(this.conversations.values()).at(-1);
    if (!conversation) throw new Error('no conversation yet');
    return conversation;
  }

  async listen(): Promise<void> {
    const server = createServer((req, res) => void this.handle(req, res).catch((error: unknown) => reply(res, 500, { error: { code: 'BUG', message: String(error) } })));
    server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
    server.on('upgrade', (req, socket, head) => this.websockets.handleUpgrade(req, socket, head, (stream) => this.openStream(req, stream)));
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
  }

  /** Stops answering, as a server that is down; the conversations stay and `listen` brings it back on the same port. */
  async close(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    for (const socket of this.sockets) socket.destroy();
    if (server) await new Promise((resolve) => server.close(resolve));
  }

  dropStreams(): void {
    for (const conversation of this.conversations.values()) for (const stream of conversation.streams) stream.terminate();
  }

  expireTokens(): void {
    this.tokens.clear();
  }

  private async handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const url = new URL(req.url ?? '/', this.origin);
    if (req.method === 'OPTIONS') return reply(res, 204, undefined);
    if (url.pathname === '/api/chat/jeton') return this.jeton(req, res);
    if (url.pathname.startsWith('/v3/directline/')) return this.directLine(req, res, url);
    if (this.pages[url.pathname]) return file(res, '.html', Buffer.from(this.pages[url.pathname] ?? ''));
    return this.asset(res, url.pathname === '/' ? '/index.html' : url.pathname);
  }

  private asset(res: ServerResponse, path: string): void {
    const full = join(this.dist, path);
    if (!full.startsWith(this.dist) || !existsSync(full)) return reply(res, 404, undefined);
    file(res, extname(path), readFileSync(full));
  }

  private async jeton(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const body = JSON.parse((await bytes(req)).toString() || '{}') as { reprise?: string; conversationId?: string };
    this.jetons.push(body);
    if (this.apiFailure) return fail(res, this.apiFailure);
    const known = body.reprise ? this.reprises.get(body.reprise) : undefined;
    if (body.reprise && !known) return fail(res, { status: 403, code: 'REPRISE_INVALIDE' });
    const userId = known ?? `dl_${randomUUID()}`;
    const asked = body.conversationId ? this.conversations.get(body.conversationId) : undefined;
    if (body.conversationId && asked?.userId !== userId) return fail(res, { status: 404, code: 'CONVERSATION_INCONNUE' });
    const conversation = asked ?? this.newConversation(userId);
    const reprise = body.reprise ?? randomUUID();
    this.reprises.set(reprise, userId);
    reply(res, 200, { ...this.tokenFor(conversation), userId, reprise });
  }

  private newConversation(userId: string): FakeConversation {
    const conversation = new FakeConversation(randomUUID(), userId);
    this.conversations.set(conversation.id, conversation);
    return conversation;
  }

  private tokenFor(conversation: FakeConversation): { conversationId: string; token: string; expires_in: number } {
    const token = randomUUID();
    this.tokens.set(token, conversation.id);
    return { conversationId: conversation.id, token, expires_in: 1_800 };
  }

  private async directLine(req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> {
    const token = /^Bearer (.+)$/.exec(req.headers.authorization ?? '')?.[1] ?? '';
    const conversation = this.conversations.get(this.tokens.get(token) ?? '');
    if (!conversation) return fail(res, { status: 403, code: 'TokenExpired' });
    const path = url.pathname.replace('/v3/directline', '');
    if (path === '/tokens/refresh') return this.refreshFails ? fail(res, { status: 403, code: 'TokenExpired' }) : reply(res, 200, this.tokenFor(conversation));
    if (path === '/conversations') return this.startConversation(res, conversation, token);
    if (!path.startsWith(`/conversations/${conversation.id}`)) return fail(res, { status: 403, code: 'BadArgument' });
    if (path.endsWith('/activities')) return this.receive(req, res, conversation);
    if (path.endsWith('/upload')) return this.receiveFiles(req, res, conversation);
    reply(res, 200, { conversationId: conversation.id, token, streamUrl: this.streamUrl(conversation, url.searchParams.get('watermark') ?? '') });
  }

  private startConversation(res: ServerResponse, conversation: FakeConversation, token: string): void {
    reply(res, 201, { ...this.tokenFor(conversation), token, streamUrl: this.streamUrl(conversation, '0') });
    if (conversation.greeted) return;
    conversation.greeted = true;
    conversation.say(this.greeting);
  }

  private streamUrl(conversation: FakeConversation, watermark: string): string {
    return `${this.origin.replace('http', 'ws')}/v3/directline/conversations/${conversation.id}/stream?watermark=${watermark}`;
  }

  private openStream(req: IncomingMessage, stream: WebSocket): void {
    const url = new URL(req.url ?? '/', this.origin);
    const conversation = this.conversations.get(url.pathname.split('/')[4] ?? '');
    if (!conversation) return stream.close();
    conversation.streams.add(stream);
    stream.on('close', () => conversation.streams.delete(stream));
    const from = url.searchParams.get('watermark');
    const missed = from ? conversation.log.slice(Number(from)) : [];
    if (missed.length > 0) conversation.send(missed, stream);
  }

  private async receive(req: IncomingMessage, res: ServerResponse, conversation: FakeConversation): Promise<void> {
    const activity = JSON.parse((await bytes(req)).toString()) as FakeActivity;
    if (this.postFailure) return fail(res, this.postFailure);
    this.posts.push(activity);
    this.accept(res, activity, conversation);
  }

  private accept(res: ServerResponse, activity: FakeActivity, conversation: FakeConversation): void {
    const clientId = activity.channelData?.clientActivityID;
    const before = conversation.log.find((kept) => clientId && kept.channelData?.clientActivityID === clientId);
    if (before) return reply(res, 200, { id: before.id });
    const text = activity.text === undefined ? undefined : this.mask(activity.text);
    const echo = conversation.append({ ...activity, text, from: { id: conversation.userId, role: 'user' } });
    reply(res, 200, { id: echo.id });
    this.script(activity, conversation);
  }

  private async receiveFiles(req: IncomingMessage, res: ServerResponse, conversation: FakeConversation): Promise<void> {
    const body = await bytes(req, this.uploadRate);
    if (this.uploadFailure) return fail(res, this.uploadFailure);
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': req.headers['content-type'] ?? '' } }).formData();
    const part = form.get('activity');
    const activity = JSON.parse(part instanceof Blob ? await part.text() : String(part)) as FakeActivity;
    const files = form.getAll('file').flatMap((item) => (item instanceof File ? [{ name: item.name, type: item.type, size: item.size }] : []));
    this.uploads.push({ activity, files });
    const attachments = files.map(({ name, type }) => ({ name, contentType: type, contentUrl: `${this.origin}/fichiers/${encodeURIComponent(name)}` }));
    this.accept(res, { ...activity, attachments }, conversation);
  }
}

const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' ws:; base-uri 'none'; form-action 'none'; frame-ancestors *";

const TYPES: Record<string, string> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml' };

function file(res: ServerResponse, extension: string, body: Buffer): void {
  res.writeHead(200, { 'Content-Type': TYPES[extension] ?? 'application/octet-stream', 'Content-Security-Policy': CSP, 'X-Content-Type-Options': 'nosniff' });
  res.end(body);
}

function reply(res: ServerResponse, status: number, body: unknown): void {
  res.writeHead(status, {
    'Content-Type': 'application/json',
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Allow-Methods': 'GET, POST, OPTIONS',
    'Access-Control-Allow-Headers': 'authorization, content-type, x-ms-bot-agent, x-requested-with',
  });
  res.end(body === undefined ? undefined : JSON.stringify(body));
}

const fail = (res: ServerResponse, { status, code }: Failure): void => reply(res, status, { error: { code, message: code } });

async function bytes(req: IncomingMessage, perSecond = 0): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) {
    chunks.push(Buffer.from(chunk));
    if (perSecond > 0) await new Promise((resolve) => setTimeout(resolve, (Buffer.byteLength(chunk) / perSecond) * 1_000));
  }
  return Buffer.concat(chunks);
}
