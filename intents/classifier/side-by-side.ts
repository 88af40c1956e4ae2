import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import { learnAsked, type Asked, type LearningRun } from './one-vs-rest';
import type { Matrix } from './vocabulary';
import type { LinearModel } from './weights';

/**
 * The same questions learnt several times, each time from other rows, by two threads where there are two cores. Each takes the
 * next learning that nobody has begun: what is learnt does not depend on who learnt it. What they read is in shared memory.
 */
export type Learnings = { x: Matrix; asked: Asked; run: LearningRun; /** For each learning, the rows to learn from (`learnAsked`). */ used: readonly (Uint8Array | null)[] };

/** What the thread is given: `state` says which learning is next, how many it has done, and whether it gave up. */
export type Given = { learnings: Learnings; state: Int32Array; port: MessagePort };

export const [NEXT, DONE, GAVE_UP] = [0, 1, 2];
const PLACES = 3;
/** A thread that says nothing for so long is not waited for: its learnings are done here. */
const LONGEST_SILENCE_S = 900;
const THREAD = join(__dirname, 'learning-thread.cjs');

export type Learnt = { rank: number; models: LinearModel[] };

/**
 * @param thread where the other thread begins
 * @returns for each learning, one model a question
 */
export function learnSideBySide(learnings: Learnings, onLearnt: (done: number) => void, thread = THREAD): LinearModel[][] {
  const state = new Int32Array(new SharedArrayBuffer(PLACES * Int32Array.BYTES_PER_ELEMENT));
  const found = new Map<number, LinearModel[]>();
  const keep = ({ rank, models }: Learnt): void => {
    found.set(rank, models);
    onLearnt(found.size);
  };
  const helper = learnings.used.length > 1 && availableParallelism() > 1 ? startThread(thread, { learnings, state }) : null;
  const hear = (): void => helper?.heard().forEach(keep);
  learnNext(learnings, state, (learnt) => {
    keep(learnt);
    hear();
  });
  if (helper !== null) waitFor(state, hear, () => found.size === learnings.used.length);
  helper?.end();
  return learnings.used.map((_, rank) => {
    if (!found.has(rank)) keep({ rank, models: learnAt(learnings, rank) });
    return found.get(rank)!;
  });
}

/** Learns what nobody has begun, until nothing is left. */
export function learnNext(learnings: Learnings, state: Int32Array, keep: (learnt: Learnt) => void): void {
  for (;;) {
    const rank = Atomics.add(state, NEXT, 1);
    if (rank >= learnings.used.length) return;
    keep({ rank, models: learnAt(learnings, rank) });
  }
}

const learnAt = ({ x, asked, run, used }: Learnings, rank: number): LinearModel[] => learnAsked(x, asked, run, used[rank]);

function startThread(path: string, work: Omit<Given, 'port'>): { heard: () => Learnt[]; end: () => void } {
  const { port1, port2 } = new MessageChannel();
  // No option of the parent: its loader may not be one for threads.
  const worker = new Worker(path, { workerData: { ...work, port: port2 } satisfies Given, transferList: [port2], execArgv: [] });
  worker.on('error', () => undefined).unref();
  return {
    heard: () => {
      const all: Learnt[] = [];
      for (let one = receiveMessageOnPort(port1); one !== undefined; one = receiveMessageOnPort(port1)) all.push(one.message as Learnt);
      return all;
    },
    end: () => {
      port1.close();
      void worker.terminate();
    },
  };
}

/** Learning is one long computation: this thread sleeps until the other has said something. */
function waitFor(state: Int32Array, hear: () => void, isOver: () => boolean): void {
  for (let silent = 0; silent < LONGEST_SILENCE_S; silent++) {
    const done = Atomics.load(state, DONE);
    hear();
    if (isOver() || Atomics.load(state, GAVE_UP) === 1) return;
    if (Atomics.wait(state, DONE, done, 1000) !== 'timed-out') silent = 0;
  }
}
