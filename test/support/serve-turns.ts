import { setTimeout as sleep } from 'node:timers/promises';
import { createAssistant } from '../../src/app/handle-message';
import { compose } from '../../src/compose';
import { loadConfig } from '../../src/config';
import { loadContent } from '../../src/content';
import { serve } from '../../src/main';
import { systemClock } from '../../src/ops/clock';
import { randomId, randomInt } from '../../src/ops/ids';
import { createLogger } from '../../src/ops/log';
import type { Store } from '../../src/stores/store';
import { CONTESTE_RSA, understanderOf } from './comprehension';

/**
 * One instance in a process of its own, with the real turns and a word list for understanding:
 * `node --import tsx serve-turns.ts <ms> <ms>`: how long a turn stays in the middle, between its reading and its writing; the lease.
 */
const [, , middleMs = '0', leaseMs = '10000'] = process.argv;

/** The state read by a turn grows old before the turn writes. */
function slow(store: Store): Store {
  const loadState: Store['loadState'] = async (conversation) => {
    const read = await store.loadState(conversation);
    await sleep(Number(middleMs));
    return read;
  };
  return new Proxy(store, { get: (target, name) => (name === 'loadState' ? loadState : Reflect.get(target, name)) });
}

void serve(loadConfig({ ...process.env, PORT: '0' }), (config) =>
  compose(config, {
    leaseMs: Number(leaseMs), sweepMs: 300,
    assistant: (store) => createAssistant({
      store: slow(store), understander: understanderOf({ 'je conteste le calcul de mon RSA': CONTESTE_RSA }), contenu: loadContent(), clock: systemClock, newId: randomId, randomInt,
      log: createLogger('warn'), settings: { alsaceMoselle: false, uploadMaxOctets: 1_000, texteMax: 10_000 },
    }),
  }),
);
