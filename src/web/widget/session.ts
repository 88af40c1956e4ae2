import type { Storage, StoredSession } from './storage';

/** The server answered, but not with what we asked. `code` is its own error code when it gave one. */
export class ServerError extends Error {
  constructor(readonly status: number, readonly code = '') {
    super(`HTTP ${status} ${code}`);
  }
}

const isRefused = (error: unknown): error is ServerError =>
  error instanceof ServerError && error.status >= 400 && error.status < 500 && error.status !== 429;

type Proof = { identite?: string; reprise?: string; conversationId?: string };

const TIMEOUT_MS = 15_000;

/**
 * The conversation's token, always one that still works: taken from this device, refreshed at half its life,
 * asked again with the `reprise` proof once expired.
 * Every method throws ServerError (the server refused) or a TypeError/AbortError (the server was not reached).
 */
export class Sessions {
  private current: StoredSession | undefined;
  private asked = false;
  private pending: Promise<StoredSession> | undefined;

  /**
   * @param identify a proof from the site around of who is there; `null` when nobody is signed in
   * @param onOther somebody else than before is there: what the one before was writing is not theirs to read
   */
  constructor(private readonly serveur: string, private readonly storage: Storage, private readonly identify?: () => Promise<string | null>, private readonly onOther: () => void = () => undefined) {
    this.current = storage.read('session');
    if (this.current?.identifie && !identify) {
      this.current = undefined;
      storage.remove('session', 'attente', 'brouillon');
    }
  }

  get known(): StoredSession | undefined {
    return this.current;
  }

  /** A session whose token is good for a while. One request at a time, whoever asks. */
  fresh(): Promise<StoredSession> {
    this.pending ??= this.obtain().finally(() => (this.pending = undefined));
    return this.pending;
  }

  /** The server said that the token is no longer good: the next `fresh` asks for another. */
  expire(): void {
    if (this.current) this.current = { ...this.current, obtainedAt: 0 };
  }

  /** Is the conversation still there? A token found expired is marked so; an unknown conversation is left for a new one. */
  async verify(): Promise<void> {
    const session = this.current;
    if (!session?.started) return;
    try {
      await this.request(`/v3/directline/conversations/${session.conversationId}?watermark=`, 'GET', session.token);
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
      if (error.status === 401 || error.status === 403) this.expire();
      if (error.status === 404) this.leaveConversation();
    }
  }

  markStarted(): void {
    if (this.current && !this.current.started) this.keep({ ...this.current, started: true });
  }

  /** Another tab may have begun a new conversation since: its record is not ours to change. */
  markSeen(lastId: string): void {
    if (!this.current) return;
    this.current = { ...this.current, lastId };
    if (this.storage.read('session')?.conversationId === this.current.conversationId) this.write(this.current);
  }

  /** Leaves this conversation; `reprise` stays, so that the next one belongs to the same person. */
  leaveConversation(): void {
    if (this.current) this.current = { ...this.current, conversationId: '', token: '', obtainedAt: 0, started: false, lastId: undefined };
    this.storage.remove('session', 'attente');
  }

  private async obtain(): Promise<StoredSession> {
    const session = this.current;
    if (this.identify && (!this.asked || (session?.identifie && !session.token))) return this.askWho(this.identify);
    if (!session?.conversationId) return this.openFirst([session?.reprise ? { reprise: session.reprise } : {}, {}]);
    const ageMs = Date.now() - session.obtainedAt;
    if (ageMs >= 0 && ageMs < session.expiresIn * 500) return session;
    return (await this.refresh(session)) ?? this.openAgain(session);
  }

  /** Once for each page: who was there on the page before may have signed out, or in. What the other left is not theirs to read. */
  private async askWho(identify: () => Promise<string | null>): Promise<StoredSession> {
    const identite = await identify();
    this.asked = true;
    if (this.current && Boolean(this.current.identifie) !== (identite !== null)) this.leave();
    return identite === null ? this.obtain() : this.openIdentified(identite);
  }

  private leave(): void {
    this.current = undefined;
    this.storage.remove('session');
    this.onOther();
  }

  /** A proof that the server refuses: a person like any other. */
  private async openIdentified(identite: string): Promise<StoredSession> {
    const conversationId = this.current?.conversationId;
    const session = await this.openFirst([{ identite, ...(conversationId && { conversationId }) }, {}]);
    if (conversationId && conversationId !== session.conversationId) this.onOther();
    return session;
  }

  private openAgain(session: StoredSession): Promise<StoredSession> {
    if (session.identifie && this.identify) return this.askWho(this.identify);
    return this.openFirst([{ reprise: session.reprise, conversationId: session.conversationId }, {}]);
  }

  private async refresh(session: StoredSession): Promise<StoredSession | undefined> {
    if (session.obtainedAt === 0) return undefined;
    try {
      const answer = await this.request('/v3/directline/tokens/refresh', 'POST', session.token);
      return this.keep({ ...session, ...readToken(answer), obtainedAt: Date.now() });
    } catch (error) {
      if (isRefused(error)) return undefined;
      throw error;
    }
  }

  /** Asks in turn: what the server refuses (proof too old, conversation gone) gives way to the next. */
  private async openFirst([body, ...others]: Proof[]): Promise<StoredSession> {
    try {
      return await this.open(body ?? {});
    } catch (error) {
      if (!isRefused(error) || others.length === 0) throw error;
      return this.openFirst(others);
    }
  }

  private async open(body: Proof): Promise<StoredSession> {
    const answer = await this.request('/api/chat/jeton', 'POST', undefined, body);
    const token = readToken(answer);
    const same = this.current?.conversationId === token.conversationId;
    return this.keep({
      ...token,
      reprise: readString(answer, 'reprise') || body.reprise || '',
      userId: readString(answer, 'userId'),
      obtainedAt: Date.now(),
      ...(body.identite && { identifie: true }),
      started: same && this.current?.started === true,
      lastId: same ? this.current?.lastId : undefined,
    });
  }

  private keep(session: StoredSession): StoredSession {
    this.current = session;
    this.write(session);
    return session;
  }

  private write(session: StoredSession): void {
    this.storage.write('session', session.identifie ? { ...session, token: '', reprise: '', userId: '', obtainedAt: 0 } : session);
  }

  private async request(path: string, method: string, token?: string, body?: object): Promise<unknown> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
    try {
      const response = await fetch(this.serveur + path, {
        method,
        signal: abort.signal,
        credentials: 'omit',
        headers: { ...(body && { 'Content-Type': 'application/json' }), ...(token && { Authorization: `Bearer ${token}` }) },
        body: body && JSON.stringify(body),
      });
      const answer: unknown = await response.json().catch(() => ({}));
      if (!response.ok) throw new ServerError(response.status, errorCode(answer));
      return answer;
    } finally {
      clearTimeout(timer);
    }
  }
}

function readToken(answer: unknown): { conversationId: string; token: string; expiresIn: number } {
  const conversationId = readString(answer, 'conversationId');
  const token = readString(answer, 'token');
  if (!conversationId || !token) throw new ServerError(502, 'REPONSE_ILLISIBLE');
  const seconds = Number(field(answer, 'expires_in'));
  return { conversationId, token, expiresIn: seconds > 0 ? seconds : 1_800 };
}

const field = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;

const readString = (value: unknown, key: string): string => {
  const found = field(value, key);
  return typeof found === 'string' ? found : '';
};

/** The code of a `{"error":{"code","message"}}` body, or ''. */
export const errorCode = (body: unknown): string => readString(field(body, 'error'), 'code');
