import { memoryStore } from './memory-store';

/** The memory store of the channels, with states: what a gateway's session needs. */
export function memoryStates(): ReturnType<typeof memoryStore> {
  const states = new Map<string, { state: unknown; version: number }>();
  return Object.assign(memoryStore(), {
    loadState: async (conversation: string) => states.get(conversation) ?? null,
    saveState: async (conversation: string, state: unknown, expectedVersion: number) => {
      if ((states.get(conversation)?.version ?? 0) !== expectedVersion) return false;
      states.set(conversation, { state: structuredClone(state), version: expectedVersion + 1 });
      return true;
    },
  });
}
