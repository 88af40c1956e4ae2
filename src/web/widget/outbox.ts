import type { OutgoingActivity } from './activity';
import type { Posted } from './connection';
import type { Storage } from './storage';

export type SendState = 'envoi' | 'attente' | 'envoye' | { refused: number };

const RETRY_MS = [1_000, 2_000, 4_000, 8_000, 15_000];

/**
 * What the person sent and the server has not taken yet: kept on the device, posted one at a time in order,
 * always with the same `clientActivityID`, so that a message received twice counts once.
 */
export class Outbox {
  private queue: OutgoingActivity[];
  private posting = false;
  private failures = 0;
  private timer: number | undefined;

  constructor(
    private readonly storage: Storage,
    private readonly post: (activity: OutgoingActivity) => Promise<Posted>,
    private readonly onState: (clientId: string, state: SendState) => void,
  ) {
    this.queue = storage.read('attente') ?? [];
  }

  get waiting(): readonly OutgoingActivity[] {
    return this.queue;
  }

  add(activity: OutgoingActivity): void {
    this.queue.push(activity);
    this.save();
    void this.flush();
  }

  /** The server's echo proves that it took this one, whatever became of our request. */
  settle(clientId: string): void {
    const before = this.queue.length;
    this.queue = this.queue.filter((activity) => idOf(activity) !== clientId);
    if (this.queue.length !== before) this.save();
  }

  clear(): void {
    clearTimeout(this.timer);
    this.queue = [];
    this.save();
  }

  /** The link is back: no need to wait any longer. */
  resume(): void {
    this.failures = 0;
    void this.flush();
  }

  private async flush(): Promise<void> {
    if (this.posting) return;
    clearTimeout(this.timer);
    this.posting = true;
    let next = this.queue[0];
    while (next) {
      const clientId = idOf(next);
      this.onState(clientId, 'envoi');
      const posted = await this.post(next);
      if (posted === 'retry') {
        this.onState(clientId, 'attente');
        this.retryLater();
        break;
      }
      this.failures = 0;
      this.settle(clientId);
      this.onState(clientId, posted === 'sent' ? 'envoye' : posted);
      next = this.queue[0];
    }
    this.posting = false;
  }

  private retryLater(): void {
    const wait = RETRY_MS[Math.min(this.failures, RETRY_MS.length - 1)];
    this.failures += 1;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.flush(), wait);
  }

  private save(): void {
    this.storage.write('attente', this.queue);
  }
}

const idOf = (activity: OutgoingActivity): string => activity.channelData.clientActivityID;
