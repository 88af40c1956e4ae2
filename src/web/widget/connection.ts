import { ConnectionStatus, DirectLine, type Activity } from 'botframework-directlinejs';
import { readActivity, type Incoming, type OutgoingActivity } from './activity';
import { ServerError, type Sessions } from './session';
import type { StoredSession } from './storage';

export type LinkState = 'connexion' | 'en-ligne' | 'coupee';

/** `refused`: the server will never take this one. `retry`: not taken yet, send it again with the same id. */
export type Posted = 'sent' | 'retry' | { refused: number };

type Events = {
  onState(state: LinkState): void;
  /** A conversation begins to flow: `replayed` when its past messages come first. */
  onConversation(session: StoredSession, replayed: boolean): void;
  onActivity(activity: Incoming): void;
};

const OPEN_TIMEOUT_MS = 12_000;
const RETRY_MS = [500, 1_000, 2_000, 4_000, 8_000, 15_000];
const TOKEN_CHECK_MS = 5 * 60_000;

/**
 * Keeps one Direct Line client alive. The official client does not say when its socket is down and waits 3 to 15 s
 * before it reconnects: we watch the socket ourselves, and replace the client by a new one from the last watermark.
 */
export class Connection {
  private client: DirectLine | undefined;
  private dispose: () => void = () => undefined;
  private timer: number | undefined;
  private tokenTimer: number | undefined;
  private failures = 0;
  private generation = 0;
  private conversationId = '';
  private watermark = '';
  private state: LinkState = 'connexion';
  private stopped = true;

  constructor(private readonly serveur: string, private readonly sessions: Sessions, private readonly events: Events) {}

  start(): void {
    if (!this.stopped) return;
    this.stopped = false;
    addEventListener('online', this.reconnectNow);
    addEventListener('offline', this.lost);
    document.addEventListener('visibilitychange', this.onVisible);
    this.tokenTimer = window.setInterval(() => void this.sessions.fresh().catch(() => undefined), TOKEN_CHECK_MS);
    this.setState('connexion');
    void this.connect();
  }

  stop(): void {
    this.stopped = true;
    this.drop();
    clearTimeout(this.timer);
    clearInterval(this.tokenTimer);
    removeEventListener('online', this.reconnectNow);
    removeEventListener('offline', this.lost);
    document.removeEventListener('visibilitychange', this.onVisible);
    this.conversationId = '';
    this.watermark = '';
    this.failures = 0;
  }

  get online(): boolean {
    return this.state === 'en-ligne';
  }

  readonly reconnectNow = (): void => {
    if (this.stopped || this.online) return;
    this.failures = 0;
    clearTimeout(this.timer);
    void this.connect();
  };

  post(activity: OutgoingActivity): Promise<Posted> {
    const client = this.client;
    if (!client || !this.online) return Promise.resolve('retry');
    return new Promise((resolve) => {
      client.postActivity(activity as unknown as Activity).subscribe(
        (id: string) => resolve(id === 'retry' ? 'retry' : 'sent'),
        (error: unknown) => resolve(this.postFailure(error)),
        () => resolve('retry'),
      );
    });
  }

  private postFailure(error: unknown): Posted {
    const status = Number((error as { status?: unknown } | undefined)?.status ?? 0);
    if (status === 401 || status === 403) {
      this.sessions.expire();
      this.lost();
      return 'retry';
    }
    if (status === 404) this.lost();
    const final = status >= 400 && status < 500 && ![404, 408, 409, 429].includes(status);
    return final ? { refused: status } : 'retry';
  }

  private readonly onVisible = (): void => {
    if (document.visibilityState === 'visible') this.reconnectNow();
  };

  private async connect(): Promise<void> {
    this.drop();
    const generation = this.generation;
    try {
      if (this.failures > 0) await this.sessions.verify();
      const session = await this.sessions.fresh();
      if (generation === this.generation && !this.stopped) this.open(session);
    } catch (error) {
      if (generation === this.generation) this.lost(error);
    }
  }

  private open(session: StoredSession): void {
    if (session.conversationId !== this.conversationId) {
      this.conversationId = session.conversationId;
      this.watermark = session.started ? '0' : '';
      this.events.onConversation(session, session.started);
    }
    const generation = this.generation;
    const ifCurrent = (act: () => void) => (): void => {
      if (generation === this.generation) act();
    };
    const client = new DirectLine({
      domain: `${this.serveur}/v3/directline`,
      token: session.token,
      ...(session.started && { conversationId: session.conversationId, watermark: this.watermark || '0' }),
      conversationStartProperties: { locale: 'fr-FR' },
      botAgent: 'aiguillage-widget',
      WebSocket: this.watchedSocket(ifCurrent(this.onOpen), ifCurrent(this.lost), (watermark) => ifCurrent(() => (this.watermark = watermark))()),
    });
    const late = window.setTimeout(ifCurrent(this.lost), OPEN_TIMEOUT_MS);
    const activities = client.activity$.subscribe(
      (raw) => ifCurrent(() => this.receive(raw, session.userId))(),
      ifCurrent(this.lost),
      ifCurrent(this.lost),
    );
    const statuses = client.connectionStatus$.subscribe((status) => {
      if (status === ConnectionStatus.ExpiredToken) this.sessions.expire();
      if (status > ConnectionStatus.Online) ifCurrent(this.lost)();
    });
    this.client = client;
    this.dispose = () => {
      clearTimeout(late);
      activities.unsubscribe();
      statuses.unsubscribe();
      client.end();
    };
    this.onOpened = () => clearTimeout(late);
  }

  private onOpened: () => void = () => undefined;

  private readonly onOpen = (): void => {
    this.failures = 0;
    this.onOpened();
    this.sessions.markStarted();
    this.setState('en-ligne');
  };

  /** A WebSocket that tells us when it opens and closes, and how far the stream has come. */
  private watchedSocket(onOpen: () => void, onClose: () => void, onWatermark: (watermark: string) => void): typeof WebSocket {
    return class extends WebSocket {
      constructor(url: string | URL) {
        super(url);
        this.addEventListener('open', onOpen);
        this.addEventListener('close', onClose);
        this.addEventListener('message', ({ data }) => {
          const watermark = readWatermark(data);
          if (watermark) onWatermark(watermark);
        });
        // the client shows the activities of a frame one tick after the other: a next frame would come in between
        Object.defineProperty(this, 'onmessage', {
          set: (heard: (event: { data: unknown }) => void) => this.addEventListener('message', ({ data }) => oneByOne(data).forEach((one) => heard({ data: one }))),
        });
      }
    };
  }

  private receive(raw: unknown, userId: string): void {
    const activity = readActivity(raw, userId);
    if (activity) this.events.onActivity(activity);
  }

  private readonly lost = (error?: unknown): void => {
    if (this.stopped) return;
    this.drop();
    this.setState('coupee');
    const wait = RETRY_MS[Math.min(this.failures, RETRY_MS.length - 1)] ?? 15_000;
    this.failures += 1;
    clearTimeout(this.timer);
    const afterMs = error instanceof ServerError && error.status === 429 ? 15_000 : wait;
    this.timer = window.setTimeout(() => void this.connect(), afterMs * (0.8 + Math.random() * 0.4));
  };

  private drop(): void {
    this.generation += 1;
    this.client = undefined;
    const dispose = this.dispose;
    this.dispose = () => undefined;
    dispose();
  }

  private setState(state: LinkState): void {
    if (state === this.state && state !== 'connexion') return;
    this.state = state;
    this.events.onState(state);
  }
}

/** A frame of several activities, as frames of one; anything else as it came. */
function oneByOne(data: unknown): unknown[] {
  try {
    const { activities, ...rest } = JSON.parse(String(data)) as { activities?: unknown[] };
    return activities === undefined || activities.length < 2 ? [data] : activities.map((activity) => JSON.stringify({ ...rest, activities: [activity] }));
  } catch {
    return [data];
  }
}

function readWatermark(frame: unknown): string | undefined {
  if (typeof frame !== 'string' || frame === '') return undefined;
  const { watermark } = JSON.parse(frame) as { watermark?: unknown };
  return watermark === undefined || watermark === null ? undefined : String(watermark);
}
