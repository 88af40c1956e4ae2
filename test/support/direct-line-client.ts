import { ConnectionStatus, DirectLine, type Activity } from 'botframework-directlinejs';
import { WebSocket } from 'ws';
import { XMLHttpRequest } from 'xhr2';

/** xhr2 knows no FormData: the form is turned into bytes first, as a browser does. */
class BrowserRequest extends XMLHttpRequest {
  override send(data?: unknown): void {
    if (!(data instanceof FormData)) return super.send(data);
    const encoded = new Response(data);
    void encoded.arrayBuffer().then((bytes) => {
      this.setRequestHeader('Content-Type', encoded.headers.get('content-type') ?? '');
      super.send(Buffer.from(bytes));
    });
  }
}

/** The official client in Node: it looks for a browser's globals. */
Object.assign(globalThis, { XMLHttpRequest: BrowserRequest, WebSocket });

export type Posted = Omit<Activity, 'from'>;

export type TestClient = {
  client: DirectLine;
  received: Activity[];
  statuses: ConnectionStatus[];
  /** Resolves once an activity matches, past ones included. */
  waitFor(match: (activity: Activity) => boolean, timeoutMs?: number): Promise<Activity>;
  /** Resolves once the conversation was started or found again. */
  online(): Promise<void>;
  post(activity: Record<string, unknown>): Promise<string>;
  end(): void;
};

type Options = ConstructorParameters<typeof DirectLine>[0];

/** Delays of the official client are cut short: it waits 3 to 15 s before it reconnects. */
const SHORT_RETRY = -0.24;

export function connect(url: string, options: Options): TestClient {
  const client = new DirectLine({ domain: `${url}/v3/directline`, random: () => SHORT_RETRY, ...options });
  const received: Activity[] = [];
  const statuses: ConnectionStatus[] = [];
  const waiting = new Set<() => void>();
  client.connectionStatus$.subscribe((status) => statuses.push(status));
  const subscription = client.activity$.subscribe({
    next: (activity) => {
      received.push(activity);
      for (const check of waiting) check();
    },
    error: () => undefined,
  });

  return {
    client, received, statuses,
    waitFor: (match, timeoutMs = 8_000) =>
      new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`no such activity among: ${received.map(describeActivity).join(' | ')}`)), timeoutMs);
        const check = (): void => {
          const found = received.find(match);
          if (!found) return;
          clearTimeout(late);
          waiting.delete(check);
          resolve(found);
        };
        waiting.add(check);
        check();
      }),
    online: () => new Promise((resolve) => void client.connectionStatus$.filter((status) => status === ConnectionStatus.Online).take(1).subscribe(() => resolve())),
    // The client's own edge: its type asks for what its server fills in.
    post: (activity) => new Promise((resolve, reject) => client.postActivity({ from: { id: 'moi' }, ...activity } as Activity).subscribe(resolve, reject)),
    end: () => {
      subscription.unsubscribe();
      client.end();
    },
  };
}

const describeActivity = (activity: Activity): string => textOf(activity) ?? activity.type;
export const textOf = (activity: Activity): string | undefined => (activity.type === 'message' ? activity.text : undefined);
export const withText = (text: string) => (activity: Activity): boolean => textOf(activity) === text;
