// Where a thread begins: after the first line it reads TypeScript. One that cannot begin has taken nothing upon itself.
require('tsx/cjs');
require('./learning-thread.ts').learn(require('node:worker_threads').workerData);
