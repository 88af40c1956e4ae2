import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shared } from '../../../intents/classifier/memory';
import { askedOf, learnAsked, type Lesson } from '../../../intents/classifier/one-vs-rest';
import { learnNext, learnSideBySide, type Learnings, type Learnt } from '../../../intents/classifier/side-by-side';
import { seeded } from '../../../intents/hash';

const ROWS = 4000;
const FEATURES = 300;
const EACH = 12;

/** Rows of random features; the label is told by the first one. */
function learnings(times: number): Learnings {
  const random = seeded(7);
  const index = Uint32Array.from({ length: ROWS * EACH }, () => Math.floor(random() * FEATURES));
  const x = { rows: ROWS, size: FEATURES, start: shared(Uint32Array.from({ length: ROWS + 1 }, (_, row) => row * EACH)), index: shared(index), value: shared(new Float32Array(ROWS * EACH).fill(0.3)) };
  const lessons: Lesson[] = [
    { labels: 6, cost: 0.5, signOf: (row, label) => (index[row * EACH]! % 6 === label ? 1 : -1) },
    { labels: 2, cost: 0.3, signOf: (row, label) => (row % 5 === 0 ? 0 : index[row * EACH]! % 2 === label ? 1 : -1) },
  ];
  const used = [null, ...Array.from({ length: times - 1 }, (_, part) => Uint8Array.from({ length: ROWS }, (__, row) => Number(row % times !== part)))];
  return { x, asked: askedOf(ROWS, lessons), run: { epochs: 30, seed: 3 }, used };
}

const alone = ({ x, asked, run, used }: Learnings) => used.map((rows) => learnAsked(x, asked, run, rows));

describe('learning side by side', () => {
  it('gives what learning one after the other gives, each at its rank, and says how far it is', () => {
    const given = learnings(9);
    const told: number[] = [];

    const found = learnSideBySide(given, (done) => told.push(done));

    expect(found).toEqual(alone(given));
    expect(told).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(found[1]).not.toEqual(found[0]);
  });

  it('needs no thread for one learning', () => {
    const given = learnings(1);

    expect(learnSideBySide(given, () => undefined)).toEqual(alone(given));
  });

  it.each([
    ['that cannot begin', 'throw new Error("panne");'],
    ['that gives up in the middle of one', 'const { state } = require("node:worker_threads").workerData; Atomics.add(state, 0, 1); Atomics.store(state, 2, 1); Atomics.add(state, 1, 1); Atomics.notify(state, 1);'],
  ])('does by itself what a thread %s has left', (_, code) => {
    const given = learnings(4);
    const thread = join(mkdtempSync(join(tmpdir(), 'aiguillage-fil-')), 'fil.cjs');
    writeFileSync(thread, code);
    const told: number[] = [];

    expect(learnSideBySide(given, (done) => told.push(done), thread)).toEqual(alone(given));
    expect(told).toEqual([1, 2, 3, 4]);
  });

  it('each learning is begun once, whoever looks for the next', () => {
    const given = learnings(3);
    const state = new Int32Array(new SharedArrayBuffer(12));
    const [here, there]: [Learnt[], Learnt[]] = [[], []];
    Atomics.add(state, 0, 1);

    learnNext(given, state, (learnt) => here.push(learnt));
    learnNext(given, state, (learnt) => there.push(learnt));

    expect(here.map(({ rank }) => rank)).toEqual([1, 2]);
    expect(there).toEqual([]);
  });
});
