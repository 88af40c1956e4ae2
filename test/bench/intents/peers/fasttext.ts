import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Program } from '../peer';

/** fastText (Debian's program) with character n-grams; times are those of the whole batch over its messages. */
const OPTIONS = ['-lr', '0.5', '-wordNgrams', '2', '-minn', '2', '-maxn', '5', '-dim', '100', '-bucket', '100000', '-loss', 'ova', '-thread', '2'];

/** Small sets need more passes: the same number of examples seen, within these bounds. */
const epochsFor = (rows: number): number => Math.round(Math.min(600, Math.max(60, 600_000 / rows)));

const folded = (text: string): string => text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').replace(/[^a-z0-9]+/g, ' ').trim();

export const fasttext: Program = {
  name: 'fastText',
  isHere: () => spawnSync('fasttext', [], { stdio: 'ignore' }).error === undefined,
  run(rows, texts) {
    const dir = mkdtempSync(join(tmpdir(), 'fasttext-'));
    const [train, input, model] = [join(dir, 'train.txt'), join(dir, 'input.txt'), join(dir, 'model')];
    writeFileSync(train, rows.map(({ text, label }) => `__label__${label} ${folded(text)}\n`).join(''));
    writeFileSync(input, `${texts.map((t) => folded(t) || '.').join('\n')}\n`);
    const started = process.hrtime.bigint();
    execFileSync('fasttext', ['supervised', '-input', train, '-output', model, '-epoch', String(epochsFor(rows.length)), ...OPTIONS], { stdio: 'ignore' });
    const trained = process.hrtime.bigint();
    const out = execFileSync('fasttext', ['predict-prob', `${model}.bin`, input, '1'], { encoding: 'utf8', maxBuffer: 1 << 28 });
    const perMessage = Number(process.hrtime.bigint() - trained) / 1e3 / texts.length;
    const bytes = statSync(`${model}.bin`).size;
    rmSync(dir, { recursive: true });
    const answers = out.trim().split('\n').map((l) => {
      const [label = '', p = '0'] = l.split(' ');
      return { label: label.replace('__label__', ''), outside: 1 - Number(p), probability: Math.min(1, Number(p)) };
    });
    return { answers, bytes, trainSeconds: Number(trained - started) / 1e9, p50: perMessage, p99: perMessage };
  },
};
