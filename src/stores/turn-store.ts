/**
 * Who answers a conversation: one process at a time, kept messages in the order of their `seq`. A process that stops in the middle
 * loses its hold when the lease ends, and what it settles afterwards under that hold is refused. The clock of leases is the store's.
 */
export interface TurnStore {
  /**
   * Appends a message to answer, as `appendActivity` does, and takes the conversation in the same step. `taken` is then its oldest
   * message not answered yet: this one, or one that waited before it.
   */
  accept(conversation: string, message: TranscriptRow, holder: string, leaseMs: number): Promise<{ seq: number; created: boolean; taken: Taken }>;
  /** Holds the conversation and gives its oldest message not answered yet; holds nothing when there is none. */
  take(conversation: string, holder: string, leaseMs: number): Promise<Taken>;
  /** Holds the conversation for something else than a kept message: an alert, a turn of a channel without a transcript. */
  hold(conversation: string, holder: string, leaseMs: number): Promise<Exclude<Taken, { kind: 'turn' | 'none' }>>;
  /** False when the hold was lost. */
  renew(conversation: string, hold: number, leaseMs: number): Promise<boolean>;
  /**
   * This message was answered: appends its replies, as `appendReplies` does, settles it and gives the next one, or lets the
   * conversation go, all in one step. `lost`: nothing was written.
   */
  next(conversation: string, hold: number, answered: string, leaseMs: number, replies?: readonly TranscriptRow[]): Promise<Taken | { kind: 'lost' }>;
  /** Lets the conversation go; what is not answered stays so. Without effect when the hold was lost. */
  release(conversation: string, hold: number): Promise<void>;
  /** Conversations with a message not answered yet and nobody to answer it, the longest waiting first. */
  waiting(limit: number): Promise<string[]>;
}

/** What a transcript keeps, under an id of the conversation. */
export type TranscriptRow = { id: string; activity: unknown };

/** `hold` grows each time a conversation is taken. `by`, `sinceMs`: who holds it, and for how long, for the operator's log. */
export type Taken =
  | { kind: 'turn'; hold: number; id: string; seq: number; activity: unknown }
  | { kind: 'held'; hold: number }
  | { kind: 'busy'; by: string; sinceMs: number }
  | { kind: 'none' };

/**
 * What the processes tell each other at once: something was added to this conversation, or is to be shown now and kept nowhere
 * (`activity`). A lost notice only delays: readers come back to the transcript.
 */
export interface LiveNotices {
  publish(notice: LiveNotice): Promise<void>;
  /** @returns a function that stops listening */
  subscribe(listener: (notice: LiveNotice) => void): () => void;
}

export type LiveNotice = { conversation: string; activity?: Record<string, unknown> };
