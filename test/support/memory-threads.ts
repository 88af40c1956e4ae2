import type { Thread, ThreadStore } from '../../src/stores/thread-store';

/** Threads in memory. */
export function memoryThreads(): ThreadStore {
  const threads = new Map<string, Thread>();
  const welcomed = new Set<string>();
  const cards = new Map<string, { tour: string; at: string }>();
  return {
    saveThread: async (thread) => void threads.set(thread.conversation, structuredClone({ ...thread, injoignableLe: null })),
    findThread: async (conversation) => structuredClone(threads.get(conversation) ?? null),
    markUnreachable: async (conversation, at) => {
      const thread = threads.get(conversation);
      if (!thread || thread.injoignableLe !== null) return false;
      thread.injoignableLe = at;
      return true;
    },
    wasWelcomed: async (conversation) => welcomed.has(conversation),
    setWelcomed: async (conversation, value) => void (value ? welcomed.add(conversation) : welcomed.delete(conversation)),
    cardUse: async (conversation, carte) => cards.get(`${conversation}\n${carte}`) ?? null,
    useCard: async (conversation, carte, tour, at) => {
      const key = `${conversation}\n${carte}`;
      if (!cards.has(key)) cards.set(key, { tour, at });
    },
  };
}
