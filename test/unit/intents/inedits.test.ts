import { join } from 'node:path';
import { loadUnderstander } from '../../../intents/understand';
import { measureUnseen, UNSEEN_FILES } from '../../bench/inedits';

/** Floors of DOSSIER §7 on messages unseen by the engine, raised to what is reached less chance; they only rise. */
const FLOORS: Record<string, number> = {
  group: 0.97, expertRecall: 0.97, expertPrecision: 0.95, safetyRecall: 0.95, motif: 0.95, service: 0.95, simpleCode: 0.94, outOfScope: 0.9, prestation: 0.91,
};
const root = join(__dirname, '..', '..', '..');
const understander = loadUnderstander({ dataDir: join(root, 'intents', 'data'), cacheDir: join(root, 'var') });

describe.each(UNSEEN_FILES)('messages that nobody here had seen: %s', (file) => {
  const measures = measureUnseen(understander, file);

  it.each(Object.entries(FLOORS))('%s is at least %d', (name, floor) => {
    const { right, of } = measures.find((m) => m.name === name) ?? { right: 0, of: 1 };

    expect(right / of).toBeGreaterThanOrEqual(floor);
  });

  it('raises at most 2 % of false alarms of danger', () => {
    const { right, of } = measures.find((m) => m.name === 'falseAlarms') ?? { right: 1, of: 1 };

    expect(right / of).toBeLessThanOrEqual(0.02);
  });
});
