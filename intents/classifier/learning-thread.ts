import { DONE, GAVE_UP, learnNext, type Given } from './side-by-side';

/** In a thread of its own: learns what is left, and says it as it goes, or that it cannot go on. */
export function learn({ learnings, state, port }: Given): void {
  const wake = (): void => {
    Atomics.add(state, DONE, 1);
    Atomics.notify(state, DONE);
  };
  try {
    learnNext(learnings, state, (learnt) => {
      port.postMessage(learnt);
      wake();
    });
  } catch {
    Atomics.store(state, GAVE_UP, 1);
    wake();
  }
}
