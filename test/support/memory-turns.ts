import type { LiveNotice, LiveNotices, Taken, TranscriptRow, TurnStore } from '../../src/stores/turn-store';

export type PendingRow = { seq: number; id: string; activity: string; pending: boolean };
type Hold = { hold: number; by: string; sinceMs: number; untilMs: number };

type Append = (conversation: string, row: TranscriptRow, pending: boolean) => { seq: number; created: boolean };

/** Turns over rows in memory; `up` throws when the store is made to fail. */
export function memoryTurns(rows: Map<string, PendingRow[]>, append: Append, up: () => void): TurnStore {
  const holds = new Map<string, Hold>();
  let count = 0;
  const live = (conversation: string): Hold | undefined => {
    const found = holds.get(conversation);
    return found && found.untilMs > Date.now() ? found : undefined;
  };
  const busy = (conversation: string): Extract<Taken, { kind: 'busy' }> | null => {
    const found = live(conversation);
    return found ? { kind: 'busy', by: found.by, sinceMs: Date.now() - found.sinceMs } : null;
  };
  const grab = (conversation: string, by: string, leaseMs: number): number => {
    count += 1;
    holds.set(conversation, { hold: count, by, sinceMs: Date.now(), untilMs: Date.now() + leaseMs });
    return count;
  };
  const pending = (conversation: string): PendingRow | undefined => rows.get(conversation)?.find((row) => row.pending);
  const turn = ({ id, seq, activity }: PendingRow, hold: number): Taken => ({ kind: 'turn', hold, id, seq, activity: JSON.parse(activity) as unknown });
  const isMine = (conversation: string, hold: number): boolean => live(conversation)?.hold === hold;
  const renew = (conversation: string, hold: number, leaseMs: number): boolean => {
    const found = holds.get(conversation);
    if (!found || !isMine(conversation, hold)) return false;
    found.untilMs = Date.now() + leaseMs;
    return true;
  };
  const take = (conversation: string, holder: string, leaseMs: number): Taken => {
    const row = pending(conversation);
    return busy(conversation) ?? (row ? turn(row, grab(conversation, holder, leaseMs)) : { kind: 'none' });
  };
  return {
    accept: async (conversation, message, holder, leaseMs) => (up(), { ...append(conversation, message, true), taken: take(conversation, holder, leaseMs) }),
    take: async (conversation, holder, leaseMs) => (up(), take(conversation, holder, leaseMs)),
    hold: async (conversation, holder, leaseMs) => {
      up();
      const taken = busy(conversation);
      return taken ?? { kind: 'held', hold: grab(conversation, holder, leaseMs) };
    },
    renew: async (conversation, hold, leaseMs) => (up(), renew(conversation, hold, leaseMs)),
    next: async (conversation, hold, answered, leaseMs, replies = []) => {
      up();
      if (!renew(conversation, hold, leaseMs)) return { kind: 'lost' };
      for (const reply of replies) append(conversation, reply, false);
      for (const row of rows.get(conversation) ?? []) if (row.id === answered) row.pending = false;
      const row = pending(conversation);
      if (row) return turn(row, hold);
      holds.delete(conversation);
      return { kind: 'none' };
    },
    release: async (conversation, hold) => {
      up();
      if (isMine(conversation, hold)) holds.delete(conversation);
    },
    waiting: async (limit) => {
      up();
      return [...rows.keys()].filter((conversation) => pending(conversation) && !live(conversation)).slice(0, limit);
    },
  };
}

export function memoryLive(): LiveNotices {
  const listeners = new Set<(notice: LiveNotice) => void>();
  return {
    publish: async (notice) => listeners.forEach((listener) => listener(notice)),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
