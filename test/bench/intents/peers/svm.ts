import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Batch, Program } from '../peer';

const PYTHON = '/usr/bin/python3';

export const svm: Program = {
  name: 'scikit-learn (TF-IDF, SVM linéaire)',
  isHere: () => spawnSync(PYTHON, ['-c', 'import sklearn'], { stdio: 'ignore' }).status === 0,
  run: (rows, texts): Batch => JSON.parse(execFileSync(PYTHON, [join(__dirname, 'svm.py')], {
    input: JSON.stringify({ train: rows.map((r) => [r.text, r.label]), texts }), encoding: 'utf8', maxBuffer: 1 << 29,
  })),
};
