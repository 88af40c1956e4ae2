// Where a thread begins: after the first line it reads TypeScript.
const { workerData } = require('node:worker_threads');
const [DONE, GAVE_UP] = [1, 2]; // as in side-by-side.ts, which cannot be read when it matters

try {
  require('tsx/cjs');
  require('./learning-thread.ts').learn(workerData);
} catch {
  Atomics.store(workerData.state, GAVE_UP, 1);
  Atomics.add(workerData.state, DONE, 1);
  Atomics.notify(workerData.state, DONE);
}
