import { DONE, learnNext, type Given } from './side-by-side';

/** In a thread of its own: learns what is left, and says it as it goes. */
export function learn({ learnings, state, port }: Given): void {
  learnNext(learnings, state, (learnt) => {
    port.postMessage(learnt);
    Atomics.add(state, DONE, 1);
    Atomics.notify(state, DONE);
  });
}
