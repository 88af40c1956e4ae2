import { join } from 'node:path';
import { loadUnderstander } from '../../../intents/understand';
import { measureUnseen } from '../../bench/inedits';

/** Floors of DOSSIER §7 on messages unseen by the engine; those not reached yet stand at what is reached, and only rise. */
const FLOORS: Record<string, number> = {
  group: 0.95, expertRecall: 0.95, expertPrecision: 0.9, safetyRecall: 0.95, motif: 0.88, service: 0.94, simpleCode: 0.9, outOfScope: 0.93, prestation: 0.88,
};

describe('messages that nobody here had seen', () => {
  const root = join(__dirname, '..', '..', '..');
  const measures = measureUnseen(loadUnderstander({ dataDir: join(root, 'intents', 'data'), cacheDir: join(root, 'var') }));

  it.each(Object.entries(FLOORS))('%s is at least %d', (name, floor) => {
    const { right, of } = measures.find((m) => m.name === name) ?? { right: 0, of: 1 };

    expect(right / of).toBeGreaterThanOrEqual(floor);
  });

  it('raises at most 2 % of false alarms of danger', () => {
    const { right, of } = measures.find((m) => m.name === 'falseAlarms') ?? { right: 1, of: 1 };

    expect(right / of).toBeLessThanOrEqual(0.02);
  });
});
