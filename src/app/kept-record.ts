import type { z } from 'zod';
import { CodedError } from '../domain/errors';
import type { Store } from '../stores/store';

export type States = Pick<Store, 'loadState' | 'saveState'>;

const MAX_REPLAYS = 20;

/** A small record of the product's own, kept under a name that no conversation has, so that every store holds it. */
export function keptRecord<T>(name: string, schema: z.ZodType<T>, empty: T) {
  const read = async (store: States): Promise<{ value: T; version: number }> => {
    const stored = await store.loadState(name);
    return { value: stored ? schema.parse(stored.state) : empty, version: stored?.version ?? 0 };
  };
  return {
    name, read,
    /**
     * @returns what it is now
     * @throws CodedError CONFLIT_ETAT when others change it all the while
     */
    async change(store: States, next: (value: T) => T): Promise<T> {
      for (let attempt = 0; attempt < MAX_REPLAYS; attempt++) {
        const { value, version } = await read(store);
        const changed = next(value);
        if (await store.saveState(name, changed, version)) return changed;
      }
      throw new CodedError('CONFLIT_ETAT', `${name} changed ${MAX_REPLAYS} times`);
    },
  };
}
