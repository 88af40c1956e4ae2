import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NO_FACT, readExamples } from '../../intents/data';
import { loadUnderstander } from '../../intents/understand';
import { loadConfig, processEnvironment } from '../../src/config';
import { NOW } from './frozen';

/** Questions about precise facts in everyday words, by people whose sentences were never taught. */
const ROOT = join(__dirname, '..', '..');
const questions = readExamples(join(__dirname, '..', 'frozen-facts'));
const understander = loadUnderstander({ dataDir: join(ROOT, 'intents', 'data'), cacheDir: loadConfig(processEnvironment()).DATA_DIR });
const read = questions.map((e) => ({ e, faits: understander.understand(e.text, { now: NOW, canal: 'web' }).faits }));
const told = read.filter(({ faits }) => faits.length > 0);

describe('precise facts asked for in everyday words', () => {
  it('are asked by people who taught nothing', () => {
    const taught = new Set(readExamples(join(ROOT, 'intents', 'data')).map(({ scribe }) => scribe));

    expect(questions.length).toBeGreaterThanOrEqual(120);
    expect(questions.filter(({ scribe, fait }) => taught.has(scribe) || fait === null)).toEqual([]);
  });

  it('what is told is what was asked, most often', () => {
    const right = told.filter(({ e, faits }) => faits.includes(e.fait ?? NO_FACT));

    expect(right.length / told.length).toBeGreaterThanOrEqual(0.7);
  });

  it('what was asked is told in a good part', () => {
    const known = read.filter(({ e }) => e.fait !== NO_FACT);

    expect(known.filter(({ e, faits }) => faits.includes(e.fait ?? NO_FACT)).length / known.length).toBeGreaterThanOrEqual(0.2);
  });
});

describe('the labels of the sentences', () => {
  it('name facts that have an answer', () => {
    const known = new Set((JSON.parse(readFileSync(join(ROOT, 'intents', 'answers', 'faits.json'), 'utf8')) as { id: string }[]).map(({ id }) => id));
    const labelled = [...readExamples(join(ROOT, 'intents', 'data')), ...questions].flatMap(({ fait }) => fait ?? []);

    expect(labelled.length).toBeGreaterThan(900);
    expect([...new Set(labelled)].filter((fait) => fait !== NO_FACT && !known.has(fait))).toEqual([]);
  });
});
